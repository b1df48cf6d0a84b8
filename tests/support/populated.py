"""A province in the middle of its half-year, with everything in it that this schema can hold.

Before the schema goes on, its own dump joins those of the earlier ones (tests/engine/test_earlier_schemas.py):
`PYTHONPATH=.:tests/support python tests/support/populated.py tests/data/databases/0015.sql.gz`
"""

from __future__ import annotations

import gzip
import sqlite3
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from audits import with_files
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, H1, HOAI_AN, TUY_PHUOC, accepting, agency_of, move, province
from graphs import put_plan_out as release_plan

from engine import Engine, SimulatedClock
from engine.requests import MandateRequest
from engine.running.notes import Attached, NoteRequest
from engine.store.upgrading import upgrade
from workflows.graph import DueDate, TaskGraph

VAN_CANH, PHU_CAT = (f"{DIRECTIVE}/{H1}/binh-dinh.huyen-{name}" for name in ("van-canh", "phu-cat"))
ISSUER, SNV = {"as_agency": "binh-dinh"}, {"as_agency": "binh-dinh.so-noi-vu"}
SEALER = Ed25519PrivateKey.from_private_bytes(bytes(32))  # a key that keeps no secret
CHAIR = "Chủ tịch"  # who holds An Lão's mandate, the only one


class Season:
    """An engine whose clock and whose today are one, moved on from day to day of 2023."""

    def __init__(self, url: str) -> None:
        self.clock = SimulatedClock(datetime(2023, 5, 2, 2, tzinfo=UTC))
        self.engine = Engine.open(url, clock=self.clock)
        self.engine._login = "vanthu"  # not of whoever makes the dump

    def on(self, month: int, day: int) -> date:
        self.clock.moment = datetime(2023, month, day, 2, tzinfo=UTC)
        return self.clock.moment.date()

    def move(self, day: tuple[int, int], task: str, *triggers: str, **details: Any) -> None:
        move(self.engine, task, *triggers, **{"today": self.on(*day), **details})

    def correct(self, day: tuple[int, int], task: str, **details: Any) -> None:
        self.engine.correct(task, None, as_agency=agency_of(task), today=self.on(*day), **details)


def fill(url: str) -> None:
    """Fill a migrated, empty database."""
    season = Season(url)
    with season.engine as engine:
        graph = with_files(accepting(province(5)))
        engine.launch(graph, today=season.on(5, 2), by="Văn thư")
        release_plan(engine, season.on(5, 3))
        main_line(season)
        side_roads(season)
        requests_and_corrections(season)
        engine.migrate(DIRECTIVE, with_later_reports(graph), reason="công văn mới", today=season.on(6, 19), **ISSUER)
        issuer = {"as_agency": "thu-tuong", "reason": "nhầm năm", "today": season.on(6, 20)}
        engine.close_cascade(DIRECTIVE, gives_up=True, **issuer)
        engine.reopen_cascade(DIRECTIVE, **issuer)
        mandate = MandateRequest(agency_of(AN_LAO), date(2023, 1, 1), "Quyết định 5/QĐ", CHAIR)
        engine.grant_mandates([mandate], by=CHAIR)
        kept = {"assigned_to": "Văn thư", "tags": ("gấp",), "follow_up": date(2023, 7, 1)}
        note = NoteRequest(agency_of(TUY_PHUOC), "đã gọi", attachments=(Attached("so-lieu.txt", b"42\n"),), **kept)
        engine.note(TUY_PHUOC, note, today=season.on(6, 21))


def main_line(season: Season) -> None:
    season.move((5, 10), TUY_PHUOC, "draft_plan", by="Văn thư", document="5/KH-UBND", idempotency_key="kh-tuy-phuoc")
    season.move((5, 10), DEPARTMENT, "draft_plan", document="9/KH-SNV")
    season.move((5, 10), HOAI_AN, "draft_plan", on=date(2023, 5, 8), reason="ghi bù")
    season.move((6, 1), TUY_PHUOC, "implement", by="Văn thư")
    season.move((6, 1), AN_LAO, "draft_plan")


def side_roads(season: Season) -> None:
    season.move((6, 2), AN_LAO, "suspend", reason="bão lũ", **ISSUER)
    season.move((6, 2), VAN_CANH, "waive", reason="sáp nhập", **ISSUER)
    season.move((6, 2), PHU_CAT, "withdraw", reason="giao nơi khác", **ISSUER)
    season.move((6, 2), HOAI_AN, "extend", reason="bão lũ", until=date(2023, 7, 14), **ISSUER)
    season.move((6, 3), HOAI_AN, "suspend", reason="chia tách xã", **ISSUER)
    season.move((6, 7), HOAI_AN, "resume", reason="đã xong", **ISSUER)
    season.move((6, 10), TUY_PHUOC, "report", document="12/BC-UBND")
    season.move((6, 12), TUY_PHUOC, "return_report", what="own", reason="thiếu số liệu", **SNV)
    season.move((6, 12), HOAI_AN, "implement")


def requests_and_corrections(season: Season) -> None:
    season.move((6, 13), TUY_PHUOC, "report", document="15/BC-UBND")
    season.correct((6, 14), HOAI_AN, undo=True, reason="ghi nhầm cơ quan")
    season.correct((6, 15), TUY_PHUOC, on=date(2023, 6, 12), reason="ngày trên văn bản là 12/06")
    season.move((6, 16), TUY_PHUOC, "accept", what="own", **SNV)
    season.move((6, 16), HOAI_AN, "request_extension", reason="chưa xong", until=date(2023, 7, 20))
    season.move((6, 17), HOAI_AN, "grant", **ISSUER)
    season.move((6, 18), HOAI_AN, "request_extension", reason="chưa xong", until=date(2023, 8, 20))


def with_later_reports(graph: TaskGraph) -> TaskGraph:
    """The graph as another letter has it: every district reports by the end of July."""
    later = DueDate(date(2023, 7, 31), "trước ngày 01/8")
    tasks = (replace(task, own_due=later) if ".huyen-" in task.agency else task for task in graph.tasks)
    return replace(graph, tasks=tuple(tasks))


def write_dump(out: Path) -> None:
    """The filled database as SQL text, compressed, and a seal over it beside."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "populated.db"
        upgrade(f"sqlite:///{file}")
        fill(f"sqlite:///{file}")
        season = Season(f"sqlite:///{file}")
        season.on(6, 30)
        with season.engine as engine:
            _, seal = engine.seal(SEALER)
        database = sqlite3.connect(file)
        text = "".join(f"{line}\n" for line in database.iterdump())
        database.close()
    out.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    out.with_name(out.name.replace(".sql.gz", ".seal.json")).write_text(seal, encoding="utf-8")


if __name__ == "__main__":
    write_dump(Path(sys.argv[1]))
