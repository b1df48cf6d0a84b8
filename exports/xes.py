"""XES (IEEE 1849-2023): a trace for each task, an event for each row of its history that counts.

Elements come in the order that the standard's schema prescribes: extensions, globals, classifiers, attributes of the
log, traces. A task to which nothing has happened yet is a trace without events.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, TextIO

from engine.event_logs.event_log import CascadeLog, EventLog
from engine.event_logs.logged import Event, LoggedTask
from exports.fields import ASKED, CASCADE, EVENT, TASK, Field, Kind, Value, values
from exports.text import as_text

VERSION = "1849.2023"
PREFIX = "dondoc"
EXTENSIONS = (
    ("Concept", "concept", "http://www.xes-standard.org/concept.xesext"),
    ("Time", "time", "http://www.xes-standard.org/time.xesext"),
    ("Lifecycle", "lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
    ("Organizational", "org", "http://www.xes-standard.org/org.xesext"),
    ("Dondoc", PREFIX, "urn:uuid:3a05cc39-0686-54d9-885d-ed4affbdaae9"),
)
TAGS: dict[Kind, str] = {"string": "string", "integer": "int", "boolean": "boolean", "moment": "date"}
CLASSIFIERS = (("Activity", "event", "concept:name"), ("Task", "trace", "concept:name"))

# what the standard's own extensions say already: of a task `concept:name`, of an event `org:resource` and `org:role`
TRACE_FIELDS = tuple(field for field in TASK if field.name != "key")
EVENT_FIELDS = tuple(field for field in EVENT if field.name not in ("agency", "role"))
SIMULATED = next(field for field in CASCADE if field.name == "simulated")  # told of the log and of each trace

_UNKNOWN: dict[Kind, Value] = {"string": "unknown", "integer": 0, "moment": datetime(1970, 1, 1, tzinfo=UTC)}
_ESCAPED = {ord(sign): f"&#{ord(sign)};" for sign in '\t\n\r"&<>'}
_REPLACED = "\ufffd"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_xes(log: EventLog, out: TextIO) -> Counter[str]:
    """Write the log; how many `task`s and `event`s it has."""
    written: Counter[str] = Counter()
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f'<log xes.version="{VERSION}" xes.features="">\n')
    out.writelines(f"  {line}\n" for line in _head(log))
    for part in log.parts:
        is_simulated = bool(SIMULATED.take(part.cascade()))
        for task, events in part.tasks():
            out.writelines(_trace(part, task, events, is_simulated))
            written += Counter(task=1, event=len(events))
    out.write("</log>\n")
    return written


def _head(log: EventLog) -> Iterator[str]:
    for name, prefix, uri in EXTENSIONS:
        yield f"<extension name={_quoted(name)} prefix={_quoted(prefix)} uri={_quoted(uri)}/>"
    yield '<global scope="trace">'
    yield f"  {attribute('concept:name', 'string', 'unknown')}"
    yield '</global>\n  <global scope="event">'
    yield f"  {attribute('concept:name', 'string', 'unknown')}"
    yield f"  {attribute('time:timestamp', 'moment', _UNKNOWN['moment'])}"
    yield f"  {attribute('lifecycle:transition', 'string', 'complete')}"
    for field in EVENT_FIELDS:
        if field.always:
            yield f"  {attribute(_key(field), field.kind, _UNKNOWN[field.kind])}"
    yield "</global>"
    for name, scope, keys in CLASSIFIERS:
        yield f"<classifier name={_quoted(name)} scope={_quoted(scope)} keys={_quoted(keys)}/>"
    cascades = [part.cascade() for part in log.parts]
    yield attribute("concept:name", "string", "; ".join(cascade.key for cascade in cascades))
    yield attribute("lifecycle:model", "string", "standard")
    yield attribute(_key(SIMULATED), SIMULATED.kind, any(map(SIMULATED.take, cascades)))
    for bound, value in values(ASKED, log):
        yield attribute(_key(bound), bound.kind, value)


def _trace(part: CascadeLog, task: LoggedTask, events: list[Event], is_simulated: bool) -> Iterator[str]:
    yield "  <trace>\n"
    yield f"    {attribute('concept:name', 'string', task.key)}\n"
    for field, value in values(TRACE_FIELDS, task):
        yield f"    {attribute(_key(field), field.kind, value)}\n"
    yield f"    {attribute(_key(SIMULATED), SIMULATED.kind, is_simulated)}\n"
    for event in events:
        yield "    <event>\n"
        for line in _event(part, event):
            yield f"      {line}\n"
        yield "    </event>\n"
    yield "  </trace>\n"


def _event(part: CascadeLog, event: Event) -> Iterator[str]:
    yield attribute("concept:name", "string", event.activity)
    yield attribute("time:timestamp", "moment", event.at)
    yield attribute("lifecycle:transition", "string", "complete")
    agency = event.row["agency"]
    if agency is not None:
        yield attribute("org:resource", "string", agency)
        if agency in part.agencies and part.agencies[agency].kind:
            yield attribute("org:group", "string", part.agencies[agency].kind)
    if event.role is not None:
        yield attribute("org:role", "string", event.role)
    for field, value in values(EVENT_FIELDS, event):
        yield attribute(_key(field), field.kind, value)


def attribute(key: str, kind: Kind, value: Value) -> str:
    """One attribute as an element."""
    return f"{_opening(key, kind)}{_quoted(as_text(value))}/>"


@cache
def _opening(key: str, kind: Kind) -> str:
    return f"<{TAGS[kind]} key={_quoted(key)} value="


def _key(field: Field[Any]) -> str:
    return f"{PREFIX}:{field.name}"


def _quoted(text: str) -> str:
    """In quotes, as XML has it; what no XML file can hold becomes U+FFFD."""
    return f'"{_NO_XML.sub(_REPLACED, text).translate(_ESCAPED)}"'
