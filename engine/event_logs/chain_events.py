"""A task's rows of history as events: folded from the start, each with what it changed and who acted in which role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import DRAFT_PLAN, RELEASE
from engine.chain.effective import DECISION, REQUEST, Row, payload_of
from engine.chain.rehash import COLUMNS
from engine.clock import parse_moment
from engine.errors import BrokenChain
from engine.event_logs.day_order import Place
from engine.event_logs.logged import Event, LoggedDocument, LoggedTask
from workflows.dates import HANOI
from workflows.graph import AgencyNode
from workflows.lifecycle import Role
from workflows.said import Said

MOVE = "move"
NAMED = (MOVE, REQUEST, DECISION)
"""Kinds of rows whose trigger is the activity; of the others it is the kind."""


class ChainEvents:
    """Makes the events of one cascade's tasks. `places`: see `day_order.py`."""

    def __init__(
        self,
        cascade: RunningCascade,
        agencies: Mapping[str, AgencyNode],
        documents: Mapping[str, LoggedDocument],
        places: Mapping[Place, int],
    ) -> None:
        self._judge = cascade.judge
        self._arrows = cascade.judge.arrows
        self._agencies = agencies
        self._documents = documents
        self._places = places
        self._named: defaultdict[tuple[str, str | None], list[LoggedDocument]] = defaultdict(list)
        for document in documents.values():
            for issuer in document.issuers if document.number else ():
                self._named[issuer, document.number].append(document)

    def of(self, task: LoggedTask, rows: Iterable[Row]) -> Iterator[Event]:
        """The events of a task, from its counted rows in the order of seq. Raises BrokenChain for an unreadable day."""
        duties = task.owes_plan, task.owes_report, task.consolidates
        state, standing = self._arrows.initial, self._arrows.standing
        given = self._judge.given(duties, state, standing)
        for values in rows:
            row, details = dict(zip(COLUMNS, values, strict=True)), payload_of(values)
            before = state
            if row["kind"] == MOVE:
                at = state, standing
                state, standing = self._arrows.after(row["trigger"], row["from"], row["to"], at) or at
            was, given = given, self._judge.given(duties, state, standing)
            yield Event(
                activity_of(row["kind"], row["trigger"]),
                self._moment(task, row),
                before,
                state,
                standing,
                self._role(task, row),
                self._about(task, row, details),
                tuple(fed.key for fed in task.feeds if fed.waits_for in given and fed.waits_for not in was),
                tuple(fed.key for fed in task.feeds if fed.waits_for in was and fed.waits_for not in given),
                row,
                details,
            )

    def _moment(self, task: LoggedTask, row: Mapping[str, Any]) -> datetime:
        try:
            for day in filter(None, (row["due_before"], row["due_after"])):
                date.fromisoformat(day)
            parse_moment(row["recorded_at"])
            return moment_of(row["occurred_on"], row["recorded_at"], self._places.get((row["task_no"], row["seq"]), 0))
        except (TypeError, ValueError):
            raise BrokenChain(task.key, row["seq"], Said("broken.row-day")) from None

    def _role(self, task: LoggedTask, row: Mapping[str, Any]) -> str | None:
        """The first of the trigger's roles of the agency whose move it is; none where it followed from another move."""
        agency, lifecycle = row["on_behalf_of"] or row["agency"], self._judge.lifecycle
        if agency is None or row["trigger"] not in lifecycle.every_trigger:
            return None
        roles = lifecycle.who_may(row["trigger"])
        return next((role for role in roles if agency in self._in_role(task, role)), None)

    def _in_role(self, task: LoggedTask, role: Role) -> Iterable[str | None]:
        """Who has that role on the task."""
        match role:
            case "assignee":
                return (task.agency,)
            case "consolidator":
                return {fed.agency for fed in task.feeds}
            case "receiver":
                return {fed.agency for fed in task.feeds}.union(task.receivers)
            case "superior":
                above = self._agencies.get(task.agency)
                return () if above is None else (above.superior,)
            case "issuer":
                return {issuer for key in task.documents for issuer in self._documents[key].issuers}

    def _about(self, task: LoggedTask, row: Mapping[str, Any], details: Mapping[str, Any]) -> str | None:
        """The document that a row says went out or was revoked."""
        for told in ("revoked", "released"):
            if details.get(told) in self._documents:
                return str(details[told])
        if row["trigger"] not in (RELEASE, DRAFT_PLAN):
            return None
        named = self._named.get((row["on_behalf_of"] or row["agency"], row["document"]), ())
        if row["trigger"] == RELEASE:
            return next((document.key for document in named if document.key in task.documents), None)
        return next((document.key for document in named if document.is_plan), None)


def activity_of(kind: str, trigger: str | None) -> str:
    """What a row tells: the trigger of a move, a request or a decision, else its kind."""
    return str(trigger if kind in NAMED and trigger else kind)


def moment_of(occurred_on: str | None, recorded_at: str, place: int) -> datetime:
    """When an event is told to have been: history knows the day, not the hour.

    The day at midnight UTC, which is 7 in the morning of the same day in Vietnam, so that the date reads the same in
    both; and one millisecond for each row of the cascade that comes before it on that day (`place`).
    """
    moment = date.fromisoformat(occurred_on) if occurred_on else parse_moment(recorded_at).astimezone(HANOI)
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC) + timedelta(milliseconds=place)
