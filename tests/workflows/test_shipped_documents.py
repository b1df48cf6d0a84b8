"""What the shipped files say of the documents that they are about: facts with their places, read again by hand."""

import pytest

from workflows.library import Library
from workflows.schema import Document

DOCUMENTS = {document.key: document for document in Library.load().cascade_of("ct-33-ttg-2021")}


@pytest.mark.parametrize(
    ("key", "cited"),
    [
        ("cv-4666-dong-nai-2023", {"cv-1432-bnv-2023", "ct-33-ttg-2021"}),
        ("kh-ha-noi-2022", {"03-CTr/BDVTU-BCSĐUBNDTP", "ct-33-ttg-2021", "07-CT/TU", "274/KH-UBND", "48/KH-UBND"}),
        ("kh-quan-10-2024", {"ct-33-ttg-2021", "04/CT-UBND", "155/KH-UBND", "04-CTr/BDVQU-UBND", "20/KH-UBND"}),
        (
            "kh-binh-dinh-2023",
            {"28-KH/UBND-BDVTU", "ct-33-ttg-2021", "11/KH-UBND", "3826/QĐ-UBND", "23-QĐ/TW", "407-QĐ/TU"},
        ),
    ],
)
def test_the_documents_that_it_carries_out(key: str, cited: set[str]) -> None:
    document = DOCUMENTS[key]

    assert {item.document or item.number for item in (*document.implements, *document.carries)} == cited


def test_one_sentence_of_district_10_names_two_documents_alike() -> None:
    """I.2 asks to carry out the Prime Minister's directive and the City's in one breath."""
    district = DOCUMENTS["kh-quan-10-2024"]

    assert [(item.document or item.number, item.at) for item in district.implements] == [
        ("ct-33-ttg-2021", "I.2"),
        ("04/CT-UBND", "I.2"),
    ]


def test_copies_without_a_head_are_told_from_copies_that_are_cut_off() -> None:
    lacking = {key for key, document in DOCUMENTS.items() if document.text == "head-missing"}

    assert lacking == {"kh-ha-noi-2022", "kh-quan-10-2024"}
    assert all(DOCUMENTS[key].number.missing and DOCUMENTS[key].date.missing for key in lacking)


def test_what_is_ours_in_an_outline_says_so() -> None:
    """1432/BNV-CTTN asks for figures in I, III.5 and III.7 and says neither their unit nor how they are merged."""
    outline = DOCUMENTS["cv-1432-bnv-2023"].outline
    assert outline is not None
    chapters = [item for chapter in outline.chapters for item in (chapter, *chapter.items)]
    figures = [figure for chapter in chapters for figure in chapter.figures]

    assert [figure.at for figure in figures] == ["I", "III.5 ý 3", "III.7 ý 3"]
    assert all(figure.unit is None and figure.merge is None for figure in figures)
    assert outline.at == "Đề cương"


def co_workers(document: Document, topic: str) -> set[str]:
    (assignment,) = (each for each in document.assigns if each.topic == topic)
    return {each.agency or ", ".join(each.kind) or "open" for each in assignment.with_}


def test_co_workers() -> None:
    district = "ho-chi-minh.quan-10"

    assert co_workers(DOCUMENTS["kh-246-tphcm-2022"], "don-doc") == {
        "ho-chi-minh.van-phong-ubnd",
        "department",
        "open",
    }
    assert co_workers(DOCUMENTS["kh-quan-10-2024"], "luc-luong-vu-trang") == {
        f"{district}.ban-dan-van-quan-uy",
        f"{district}.phong-noi-vu",
    }


def test_who_drafts_for_anothers_signature_consolidates_nothing_by_that() -> None:
    letter = DOCUMENTS["cv-4666-dong-nai-2023"]

    assert letter.consolidates == ()
    assert [party.agency for each in letter.assigns if each.report for party in each.report.to] == [
        "bo-noi-vu",
        "issuer",
    ]
