"""The page docs/exports.md and the XES extension docs/dondoc.xesext, from the exporters' own tables."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill
from typing import Any
from xml.sax.saxutils import quoteattr


def exports_page() -> str:
    """docs/exports.md: what the exports hold, and how it maps to the standards."""
    from engine.chain.chains import HISTORY_COLUMNS
    from exports.fields import AGENCY, CASCADE, DOCUMENT, EVENT, TASK
    from exports.xes import EXTENSIONS, VERSION

    own = EXTENSIONS[-1]
    columns = fill(", ".join(f"`{name}`" for name in HISTORY_COLUMNS), 117)
    return f"""# Exports

```
dondoc export xes     --under binh-dinh --period 2023-H1 --out binh-dinh.xes
dondoc export ocel    ct-33-ttg-2021/2023 --as-of 2023-06-15 --out dot.ocel.json
dondoc export csv     --out lich-su.csv          # jsonl, parquet
```

| command | standard | holds |
|---|---|---|
| `export xes` | IEEE 1849-2023 (XES) | what counts, a trace for each task |
| `export ocel` | OCEL 2.0, JSON | what counts, events and objects |
| `export csv`, `jsonl`, `parquet` | RFC 4180, JSON Lines, Apache Parquet | the raw history, row by row |

All take `CASCADE`, `--under`, `--period` and `--known-at`; XES and OCEL also `--as-of`. A file is written whole or
not at all; `--out -` writes to standard output, Parquet excepted. Parquet needs `pip install 'dondoc[parquet]'`.
Rows are streamed; an event log with `--as-of` or `--known-at`, or over corrections, is rebuilt in memory first.

## What counts

XES and OCEL hold what counts in the view that was asked for: rows that a correction took back are gone, restated
ones stand with day and number as corrected, and no correction is an event. The activity of a move, a request or a
decision is its trigger (`draft_plan`, `report`, …), that of any other row its kind (`note`, …). Texts are in NFC.
Whether a cascade's events are simulated is told.

**Time.** History knows the day of an event, not the hour. An event of 19 June has the time
`2023-06-19T00:00:00.003Z`: the day at midnight UTC, which is 7 in the morning in Vietnam, so that the date reads the
same in both; the milliseconds count the cascade's events of that day, so that all have an order. It is the order of
recording; what was recorded together stands in the order in which it follows from one another: a plan before what it
sets going, an input's report before the consolidation. In one view an event has the same time in both formats and in
every scope. `recorded_at` is a true moment.

**Due dates** are the last moment on time, the end of the last on-time day in Vietnam (`2023-06-19T16:59:59.999Z`):
done on that day is before it. Other days are texts (`2023-06-19`).

## XES

`xes.version` is {VERSION}; elements come in the order of the standard's schema. The log names its cascades, whether any
is simulated, and what bounds it (`under`, `period`, `as_of`, `known_at`). Classifiers: `Activity` and `Task`, each
`concept:name`. A task to which nothing has happened yet is a trace without events.

| XES | is |
|---|---|
| trace `concept:name` | the task's key |
| event `concept:name` | the activity |
| event `time:timestamp` | see above |
| event `lifecycle:transition` | `complete`: each event is something done |
| event `org:resource`, `org:group` | key and kind of the agency that acted |
| event `org:role` | its role in the lifecycle: `assignee`, `issuer`, `consolidator`, `receiver`, `superior` |

Everything else is under the prefix `dondoc`, the extension `{own[2]}`, defined in
[dondoc.xesext](dondoc.xesext): of a trace all fields of a task below but its key, of an event all of an event but
agency and role.

## OCEL 2.0

Object types: `cascade`, `document`, `agency`, `task`, `consolidation`. A task that consolidates is a `consolidation`
and not a `task`: an object has one type, and an agency's own report and its merged one are two steps of one life.
Ids are `TYPE:KEY`, of an event `TASK#SEQ`. Event types are the activities. All values are written as texts, as the
published JSON schema has them; the declared type says what they mean. `state`, `standing` and the due dates of
tasks, and whether a document is out or revoked, change over time; their first values stand at
`1970-01-01T00:00:00.000Z`.

| from | to | qualifier |
|---|---|---|
| event | task or consolidation | `subject`: the one whose history it is |
| event | consolidation | `input_given`, `input_withdrawn`: the subject counts as its input from then on, or no longer |
| event | agency | `actor`, `on_behalf_of` |
| event | document | `document`: it went out or was revoked |
| event | cascade | `cascade` |
| task, consolidation | consolidation | `input_by_own_report`, `input_by_merged_report` |
| task, consolidation | cascade, agency | `part_of`, `assigned_to`, `reports_to` |
| task, consolidation | document | `assigned_by`, `asked_for_by` |
| document | cascade, agency, document | `part_of`, `issued_by`, `implements` |
| agency | agency | `below` |
| cascade | document | `directive` |

A scope holds the tasks of that scope, and of documents and agencies what these touch and what stands above them;
edges to tasks outside are left out.

## Fields

{_table("an event", EVENT)}

{_table("a task or consolidation", TASK)}

{_table("a document (OCEL)", DOCUMENT)}

{_table("an agency (OCEL)", AGENCY)}

{_table("a cascade (OCEL)", CASCADE)}

## The raw history

Every row, corrections too, every column as recorded:
{columns}.
Beside them `task` (its key), `agency_name` (of the agency that acted) and `superseded_by` (the `seq` of the row's last
correction). `cascade_id`, `task_no`, `seq`, `ref_seq`, `form` and `superseded_by` are integers, all else texts;
`payload` is a text that holds JSON. Rows come by cascade, task and `seq`, so that each hash can be computed again
([format](format.md)):

```python
import hashlib, json


def recomputed(row):  # of JSON Lines or Parquet; in CSV an empty cell is null
    beside = ("hash", "task", "agency_name", "superseded_by")
    covered = {{name: value for name, value in row.items() if value is not None and name not in beside}}
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
```

CSV begins with a byte order mark, so that spreadsheets read it as UTF-8. Nothing in it is altered, so a reason that
begins with `=` is handed on as it is: import the columns as text.
"""


def _table(what: str, fields: Iterable[Any]) -> str:
    lines = [f"| {what} | type | | |", "|---|---|---|---|"]
    lines += [f"| `{field.name}` | {field.kind} | {field.meaning('vi')} | {field.meaning('en')} |" for field in fields]
    return "\n".join(lines)


def xes_extension() -> str:
    """docs/dondoc.xesext: the definition of our own attributes, as the standard has it."""
    from exports.xes import ASKED, EVENT_FIELDS, EXTENSIONS, SIMULATED, TAGS, TRACE_FIELDS

    name, prefix, uri = (quoteattr(text) for text in EXTENSIONS[-1])
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<xesextension name={name} prefix={prefix} uri={uri}>"]
    for level, fields in (
        ("log", (SIMULATED, *ASKED)),
        ("trace", (*TRACE_FIELDS, SIMULATED)),
        ("event", EVENT_FIELDS),
    ):
        lines.append(f"  <{level}>")
        for field in fields:
            lines.append(f"    <{TAGS[field.kind]} key={quoteattr(field.name)}>")
            lines += [
                f"      <alias mapping={quoteattr(lang)} name={quoteattr(text)}/>"
                for lang, text in (("EN", field.meaning("en")), ("VI", field.meaning("vi")))
            ]
            lines.append(f"    </{TAGS[field.kind]}>")
        lines.append(f"  </{level}>")
    return "\n".join([*lines, "</xesextension>"]) + "\n"
