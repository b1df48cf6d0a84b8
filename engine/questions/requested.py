"""What was asked for and how it stands: of tasks, of a scope, and what an agency has to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import ACCEPT
from engine.cascade.lookup import names_of
from engine.cascade.order import read_counted
from engine.cascade.requests import Asked, asked_for, given_report, requests_of
from engine.cascade.roles import who_decides
from engine.cascade.tasks import LiveTask, read_tasks
from engine.cascade.timeliness import due_next, owed_in_sql
from engine.chain.effective import DECISION, DUES, Row, payload_of
from engine.chain.rehash import AT
from engine.questions.filters import ALL, Filters, listed
from engine.questions.status import Under, scope
from engine.results import ExtensionRow, RequestRow
from engine.store.database import Transaction
from workflows.dates import day_from_iso
from workflows.lifecycle import CHOOSE_HEIR
from workflows.periods import Period
from workflows.said import NAMELESS

_SEQ, _KIND, _TRIGGER, _REF = (AT[name] for name in ("seq", "kind", "trigger", "ref_seq"))
_OCCURRED, _AGENCY, _BY, _REASON = (AT[name] for name in ("occurred_on", "agency", "by", "reason"))
_DOCUMENT, _DUE_BEFORE, _DUE_AFTER = AT["document"], AT["due_before"], AT["due_after"]
_CAUSE = AT["cause"]
# the literal lets both databases use the index of requests
_WITH_REQUESTS = (
    "t.task_no IN (SELECT q.task_no FROM history q WHERE q.cascade_id = :cascade_id AND q.kind = 'request')"
)


def requests(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    *,
    under: Under,
    period: str | Period | None,
    today: date,
    filters: Filters = ALL,
    pending_only: bool = False,
) -> tuple[RequestRow, ...]:
    """The requests on the tasks of a scope, by agency as the tree has them, those of a task in their order.

    A page counts tasks. `pending_only`: those that wait for a decision. Raises NotFound, Ambiguous.
    """
    scoped = [
        (cascade, f"{condition} AND {_pending_in_sql(cascade) if pending_only else _WITH_REQUESTS}", parameters)
        for cascade, condition, parameters in scope(tx, cascades, under, period)
    ]
    tasks = listed(tx, scoped, filters, today)
    found = requests_on(tx, tasks, today)
    rows = (row for task in tasks for row in found.get(task.ident, ()))
    return tuple(row for row in rows if not pending_only or row.outcome == "pending")


def with_requests(tx: Transaction, cascades: Iterable[RunningCascade]) -> set[int]:
    """Those of these cascades in which anything was ever asked for, by number."""
    ids = [cascade.cascade_id for cascade in cascades]
    rows = tx.rows(
        "SELECT c.cascade_id FROM cascade c WHERE c.cascade_id = ANY(:cascades) AND EXISTS "
        "(SELECT 1 FROM history q WHERE q.cascade_id = c.cascade_id AND q.kind = 'request')",
        cascades=ids,
    )
    return {row[0] for row in rows}


def to_decide(
    tx: Transaction, cascade: RunningCascade, agency: str, today: date
) -> dict[tuple[int, int], tuple[RequestRow, ...]]:
    """The pending requests that an agency decides, by task.

    Read are unfinished tasks on which something was asked for; of those where only issuers decide, its documents' own,
    and those of which the request itself says who decides.
    """
    condition, parameters = _pending_in_sql(cascade), dict[str, str]()
    lifecycle = cascade.judge.lifecycle
    if {role for each in lifecycle.data.requests.values() for role in lifecycle.who_may(each.asks_for)} <= {"issuer"}:
        condition += (
            " AND (EXISTS (SELECT 1 FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
            "AND d.document_no = r.document_no WHERE r.cascade_id = t.cascade_id AND r.task_no = t.task_no "
            "AND d.issuers LIKE :issuer) OR EXISTS (SELECT 1 FROM history q WHERE q.cascade_id = t.cascade_id "
            "AND q.task_no = t.task_no AND q.kind = 'request' AND q.trigger = :choose_heir))"
        )
        parameters |= {"issuer": f'%"{agency}"%', "choose_heir": CHOOSE_HEIR}
    tasks = list(read_tasks(tx, cascade, condition, **parameters))
    return {
        ident: pending
        for ident, rows in requests_on(tx, tasks, today).items()
        if (pending := tuple(row for row in rows if row.outcome == "pending" and agency in row.deciders))
    }


def _pending_in_sql(cascade: RunningCascade) -> str:
    return f"{owed_in_sql(cascade.judge).is_open} AND {_WITH_REQUESTS}"


def requests_on(
    tx: Transaction, tasks: Iterable[LiveTask], today: date
) -> dict[tuple[int, int], tuple[RequestRow, ...]]:
    """All requests on these tasks, by task, in their order; tasks without any are left out."""
    by_cascade: defaultdict[int, dict[int, LiveTask]] = defaultdict(dict)
    for task in tasks:
        by_cascade[task.cascade.cascade_id][task.task_no] = task
    found: dict[tuple[int, int], tuple[RequestRow, ...]] = {}
    for cascade_id, by_number in by_cascade.items():
        asked = tx.rows(
            "SELECT DISTINCT task_no FROM history WHERE cascade_id = :cascade_id AND kind = 'request' "
            "AND task_no = ANY(:numbers)",
            cascade_id=cascade_id,
            numbers=list(by_number),
        )
        for number, rows in read_counted(tx, cascade_id, (row[0] for row in asked)).items():
            task = by_number[number]
            listed_rows = requests_of(task.cascade.judge, task, rows)
            if listed_rows:
                found[task.ident] = tuple(_as_row(tx, task, each, rows, today) for each in listed_rows)
        found |= _named(tx, next(iter(by_number.values())).cascade, found)
    return found


def _named(
    tx: Transaction, cascade: RunningCascade, found: Mapping[tuple[int, int], tuple[RequestRow, ...]]
) -> dict[tuple[int, int], tuple[RequestRow, ...]]:
    """Those of this cascade, with what the agencies that decide or decided are called."""
    own = {ident: rows for ident, rows in found.items() if ident[0] == cascade.cascade_id}
    every = [row for rows in own.values() for row in rows]
    names = names_of(tx, cascade, {key for row in every for key in (*row.deciders[:1], row.ended_by) if key})

    def with_names(row: RequestRow) -> RequestRow:
        decider, ended = next(iter(row.deciders), ""), row.ended_by or ""
        called = names.get(decider, NAMELESS), names.get(ended, NAMELESS)
        return replace(row, decider_name=called[0], ended_by_name=called[1])

    return {ident: tuple(map(with_names, rows)) for ident, rows in own.items()}


def _as_row(tx: Transaction, task: LiveTask, asked: Asked, rows: Sequence[Row], today: date) -> RequestRow:
    row, by = asked.row, asked.by
    payload = payload_of(row)
    is_pending = asked.outcome == "pending"
    trigger = asked_for(task.cascade.judge, asked.trigger)
    on, ended = date.fromisoformat(row[_OCCURRED]), today if by is None else date.fromisoformat(by[_OCCURRED])
    granted = next((each for each in rows if each[_KIND] == "move" and each[_REF] == asked.seq), None)
    return RequestRow(
        task.key,
        task.agency,
        task.period,
        asked.seq,
        asked.trigger,
        trigger,
        asked.outcome,
        on,
        max(0, (ended - on).days),
        task.agency_name,
        row[_BY],
        row[_REASON],
        row[_DOCUMENT],
        day_from_iso(asked.until),
        asked.report,
        due_next(task).last_day,
        payload.get("proposed"),
        who_decides(tx, task, asked) if is_pending else (),
        None if by is None else by[_SEQ],
        None if by is None else ended,
        None if by is None else by[_AGENCY],
        None if by is None or asked.outcome == "lapsed" else by[_REASON],
        None if granted is None else day_from_iso(granted[_DUE_AFTER]),
        asked.lapse,
        task.task_no,
        heirs=asked.heirs,
        basis=payload.get("basis"),
        chosen=asked.chosen,
    )


class Outcome(NamedTuple):
    """What became of a request or an acceptance. `seq`: the row that made it so; None: it stands as it is."""

    what: str
    seq: int | None = None
    lapse: str | None = None


def outcomes_of(tx: Transaction, cascade: RunningCascade, numbers: Collection[int]) -> dict[tuple[int, int], Outcome]:
    """Of the requests and acceptances on these tasks what became of each: (task's number, seq) -> outcome."""
    if not numbers:
        return {}
    chains = read_counted(tx, cascade.cascade_id, numbers)
    found: dict[tuple[int, int], Outcome] = {}
    for task in read_tasks(tx, cascade, "t.task_no = ANY(:numbers)", numbers=sorted(numbers)):
        rows = chains[task.task_no]
        for asked in requests_of(cascade.judge, task, rows):
            by = None if asked.by is None else asked.by[_SEQ]
            found[task.task_no, asked.seq] = Outcome(asked.outcome, by, asked.lapse)
        given = [given_report(cascade.judge, task, rows, report) for report in ("own", "merged")]
        standing = [each.accepted[_SEQ] for each in given if each is not None and each.accepted is not None]
        for row in rows:
            if row[_KIND] == DECISION and row[_TRIGGER] == ACCEPT:
                gone = Outcome("lapsed", None, "returned")
                found[task.task_no, row[_SEQ]] = Outcome("accepted") if row[_SEQ] in standing else gone
    return found


def extensions_of(tx: Transaction, task: LiveTask) -> tuple[ExtensionRow, ...]:
    """Every other day that the task was given, in their order; read only where one of its days is another by now."""
    if "extended" not in (task.plan_phrase, task.own_phrase, task.merged_phrase) and not _was_migrated(tx, task):
        return ()
    found = tuple(_extensions(read_counted(tx, task.cascade.cascade_id, [task.task_no])[task.task_no]))
    names = names_of(tx, task.cascade, {each.agency for each in found if each.agency})
    return tuple(replace(each, agency_name=names.get(each.agency, NAMELESS)) for each in found)


def _was_migrated(tx: Transaction, task: LiveTask) -> bool:
    row = tx.row(
        "SELECT 1 FROM history WHERE cascade_id = :cascade_id AND task_no = :number AND kind = 'migration' LIMIT 1",
        cascade_id=task.cascade.cascade_id,
        number=task.task_no,
    )
    return row is not None


def _extensions(rows: Sequence[Row]) -> Iterator[ExtensionRow]:
    for row in rows:
        dues = payload_of(row).get("dues") if row[_KIND] == "migration" else None
        for report, (before, after) in dues.items() if isinstance(dues, dict) else ():
            if before is not None and after is not None:
                days = day_from_iso(before), date.fromisoformat(after)
                on = date.fromisoformat(row[_OCCURRED])
                yield ExtensionRow(
                    row[_SEQ], "migrate", on, report, *days, row[_AGENCY] or "", row[_REASON], cause=row[_CAUSE]
                )
        report = payload_of(row).get("report")
        if row[_KIND] == "move" and row[_DUE_AFTER] is not None and report in DUES:
            yield ExtensionRow(
                row[_SEQ],
                row[_TRIGGER],
                date.fromisoformat(row[_OCCURRED]),
                report,
                day_from_iso(row[_DUE_BEFORE]),
                date.fromisoformat(row[_DUE_AFTER]),
                row[_AGENCY] or "",
                row[_REASON],
                row[_REF],
                row[_CAUSE],
            )
