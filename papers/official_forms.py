"""The forms of a letter that urges and of a report, as templates to be filled: an office may take one and change it.

Figures are those of Decree 30/2020/ND-CP, Appendix I: A4; margins top and bottom 20-25 mm, left 30-35 mm, right
15-20 mm; Times New Roman; each part in its size. `python-docx` is needed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

FONT = "Times New Roman"
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15  # mm
WIDTH, HEIGHT = 210, 297  # mm, A4
HEAD_WIDTHS = (69, 96)  # mm: who issues it, and the national name with place and date
ROW_WIDTHS = (12, 36, 47, 20, 25, 25)  # mm: of what it urges
SIZES = {  # in points, by the name of the style
    "Dondoc Above": 12,
    "Dondoc Issuer": 12,
    "Dondoc Nation": 12,
    "Dondoc Motto": 13,
    "Dondoc Number": 13,
    "Dondoc About": 12,
    "Dondoc Date": 13,
    "Dondoc Title": 14,
    "Dondoc To": 14,
    "Dondoc Body": 14,
    "Dondoc Chapter": 14,
    "Dondoc Source": 13,
    "Dondoc Cell": 13,
    "Dondoc Sign": 14,
    "Dondoc Receivers": 12,
    "Dondoc Receiver": 11,
    "Dondoc Mark": 12,
}
BOLD = frozenset(
    [
        *("Dondoc Issuer", "Dondoc Nation", "Dondoc Motto", "Dondoc Title", "Dondoc Sign", "Dondoc Receivers"),
        "Dondoc Chapter",
    ]
)
ITALIC = frozenset({"Dondoc Date", "Dondoc Receivers", "Dondoc Mark", "Dondoc Source"})
_LEFT = frozenset(
    {"Dondoc To", "Dondoc Cell", "Dondoc Receivers", "Dondoc Receiver", "Dondoc Chapter", "Dondoc Source"}
)
COLUMNS = ("no", "agency", "what", "period", "due", "late")


def letter_form() -> bytes:
    """The template of a letter as a .docx file. What it may name: `papers.letters.filling`."""
    made = _begun()
    _line(made, "{%p if to|length == 1 %}")
    _line(made, "{{ words.to }} {{ to|first }}", "Dondoc To").paragraph_format.alignment = 1
    _line(made, "{%p else %}")
    _line(made, "{{ words.to }}", "Dondoc To")
    _each(made, "to", "- {{ each }}{{ ';' if not loop.last else '.' }}", "Dondoc To")
    _line(made, "{%p endif %}")
    _each(made, "before", "{{ each }}", "Dondoc Body")
    _rows(made)
    _each(made, "after", "{{ each }}", "Dondoc Body")
    return _ended(made)


def report_form() -> bytes:
    """The template of a report as a .docx file. What it may name: `papers.merged_report.filling`.

    Where a paragraph holds nothing but `{{ body }}`, the chapters are put in its place.
    """
    made = _begun()
    _each(made, "before", "{{ each }}", "Dondoc Body")
    _line(made, "{{ body }}", "Dondoc Body")
    return _ended(made)


def _begun() -> Any:
    """A page with its styles and everything above the text."""
    import docx
    from docx.shared import Mm

    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    _styles(made)
    _line(made, "{%p if mark %}")
    _line(made, "{{ mark }}", "Dondoc Mark")
    _line(made, "{%p endif %}")
    _head(made)
    _line(made, "{%p if title %}")
    _line(made, "{{ title }}", "Dondoc Title")
    _line(made, "{{ about }}", "Dondoc Title")
    _line(made, "{%p endif %}")
    return made


def _ended(made: Any) -> bytes:
    _foot(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _styles(made: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    normal = made.styles["Normal"]
    own = [(made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), size) for name, size in SIZES.items()]
    for style, size in ((normal, 14), *own):
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), FONT)
        style.font.bold, style.font.italic = style.name in BOLD, style.name in ITALIC
        form = style.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.alignment = WD_ALIGN_PARAGRAPH.LEFT if style.name in _LEFT else WD_ALIGN_PARAGRAPH.CENTER
    body = made.styles["Dondoc Body"].paragraph_format
    body.alignment, body.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, Mm(10)
    body.space_before, body.line_spacing = Pt(6), 1.15
    for name in ("Dondoc Title", "Dondoc To", "Dondoc Chapter", "Dondoc Source"):
        made.styles[name].paragraph_format.space_before = Pt(6)
    for name in ("Dondoc Chapter", "Dondoc Source"):
        made.styles[name].paragraph_format.first_line_indent = Mm(10)
        made.styles[name].paragraph_format.keep_with_next = True


def _line(where: Any, text: str, style: str = "Normal") -> Any:
    return where.add_paragraph(text, style=where.part.document.styles[style])


def _each(where: Any, name: str, text: str, style: str) -> None:
    _line(where, f"{{%p for each in {name} %}}")
    _line(where, text, style)
    _line(where, "{%p endfor %}")


def _table(made: Any, widths: tuple[int, ...], *, has_lines: bool) -> Any:
    from docx.shared import Mm

    known = {each.name for each in made.styles}
    table = made.add_table(
        rows=1, cols=len(widths), style="Table Grid" if has_lines and "Table Grid" in known else None
    )
    table.autofit = False
    for at, width in enumerate(widths):
        table.columns[at].width = table.cell(0, at).width = Mm(width)
    return table


def table_in(made: Any, rows: Sequence[Sequence[str]], widths: Sequence[int], style: str | None) -> Any:
    """A table of texts with lines at the end of a document, heads first; `widths` in mm; `style`: the id of its texts'.

    A row with fewer cells ends early.
    """
    table = _table(made, tuple(widths), has_lines=True)
    for at, row in enumerate(rows):
        cells = table.rows[0].cells if at == 0 else table.add_row().cells
        for cell, text in zip(cells, row, strict=False):
            paragraph = cell.paragraphs[0]
            if style is not None:
                paragraph._p.style = style  # by its id: python-docx would look through all styles each time
            paragraph.add_run(text).bold = True if at == 0 else None
    return table


def _filled(cell: Any, *lines: tuple[str, str]) -> None:
    for text, style in lines:
        _line(cell, text, style)
    first = cell.paragraphs[0]._p  # a cell begins with an empty paragraph
    first.getparent().remove(first)


def _head(made: Any) -> None:
    (issuer, nation) = _table(made, HEAD_WIDTHS, has_lines=False).rows[0].cells
    _filled(
        issuer,
        ("{%p if above %}", "Normal"),
        ("{{ above|upper }}", "Dondoc Above"),
        ("{%p endif %}", "Normal"),
        ("{{ issuer|upper }}", "Dondoc Issuer"),
        ("", "Dondoc Number"),
        ("{{ number }}", "Dondoc Number"),
        ("{%p if not title %}", "Normal"),
        ("{{ about }}", "Dondoc About"),
        ("{%p endif %}", "Normal"),
    )
    _filled(
        nation,
        ("{{ words.nation }}", "Dondoc Nation"),
        ("{{ words.motto }}", "Dondoc Motto"),
        ("", "Dondoc Date"),
        ("{{ date }}", "Dondoc Date"),
    )
    _rule(issuer.paragraphs[4], 22)
    _rule(nation.paragraphs[2], 22)


def _rule(paragraph: Any, indent: int) -> None:
    """A line above an empty paragraph, short of either edge by so many mm."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    paragraph.paragraph_format.line_spacing = Pt(8)
    border, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("w:val", "single"), ("w:sz", "6"), ("w:space", "1"), ("w:color", "000000")):
        line.set(qn(name), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _rows(made: Any) -> None:
    made.add_paragraph().paragraph_format.line_spacing = 0.5
    table = _table(made, ROW_WIDTHS, has_lines=True)
    for at, name in enumerate(COLUMNS):
        _filled(table.cell(0, at), (f"{{{{ heads.{name} }}}}", "Dondoc Cell"))
        table.cell(0, at).paragraphs[0].runs[0].bold = True
    for first, rest in (
        ("{%tr for row in rows %}", ()),
        ("{{ row.no }}", tuple(f"{{{{ row.{name} }}}}" for name in COLUMNS[1:])),
        ("{%tr endfor %}", ()),
    ):
        cells = table.add_row().cells
        for cell, text in zip(cells, (first, *rest), strict=False):
            _filled(cell, (text, "Dondoc Cell"))


def _foot(made: Any) -> None:
    from docx.shared import Pt

    made.add_paragraph().paragraph_format.line_spacing = 0.5
    receivers, sign = _table(made, (75, 90), has_lines=False).rows[0].cells
    _filled(
        receivers,
        ("{{ words.receivers }}", "Dondoc Receivers"),
        ("{%p for each in receivers %}", "Normal"),
        ("- {{ each }}{{ ';' if not loop.last else '.' }}", "Dondoc Receiver"),
        ("{%p endfor %}", "Normal"),
    )
    _filled(
        sign,
        ("{%p for each in signature %}", "Normal"),
        ("{{ each }}", "Dondoc Sign"),
        ("{%p endfor %}", "Normal"),
        ("", "Dondoc Sign"),
        ("{{ signer }}", "Dondoc Sign"),
    )
    sign.paragraphs[3].paragraph_format.space_after = Pt(56)  # for the hand and the seal
