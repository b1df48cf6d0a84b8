"""Which of several heirs takes a task over: who is asked, what was decided, and what a migration tells of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from engine.cascade.cascades import RunningCascade
from engine.cascade.events import CascadeEvent
from engine.cascade.graphs import COLUMNS
from engine.cascade.lookup import names_of
from engine.cascade.order import read_counted
from engine.cascade.requests import Asked, heir_choice, requests_of
from engine.cascade.tasks import LiveTask, read_tasks
from engine.chain.effective import REQUEST, payload_of
from engine.chain.rehash import AT
from engine.migrating.succession import Succession
from engine.migrating.targets import TASK
from engine.migrating.under_way import MIGRATION, Migrating
from engine.receipts import HeirChoice
from engine.running.moves import Recording, write_move
from engine.store.database import Transaction
from workflows.lifecycle import CHOOSE_HEIR
from workflows.said import NAMELESS, Name

_AGENCY, _OCCURRED, _REASON = AT["agency"], AT["occurred_on"], AT["reason"]


def read_choices(tx: Transaction, cascade: RunningCascade) -> dict[int, Asked]:
    """Of every task of which it was asked, and is not over, who takes it over: the request as it stands."""
    numbers = [
        row[0]
        for row in tx.rows(
            "SELECT DISTINCT task_no FROM history WHERE cascade_id = :id AND kind = 'request' AND trigger = :trigger",
            id=cascade.cascade_id,
            trigger=CHOOSE_HEIR,
        )
    ]
    chains = read_counted(tx, cascade.cascade_id, numbers)
    tasks = read_tasks(tx, cascade, "t.task_no = ANY(:numbers)", numbers=numbers) if numbers else ()
    found = {task.task_no: heir_choice(requests_of(cascade.judge, task, chains[task.task_no])) for task in tasks}
    return {number: asked for number, asked in found.items() if asked is not None}


def day_with_decisions(succession: Succession, day: str) -> str:
    """From when the cascade can be handed over: from that day, or that of the last decision which this follows."""
    decided = [each.decided for each in succession.handovers.values() if each.decided is not None]
    return max([day, *(str(asked.by[_OCCURRED]) for asked in decided if asked.by is not None)])


def to_ask(migrating: Migrating, choices: Mapping[int, Asked]) -> dict[int, dict[str, Any]]:
    """What is to be asked, by task: what the requests will hold. What is asked already is asked once.

    Where nobody who ordered the task, or receives it, can decide, whoever has the cascade migrated does.
    """
    succession = migrating.succession
    assert succession is not None
    if not succession.several:
        return {}
    revoked = migrating.tx.rows(
        "SELECT document_no FROM document WHERE cascade_id = :id AND revoked_on IS NOT NULL",
        id=migrating.cascade.cascade_id,
    )
    above = succession.deciders(migrating.target.graph, {row[0] for row in revoked})
    found: dict[int, dict[str, Any]] = {}
    for number, heirs in succession.several.items():
        deciders = above[number] or (migrating.agency,)
        asked = choices.get(number)
        is_asked = asked is not None and asked.outcome == "pending"
        if not is_asked or asked is None or (asked.heirs, asked.deciders) != (heirs.keys, deciders):
            found[number] = {"heirs": list(heirs.keys), "basis": heirs.basis, "deciders": list(deciders)}
    return found


def ask(migrating: Migrating, event: CascadeEvent, task: LiveTask, fields: Mapping[str, Any]) -> None:
    """Record the request on a task; it stays as it is, and waits."""
    details = {MIGRATION: event.number, **migrating.to_ask[task.task_no]}
    day = max(migrating.day, task.head_on or migrating.day)
    columns = {"agency": migrating.agency, **fields}
    write_move(
        migrating.ledger,
        task,
        Recording(CHOOSE_HEIR, task.state, day, task.standing, None, details, columns, REQUEST),
    )


def told(migrating: Migrating) -> tuple[HeirChoice, ...]:
    """Every task for which somebody is asked, or decided, in the order of numbers; requests in hand are written."""
    succession = migrating.succession
    if succession is None:
        return ()
    decided = {number: each.decided for number, each in succession.handovers.items() if each.decided is not None}
    choices = {**read_choices(migrating.tx, migrating.cascade), **decided}
    rows = [_as_told(migrating, number, choices[number]) for number in sorted({*succession.several, *decided})]
    names = names_of(migrating.tx, migrating.cascade, {_decider(row) for row in rows})
    return tuple(replace(row, decider_name=names.get(_decider(row), NAMELESS)) for row in rows)


def _decider(row: HeirChoice) -> str:
    return row.decided_by or next(iter(row.deciders), "")


def _as_told(migrating: Migrating, number: int, asked: Asked) -> HeirChoice:
    row, by = migrating.target.graph["task"][(number,)], asked.by
    agency = dict(zip(COLUMNS["agency"], migrating.target.graph["agency"][(row[TASK["agency_no"]],)], strict=True))
    return HeirChoice(
        migrating.keys[number],
        agency["key"],
        Name.known(agency["name"], agency["name_en"]),
        row[TASK["period"]],
        asked.outcome,
        asked.heirs,
        str(payload_of(asked.row).get("basis", "")),
        asked.deciders,
        asked.seq,
        number in migrating.to_ask,
        asked.chosen,
        None if by is None else by[_AGENCY],
        None if by is None else date.fromisoformat(by[_OCCURRED]),
        None if by is None else by[_REASON],
        number,
    )
