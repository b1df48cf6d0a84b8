"""The figures of a report as an office hands them in: a workbook or a CSV file, one row a figure.

A number is read as it is written in Vietnam (`1.234,5`) or elsewhere (`1,234.5`); one that can be read in both ways,
as `1.234`, is not guessed. In a workbook a cell that holds a number says it by itself; a formula is never computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from commands.move_table import csv_rows, plain
from commands.sheets import Read, contents, load, rows_of
from papers.office_libraries import load_openpyxl
from workflows.errors import InputError
from workflows.outlines import Indicator
from workflows.said import Said

_HEADS: Mapping[str, tuple[str, ...]] = {
    "figure": ("chi tieu", "ten chi tieu", "so lieu", "noi dung", "figure", "indicator", "name"),
    "value": ("gia tri", "ket qua", "so luong", "thuc hien", "value"),
}
_HEADS_WITHIN = 20  # rows
_WHOLE = re.compile(r"[+-]?\d+")
_PLAIN = re.compile(r"([+-]?\d+)[.,](\d+)")
_GROUPED = re.compile(r"([+-]?\d{1,3}(?:\.\d{3})+)(?:,(\d+))?|([+-]?\d{1,3}(?:,\d{3})+)(?:\.(\d+))?")


class BadFigures(InputError):
    """A file whose figures cannot be taken. `problems`: each with its cell."""

    code = "bad-figures"
    fields = ("file", "problems")


def read_figures(path: Path, wanted: Iterable[Indicator]) -> tuple[dict[str, str], bytes]:
    """Decimal numbers as text by the outline's names, and the file's bytes. Raises UnreadableFile, BadFigures."""
    raw, listed = contents(path), list(wanted)
    table = _workbook(raw, str(path)) if path.suffix.casefold() == ".xlsx" else _csv(raw, str(path))
    names = {plain(text): each for each in listed for text in (each.name, each.called.en)}
    found: dict[str, str] = {}
    problems: list[Said] = []
    for place, name, value in table:
        if name.problem is None and value.problem is None and not name.text and not value.text:
            continue
        indicator = names.get(plain(name.text))
        why = value.problem or name.problem
        if why is None and indicator is None:
            why = Said("figures.unknown", {"text": name.text, "known": [each.called for each in listed]})
        elif why is None and indicator is not None and indicator.name in found:
            why = Said("figures.twice", {"text": name.text})
        if why is None and indicator is not None and value.text:
            number = value.text if value.is_number else number_of(value.text)
            if number is None:
                why = _no_number(value.text)
            else:
                found[indicator.name] = number
        if why is not None:
            problems.append(Said("figures.at", {"place": place, "why": why}))
    if problems:
        raise BadFigures(str(path), tuple(problems))
    if not found:
        raise BadFigures(str(path), (Said("figures.none"),))
    return found, raw


def number_of(text: str) -> str | None:
    """A number as it is written, as decimal text; None: it is none, or two readings differ."""
    kept = re.sub(r"[\s\u00a0\u202f]", "", text)
    if _WHOLE.fullmatch(kept):
        return str(int(kept))
    grouped = _GROUPED.fullmatch(kept)
    single = _PLAIN.fullmatch(kept)
    if single is not None and (grouped is None or single[1].lstrip("+-") == "0"):
        return f"{single[1].lstrip('+')}.{single[2]}"
    if grouped is None or single is not None:
        return None
    whole, part = grouped[1] or grouped[3], grouped[2] or grouped[4]
    digits = re.sub(r"[.,+]", "", whole)
    return digits if part is None else f"{digits}.{part}"


def _no_number(text: str) -> Said:
    single = _PLAIN.fullmatch(text.strip())
    if single is None:
        return Said("figures.no-number", {"text": text})
    return Said(
        "figures.two-readings", {"text": text, "whole": single[1] + single[2], "part": f"{single[1]},{single[2]}"}
    )


def _workbook(raw: bytes, path: str) -> Iterator[tuple[str, Read, Read]]:
    for sheet in load(raw, path).worksheets:
        places = None
        for at, cells in rows_of(sheet, 1):
            if places is not None:
                letter = load_openpyxl().utils.get_column_letter(places[1] + 1)
                yield f"'{sheet.title}'!{letter}{at}", cells[places[0]], cells[places[1]]
            elif at > _HEADS_WITHIN:
                break
            else:
                places = _places(cell.text for cell in cells)
        if places is not None:
            return
    raise BadFigures(path, (Said("figures.no-table"),))


def _csv(raw: bytes, path: str) -> Iterator[tuple[str, Read, Read]]:
    rows = csv_rows(raw, path)
    places = _places(next(rows, (0, []))[1])
    if places is None:
        raise BadFigures(path, (Said("figures.no-table"),))
    for line, cells in rows:
        name, value = (Read(cells[place].strip() if place < len(cells) else "") for place in places)
        yield str(line), name, value


def _places(heads: Iterable[str]) -> tuple[int, int] | None:
    """Where the figures' names stand, and their values; None: these are no heads."""
    plainly = [plain(head) for head in heads]
    found = [next((plainly.index(head) for head in known if head in plainly), None) for known in _HEADS.values()]
    return None if found[0] is None or found[1] is None else (found[0], found[1])
