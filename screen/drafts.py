"""What was drafted of a document: what was understood, what is not certain, what was left."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import words
from drafting.definition import Draft
from screen.look import Look
from workflows.said import Said

_SHOWN = 12


def draft_data(made: Draft, path: Path, lang: str) -> dict[str, Any]:
    """One draft as JSON has it."""

    def noted(those: Sequence[tuple[str, Said]]) -> list[dict[str, str]]:
        return [{"at": at, "code": why.code, "message": words.message(why, lang)} for at, why in those]

    return {
        "key": made.key,
        "file": str(path),
        "title": made.title,
        "understood": made.understood,
        "doubtful": noted(made.doubtful),
        "left": noted(made.left),
    }


def drafts_text(drafts: Sequence[Draft], paths: Sequence[Path], look: Look) -> str:
    """A block for each draft, and how to go on."""
    lines: list[str] = []
    for made, path in zip(drafts, paths, strict=True):
        lines += [look.paint(str(path), "head"), f"  {made.title}"]
        counts = {"doubtful": len(made.doubtful), "left": len(made.left)}
        lines.append(f"  {look.say('draft.counts', understood=made.understood, **counts)}")
        for word, noted in (("draft.doubtful", made.doubtful), ("draft.left", made.left)):
            for at, why in noted[:_SHOWN]:
                lines.append(f"  {look.say(word)} {at}: {look.message(why)}")
            if len(noted) > _SHOWN:
                lines.append(f"  {look.say('draft.more', n=len(noted) - _SHOWN)}")
        lines.append("")
    command = f"{look.command} check {shlex.join(map(str, paths))}"
    return "\n".join([*lines[:-1], *look.onward(command)])
