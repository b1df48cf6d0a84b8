"""One file → one document, or everything that is wrong with it, in an officer's words and at its place."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from own_definitions import document_text, load, loaded_document, place_of, problems_of

import words
from workflows.loader import Loaded, load_definition
from workflows.schema import MAX_CONTENT_WORDS

ASKED = "assigns:\n  - who: binh-dinh.so-noi-vu\n    at: III\n    report: {to: binh-dinh, due: %s}\n"
LONG = "từ " * (MAX_CONTENT_WORDS + 1)


def asked(due: str) -> str:
    return ASKED % due


def told(body: str) -> str:
    """All that is said about a body, in both languages."""
    return "\n".join(
        f"{words.message(problem, lang)} {words.hint(problem, lang)}"
        for problem in problems_of(body)
        for lang in words.LANGUAGES
    )


# Mistakes officers will make


@pytest.mark.parametrize("flow", ["{at: III, đoạn cuối}", "{content: tiếp công dân, đoạn cuối}"])
def test_a_comma_inside_braces_is_explained(flow: str) -> None:
    text = document_text("kh-thu-2023", f"assigns:\n  - who: issuer\n    plan: {flow}\n")

    (problem,) = load(text)

    assert problem.place == place_of(text, "đoạn cuối")
    assert 'unknown key "đoạn cuối": inside {…} a comma separates' in words.message(problem, "en")
    assert "quote the text" in words.hint(problem, "en")


def test_an_unquoted_colon_is_explained() -> None:
    text = document_text("kh-thu-2023", "at: đầu\ntitle: V/v: đôn đốc")

    (problem,) = load(text)

    assert problem.place == place_of(text, ": đôn đốc")
    assert 'quote text that holds ": "' in words.hint(problem, "en")


@pytest.mark.parametrize("cut", ["key: [a", "key: kh-thu-2023\n\ttitle: x", "a: " + "[" * 99 + "]" * 99])
def test_nothing_is_missed_of_a_file_that_cannot_be_read_to_its_end(cut: str) -> None:
    (problem,) = load(cut)

    assert problem.said.code in ("mistake.yaml-syntax", "mistake.yaml-tab", "mistake.nested-too-deep")


def test_a_comment_after_a_cited_text_is_kept_for_the_checker() -> None:
    result = load(document_text("kh-thu-2023", "at: mục 3 # cuối"))

    assert isinstance(result, Loaded)
    assert [lost for _, lost in result.cut_off] == ["cuối"]


def test_a_bare_day_is_asked_whether_before_or_by() -> None:
    text = document_text("kh-thu-2023", asked("{H1: 10/5}"))

    (problem,) = load(text)

    assert "say `before` or `by`" in words.message(problem, "en")
    assert "trước ngày" in words.hint(problem, "vi")
    assert "chậm nhất ngày" in words.hint(problem, "vi")
    assert problem.place.line == place_of(text, "10/5").line


@pytest.mark.parametrize("day", ["30/2", "31/4", "0/5", "10/13", "2023-02-29", "2023-13-01", "29/02/2023", "mai"])
def test_a_day_that_does_not_exist_is_no_day(day: str) -> None:
    text = document_text("kh-thu-2023", asked(f"{{H1: {{before: {day}}}}}"))

    (problem,) = load(text)

    assert problem.place == place_of(text, "before")


def test_the_29th_of_february_of_every_year_is_a_day() -> None:
    assert problems_of(asked("{once: {before: 29/2}}")) == []


@pytest.mark.parametrize("day", ["05-10", "5-10", "05-10 16:00"])
def test_a_day_and_month_with_a_dash_can_be_read_in_two_ways(day: str) -> None:
    assert "two ways" in told(asked(f"{{H1: {{before: {day}}}}}"))


@pytest.mark.parametrize("hour", ["24:01", "25:00", "16:60", "99h"])
def test_an_hour_that_does_not_exist_is_no_hour(hour: str) -> None:
    assert "is not an hour" in told(asked(f"{{H1: {{by: 9/5 {hour}}}}}"))


@pytest.mark.parametrize(
    ("word", "meant"),
    [("6T", "H1 (6 tháng)"), ("6 tháng", "H1 (6 tháng)"), ("cả năm", "Y (năm)"), ("quy1", "Q1 (quý I)"), ("h1", "H1")],
)
def test_a_mistyped_period_is_answered_with_the_nearest_and_the_list(word: str, meant: str) -> None:
    text = document_text("kh-thu-2023", asked(f"{{{word}: none}}"))

    (problem,) = load(text)

    assert problem.place == place_of(text, f"{word}: none")
    assert meant in words.message(problem, "vi")
    assert "9M (9 tháng)" in words.hint(problem, "vi")


@pytest.mark.parametrize("nothing", ["", "{}"])
def test_a_report_without_a_date_must_say_none(nothing: str) -> None:
    assert len(problems_of(asked(nothing))) == 1


def test_a_report_without_the_key_due_must_say_none() -> None:
    text = document_text("kh-thu-2023", "assigns:\n  - who: issuer\n    report: {to: binh-dinh}\n")

    (problem,) = load(text)

    assert "due" in words.message(problem, "en")
    assert problem.place.line == place_of(text, "report:").line


def test_a_copied_file_keeps_an_old_key() -> None:
    (problem,) = load(document_text("kh-cu-2022"), "kh-thu-2023.yaml")

    assert (problem.place.line, problem.place.column) == (1, 1)
    assert "kh-cu-2022" in words.message(problem, "en")
    assert "kh-thu-2023" in words.message(problem, "en")


@pytest.mark.parametrize(
    "body",
    [
        f"assigns:\n  - who: issuer\n    plan: {{content: {LONG}}}\n",
        f"assigns:\n  - who: issuer\n    duty: {LONG}\n",
        f"assigns:\n  - who: issuer\n    report: {{to: binh-dinh, due: none, content: {LONG}}}\n",
        f"assigns:\n  - who: issuer\n    product: {{to: binh-dinh, due: none, content: {LONG}}}\n",
        f"assigns:\n  - who: issuer\n    duty: việc\n    printed: {LONG}\n",
    ],
    ids=["plan", "duty", "report", "product", "printed"],
)
def test_a_pasted_sentence_is_asked_for_in_ones_own_words(body: str) -> None:
    assert "put it in your own words" in told(body)


@pytest.mark.parametrize(
    ("body", "limit"),
    [("at: " + "x" * 10_001, 10_000), ("basis: [{number: " + "1" * 10_001 + "}]", 10_000)],
    ids=["place", "number"],
)
def test_a_text_longer_than_anybody_reads_is_refused_with_the_limit(body: str, limit: int) -> None:
    assert str(limit) in told(f"{body}\n")


# Unknown keys, wrong values


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("assign:\n  - who: issuer", "assigns"),
        ("assigns:\n  - who: issuer\n    dutty: việc", "duty"),
        ("aplies: {year: 2023}", "applies"),
        (asked("{H1: {befor: 30/5}}"), "before"),
    ],
)
def test_a_mistyped_key_is_answered_with_the_nearest(body: str, meant: str) -> None:
    assert f"did you mean: {meant}" in told(body)


def test_a_value_outside_a_closed_list_is_answered_with_the_list() -> None:
    said = told("type: ke-hoac")

    assert "did you mean: ke-hoach" in said
    assert "cong-van" in said


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        ("implements: ct-33-ttg-2021", 7, 1),
        ("number: [7, 8]", 6, 1),
        ("number: {}", 6, 1),
        ("number: {value: 7, missing: chưa có}", 6, 1),
        ("issuer: Bình Định", 6, 1),
        ("lifecycle: ../../etc/passwd", 7, 1),
        ("applies: {year: 0}", 7, 1),
        ("applies: {year: 999999}", 7, 1),
        ("applies: {from: 2024-01-01, until: 2023-12-31}", 7, 1),
        ("applies: {year: 2023, from: 2023-01-01}", 7, 1),
        ("applies: {until: 2023-01-01}", 7, 1),
        ("date: 0001-01-01", 6, 1),
        ("date: 9999-12-31", 6, 1),
        ("date: {missing: để trống}", 1, 1),
        ("basis:\n  - {title: x}", 8, 5),
        ("assigns:\n  - who: issuer\n    topic: Kiểm tra\n    duty: x", 9, 5),
        ("assigns:\n  - who: issuer", 8, 5),
        ("assigns:\n  - duty: x", 8, 5),
        ("assigns:\n  - who: []\n    duty: x", 8, 5),
        ("assigns:\n  - who: {under: binh-dinh}\n    duty: x", 8, 5),
        ("assigns:\n  - who: {agency: issuer, kind: ward}\n    duty: x", 8, 5),
        ("assigns:\n  - who: {open: x, listed: y}\n    duty: x", 8, 5),
        ("assigns:\n  - who: {kind: phong-ban}\n    duty: x", 8, 11),
        ("assigns:\n  - who: {kind: ward, count: mười}\n    duty: x", 8, 23),
        ("consolidates:\n  - {who: {}}", 8, 6),
        (asked("{H1: {before: 30/5, by: 29/5}}"), 10, 35),
        (asked("{H1: {roll: next_working_day}}"), 10, 35),
        (asked("{H1: {before: 30/5, year: 1999}}"), 10, 54),
        (asked("{H1: {before: {}}}"), 10, 40),
        (asked("{H1: {before: {hour: 16}}}"), 10, 40),
        (asked("{H1: {before: {yearly: [1, 13]}}}"), 10, 40),
        (asked("{H1: {before: {day: 32}}}"), 10, 49),
        (asked("{H1: {within: 2023-13}}"), 10, 40),
        (asked("{H1: {within: 0000}}"), 10, 40),
        (asked("{H1: {within: {working_days: 5, period: Q1}}}"), 10, 40),
        (asked("{before: 30/5, H1: none}"), 10, 35),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(body: str, line: int, column: int) -> None:
    problems = problems_of(body)

    assert {(problem.place.line, problem.place.column) for problem in problems} == {(line, column)}


def test_every_problem_of_a_file_is_told_at_once_in_the_files_order() -> None:
    text = document_text(
        "kh-thu-2023",
        """
        type: ke-hoac
        date: 2023-02-30
        at: !!str đầu
        assigns:
          - who: {kind: phong}
            plan: {every: month}
            report: {to: binh-dinh, due: {6T: none, H1: 10/5, Y: {before: 30/2}}}
        khac: x
        """,
    )

    lines = [problem.place.line for problem in load(text)]

    assert lines == [5, 6, 7, 9, 10, 11, 11, 11, 12]


def test_a_tree_with_hostile_forms_is_still_checked_for_the_rest() -> None:
    problems = problems_of("? [a]\n: b\nkhac: x")

    assert {problem.place.line for problem in problems} == {7, 9}


# What is read


@pytest.mark.parametrize("number", ["1.10", "0123", "16:00", "no", "12/3"])
def test_a_number_stays_as_printed(number: str) -> None:
    assert loaded_document(f"number: {number}").number.value == number


def test_a_cited_place_stays_as_printed() -> None:
    assert loaded_document("at: 1.10").at == "1.10"


@pytest.mark.parametrize("day", ["2023-06-05", "2023-6-5", "05/06/2023", "5/6/2023"])
def test_a_day_is_iso_or_as_printed(day: str) -> None:
    assert str(loaded_document(f"date: {day}").date.value) == "2023-06-05"


@pytest.mark.parametrize(
    "one_and_many",
    [
        ("issuer: binh-dinh", "issuer: [binh-dinh]"),
        ("consolidates:\n  - {who: issuer, to: bo-noi-vu}", "consolidates:\n  - {who: [issuer], to: [bo-noi-vu]}"),
        ("assigns:\n  - {who: issuer, duty: x}", "assigns:\n  - {who: [{agency: issuer}], duty: [{content: x}]}"),
        (asked("{H1: none}"), asked("{H1: {none: true}}")),
        ("outline: [Chương một]", "outline: {chapters: [{title: Chương một}]}"),
        ("outline: cv-1432-bnv-2023", "outline: {as: cv-1432-bnv-2023}"),
        ("implements: [ct-33-ttg-2021]", "implements: [{document: ct-33-ttg-2021}]"),
        ("applies: 2023", "applies: {year: 2023}"),
    ],
)
def test_the_short_form_means_the_long_one(one_and_many: tuple[str, str]) -> None:
    short, long = (loaded_document(body) for body in one_and_many)

    assert short.model_dump() == long.model_dump()


def test_a_file_in_decomposed_text_with_a_byte_order_mark_is_the_same_document() -> None:
    text = document_text("kh-thu-2023", "title: Tổng hợp báo cáo")
    decomposed = unicodedata.normalize("NFD", text).encode("utf-8-sig")

    plain, other = load(text), load(decomposed)

    assert isinstance(other, Loaded)
    assert other == plain


def test_bytes_of_windows_1258_are_refused_with_the_line() -> None:
    text = document_text("kh-thu-2023", "title: Việc thử")
    raw = text.replace("Việc thử", "công văn à").encode("cp1258")

    (problem,) = load(raw)

    assert problem.place.line == place_of(text, "title").line


def test_a_missing_file_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    (problem,) = load_definition(tmp_path / "khong-co.yaml")

    assert problem.place.file == str(tmp_path / "khong-co.yaml")


def test_a_folder_in_a_files_place_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    assert len(load_definition(tmp_path)) == 1


# Whatever the bytes

WORDS = ["key", "who", "due", "H1", "before", "30/5", "{", "}", "[", "]", ": ", "- ", "\n", "  ", ", ", "?", '"', "#"]
WORDS += ["assigns", "report", "none", "issuer", "&a ", "*a", "!x ", "<<", "---\n", "number", "á", "a\u0301", "\t"]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map("".join))
def test_any_words_are_a_document_or_problems_with_a_place(body: str) -> None:
    result = load(document_text("kh-thu-2023", "") + body)

    assert isinstance(result, Loaded) or all(problem.place.line >= 1 for problem in result)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_problems_with_a_place(raw: bytes) -> None:
    result = load(raw)

    assert not isinstance(result, Loaded)
    assert all(problem.place.line >= 1 for problem in result)


@pytest.mark.parametrize(
    "who",
    ["{agency: binh-dinh.so-noi-vu, under: ha-noi}", "{agency: issuer, except: ha-noi}", "{open: x, under: ha-noi}"],
)
def test_a_selector_of_one_agency_takes_no_area_and_no_exception(who: str) -> None:
    assert problems_of(f"assigns:\n  - who: {who}\n    duty: x\n") != []
