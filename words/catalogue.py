"""Reads the compiled catalogue and fills its words.

`vi/*.po` and `en/*.po` hold the words by key; `tools/words.py` compiles each language into one `.mo`, which gettext
reads here. Keys are codes with a dot in them (`refusal.inputs-open`), never sentences, so that neither language depends
on the other.
"""

from __future__ import annotations

import gettext
import io
import pkgutil
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

LANGUAGES = ("vi", "en")
NONE_OWN: Mapping[str, Any] = {}


@cache
def _translations(lang: str) -> gettext.GNUTranslations:
    # not importlib.resources: help needs nothing else, and that costs as much as half of click
    compiled = pkgutil.get_data("words", f"{lang}.mo")
    if compiled is None:
        raise FileNotFoundError(f"words/{lang}.mo")
    return gettext.GNUTranslations(io.BytesIO(compiled))


def say(key: str, lang: str = "vi", /, **values: Any) -> str:
    """The words of that key, filled in; `n` chooses between one and many. Raises KeyError for an unknown key."""
    text = _find(key, lang, values.get("n", 1))
    if text is None:
        raise KeyError(key)
    return text.format_map({name: told(value, lang) for name, value in values.items()}) if values else text


def _find(key: str, lang: str, n: Any) -> str | None:
    translations = _translations(lang)
    if (plain := translations.gettext(key)) != key:
        several = translations.ngettext(key, key, n if isinstance(n, int) else 1)
        return plain if several == key else several
    return None


def template(key: str, lang: str = "vi") -> str:
    """The words of that key with their blanks open. Raises KeyError for an unknown key."""
    text = _find(key, lang, 1)
    if text is None:
        raise KeyError(key)
    return text


def has(key: str) -> bool:
    """Whether the catalogue has words of that key."""
    return _find(key, LANGUAGES[0], 1) is not None


@cache
def keys() -> frozenset[str]:
    """The keys of all words."""
    catalogue: Mapping[Any, str] = _translations(LANGUAGES[0])._catalog  # type: ignore[attr-defined]
    return frozenset(key if isinstance(key, str) else key[0] for key in catalogue) - {""}


def told(value: Any, lang: str) -> Any:
    """A value as it stands in a sentence: what is itself to be said in this language, a list with commas, a day."""
    if isinstance(value, (str, int)):
        return value
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ", ".join(str(told(item, lang)) for item in value) or "–"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if lang == "vi" else f"{value:%Y-%m-%d}"
    said = getattr(value, "said", value)
    if (code := getattr(said, "code", None)) is not None and (facts := getattr(said, "facts", None)) is not None:
        return say(code, lang, **facts)
    if (in_language := getattr(value, "say", None)) is not None:
        return in_language(lang)
    return getattr(value, "key", value)


def label(family: str, name: str, lang: str = "vi", own: Mapping[str, Any] = NONE_OWN) -> str:
    """The words of one state, trigger, …; `own`: as lifecycles say them. Where nobody has any, its name with spaces."""
    key = f"{family}.{name}"
    text = own[key].say(lang) if key in own else _find(key, lang, 1)
    return name.replace("_", " ") if text is None else text


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
