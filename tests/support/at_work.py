"""A province at work, spoken to at the door as its offices would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from click.testing import CliRunner, Result
from graphs import province, put_plan_out

from cli import main
from engine import Engine
from workflows.graph import TaskGraph

Run = Callable[..., Result]


def at_work(url: str, graph: TaskGraph | None = None) -> Run:
    """The province's year (or `graph`) launched with its plan out; then whatever is typed, as on 21 June 2023."""
    with Engine.open(url) as engine:
        engine.launch(graph or province(), today=date(2023, 5, 1))
        put_plan_out(engine)

    def call(*arguments: str) -> Result:
        options = ("--db", url, "--today", "2023-06-21")
        return CliRunner().invoke(main, [*options, *arguments], catch_exceptions=False)

    return call
