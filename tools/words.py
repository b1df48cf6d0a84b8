"""`python tools/words.py`: checks the catalogue and compiles it; `--check` writes nothing and fails where that is due.

The words stand in `words/vi/*.po` and `words/en/*.po`. Babel reads and compiles them; it is needed here only.
"""

from __future__ import annotations

import io
import re
import string
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).resolve().parents[1] / "words"
LANGUAGES = ("vi", "en")
OF_HELP = ("help.", "metavar.")


def read(lang: str) -> dict[str, Message]:
    """All messages of a language by key. Raises ValueError for a key that stands twice."""
    found: dict[str, Message] = {}
    for path in sorted((FOLDER / lang).glob("*.po")):
        stands = Counter(re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE))
        if twice := [key for key, count in stands.items() if count > 1]:  # Babel would keep one of them, silently
            raise ValueError(f"{path.relative_to(FOLDER)}: {twice[0]} stands twice")
        with path.open("rb") as text:
            for message in read_po(text, locale=lang):
                if not message.id:
                    continue
                if (key := key_of(message)) in found:
                    raise ValueError(f"{path.relative_to(FOLDER)}: {key} stands twice")
                found[key] = message
    return found


def key_of(message: Message) -> str:
    """The code that its words are found by."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms_of(message: Message) -> tuple[str, ...]:
    """Its words: one form, or one for each plural form of the language."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def fields_of(text: str) -> set[str]:
    """The names of a text's placeholders."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def complaints() -> Iterator[str]:
    """What is wrong with the catalogue: words in one language only, empty ones, placeholders that differ."""
    vietnamese, english = (read(lang) for lang in LANGUAGES)
    for key in sorted(vietnamese.keys() ^ english.keys()):
        yield f"{key}: {'en' if key in vietnamese else 'vi'} has no words"
    for key in sorted(vietnamese.keys() & english.keys()):
        forms = [forms_of(messages[key]) for messages in (vietnamese, english)]
        if not all(form.strip() for each in forms for form in each):
            yield f"{key}: empty"
        fields = [set().union(*map(fields_of, each)) for each in forms]
        if fields[0] != fields[1]:
            yield f"{key}: placeholders differ: {sorted(fields[0] ^ fields[1])}"


class _Bare(Catalog):
    """Without dates and versions in its head, so that equal words compile to equal bytes."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [("Content-Type", "text/plain; charset=utf-8"), ("Plural-Forms", f"{self.plural_forms};")]


def compiled() -> dict[str, bytes]:
    """Each file of compiled words, as gettext reads it, by its name: what help says stands in one of its own."""
    found: dict[str, _Bare] = {}
    for lang in LANGUAGES:
        for message in read(lang).values():
            part = ".help" if key_of(message).startswith(OF_HELP) else ""
            catalogue = found.setdefault(f"{lang}{part}.mo", _Bare(locale=lang, fuzzy=False))
            catalogue.add(message.id, message.string)
    return {name: _as_bytes(catalogue) for name, catalogue in found.items()}


def _as_bytes(catalogue: Catalog) -> bytes:
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def main(arguments: list[str]) -> int:
    """Check, then compile."""
    wrong = list(complaints())
    for name, content in compiled().items():
        target = FOLDER / name
        if "--check" not in arguments:
            target.write_bytes(content)
        elif not target.exists() or target.read_bytes() != content:
            wrong.append(f"{target.name} is not what the .po files compile to: run python tools/words.py")
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
