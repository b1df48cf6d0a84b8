"""A refusal's suggested commands, tried as a person would: pasted, with every … filled in."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import date

from click.testing import CliRunner

from cli import main
from engine.errors import Refused
from screen.commands import typed
from screen.look import Look

NOTHING_GIVEN: Mapping[str, object] = {}
_WRITES = ("advance", "release", "revoke", "correct")
_ANSWERS = {"--on": "2023-06-21", "--until": "2023-12-31", "--missing": "binh-dinh.huyen-an-lao"}


def commands_of(refusal: Refused) -> tuple[str, ...]:
    """Its suggestions as a person sees them."""
    return tuple(typed(proposal, Look()) for proposal in refusal.proposals)


def typed_out(command: str, given: Mapping[str, object] = NOTHING_GIVEN) -> list[str]:
    """The words of a suggestion with its blanks filled, as they are given to the program; `given`: by option."""
    answers = {**_ANSWERS, **{option: str(value) for option, value in given.items()}}
    program, *words = shlex.split(command)
    assert program == "dondoc", command
    return [
        answers.get(before, "số 9") if word == "…" else word
        for before, word in zip([program, *words], words, strict=False)
    ]


def not_done(refusal: Refused, url: str, today: date) -> list[str]:
    """Its commands that are refused again or cannot be understood, each with what is said then."""
    found = []
    for command in commands_of(refusal):
        filled = typed_out(command)
        flags = ["--db", url, "--today", today.isoformat(), *(["--dry-run"] if filled[0] in _WRITES else [])]
        result = CliRunner().invoke(main, [*flags, *filled], catch_exceptions=False)
        if result.exit_code != 0:
            found.append(f"{command}: {result.stderr}")
    return found
