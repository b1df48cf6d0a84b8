"""Scenarios written out as a feature file: what is run, and what a run that broke a rule is saved as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from features.steps.sentences import KEYWORDS
from features.steps.vocabulary import readings
from rules.files import LANGUAGE, Step


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


def vietnamese_lines(step: Step) -> Iterator[str]:
    """The same with an English sentence said in Vietnamese, as the moves of a run are told."""
    line, *below = lines_of(step)
    yield in_vietnamese(step.kind, step.text) or line
    yield from below


def in_vietnamese(kind: str, text: str) -> str | None:
    """The line of an English sentence, with its keyword; None: it is none."""
    found = readings(kind, text)
    return found[0].line("vi") if len(found) == 1 and found[0].lang == "en" else None


def _in_a_cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")
