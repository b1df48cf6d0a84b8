"""The catalogue: every word that a person reads, in Vietnamese and English, said by code and data."""

from words.catalogue import LANGUAGES, NONE_OWN, has, keys, label, say, sentence, template, told
from words.telling import as_told, hint, message, spoken

__all__ = [
    "LANGUAGES",
    "NONE_OWN",
    "as_told",
    "has",
    "hint",
    "keys",
    "label",
    "message",
    "say",
    "sentence",
    "spoken",
    "template",
    "told",
]
