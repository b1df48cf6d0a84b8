"""The catalogue: equal in both languages, compiled, used as it is written, and in step with the standard lifecycle."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import words
from engine.figures.rates import REASONS
from engine.proving.broken import RULES as BROKEN
from tools import words as catalogue
from workflows.checker import FAMILIES
from workflows.errors import DondocError
from workflows.library import Library
from workflows.rules.registry import RULES
from workflows.said import Name, Said

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("workflows", "engine", "screen", "papers", "exports", "commands", "drafting", "features", "rules", "spec")
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
            texts_given = [each.value for each in node.args[:2] if isinstance(each, ast.Constant)]
            if name in ("Wrong", "_problem", "refuse") and texts_given:
                yield f"mistake.{texts_given[-1]}"


def test_both_languages_have_the_same_words_with_the_same_placeholders() -> None:
    assert list(catalogue.complaints()) == []


def test_what_is_read_is_what_the_files_of_words_compile_to() -> None:
    found = {path.name: path.read_bytes() for path in (ROOT / "words").glob("*.mo")}

    assert found == catalogue.compiled()
    assert catalogue.read("vi").keys() == KEYS
    assert all(words.has(key) for key in KEYS)


def test_every_key_that_is_said_stands_in_the_catalogue() -> None:
    assert {key for path in SPEAKING for key in said(path)} - KEYS == set()


def is_used(key: str, whole: set[str], begun: tuple[str, ...]) -> bool:
    """Hints and plural forms go with their sentence; what a code completes has its code somewhere in the program."""
    family, _, rest = key.removesuffix(".hint").partition(".")
    if f"{family}.{rest}" in whole:
        return True
    if family in ("mistake", "failed", "broken", "rule", "database", "refusal", "system", "law", "level"):
        return bool({rest, rest.partition(".")[0], rest.rpartition(".")[2]} & whole) or rest.startswith("not-a-key-of-")
    return key.startswith(begun)


def test_no_word_of_the_catalogue_is_left_unused() -> None:
    found = [text for path in SPEAKING for text in texts(path)]
    whole = {text for text, is_beginning in found if not is_beginning}
    begun = tuple({text for text, is_beginning in found if is_beginning and "." in text})

    assert {key for key in KEYS if not is_used(key, whole, begun)} == set()


def kinds_of(error: type[DondocError]) -> Iterator[type[DondocError]]:
    for kind in error.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def test_every_kind_of_error_has_words() -> None:
    for path in (path for path in SPEAKING if "migrations" not in path.parts):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    silent = {"InputError", "NothingDone"}  # never told: the one is their base, the other carries an answer

    assert {kind.__name__ for kind in kinds_of(DondocError) if f"failed.{kind.code}" not in KEYS} == silent


def test_every_rule_has_words_and_a_page() -> None:
    wanted = {f"rule.{code}{part}" for code in RULES for part in ("", ".means", ".why", ".example", ".mend")}
    laws = {f"law.{code}" for rule in RULES.values() for code in rule.cites}

    assert FAMILIES
    assert wanted | laws | {f"broken.{code}" for code in BROKEN} | {f"left_out.{code}" for code in REASONS} <= KEYS


def test_the_engine_and_the_language_speak_no_human_language() -> None:
    """No Vietnamese letter in the engine; in the language only where Vietnamese is read."""
    letters = re.compile(r"[^\x00-\x7f“”–…→←·×÷≤≥│├└─⌈⌉]")
    readers = {"workflows/agency_names.py", "workflows/spelling.py"}
    found = {
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for package in ("engine", "workflows")
        for path in (ROOT / package).rglob("*.py")
        if str(path.relative_to(ROOT)) not in readers
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if letters.search(line)
    }

    assert found == set()


READERS = {"screen/due_phrases.py", "papers/lettering.py"}
"""They read Vietnamese: what a document says instead of a day, how wide a letter is."""


@pytest.mark.parametrize("package", ["screen", "papers", "exports", "commands", "cli.py"])
def test_what_shows_and_is_typed_holds_no_word_of_its_own(package: str) -> None:
    """Only what explains the code to its readers may quote Vietnamese."""
    letters = re.compile(r"[À-ÖØ-öø-ɏḀ-ỹ]")
    found = []
    for path in (path for path in SPEAKING if path.relative_to(ROOT).parts[0] == package):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        explaining = {node.value for node in nodes if isinstance(node, ast.Expr)}
        texts_here = (node for node in nodes if isinstance(node, ast.Constant) and node not in explaining)
        found += [f"{path.relative_to(ROOT)}: {each.value}" for each in texts_here if letters.search(str(each.value))]

    assert [line for line in found if line.partition(":")[0] not in READERS] == []


def test_no_sentence_stands_in_code_in_both_languages() -> None:
    """A word in Vietnamese with the same in English beside it belongs into the catalogue."""
    found = []
    for path in SPEAKING:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            given = {each.arg: each.value for each in node.keywords} if isinstance(node, ast.Call) else {}
            if all(isinstance(given.get(lang), ast.Constant | ast.JoinedStr) for lang in words.LANGUAGES):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert found == []


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
    assert words.say("late.days", "vi", n=1) == "quá hạn 1 ngày"


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
