"""Reads the compiled catalogue and fills its words.

`vi/*.po` and `en/*.po` hold the words by key; `tools/words.py` compiles each language, what help says apart, so that
help reads nothing else; gettext reads them here. Keys are codes with a dot in them (`refusal.inputs-open`), never
sentences, so that neither language depends on the other.
"""

from __future__ import annotations

import gettext
import io
import os
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

LANGUAGES = ("vi", "en")
_OF_HELP = ("help.", "metavar.")
NONE_OWN: Mapping[str, Any] = {}


@cache
def _translations(compiled: str) -> gettext.GNUTranslations:
    # neither pkgutil nor importlib.resources: help needs nothing else, and they cost as much as a part of click
    with open(os.path.join(os.path.dirname(__file__), compiled), "rb") as file:
        return gettext.GNUTranslations(io.BytesIO(file.read()))


def compiled_name(key: str, lang: str) -> str:
    """The file in which the words of that key are read."""
    return f"{lang}.help.mo" if key.startswith(_OF_HELP) else f"{lang}.mo"


def say(key: str, lang: str = "vi", /, **values: Any) -> str:
    """The words of that key, filled in; `n` chooses between one and many. Raises KeyError for an unknown key."""
    text = _find(key, lang, values.get("n", 1))
    if text is None:
        raise KeyError(key)
    return text.format_map({name: told(value, lang) for name, value in values.items()}) if values else text


def _find(key: str, lang: str, n: Any) -> str | None:
    translations = _translations(compiled_name(key, lang))
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
    lang = LANGUAGES[0]
    parts = (_translations(compiled_name(key, lang)) for key in ("", *_OF_HELP))
    every = (key for part in parts for key in part._catalog)  # type: ignore[attr-defined]
    return frozenset(key if isinstance(key, str) else key[0] for key in every) - {""}


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
