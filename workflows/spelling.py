"""One spelling for the many in which Vietnamese names arrive: NFC or NFD, with or without accents."""

from __future__ import annotations

import re
import unicodedata

_D_BAR = str.maketrans("đĐ", "dD")


def nfc(text: str) -> str:
    """The text in Unicode normal form C, in which dondoc keeps and hashes everything."""
    return unicodedata.normalize("NFC", text)


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
