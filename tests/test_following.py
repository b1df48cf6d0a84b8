"""Whoever only does what the answers say to do next is never refused, and comes to the end of the cascade."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from click.testing import CliRunner, Result
from graphs import AN_LAO, HOAI_AN, MINISTRY, TUY_PHUOC, move, province, put_plan_out
from suggestions import typed_out

from cli import main
from engine import Engine

TODAY = "2023-06-21"
AGENCIES = (
    "bo-noi-vu",
    "binh-dinh",
    "binh-dinh.so-noi-vu",
    *(f"binh-dinh.huyen-{n}" for n in ("tuy-phuoc", "an-lao", "hoai-an")),
)
Ask = Callable[..., Result]


@pytest.fixture
def ask(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The province just launched, its plan not out."""
    monkeypatch.setenv("DONDOC_DB", sqlite_url)
    monkeypatch.setenv("DONDOC_TODAY", TODAY)
    with Engine.open(sqlite_url) as engine:
        engine.launch(province(), today=date(2023, 5, 1))

    def call(*words: str) -> Result:
        return CliRunner().invoke(main, list(words), env={"COLUMNS": "160"}, catch_exceptions=False)

    return call


def proposed(ask: Ask, *question: str) -> str | None:
    """The command that an answer ends with."""
    told = ask(*question)
    assert told.exit_code == 0, told.stderr
    last = told.stdout.splitlines()[-1] if told.stdout.strip() else ""
    return last.removeprefix("Tiếp theo: ") if last.startswith("Tiếp theo: ") else None


def follow(ask: Ask, *questions: tuple[str, ...]) -> int:
    """Do what these answers propose, in turn, until none proposes anything; how many commands that took."""
    done = 0
    while commands := [command for question in questions if (command := proposed(ask, *question)) is not None]:
        result = ask(*typed_out(commands[0]))
        assert result.exit_code == 0, f"{commands[0]}\n{result.stderr}"
        done += 1
        assert done < 100, commands
    return done


def side_roads(url: str) -> None:
    """A pause, and a report that went back."""
    with Engine.open(url) as engine:
        put_plan_out(engine)
        for task in (TUY_PHUOC, HOAI_AN):
            move(engine, task, "draft_plan", "implement", "report")
        given = {"reason": "bão lũ", "today": date(2023, 6, 21)}
        engine.advance(AN_LAO, "suspend", as_agency="binh-dinh", **given)
        engine.advance(TUY_PHUOC, "return_report", as_agency="binh-dinh.so-noi-vu", **given)


@pytest.mark.parametrize("is_crooked", [False, True], ids=["straight", "with side roads"])
@pytest.mark.parametrize(
    "questions",
    [
        [("blocked",)],
        [("why", "2023-H1/bo-noi-vu")],
        [
            *(("todo", "--agency", agency) for agency in AGENCIES),
            ("blocked",),
        ],  # who may resume is not asked to in `todo`
    ],
    ids=["blocked", "why", "todo, then blocked"],
)
def test_what_is_proposed_is_legal_and_leads_to_the_end(
    ask: Ask, sqlite_url: str, questions: list[tuple[str, ...]], is_crooked: bool
) -> None:
    if is_crooked:
        side_roads(sqlite_url)

    assert follow(ask, *questions) > 3

    assert "không có báo cáo tổng hợp nào bị chặn" in ask("blocked").stdout
    with Engine.open(sqlite_url) as engine:
        assert engine.on(date(2023, 6, 21)).task(MINISTRY).state in ("consolidated", "issued")
        assert engine.verify().holds
