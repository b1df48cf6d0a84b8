"""What can be read and what cannot: one clear message, and nothing written."""

import io
import unicodedata
from pathlib import Path

import docx
import pypdf
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from drafting.draft import read_documents
from drafting.files import NotDraftable, read_source
from workflows.agencies import Registry

DOCUMENTS = Path(__file__).parent / "documents"
LEGACY = "Céng hoµ x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc ñy ban nh©n d©n tØnh b¸o c¸o kÕt qu¶ thùc hiÖn"
VNI = "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM Ñoäc laäp - Töï do UÛy ban nhaân daân tænh baùo caùo keát quaû"


def pdf(pages: int, *, password: str | None = None) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    if password is not None:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("trang.pdf", pdf(500), "draft.not.too-many-pages"),
        ("anh.pdf", pdf(3), "draft.not.picture"),
        ("khoa.pdf", pdf(1, password="bí mật"), "draft.not.password"),
        ("khoa.docx", OLD_WORD + "EncryptedPackage".encode("utf-16-le"), "draft.not.password"),
        ("cu.doc", OLD_WORD, "draft.not.old-word"),
        ("cu.docx", OLD_WORD, "draft.not.old-word"),
        ("sai.docx", pdf(1), "draft.not.other-kind"),
        ("sai.txt", pdf(1), "draft.not.other-kind"),
        ("sai.pdf", "Số: 1/KH-UBND".encode(), "draft.not.other-kind"),
        ("anh.png", b"\x89PNG" + bytes(20), "draft.not.other-kind"),
        ("bang.docx", b"PK\x03\x04" + bytes(30), "draft.not.other-kind"),
        ("hong.pdf", b"%PDF-1.7 hong", "draft.not.broken"),
        ("trong.txt", b" \n\n", "draft.not.empty"),
        ("tcvn3.txt", LEGACY.encode("cp1252", "replace"), "draft.not.old-font"),
        ("tcvn3-utf8.txt", LEGACY.encode(), "draft.not.old-font"),
        ("vni.docx", word(VNI), "draft.not.old-font"),
        ("ma-khac.txt", "Kế hoạch\nsố".encode() + b"\xff\xfe\xfa", "draft.not.not-utf-8"),
        ("dai.txt", ("một hai ba bốn " * 80_000).encode(), "draft.not.too-long"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, raw: bytes, why: str) -> None:
    file = tmp_path / name
    file.write_bytes(raw)
    with pytest.raises(NotDraftable) as refused:
        read_source(file)
    assert refused.value.facts["why"].code == why


def test_which_old_encoding_it_is(tmp_path: Path) -> None:
    for name, text in (("TCVN3", LEGACY), ("VNI", VNI)):
        file = tmp_path / f"{name}.txt"
        file.write_text(text, "utf-8")
        with pytest.raises(NotDraftable) as refused:
            read_source(file)
        assert refused.value.facts["why"].facts == {"font": name}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_one_reading_of_every_way_to_write_unicode(
    tmp_path: Path, registry: Registry, encoding: str, form: str
) -> None:
    text = (DOCUMENTS / "xa.txt").read_text("utf-8")
    file = tmp_path / "xa.txt"
    file.write_text(unicodedata.normalize(form, text), encoding)  # type: ignore[arg-type]
    assert read_documents(read_source(file), registry) == read_documents(read_source(DOCUMENTS / "xa.txt"), registry)


def numbered(document: docx.document.Document, text: str, level: int) -> None:
    paragraph = document.add_paragraph(text)
    properties = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", str(level)), ("w:numId", "77")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        properties.append(element)
    paragraph._p.get_or_add_pPr().append(properties)


def with_numbering(document: docx.document.Document) -> None:
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for number, (form, text) in enumerate((("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"))):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(number))
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", text)):
            element = OxmlElement(tag)
            element.set(qn("w:val"), value)
            level.append(element)
        abstract.append(level)
    numbering.insert(0, abstract)
    instance = OxmlElement("w:num")
    instance.set(qn("w:numId"), "77")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    instance.append(link)
    numbering.append(instance)


def test_a_word_file_with_automatic_numbers_a_head_in_cells_and_a_table(tmp_path: Path, registry: Registry) -> None:
    document = docx.Document()
    with_numbering(document)
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.text = "ỦY BAN NHÂN DÂN\nTỈNH GIA LAI\nSố: 91/KH-UBND"
    right.text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nGia Lai, ngày 12 tháng 01 năm 2026"
    document.add_paragraph("KẾ HOẠCH")
    document.add_paragraph("Công tác dân vận chính quyền năm 2026")
    for level, text in (
        (0, "MỤC ĐÍCH"),
        (1, "Nâng cao chất lượng."),
        (0, "TỔ CHỨC THỰC HIỆN"),
        (1, "Sở Nội vụ"),
        (2, "Theo dõi, đôn đốc việc thực hiện Kế hoạch này."),
        (2, "Tổng hợp, báo cáo UBND tỉnh."),
        (1, "Các sở, ban, ngành; UBND các xã, phường"),
        (2, "Báo cáo 6 tháng (trước ngày 10/6), năm (trước ngày 10/11) về UBND tỉnh (qua Sở Nội vụ)."),
    ):
        numbered(document, text, level)
    document.add_paragraph("Nơi nhận:")
    document.add_paragraph("PHỤ LỤC I")
    table = document.add_table(rows=0, cols=4)
    for row in (
        ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian hoàn thành"),
        ("1", "Sơ kết mô hình", "Sở Nội vụ", "Tháng 6/2026"),
        ("2", "Kiểm tra tại cơ sở", "Thanh tra tỉnh", "15/9/2026"),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = tmp_path / "ke-hoach.docx"
    document.save(str(file))
    (read,) = read_documents(read_source(file), registry)
    assert (read.head.number, read.head.issuer, read.key) == ("91/KH-UBND", "gia-lai", "kh-91-gia-lai-2026")
    reports = {each.report.at: each.report for each in read.duties.assigned if each.report}
    assert list(reports) == ["II.2.a"]
    assert {code: rule.day for code, rule in reports["II.2.a"].due.items() if rule} == {"H1": "10/6", "Y": "10/11"}
    assert [(each.at, each.who[0].agency) for each in read.duties.merged] == [("II.1.b", "gia-lai.so-noi-vu")]
    products = {each.at: each.product for each in read.duties.assigned if each.product}
    days = {at: [(rule.way, rule.day) for rule in product.due.values() if rule] for at, product in products.items()}
    assert days == {"Phụ lục I dòng 1": [("within", "2026-06")], "Phụ lục I dòng 2": [("by", "2026-09-15")]}
