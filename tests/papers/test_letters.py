"""The letter that urges, read back: the decree's figures, what it says, and what a template may say."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import docx
import docxtpl
import pytest
from docx.shared import Pt

from engine.results import Letter, Reminded
from papers import office
from papers.letters import filling, letter_text
from papers.office import BadTemplate, fill
from papers.official_forms import letter_form
from screen.look import Look
from workflows.said import Name

LOOK, ENGLISH = Look("vi"), Look("en")

# Decree 30/2020/ND-CP, Appendix I, parts I and II: from and to, in mm or in points
MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
STYLES = {  # of each part: sizes, bold, italic
    "Dondoc Above": (12, 13, False, False),
    "Dondoc Issuer": (12, 13, True, False),
    "Dondoc Nation": (12, 13, True, False),
    "Dondoc Motto": (13, 14, True, False),
    "Dondoc Number": (13, 13, False, False),
    "Dondoc About": (12, 13, False, False),
    "Dondoc Date": (13, 14, False, True),
    "Dondoc Title": (13, 14, True, False),
    "Dondoc To": (13, 14, False, False),
    "Dondoc Body": (13, 14, False, False),
    "Dondoc Cell": (13, 14, False, False),
    "Dondoc Sign": (13, 14, True, False),
    "Dondoc Receivers": (12, 12, True, True),
    "Dondoc Receiver": (11, 11, False, False),
}

HOAI_AN = Name("UBND huyện Hoài Ân", "People's Committee of Hoai An")
TUY_PHUOC = Name("UBND huyện Tuy Phước", "People's Committee of Tuy Phuoc")
LOOPS = "{% for a in to %}{% for b in to %}{% for c in to %}{% endfor %}{% endfor %}{% endfor %}"


def item(name: Name, **more: Any) -> Reminded:
    key = f"ct-33-ttg-2021/2023-H1/{name.en}"
    given: dict[str, Any] = {"reminders": 0, "reminded_on": None, "step": "letter", "days_late": 2} | more
    return Reminded(
        key,
        name.en,
        name,
        "2023-H1",
        Name("kết quả <công tác> dân vận", "results"),
        "report",
        date(2023, 6, 19),
        "before 20/6",
        assigned_by="kh-binh-dinh-2023",
        assigned_number="45/KH-UBND",
        assigned_on=date(2023, 4, 10),
        **given,
    )


def letter(**more: Any) -> Letter:
    made = Letter(
        "ct-33-ttg-2021/2023",
        Name("dân vận", "mass mobilisation"),
        "chi-thi",
        "33/CT-TTg",
        date(2021, 11, 26),
        "H1",
        7,
        "binh-dinh.so-noi-vu",
        Name("Sở Nội vụ tỉnh Bình Định", "Department of Home Affairs"),
        Name("UBND tỉnh Bình Định", "People's Committee of Binh Dinh"),
        "binh-dinh",
        (HOAI_AN, TUY_PHUOC),
        "letter",
        (item(HOAI_AN), item(TUY_PHUOC)),
        date(2023, 6, 21),
    )
    return replace(made, **more)


def read(made: Letter, look: Look = LOOK, place: str | None = "Bình Định") -> Any:
    return docx.Document(io.BytesIO(fill(letter_form(), "", filling(made, look, place))))


def lines(document: Any) -> list[tuple[str, str]]:
    """Style and text of every paragraph, in the order of the page."""
    found = []
    for part in document.iter_inner_content():
        cells = [cell for row in part.rows for cell in row.cells] if hasattr(part, "rows") else [document]
        paragraphs = [part] if not hasattr(part, "rows") else [each for cell in cells for each in cell.paragraphs]
        found += [(each.style.name, each.text) for each in paragraphs if each.text]
    return found


def texts(document: Any, style: str) -> list[str]:
    return [text for name, text in lines(document) if name == style]


def test_page_and_margins_are_those_of_the_decree() -> None:
    (section,) = read(letter()).sections

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    for side, (least, most) in MARGINS.items():
        assert least <= round(getattr(section, f"{side}_margin").mm) <= most, side


@pytest.mark.parametrize("name", STYLES)
def test_each_part_has_the_font_of_the_decree(name: str) -> None:
    style = read(letter()).styles[name]
    least, most, bold, italic = STYLES[name]

    assert style.font.name == "Times New Roman"
    assert Pt(least) <= style.font.size <= Pt(most)
    assert (style.font.bold, style.font.italic) == (bold, italic)


def test_no_part_is_written_in_another_font() -> None:
    document = read(letter(step="notice", signature="TM.", post="Giám đốc", signer="Lê Văn C"))

    known = {*STYLES, "Normal"}
    assert {style for style, _ in lines(document)} <= known
    assert "w:rFonts" not in document.element.xml
    assert "w:sz " not in document.element.xml


def test_a_draft_says_all_but_number_and_day() -> None:
    assert lines(read(letter())) == [
        ("Dondoc Above", "ỦY BAN NHÂN DÂN TỈNH BÌNH ĐỊNH"),
        ("Dondoc Issuer", "SỞ NỘI VỤ TỈNH BÌNH ĐỊNH"),
        ("Dondoc Number", "Số: ……/……"),
        ("Dondoc About", "V/v đôn đốc thực hiện Chỉ thị số 33/CT-TTg ngày 26/11/2021 năm 2023"),
        ("Dondoc Nation", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("Dondoc Motto", "Độc lập - Tự do - Hạnh phúc"),
        ("Dondoc Date", "Bình Định, ngày …… tháng …… năm 2023"),
        ("Dondoc To", "Kính gửi:"),
        ("Dondoc To", "- Ủy ban nhân dân huyện Hoài Ân;"),
        ("Dondoc To", "- Ủy ban nhân dân huyện Tuy Phước."),
        (
            "Dondoc Body",
            "Thực hiện Chỉ thị số 33/CT-TTg ngày 26/11/2021, đến ngày 21/06/2023 Sở Nội vụ tỉnh Bình Định "
            "còn chờ 2 việc nêu dưới đây của năm 2023 để tổng hợp.",
        ),
        ("Dondoc Body", "Đề nghị các cơ quan nêu trên hoàn thành các việc sau:"),
        *(
            ("Dondoc Cell", text)
            for text in ("TT", "Cơ quan", "Việc chưa hoàn thành", "Kỳ", "Ngày cuối còn đúng hạn", "Quá hạn")
        ),
        *(
            ("Dondoc Cell", text)
            for at, name in (("1", "Hoài Ân"), ("2", "Tuy Phước"))
            for text in (
                *(at, f"Ủy ban nhân dân huyện {name}"),
                "Chưa báo cáo; kết quả <công tác> dân vận; theo văn bản số 45/KH-UBND ngày 10/04/2023",
                *("6 tháng", "19/06/2023", "quá hạn 2 ngày"),
            )
        ),
        ("Dondoc Body", "Văn bản này không đặt thời hạn mới; thời hạn đã giao giữ nguyên./."),
        ("Dondoc Receivers", "Nơi nhận:"),
        ("Dondoc Receiver", "- Như trên;"),
        ("Dondoc Receiver", "- Lưu: VT."),
        ("Dondoc Sign", "……"),
    ]


def test_a_letter_to_the_superior_copies_those_it_speaks_of() -> None:
    document = read(letter(addressees=(Name("UBND tỉnh Bình Định", "Binh Dinh"),)))

    assert texts(document, "Dondoc To") == ["Kính gửi: Ủy ban nhân dân tỉnh Bình Định"]
    assert texts(document, "Dondoc Receiver")[1:3] == [
        "- UBND huyện Hoài Ân (để thực hiện);",
        "- UBND huyện Tuy Phước (để thực hiện);",
    ]
    assert "chỉ đạo các cơ quan có tên dưới đây" in texts(document, "Dondoc Body")[1]


def test_the_second_is_a_notice_and_the_third_names_the_missed_date() -> None:
    again = {"reminders": 1, "reminded_on": date(2023, 6, 21)}
    second = read(letter(step="notice", items=(item(HOAI_AN, **again), item(TUY_PHUOC))))
    third = read(letter(step="missed", items=(item(HOAI_AN, **again | {"reminders": 2}),)))

    about = "Đôn đốc thực hiện Chỉ thị số 33/CT-TTg ngày 26/11/2021 năm 2023"
    assert texts(second, "Dondoc Title") == ["PHIẾU BÁO", about]
    assert texts(second, "Dondoc About") == []
    assert "Sở Nội vụ tỉnh Bình Định đã đôn đốc 1 lần, gần nhất ngày 21/06/2023" in texts(second, "Dondoc Body")[1]
    assert texts(third, "Dondoc Title") == []
    assert texts(third, "Dondoc Body")[2] == "Thời hạn đã giao nay đã quá: 19/06/2023."


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2023, 2, 5), "ngày 05 tháng 02 năm 2023"),
        (date(2023, 6, 21), "ngày 21 tháng 6 năm 2023"),
        (date(2023, 3, 9), "ngày 09 tháng 3 năm 2023"),
        (date(2023, 12, 10), "ngày 10 tháng 12 năm 2023"),
    ],
)
def test_days_are_written_as_offices_write_them(on: date, said: str) -> None:
    assert texts(read(letter(on=on, number="12/SNV-CCHC")), "Dondoc Date") == [f"Bình Định, {said}"]


@pytest.mark.parametrize(
    ("signature", "post", "said"),
    [
        ("TM.", "Chủ tịch", ["TM. SỞ NỘI VỤ TỈNH BÌNH ĐỊNH", "CHỦ TỊCH"]),
        ("KT.", "Phó Giám đốc", ["KT. ……", "PHÓ GIÁM ĐỐC"]),
        ("Q.", "Giám đốc", ["Q. GIÁM ĐỐC"]),
        (None, "Giám đốc", ["GIÁM ĐỐC"]),
        (None, None, ["……"]),
    ],
)
def test_who_signs_is_what_the_mandate_says(signature: str | None, post: str | None, said: list[str]) -> None:
    document = read(letter(signature=signature, post=post, signer="Lê Văn C"))

    assert texts(document, "Dondoc Sign") == [*said, "Lê Văn C"]


def test_in_english_it_is_marked_as_a_translation() -> None:
    document = read(letter(), ENGLISH)

    assert lines(document)[0] == ("Dondoc Mark", "Translation. The official letter is the Vietnamese one.")
    assert letter_text(letter(), ENGLISH).startswith("Translation.")
    assert "Translation" not in letter_text(letter(), LOOK)


def test_the_short_text_lists_by_agency() -> None:
    text = letter_text(letter(items=(item(HOAI_AN), item(TUY_PHUOC), item(HOAI_AN))), LOOK)

    assert text.count("UBND huyện Hoài Ân:") == 1
    assert text.index("UBND huyện Tuy Phước:") > text.rindex("UBND huyện Hoài Ân:")


# templates of others


def template(text: str) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(out)
    return out.getvalue()


def test_an_office_may_say_it_in_its_own_words() -> None:
    made = fill(
        template("{{ issuer|upper }} – {% for each in to %}{{ each }}; {% endfor %}"), "", filling(letter(), LOOK)
    )

    (line,) = docx.Document(io.BytesIO(made)).paragraphs
    assert line.text == "SỞ NỘI VỤ TỈNH BÌNH ĐỊNH – Ủy ban nhân dân huyện Hoài Ân; Ủy ban nhân dân huyện Tuy Phước; "


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ ''.__class__ }}", "template.broken"),
        ("{{ issuer.__class__.__mro__ }}", "template.broken"),
        ("{{ range(10) }}", "template.not-said"),
        ("{{ 'a' * 999999999 }}", "template.not-said"),
        ("{{ issuer ~ issuer }}", "template.not-said"),
        ("{% set x = issuer %}", "template.not-said"),
        ("{% include 'x' %}", "template.not-said"),
        ("{% macro m() %}{% endmacro %}", "template.not-said"),
        ("{{ issuer|center(999999999) }}", "template.not-said"),
        ("{% for a in to recursive %}{% endfor %}", "template.not-said"),
        (
            "{% for a in to %}{% for b in to %}{% for c in to %}{% endfor %}{% endfor %}{% endfor %}",
            "template.not-said",
        ),
        ("{{ telephone }}", "template.unknown"),
        ("{{ issuer", "template.syntax"),
        ("{% if issuer %}", "template.syntax"),
        ("{{ issuer|nothing }}", "template.not-said"),
    ],
)
def test_a_hostile_or_mistaken_template_is_a_clear_error(text: str, why: str) -> None:
    with pytest.raises(BadTemplate) as raised:
        fill(template(text), "mau.docx", filling(letter(), LOOK))

    assert (raised.value.args[0], raised.value.args[1].code) == ("mau.docx", why)


def test_whatever_fails_to_be_found_in_a_template_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def render(*_: object) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr(docxtpl.DocxTemplate, "render", render)

    with pytest.raises(BadTemplate) as raised:
        fill(template("{{ issuer }}"), "mau.docx", filling(letter(), LOOK))

    assert raised.value.args[1].facts == {"what": "IndexError"}


def packed(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "template.no-word-file"),
        (b"%PDF-1.7", "template.no-word-file"),
        (packed({"a.txt": b""}), "template.no-word-file"),
        (packed({"word/document.xml": b"<a/>"}), "template.broken"),
        (packed({"word/document.xml": bytes(office.MAX_UNPACKED + 1)}), "template.too-big"),
        (bytes(office.MAX_BYTES + 1), "template.too-big"),
    ],
)
def test_what_is_no_word_file_is_a_clear_error(content: bytes, why: str) -> None:
    with pytest.raises(BadTemplate) as raised:
        fill(content, "mau.docx", {})

    assert raised.value.args[1].code == why
