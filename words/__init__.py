"""The catalogue: every word that a person reads, in Vietnamese and English, said by code and data."""

from words.catalogue import LANGUAGES, has, keys, label, say, sentence, told

__all__ = ["LANGUAGES", "has", "keys", "label", "say", "sentence", "told"]
