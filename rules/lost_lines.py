"""Lines that were meant as a step or a title, but stand in a description, which Gherkin passes over without a word.

A description may say what it likes. A line of it is taken for a lost one only if it begins as a step or a title would,
in whatever spelling, and goes on as one would: in words near to a known step, or with a name in quotes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from gherkin.dialect import Dialect

from features.steps.grammar import tokens_of
from features.steps.sentences import KEYWORDS_IN
from features.steps.vocabulary import Near, nearest
from rules import every_step  # noqa: F401 - near to which a lost line may be
from workflows.findings import Place, Problem
from workflows.said import Said
from workflows.spelling import fold, nfc

Role = Literal["given", "when", "then", "and", "but"]
_ROLES: tuple[Role, ...] = ("given", "when", "then", "and", "but")
_TITLES = ("feature", "rule", "background", "scenario_outline", "scenario", "examples")
# words that begin a step in other tools or in speech, with what they would be here
_OTHER_WORDS: dict[str, Role] = {
    **{"gia su": "given", "cho truoc": "given", "neu": "when", "roi": "and", "sau do": "and", "tuy nhien": "but"}
}
# what follows "Kịch bản" in a sentence about the scenario, not in its title
_SENTENCE = frozenset(
    (
        *("nay", "tren", "duoi", "sau", "truoc", "do", "ay", "kia", "chi", "la", "cua", "cho", "ve"),
        *("this", "that", "is", "of"),
    )
)
_ENDS = tuple(".!?;,:…")
# so like a known step is one without quotes; and one that ends as a sentence does, or where no step can stand
_STEP, _SURELY = 0.65, 0.8


@cache
def _keywords(language: str, kind: str) -> list[str]:
    dialect: Any = Dialect.for_name(language) or Dialect.for_name("vi")
    return [word.strip() for word in getattr(dialect, f"{kind}_keywords") if word.strip() != "*"]


_OPENINGS = _OTHER_WORDS | {
    fold(word): role for language in ("en", "vi") for role in _ROLES for word in _keywords(language, role)
}
_TITLE_WORDS = {
    fold(word): (kind, word) for language in ("en", "vi") for kind in _TITLES for word in _keywords(language, kind)
}


class _Line(NamedTuple):
    """A line of a description. `before`, `after`: what stands right above and below it, blank or nothing: empty."""

    text: str
    number: int
    before: str
    after: str

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as one."""
        return self.text.rstrip().endswith(_ENDS)

    @property
    def goes_on(self) -> bool:
        """Whether it may go on with a sentence begun above."""
        return bool(self.before) and not self.before.endswith(_ENDS)


def lost_lines(feature: dict[str, Any], lines: Sequence[str], shown: str) -> Iterator[tuple[int, Problem]]:
    """Each lost line below a feature's title, with the line of the title below which it stands."""
    language = feature.get("language", "vi")
    for kind, node in _titled("feature", feature):
        for number, said in _lost_below(node, kind, language, lines):
            yield node["location"]["line"], Problem(Place(shown, number, 1), said)


def _titled(kind: str, node: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """It and all below it that has a title, in their order."""
    yield kind, node
    for child in node.get("children", ()):
        for inner_kind, inner in child.items():
            yield from _titled(inner_kind, inner)
    yield from (("examples", table) for table in node.get("examples", ()))


def _lost_below(node: dict[str, Any], kind: str, language: str, lines: Sequence[str]) -> Iterator[tuple[int, Said]]:
    no_steps_here = kind in ("feature", "rule")
    for line in _description(node, lines):
        said = line.text.strip()
        if meant := _lost_title(line, kind, language):
            yield line.number, Said("feature.no-keyword", {"line": said, "hint": _title_hint(meant)})
        elif no_steps_here and _is_stray_step(line.text, language):
            title = f"{_own(language, 'scenario')}:"
            yield line.number, Said("feature.stray-step", {"step": said, "title": title})
        else:
            if not no_steps_here and (step := _lost_step(line, language, bool(node.get("steps")))):
                yield line.number, Said("feature.no-keyword", {"line": said, "hint": _step_hint(step)})
            continue
        if no_steps_here:
            return  # the steps below are lost with their title


def _description(node: dict[str, Any], lines: Sequence[str]) -> Iterator[_Line]:
    """The lines of the description, each with its number; comments between them are none of it."""
    title = number = node["location"]["line"]
    for text in node.get("description", "").split("\n"):
        number = next((at for at in range(number, len(lines)) if lines[at] == text), number) + 1
        after = lines[number] if number < len(lines) else ""
        before = lines[number - 2] if number - 2 >= title else ""
        if text.strip():
            yield _Line(text, number, before.strip(), after.strip())


# steps


def _opening(text: str) -> tuple[Role | None, str]:
    """What a line's first words would be as a keyword, and the rest of the line."""
    text = re.sub(r"^[-+•–]\s*", "", nfc(text).strip())
    if text.startswith("*"):
        return "and", text[1:].strip()
    for pattern in (r"(\w+\s+\w+)\b\s*[:,]?\s*(.*)", r"(\w+)\b\s*[:,]?\s*(.*)"):
        found = re.match(pattern, text)
        if found and (role := _OPENINGS.get(fold(found[1]))):
            return role, found[2]
    return None, text


def _names_something(text: str) -> bool:
    return any(token.kind in ("quoted", "day", "blank") for token in tokens_of(text))


def _near(text: str, least: float, language: str) -> Near | None:
    """The step that the words are nearest to, whatever its keyword, if they are as near as that."""
    return next((near for near in nearest(None, text, language)[:1] if near.likeness >= least), None)


def _lost_step(line: _Line, language: str, has_steps: bool) -> str | None:
    """How the line would have to be written, if it was meant as a step of the scenario that it stands below."""
    role, rest = _opening(line.text)
    if role is None:
        return _without_keyword(rest, language, has_steps)
    near = _near(rest, _SURELY if line.is_sentence else _STEP, language)
    goes_on = line.goes_on and line.text.strip()[:1].islower()
    if near is None and (goes_on or not _names_something(rest)) and (has_steps or goes_on):
        return None
    return f"{_own(language, role)} {near.line.partition(' ')[2] if near is not None and near.bare else rest}"


def _without_keyword(text: str, language: str, has_steps: bool) -> str | None:
    """A line that is a step but for its first word, or has no keyword at all; where no step is, one that is near."""
    for rest in (text, text.partition(" ")[2]):
        near = _near(rest, 1, language)
        if near is not None and "{" in near.step.words_in(language):
            return f"{_own(language, near.step.kind)} {rest}"
    near = _near(text.partition(" ")[2], _STEP, language) if not has_steps else None
    return near.line if near is not None else None


def _is_stray_step(text: str, language: str) -> bool:
    """Whether a line above the first scenario says a known step."""
    role, rest = _opening(text)
    if role is None:
        return False
    least = _SURELY if text.rstrip().endswith(_ENDS) or not _names_something(rest) else _STEP
    return _near(rest, least, language) is not None


def _own(language: str, kind: str) -> str:
    """The keyword of the file's own language."""
    own, word = _keywords(language, kind), KEYWORDS_IN.get(language, KEYWORDS_IN["vi"]).get(kind)
    return word if word in own else own[-1]


def _step_hint(meant: str) -> Said:
    return Said("feature.meant-step", {"meant": meant})


def meant_line(text: str, language: str) -> Said | None:
    """What to do about a line that cannot be read, if it begins as a step or a title would."""
    role, rest = _opening(text)
    if role and rest:
        return _step_hint(f"{_own(language, role)} {rest}")
    found = _title_word(text, language)
    meant = _misspelt_title(text.partition(":")[0], language) or (found[1] if found else None)
    return _title_hint(meant) if meant is not None else None


# titles


def _title_hint(meant: str) -> Said:
    return Said("feature.meant-title", {"meant": meant})


def _misspelt_title(said: str, language: str) -> str | None:
    titles = {fold(word): word for kind in _TITLES for word in _keywords(language, kind)}
    near = difflib.get_close_matches(fold(said), titles, n=1, cutoff=0.75)
    return titles[near[0]] if near else None


def _title_word(line: str, language: str) -> tuple[str, str, str] | None:
    """The kind of title that the line's first words name, that title in the file's language, and what follows them."""
    words = nfc(line).split()
    for count in (3, 2, 1):
        kind, word = _TITLE_WORDS.get(fold(" ".join(words[:count]).rstrip(":")), ("", ""))
        if kind:
            is_own = fold(word) in map(fold, _keywords(language, kind))
            return kind, word if is_own else _own(language, kind), " ".join(words[count:])
    return None


def _lost_title(line: _Line, kind: str, language: str) -> str | None:
    """The title that the line was meant as, if it was."""
    head, colon, _ = line.text.partition(":")
    if colon:
        named = _title_word(head, language)
        meant = named[1] if named and not named[2] else _misspelt_title(head, language)
        if meant is not None:
            return meant
    found = _title_word(line.text, language)
    if found is None:
        return None
    title, meant, rest = found
    if not rest or (title == "examples" and line.after.startswith("|")):
        return meant
    if kind in ("feature", "rule") and _is_stray_step(line.after, language):
        return meant
    if title not in ("scenario", "scenario_outline") and (title, kind) != ("rule", "feature"):
        return None
    return meant if _reads_as_title(line, rest) else None


def _reads_as_title(line: _Line, rest: str) -> bool:
    """Whether a line that begins with a title's word is a title, not a sentence about one, nor goes on below."""
    if line.is_sentence or line.goes_on or fold(rest).split()[0] in _SENTENCE or not line.text.strip()[0].isupper():
        return False
    after = line.after  # neither a keyword, a tag nor a comment
    is_prose = after and after[0] not in "@#|" and _opening(after)[0] is None and _title_word(after, "vi") is None
    return not is_prose
