"""The catalogue: equal in both languages, compiled, used as it is written, and in step with the standard lifecycle."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import words
from tools import words as catalogue
from workflows.library import Library
from workflows.said import Name, Said

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("workflows", "engine", "screen", "papers", "exports", "commands", "features")
SPEAKING = [ROOT / "cli.py", *(path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))]
SAYERS = {"say", "tell", "Said", "_say"}
KEYS = words.keys()
KEY = re.compile(r"[a-z][a-z0-9_-]*(\.[A-Za-z0-9_-]+)+")


def texts(path: Path) -> Iterator[tuple[str, bool]]:
    """Every text of a file that may name words: whole, or (True) the beginning of one that data completes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value, False
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
            yield str(node.values[0].value), True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name == "label" and node.args and isinstance(node.args[0], ast.Constant):
                yield f"{node.args[0].value}.", True


def said(path: Path) -> Iterator[str]:
    """The keys that a file says outright; the engine and the language below it say nothing, they name what is to be."""
    sayers = {"Said"} if path.relative_to(ROOT).parts[0] in ("engine", "workflows") else SAYERS
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            first = node.args[0]
            if name in sayers and isinstance(first, ast.Constant) and first.value not in words.LANGUAGES:
                yield first.value


def test_both_languages_have_the_same_words_with_the_same_placeholders() -> None:
    assert list(catalogue.complaints()) == []


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_what_is_read_is_what_the_files_of_words_compile_to(lang: str) -> None:
    assert (ROOT / "words" / f"{lang}.mo").read_bytes() == catalogue.compiled(lang)


def test_every_key_that_is_said_stands_in_the_catalogue() -> None:
    assert {key for path in SPEAKING for key in said(path)} - KEYS == set()


def test_no_word_of_the_catalogue_is_left_unused() -> None:
    found = [text for path in SPEAKING for text in texts(path)]
    whole = {text for text, is_beginning in found if not is_beginning}
    begun = tuple({text for text, is_beginning in found if is_beginning and "." in text})

    assert {key for key in KEYS if key not in whole and not key.startswith(begun)} == set()


def test_states_and_triggers_are_called_as_the_standard_lifecycle_calls_them() -> None:
    data = Library.load().lifecycle("standard").data

    for lang in words.LANGUAGES:
        assert {name: words.label("state", name, lang) for name in data.states} == {
            name: state.say(lang) for name, state in data.states.items()
        }
        assert {name: words.label("trigger", name, lang) for name in data.triggers} == {
            name: trigger.label.say(lang) for name, trigger in data.triggers.items()
        }
        assert {name: words.label("undone", name, lang) for name in data.triggers} == {
            name: trigger.undone.say(lang) for name, trigger in data.triggers.items()
        }


def test_english_knows_one_from_many() -> None:
    assert words.say("late.days", "en", n=1) == "1 day late"
    assert words.say("late.days", "en", n=2) == "2 days late"
    assert words.say("late.days", "vi", n=1) == "quá 1 ngày"


def test_what_a_sentence_is_filled_with_is_said_in_its_language() -> None:
    district = Name("UBND huyện Tuy Phước", "People's Committee of Tuy Phước District")
    waits = Said("blocked.waits_for_merged", {"agency": district})

    assert words.told(waits, "vi") == "UBND huyện Tuy Phước tổng hợp"
    assert words.told([waits, "x"], "en") == "People's Committee of Tuy Phước District to consolidate, x"


def test_a_key_is_no_word() -> None:
    assert [key for key in KEYS if not KEY.fullmatch(key)] == []


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError, match=re.escape("no.such")):
        words.say("no.such")


def test_a_state_of_somebodys_own_lifecycle_is_shown_by_its_name() -> None:
    assert words.label("state", "waiting_for_seal") == "waiting for seal"
