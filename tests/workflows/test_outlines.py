"""Outlines: their chapters by place, which entry asks by which, and what a file may not say twice."""

import pytest
from own_definitions import document_text, load, loaded_document

from workflows.findings import Problem
from workflows.loader import Loaded
from workflows.outlines import asked_outline, sections
from workflows.schema import Document

ANNEX = "outline: [{title: Chung, at: I}]"
BODY = """
assigns:
  - who: binh-dinh.so-tu-phap
    at: '1'
    report: {to: binh-dinh, due: {H1: none}}
  - who: binh-dinh.so-noi-vu
    at: '2'
    report: {to: binh-dinh, due: {H1: none}, outline: [{title: Riêng, at: A}]}
  - topic: cai-cach
    who: binh-dinh.so-noi-vu
    at: '3'
    plan: {every: year, due: none}
    report: {to: binh-dinh, due: {H1: none}, outline: cv-9-khac-2023}
  - topic: ke-hoach
    who: binh-dinh.so-noi-vu
    at: '4'
    plan: {every: year, due: none}
consolidates:
  - {who: binh-dinh.so-noi-vu, to: binh-dinh, at: '5', due: none}
  - {who: binh-dinh.so-tu-phap, to: binh-dinh, at: '6', due: none, outline: [{title: Gộp, at: G}]}
"""
KEY = "kh-thu-2023"


def reader(*documents: Document):
    return {document.key: document for document in documents}.get


@pytest.mark.parametrize(
    ("assignment", "holder", "place"),
    [
        (KEY, KEY, "I"),
        (f"{KEY}#2", KEY, "A"),
        (f"{KEY}/cai-cach", "cv-9-khac-2023", "K"),
        (f"{KEY}/cai-cach#plan", "cv-9-khac-2023", "K"),
        (f"{KEY}/ke-hoach", KEY, "I"),
        (f"{KEY}#consolidates", KEY, "I"),
        (f"{KEY}#consolidates#2", KEY, "G"),
    ],
)
def test_an_entry_asks_by_its_own_outline_else_by_its_documents(assignment: str, holder: str, place: str) -> None:
    other = load(
        document_text("cv-9-khac-2023", "outline: [{title: Khác, at: K}]", type="cong-van"), "cv-9-khac-2023.yaml"
    )
    assert isinstance(other, Loaded)
    document = loaded_document(f"{BODY}{ANNEX}\n")

    found = asked_outline(reader(document, other.document), KEY, assignment)

    assert found is not None
    assert (found[0], sections(found[1])[0].place) == (holder, place)


def test_no_document_says_none() -> None:
    document = loaded_document(BODY)

    assert asked_outline(reader(document), KEY, KEY) is None
    assert asked_outline(reader(document), KEY, f"{KEY}/cai-cach") is None
    assert asked_outline(reader(), KEY, KEY) is None


def test_chapters_come_in_order_with_their_figures_and_count_themselves_where_they_have_no_place() -> None:
    document = loaded_document(
        "outline:\n"
        "  - title: Một\n"
        "    title_en: One\n"
        "    items: [{title: Trong, figures: [{name: số cuộc, name_en: dialogues, merge: sum}]}]\n"
        "  - {title: Hai, at: II}\n"
    )
    assert document.outline is not None

    found = sections(document.outline)

    assert [(each.place, each.level, each.title.en) for each in found] == [
        ("1", 1, "One"),
        ("1.1", 2, "Trong"),
        ("II", 1, "Hai"),
    ]
    (indicator,) = found[1].indicators
    assert (indicator.called.en, indicator.merge, indicator.unit) == ("dialogues", "sum", None)


@pytest.mark.parametrize(
    ("outline", "code"),
    [
        ("[{title: a, at: I}, {title: b, at: II, items: [{title: c, at: I}]}]", "mistake.chapter-twice"),
        ("[{title: a, figures: [{name: số}]}, {title: b, figures: [{name: số}]}]", "mistake.figure-twice"),
    ],
)
def test_a_place_and_a_figures_name_stand_once(outline: str, code: str) -> None:
    found = load(document_text(KEY, f"outline: {outline}"))

    assert isinstance(found, list)
    assert code in [problem.said.code for problem in found if isinstance(problem, Problem)]
