"""What an event log is made of: cascades, documents and tasks as they stand in it, and events. See `event_log.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class LoggedCascade:
    """A cascade of the log. `launched_on`: ISO text; `lifecycle`: the key of its file."""

    key: str
    directive: str
    year: int
    title: str
    launched_on: str
    definition_hash: str
    lifecycle: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class LoggedDocument:
    """A document of the log. Days are ISO text; number and days are None where they are still to come."""

    key: str
    type: str
    title: str
    issuers: tuple[str, ...]
    implements: tuple[str, ...]
    number: str | None
    issued_on: str | None
    out_on: str | None
    is_plan: bool
    is_out: bool
    revoked_on: str | None


class Fed(NamedTuple):
    """A consolidation that waits for a task: its key, its agency, and for which report (`own` or `merged`)."""

    key: str
    agency: str
    waits_for: str


@dataclass(frozen=True, slots=True)
class LoggedTask:
    """A task of the log: what it owes, and where it stands. `cascade`, `agency`, `document`: keys.

    `due`: the last on-time days as launched, ISO text by report (`plan`, `own`, `merged`), those that there are;
    `until`: those extended since. `document`, `at`: what assigns it, and where; `documents`: every document that asks
    for it. `receivers`: agencies that get its report; `feeds`: the consolidations of the log that wait for it.
    """

    cascade: str
    key: str
    agency: str
    agency_name: str
    period: str
    topic: str | None
    content: str
    document: str
    at: str
    owes_plan: bool
    owes_report: bool
    consolidates: bool
    inputs: int
    open_inputs: int
    state: str
    standing: str
    due: Mapping[str, str]
    until: Mapping[str, str]
    receivers: tuple[str, ...]
    documents: tuple[str, ...]
    feeds: tuple[Fed, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A row of history that counts, on a task of the log.

    `activity`: the trigger of a move, else the row's kind. `at`: see `chain_events.moment_of`. `before`: the task's
    state before it; `state`, `standing`: after it. `role`: in which the agency acted; None where nobody did, or on
    another task. `about`: the document that went out or was revoked. `gives`, `withdraws`: the consolidations of the
    log for which the task counts as given from then on, or no longer. `row`: every column by name, as it counts;
    `details`: its payload.
    """

    activity: str
    at: datetime
    before: str
    state: str
    standing: str
    role: str | None
    about: str | None
    gives: tuple[str, ...]
    withdraws: tuple[str, ...]
    row: Mapping[str, Any]
    details: Mapping[str, Any]
