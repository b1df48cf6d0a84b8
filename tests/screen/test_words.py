"""The catalogue: complete in both languages, used as it is written, and in step with the standard lifecycle."""

import ast
import re
import string
from pathlib import Path

import pytest

from screen.words import WORDS, label, say
from workflows.library import Library

ROOT = Path(__file__).resolve().parents[2]
SPEAKING = [path for package in ("screen", "papers", "commands") for path in sorted((ROOT / package).glob("*.py"))]


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_every_word_exists_in_both_languages_with_the_same_fields(key: str) -> None:
    vietnamese, english = WORDS[key]

    assert vietnamese.strip()
    assert english.strip()
    assert fields_of(vietnamese) == set().union(*(fields_of(form) for form in english.split("|")))


def test_every_key_that_is_said_stands_in_the_catalogue() -> None:
    said = set()
    for path in SPEAKING:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Attribute | ast.Name):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                if name in ("say", "tell") and isinstance(node.args[0], ast.Constant):
                    said.add(node.args[0].value)

    assert {key for key in said if isinstance(key, str)} <= WORDS.keys()


# families whose members are named by data: `f"state.{state}"`
FAMILIES = (
    *(
        "state",
        "trigger",
        "undone",
        "standing",
        "timeliness",
        "severity",
        "kind",
        "what",
        "head",
        "guard",
        "error",
        "blocked",
    ),
    *("due", "due.working_days", "due.month", "status.others", "agencies", "agency", "findings"),
    *("class", "report", "rate", "figures.by", "entries.delay", "timeline.due", "export"),
)


def test_no_word_of_the_catalogue_is_left_unused() -> None:
    paths = [*SPEAKING, ROOT / "cli.py"]
    text = "".join(path.read_text(encoding="utf-8") for path in paths if path.name != "words.py")
    said = {match[1] for match in re.finditer(r"[\"']([a-z_]+(?:\.[a-z_-]+)*)[\"']", text)}

    unused = {key for key in WORDS if key not in said and not key.startswith(tuple(f"{name}." for name in FAMILIES))}

    assert {key for key in unused if not key.startswith(("due.working_days_", "due.month_"))} == set()


def test_states_and_triggers_are_called_as_the_standard_lifecycle_calls_them() -> None:
    data = Library.load().lifecycle("standard").data

    for lang in ("vi", "en"):
        assert {name: label("state", name, lang) for name in data.states} == {
            name: state.say(lang) for name, state in data.states.items()
        }
        assert {name: label("trigger", name, lang) for name in data.triggers} == {
            name: trigger.label.say(lang) for name, trigger in data.triggers.items()
        }
        assert {name: label("undone", name, lang) for name in data.triggers} == {
            name: trigger.undone.say(lang) for name, trigger in data.triggers.items()
        }


def test_english_knows_one_from_many() -> None:
    assert say("late.days", "en", n=1) == "1 day late"
    assert say("late.days", "en", n=2) == "2 days late"
    assert say("late.days", "vi", n=1) == "quá 1 ngày"


def test_a_state_of_somebodys_own_lifecycle_is_shown_by_its_name() -> None:
    assert label("state", "waiting_for_seal") == "waiting for seal"
