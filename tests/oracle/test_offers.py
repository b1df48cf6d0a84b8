"""Whatever an answer or a refusal offers to type next is legal at that moment, wherever a random walk has led."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from cascades import shipped, small
from click.testing import CliRunner, Result
from suggestions import typed_out
from walk import Walk

from cli import main
from engine import Engine, SimulatedClock
from engine.errors import Refused
from screen.commands import typed
from screen.look import Look
from workflows.errors import InputError
from workflows.lifecycle import parse_lifecycle

FIRST = date(2023, 6, 1)
NO_ENV: Mapping[str, str] = {}
_READS = ("why", "status", "blocked", "todo", "history", "requests", "cascades", "check")
_OFFER = re.compile(r"\bdondoc (?:--?\S+ )*(?:[a-z-]+) .*$", re.MULTILINE)


class Offered(Walk):
    """Instead of comparing answers with the model, every command that they end with is tried."""

    def __init__(self, url: str, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.url, self.tried = url, dict[str, int]()

    def compare(self) -> None:
        for graph in self.graphs:
            self.graph = graph
            for question in self.questions():
                self.ask(self.typed(*question), " ".join(question))
            for agency in self.agencies(2):
                self.ask(self.typed("overview", env={"DONDOC_AS": agency}), f"overview of {agency}")

    def ask(self, told: Result, question: str) -> None:
        assert told.exit_code == 0, f"{question}\n{told.stderr}"
        for command in dict.fromkeys(_OFFER.findall(told.stdout)):
            self.try_out(command, question)

    def ask_again(self) -> None:
        """What was said on earlier days is no matter here."""

    def done(self, act: Callable[[bool], Any], *what: object) -> tuple[Any, str | None]:
        try:
            made = act(False)
        except Refused as refused:
            self.told.append(f"{' '.join(map(str, what))}: {refused.rule}")
            for proposal in refused.proposals:
                self.try_out(typed(proposal, Look()), f"{refused.rule} of {what}")
            return None, refused.rule
        self.told.append(" ".join(map(str, what)))
        return made, None

    def try_what_is_not(self) -> None:
        """Anything by anybody, with whatever is given with it: mostly refused, and what the refusal offers is tried."""
        rng, today = self.rng, self.today
        at, row = self.any_task(), rng.randint(1, 6)
        key = f"{self.graph.directive}/{self.graph.tasks[at].key}"
        agency, document = self.agencies(1)[0], rng.choice(self.graph.documents)
        agency = rng.choice([agency, self.graph.tasks[at].agency, document.issuers[0]])
        on = rng.choice([None, self.day(), today + timedelta(1)])
        given = {
            "reason": rng.choice([None, "bão lũ"]),
            "until": rng.choice([None, today + timedelta(rng.randint(-20, 60))]),
            "what": rng.choice([None, None, "own", "merged"]),
            "allowed_by": rng.choice([None, "Thủ tướng"]),
            "missing": tuple(self.agencies(rng.randint(0, 2))),
            "proposed": rng.choice([None, agency]),
            "seq": rng.choice([None, None, row]),
        }
        about = {"reason": given["reason"], "on": on, "as_agency": agency, "cascade": self.cascade, "today": today}
        number = rng.choice([None, self.number(document.key)])
        trigger = rng.choice(self.triggers)
        acts: dict[str, Callable[[bool], Any]] = {
            f"{trigger} {key}": lambda dry: self.engine.advance(
                key, trigger, dry_run=dry, document=number, **{**given, **about}
            ),
            f"correct {key} {row}": lambda dry: self.engine.correct(
                key, rng.choice([None, row]), undo=on is None, document=number and None, dry_run=dry, **about
            ),
            f"release {document.key}": lambda dry: self.engine.release(
                document.key, number=number, dry_run=dry, **about
            ),
            f"revoke {document.key}": lambda dry: self.engine.revoke(document.key, dry_run=dry, **about),
        }
        what = rng.choice([*[next(iter(acts))] * 5, *acts])
        with suppress(InputError):
            self.done(lambda _: acts[what](True), today, what, agency, {**given, "on": on, "number": number})

    @property
    def triggers(self) -> tuple[str, ...]:
        """Every one of the lifecycle."""
        return tuple(parse_lifecycle(self.graph.lifecycle).every_trigger)

    def questions(self) -> Iterator[tuple[str, ...]]:
        """Every list, and the answers about some tasks."""
        yield from ((name, self.cascade) for name in ("status", "blocked", "requests"))
        yield "requests", self.cascade, "--pending"
        yield "blocked", self.cascade, "--overdue"
        yield ("cascades",)
        yield "history", "--cascade", self.cascade, "--limit", "5"
        for agency in self.agencies(4):
            yield "todo", self.cascade, "--agency", agency
        for task in self.rng.sample(self.graph.tasks, min(4, len(self.graph.tasks))):
            key = f"{self.graph.directive}/{task.key}"
            yield "why", key, "--cascade", self.cascade
            yield "history", key, "--cascade", self.cascade

    def agencies(self, count: int) -> list[str]:
        """Some that act in the cascade."""
        every = sorted({task.agency for task in self.graph.tasks} | {d.issuers[0] for d in self.graph.documents})
        return self.rng.sample(every, min(count, len(every)))

    def typed(self, *words: str, env: Mapping[str, str] = NO_ENV) -> Result:
        flags = ("--db", self.url, "--today", self.today.isoformat())
        return CliRunner().invoke(main, [*flags, *words], env={"COLUMNS": "400", **env}, catch_exceptions=False)

    def try_out(self, command: str, where: str) -> None:
        """As a person would type it. The day to which a row is to be corrected is theirs: one of the last will do."""
        document, refused = self.number(), []
        days = [self.today - timedelta(ago) for ago in range(60)]
        for day in days if " correct " in command and "--on …" in command else days[:1]:
            given = {"--on": day, "--until": self.today + timedelta(500), "--document": document, "--number": document}
            words = typed_out(command, given)
            result = self.typed(*words, *([] if words[0] in _READS else ["--dry-run"]))
            if result.exit_code == 0:
                self.tried[words[0]] = self.tried.get(words[0], 0) + 1
                return
            if "[in-the-future]" in result.stderr and "--on" not in command:
                return  # the document's own file states a day to come
            refused.append(result.stderr)
        raise AssertionError("\n".join([f"{where} on {self.today} offers", command, *dict.fromkeys(refused)]))


@pytest.mark.parametrize("seed", range(200, 206))
def test_what_is_offered_is_legal(sqlite_url: str, seed: int) -> None:
    clock, rng = SimulatedClock(datetime(2023, 6, 1, 2, tzinfo=UTC)), Random(seed)
    with Engine.open(sqlite_url, clock=clock) as engine:
        walk = Offered(sqlite_url, engine, clock, [small(rng, f"ct-{seed}")], rng, FIRST)
        walk.go(30, compare_every=5)
        assert walk.tried


def test_what_is_offered_of_a_shipped_cascade_is_legal(sqlite_url: str) -> None:
    clock = SimulatedClock(datetime(2023, 5, 20, 2, tzinfo=UTC))
    with Engine.open(sqlite_url, clock=clock) as engine:
        Offered(sqlite_url, engine, clock, [shipped(2023)], Random(7), date(2023, 5, 20)).go(20, compare_every=10)
