"""One spelling for the many in which Vietnamese names arrive: NFC or NFD, with or without accents."""

from __future__ import annotations

import re
import unicodedata

_D_BAR = str.maketrans("đĐ", "dD")


def nfc(text: str) -> str:
    """The text in Unicode normal form C, in which dondoc keeps and hashes everything."""
    return unicodedata.normalize("NFC", text)


# C0 without line feed, DEL, C1, line and paragraph separators, marks that turn the direction of writing
_RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def control_at(text: str) -> tuple[int, str] | None:
    """The first character that is no writing: its place, from 1, and its name (`U+001B`). Blanks and breaks are."""
    if _RAW.search(text) is None:  # as nearly always
        return None
    found = next((match for match in _RAW.finditer(text) if not match[0].isspace()), None)
    return None if found is None else (found.start() + 1, f"U+{ord(found[0]):04X}")


def visible(text: str) -> str:
    """The text with every character that a terminal or a page would act on, and not show, written out: `\\u001b`."""
    return _RAW.sub(lambda found: " " if found[0] == "\t" else f"\\u{ord(found[0]):04x}", text)


def unaccented(text: str) -> str:
    """The text without its Vietnamese accents: `Tổng hợp` → `Tong hop`, `Đồng Nai` → `Dong Nai`."""
    decomposed = unicodedata.normalize("NFD", text.translate(_D_BAR))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def fold(text: str) -> str:
    """The form in which names are compared: unaccented, lower case, single spaces."""
    return " ".join(unaccented(text).casefold().split())


def slug(text: str) -> str:
    """A key's segment made of a name: `Sở Nội vụ` → `so-noi-vu`."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))
