"""Says what the engine and the language give as a code and data: errors, refusals, findings, mistakes in files.

Anything with `said` (a code with facts) can be told. What to do about it stands in the catalogue under the same code
with `.hint`; where it has none, the hint of what it names as its reason counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from words.catalogue import LANGUAGES, has, say, told

_ALONE = "said"  # a field of that name becomes `vi` and `en`
_BARE = frozenset({str, int, bool, float, type(None)})  # as most values of an answer are: nothing in them is to be said


def message(thing: Any, lang: str = "vi") -> str:
    """One sentence: what is wrong, what was found, what is waited for."""
    said = getattr(thing, "said", thing)
    return say(said.code, lang, **said.facts)


def hint(thing: Any, lang: str = "vi") -> str:
    """What to do about it; empty where the sentence says it all."""
    said = getattr(thing, "said", thing)
    key = f"{said.code}.hint"
    if not has(key):
        inner = (fact for fact in said.facts.values() if hasattr(getattr(fact, "said", fact), "facts"))
        return next(filter(None, (hint(fact, lang) for fact in inner)), "")
    text = say(key, lang, **said.facts)
    if "candidates" in said.facts and not said.facts["candidates"]:  # the nearest of nothing
        text = "; ".join(part for part in text.split("; ") if not part.endswith(": –"))
    return text


def as_told(thing: Any, lang: str = "vi") -> dict[str, Any]:
    """Its data with `message` and `hint` in this language beside."""
    return {**thing.as_json(), "message": message(thing, lang), "hint": hint(thing, lang)}


def spoken(data: Any) -> Any:
    """Data for machines with all that is to be said in both languages: `details` becomes `details_vi`, `details_en`."""
    if type(data) in _BARE:
        return data
    if isinstance(data, (list, tuple)):
        return [spoken(each) for each in data]
    if isinstance(data, Mapping):
        found: dict[str, Any] = {}
        for key, each in data.items():
            if type(each) in _BARE:
                found[key] = each
            else:
                found.update(_spoken_field(key, each))
        return found
    return {lang: told(data, lang) for lang in LANGUAGES} if _is_said(data) else data


def _is_said(value: Any) -> bool:
    return hasattr(value, "facts") or hasattr(value, "say")


def _spoken_field(key: str, value: Any) -> list[tuple[str, Any]]:
    if not _is_said(value):
        return [(key, spoken(value))]
    if hasattr(value, "say"):  # a name is one in Vietnamese, with the English one beside
        return [(key, told(value, "vi")), (f"{key}_en", told(value, "en"))]
    return [(lang if key == _ALONE else f"{key}_{lang}", told(value, lang)) for lang in LANGUAGES]
