"""What is done to a database while it is killed: by the command line where it prints receipts, else by the engine."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from audits import with_files
from graphs import DIRECTIVE, H1, agency_of, move, province, put_plan_out

import cli
from engine import Engine, SimulatedClock
from engine.clock import SystemClock
from engine.errors import Refused
from engine.proving.keeping import back_up, restore
from engine.store import unusable, upgrading

DISTRICTS = 6
NAMES = ("tuy-phuoc", "hoai-an", "an-lao", "van-canh", "phu-cat", "phu-my")
TASKS = tuple(f"{DIRECTIVE}/{H1}/binh-dinh.huyen-{name}" for name in NAMES)
DEPARTMENT = "binh-dinh.so-noi-vu"
TODAY = date(2023, 6, 21)
ONE_MORE = "dondoc_9998"  # the version of a program to come


def fill(url: str) -> None:
    """A province whose districts may report."""
    with Engine.open(url, clock=SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))) as engine:
        engine.launch(with_files(province(DISTRICTS)), today=date(2023, 5, 1))
        put_plan_out(engine)
        for task in TASKS:
            move(engine, task, "draft_plan", "implement")


def typed(url: str, *arguments: str) -> int:
    """One command, as typed; its exit code."""
    try:
        cli.main(["--db", url, "--today", TODAY.isoformat(), "--format", "jsonl", *arguments])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def moves(url: str, seed: int, count: int = 8) -> None:
    """Reports sent and returned, one command each; every one prints its receipt."""
    rng = Random(seed)
    for _ in range(count):
        task = rng.choice(TASKS)
        if typed(url, "advance", task, "report", "--as", agency_of(task)) == 1:
            returned = ("--what", "own", "--reason", "thiếu số liệu")
            if typed(url, "advance", task, "return_report", "--as", DEPARTMENT, *returned) == 2:
                raise SystemExit(2)


def steady_moves(url: str, seed: int, count: int = 30) -> None:
    """The same by one connection that stays open, whatever others do to the tables meanwhile."""
    rng = Random(seed)
    with Engine.open(url) as engine:
        for _ in range(count):
            task = rng.choice(TASKS)
            try:
                done = move(engine, task, "report")
            except Refused:
                try:
                    done = move(engine, task, "return_report", as_agency=DEPARTMENT, what="own", reason="thiếu số liệu")
                except Refused:  # somebody else was first
                    continue
            print(json.dumps({"hash": done[0].hash}))


def bulks(url: str, folder: Path, seed: int, count: int = 4) -> None:
    """Every district in one file, all or none."""
    for number in range(count):
        file = folder / f"{seed}-{number % 2}.csv"
        with file.open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(("task", "trigger", "as", "what", "reason"))
            for task in TASKS:
                of_district = (task, "report", agency_of(task), "", "")
                rows.writerow((task, "return_report", DEPARTMENT, "own", "thiếu") if number % 2 else of_district)
        typed(url, "advance", "--from", str(file))


def launches(url: str, seed: int, count: int = 3) -> None:
    """New cascades; each prints its key."""
    for number in range(count):
        with Engine.open(url) as engine:
            done = engine.launch(with_files(province(DISTRICTS, directive=f"ct-{seed}-{number}")), today=TODAY)
            print(json.dumps({"cascade": done.cascade}))


def migrations(url: str, count: int = 4) -> None:
    """A district more, and back; each prints the receipt of its event."""
    given = {"as_agency": "binh-dinh", "reason": "thêm huyện", "today": TODAY}
    cascade = f"{DIRECTIVE}/2023"
    for _ in range(count):
        with Engine.open(url) as engine:
            there = len(engine.on(TODAY).status())
            try:
                if there == len(province(DISTRICTS).tasks):
                    done = engine.migrate(cascade, with_files(province(DISTRICTS + 1)), **given)
                else:
                    done = engine.undo_migration(cascade, **given)
            except Refused:
                continue
            print(json.dumps({"event": done.hash}))


def upgrades(url: str, backup: Path) -> None:
    """From an earlier schema to this one; prints where the backup is."""
    print(json.dumps({"backup": str(upgrading.upgrade(url, backup))}))


def upgrades_beyond(url: str, folder: Path, backup: Path) -> None:
    """What the program to come does: one step more than this one knows."""
    scripts = folder / "scripts"
    if not scripts.exists():
        shutil.copytree(Path(upgrading.__file__).parent / "migrations", scripts)
        (scripts / "versions" / "9998_one_more.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n\n"
            f'revision = "{ONE_MORE}"\ndown_revision = "{unusable.SCHEMA_VERSION}"\n\n\n'
            "def upgrade():\n"
            '    op.add_column("task", sa.Column("more", sa.Text(), nullable=True))\n'
            '    op.add_column("history", sa.Column("more", sa.Text(), nullable=True))\n'
        )
    upgrading.SCRIPTS = str(scripts)
    unusable.SCHEMA_VERSION = ONE_MORE
    print(json.dumps({"backup": str(upgrading.upgrade(url, backup))}))


def backups(url: str, folder: Path, seed: int, count: int = 3) -> None:
    """Backups while others work; each prints its name."""
    for number in range(count):
        file = folder / f"sao-luu-{seed}-{number}"
        back_up(url, file, SystemClock())
        print(json.dumps({"file": str(file)}))
        sys.stdout.flush()


def restores(url: str, file: Path, name: str) -> None:
    """A backup over what is there."""
    restore(url, file, replaces=name)
    print(json.dumps({"restored": str(file)}))
