"""The table in which an agency fills in the figures of its report, as a workbook; only the values can be written."""

from __future__ import annotations

import io
from collections.abc import Mapping

from papers.office_libraries import load_openpyxl
from papers.tracking_table import put_heads, put_text
from screen.look import Look

NAMES = ("chapter", "figure", "unit", "value")
_WIDTHS = (10, 70, 12, 18)


def write_figure_table(figures: Mapping[str, tuple[str, str | None]], look: Look) -> bytes:
    """The workbook. `figures`: chapter and unit by name. Raises NoOffice."""
    library = load_openpyxl()
    book = library.Workbook()
    sheet = book.active
    sheet.title = look.say("figures.sheet")
    put_heads(sheet, [look.say(f"figures.head.{name}") for name in NAMES])
    for at, (name, (chapter, unit)) in enumerate(figures.items(), 2):
        for place, text in enumerate((chapter, name, unit or ""), 1):
            put_text(sheet.cell(at, place), text)
            sheet.cell(at, place).alignment = library.styles.Alignment(wrap_text=True, vertical="top")
        sheet.cell(at, len(NAMES)).protection = library.styles.Protection(locked=False)
    for place, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[library.utils.get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
