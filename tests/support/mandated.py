"""A province whose district acts by mandates: granted, used, ended, and used for a correction and a past season."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from audits import audited_graph
from graphs import AN_LAO, TUY_PHUOC, agency_of, move, put_plan_out

from engine import Engine, MoveRequest, SimulatedClock
from engine.chain.chains import hash_row
from engine.chain.mandates import MANDATE_COLUMNS, genesis
from engine.requests import MandateRequest
from engine.store.database import Transaction

DISTRICT = agency_of(TUY_PHUOC)
TODAY = date(2023, 6, 21)
BASIS = "Quyết định 5/QĐ"
CHAIR, DEPUTY, CLERK = (
    f"{DISTRICT}/chu-tich/2023-01-01",
    f"{DISTRICT}/pho-chu-tich/2023-02-01",
    f"{DISTRICT}/van-thu/2023-06-01",
)


def fill_mandated(engine: Engine, clock: SimulatedClock) -> None:
    """Four events, and rows under each of three mandates."""
    put_plan_out(engine)
    since = date(2023, 2, 1)
    engine.grant_mandates(
        [MandateRequest(DISTRICT, date(2023, 1, 1), BASIS, "Chủ tịch", triggers=("mandate", "report"))], by="Chủ tịch"
    )
    clock.move_on(timedelta(minutes=1))
    deputy = MandateRequest(DISTRICT, since, BASIS, "Phó Chủ tịch", signature="KT.", until=date(2023, 12, 31))
    clerk = MandateRequest(DISTRICT, date(2023, 6, 1), BASIS, "Văn thư", triggers=("implement",), absent="Chủ tịch")
    engine.grant_mandates([deputy, clerk], by="Chủ tịch")
    clock.move_on(timedelta(minutes=1))
    move(engine, TUY_PHUOC, "draft_plan", by="Phó Chủ tịch", on=date(2023, 5, 5))
    move(engine, TUY_PHUOC, "implement", by="Văn thư", on=date(2023, 6, 15))
    fix = {"as_agency": DISTRICT, "by": "Phó Chủ tịch", "reason": "ghi nhầm", "today": TODAY}
    engine.correct(TUY_PHUOC, None, on=date(2023, 6, 16), **fix)
    clock.move_on(timedelta(minutes=1))
    engine.end_mandate(DEPUTY, on=date(2023, 6, 20), by="Chủ tịch", reason="nghỉ hưu")
    past = [MoveRequest(TUY_PHUOC, "report", DISTRICT, "Chủ tịch", date(2023, 6, 17))]
    engine.advance_many(past, today=TODAY, backfill="nhập sổ giấy")
    move(engine, AN_LAO, "draft_plan")


def launch_and_fill_mandated(url: str) -> None:
    clock = SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))
    with Engine.open(url, clock=clock) as engine:
        engine.launch(audited_graph(), today=date(2023, 5, 1))
        fill_mandated(engine, clock)


def events(tx: Transaction) -> list[dict[str, Any]]:
    """The chain of mandates as it stands."""
    names = ", ".join(f'"{name}"' for name in MANDATE_COLUMNS)
    rows = tx.rows(f"SELECT {names} FROM mandate_event ORDER BY seq")
    return [dict(zip(MANDATE_COLUMNS, row, strict=True)) for row in rows]


def rewrite_mandates(tx: Transaction, changed: list[dict[str, Any]]) -> None:
    """Put a consistent chain of mandates in place of the one that is there."""
    tx.run("DELETE FROM mandate_event")
    prev_hash = genesis()
    for seq, event in enumerate(changed, 1):
        event |= {"seq": seq, "prev_hash": prev_hash}
        event["hash"] = prev_hash = hash_row(event)
    tx.insert("mandate_event", MANDATE_COLUMNS, [tuple(event[name] for name in MANDATE_COLUMNS) for event in changed])
