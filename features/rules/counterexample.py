"""A run by which a rule broke, as a feature file that fails at that rule and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from features.files import LANGUAGE, Step
from features.steps.vocabulary import readings


def as_feature(feature: str, scenario: str, steps: Iterable[Step], moves: Sequence[str], sentence: str) -> str:
    """The scenario's own lines, one line for each move, and the sentence: in Vietnamese, as the moves are told."""
    lines = [LANGUAGE, f"Tính năng: {feature}", f"  Kịch bản: {scenario}"]
    lines += [f"    {line}" for step in steps for line in _lines(step)]
    lines += [f"    Khi {move}" for move in moves]
    lines.append(f"    {_in_vietnamese('then', sentence) or f'Thì {sentence}'}")
    return "\n".join(lines) + "\n"


def _lines(step: Step) -> Iterator[str]:
    yield _in_vietnamese(step.kind, step.text) or f"{step.keyword} {step.text}"
    for row in step.table:
        yield f"  | {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _in_vietnamese(kind: str, text: str) -> str | None:
    """The line of an English sentence; None: it is none."""
    found = readings(kind, text)
    return found[0].line("vi") if len(found) == 1 and found[0].lang == "en" else None
