"""Scenarios written out as a feature file: what is run, and what a run that broke a rule is saved as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from features.files import LANGUAGE, Step
from features.steps.sentences import KEYWORDS


def as_feature(name: str, scenarios: Iterable[tuple[str, Iterable[str]]]) -> str:
    """The text of the file. `scenarios`: the title and the lines of each."""
    lines = [LANGUAGE, f"Tính năng: {name}"]
    for title, said in scenarios:
        lines += [f"  Kịch bản: {title}", *(f"    {line}" for line in said)]
    return "\n".join(lines) + "\n"


def lines_of(step: Step) -> Iterator[str]:
    """The line of a step, and what stands below it."""
    yield f"{KEYWORDS[step.kind]} {step.text}"
    for row in step.table:
        yield f"  | {' | '.join(map(_in_a_cell, row))} |"
    if step.has_text_below:
        yield from ('  """', '  """')


def _in_a_cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")
