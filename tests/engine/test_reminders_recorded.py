"""Letters that urge: recorded and proven like any row, counted wherever a task is told of; nothing else changes."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TUY_PHUOC, move, put_plan_out

from engine import Engine
from engine.errors import Refused
from engine.proving.seals import make_keys
from engine.questions.reminders import step_after
from engine.requests import MandateRequest
from engine.results import Letter
from engine.running.reminding import NoNumber, ReminderRequest
from engine.scope import View

TODAY = date(2023, 6, 21)
VERIFIER = Path(__file__).resolve().parents[2] / "tools" / "independent_verifier.py"
SENDER = "binh-dinh.so-noi-vu"


@pytest.fixture(autouse=True)
def some_have_reported(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, AN_LAO, "draft_plan", "implement", "report")


def remind(engine: Engine, number: str = "12/SNV-CCHC", *, dry_run: bool = False, **more: Any) -> Letter:
    request = ReminderRequest(SENDER, number, **more)
    return engine.remind(request, today=TODAY, dry_run=dry_run)


def refused(work: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as raised:
        work()
    return raised.value.rule


def test_it_stands_on_what_it_urged_and_changes_nothing_else(engine: Engine) -> None:
    before = {task: engine.on(TODAY).task(task) for task in (HOAI_AN, TUY_PHUOC, AN_LAO, DEPARTMENT)}
    letter = remind(engine, by="Nguyễn Thị Hoa")
    after = {task: engine.on(TODAY).task(task) for task in before}

    urged = {item.task for item in letter.items}
    assert urged == {HOAI_AN, TUY_PHUOC}
    for task, row in after.items():
        is_urged = row.task in urged
        assert (row.reminders, row.reminded_on) == ((1, TODAY) if is_urged else (0, None))
        assert row.as_json() | {"reminders": 0, "reminded_on": None} == before[task].as_json()
    row = engine.seen().history(HOAI_AN)[-1]
    assert (row.kind, row.trigger, row.from_, row.to) == ("reminder", None, after[HOAI_AN].state, after[HOAI_AN].state)
    assert (row.agency, row.by, row.document, row.occurred_on) == (SENDER, "Nguyễn Thị Hoa", "12/SNV-CCHC", TODAY)
    assert row.hash in {item.hash for item in letter.items}
    assert row.payload == {"step": "letter"}


def test_every_answer_that_names_the_task_counts_it(engine: Engine) -> None:
    remind(engine)
    remind(engine, "13/PB-SNV")
    seen = engine.on(TODAY)

    roots = {root.task: root for item in seen.blocked() for root in item.root_blockers}
    told = [roots[HOAI_AN], seen.why(HOAI_AN)[-1], seen.todo("binh-dinh.huyen-hoai-an")[0]]
    assert [(each.reminders, each.reminded_on) for each in told] == [(2, TODAY)] * 3
    assert {letter.step for letter in seen.letters(SENDER)} == {"missed"}


def test_before_its_day_it_is_not_there(engine: Engine) -> None:
    remind(engine)

    assert engine.seen(View(TODAY, date(2023, 6, 20))).task(HOAI_AN).reminders == 0
    assert engine.seen(View(TODAY, TODAY)).task(HOAI_AN).reminders == 1


def test_a_dry_run_and_a_refusal_record_nothing(engine: Engine) -> None:
    tried = remind(engine, dry_run=True)

    assert (tried.dry_run, {item.hash for item in tried.items}) == (True, {None})
    assert refused(lambda: remind(engine, on=date(2023, 6, 22))) == "in-the-future"
    assert refused(lambda: remind(engine, on=date(2023, 1, 1))) == "before-previous"
    assert refused(lambda: remind(engine, to="binh-dinh.huyen-an-lao")) == "nobody-to-remind"
    with pytest.raises(NoNumber):
        remind(engine, "  ")
    assert engine.on(TODAY).task(HOAI_AN).reminders == 0


def test_the_same_letter_is_recorded_once_a_year(engine: Engine) -> None:
    remind(engine)

    assert refused(lambda: remind(engine)) == "reminded-already"
    assert engine.on(TODAY).task(HOAI_AN).reminders == 1


def test_a_correction_passes_it_by(engine: Engine) -> None:
    remind(engine)
    moved = engine.seen().history(HOAI_AN)
    at = moved[-1].seq

    given = {"undo": True, "as_agency": SENDER, "reason": "nhầm", "today": TODAY}
    assert refused(lambda: engine.correct(HOAI_AN, at, **given)) == "not-a-move"
    assert engine.verify().holds


@pytest.mark.parametrize(
    ("reminders", "is_missed", "step"),
    [
        (0, True, "letter"),
        (0, False, "letter"),
        (1, True, "notice"),
        (2, False, "notice"),
        (2, True, "missed"),
        (9, True, "missed"),
    ],
)
def test_the_ladder_names_no_date_as_missed_that_has_not_passed(reminders: int, is_missed: bool, step: str) -> None:
    assert step_after(reminders, is_missed=is_missed) == step


def test_both_verifiers_hold_it_and_find_one_that_moves(engine: Engine, database_url: str, tmp_path: Path) -> None:
    remind(engine)
    assert engine.verify().holds
    if not database_url.startswith("sqlite"):
        return
    make_keys(tmp_path)
    assert second(database_url, tmp_path) == "holds"

    connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("""UPDATE history SET "to" = 'reported' WHERE kind = 'reminder'""")
    connection.commit()
    connection.close()
    assert "row-move" in {each.rule for each in engine.verify().broken}
    assert "reminds and moves" in second(database_url, tmp_path)


def second(url: str, keys: Path) -> str:
    """What the other verifier says."""
    command = [sys.executable, str(VERIFIER), "--public-key", str(keys / "dondoc-seal.pub")]
    command += ["--database", url.removeprefix("sqlite:///")]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def test_under_a_mandate_it_says_so_and_outside_it_is_refused(engine: Engine) -> None:
    def grant(person: str, trigger: str) -> None:
        request = MandateRequest(SENDER, date(2023, 1, 1), "QĐ 1", person, "Phó Giám đốc", (trigger,), signature="KT.")
        engine.grant_mandates([request], by="Giám đốc")

    grant("Lê Văn C", "remind")
    grant("Trần D", "report")
    letter = remind(engine, by="Lê Văn C")

    assert (letter.signature, letter.post, letter.signer) == ("KT.", "Phó Giám đốc", "Lê Văn C")
    assert engine.seen().history(HOAI_AN)[-1].mandate is not None
    assert engine.verify().holds
    assert refused(lambda: remind(engine, "13/PB-SNV", by="Trần D")) == "outside-mandate"
