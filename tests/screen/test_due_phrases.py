"""Phrases of documents in words."""

from datetime import date

import pytest

from screen.due_phrases import due_cell, late_cell, phrase_words
from screen.look import Look

VI, EN = Look("vi", today=date(2023, 6, 21)), Look("en", today=date(2023, 6, 21))


@pytest.mark.parametrize(
    ("phrase", "vi", "en"),
    [
        ("before 30/5", "trước 30/5", "before 30 May"),
        ("by 25/11", "chậm nhất 25/11", "by 25 Nov"),
        ("by 2024-05-09 16:00", "chậm nhất 09/05/2024 16:00", "by 2024-05-09 16:00"),
        ("before 15/12 17:00", "trước 15/12 17:00", "before 15 Dec 17:00"),
        ("by day 15 of the last month", "chậm nhất ngày 15 tháng cuối kỳ", "by day 15 of the period's last month"),
        (
            "by day end of the next month",
            "chậm nhất ngày cuối tháng sau kỳ",
            "by the last day of the month after the period",
        ),
        ("as theo quy định", "theo quy định", "as prescribed"),
        ("as khi có yêu cầu", "“khi có yêu cầu”", "“khi có yêu cầu”"),
        ("missing văn bản không nêu", "văn bản không nêu hạn", "no due date stated"),
        ("", "văn bản không nêu hạn", "no due date stated"),
        ("meeting giao ban quý", "theo cuộc họp giao ban quý", "at the meeting giao ban quý"),
        ("within 2023-05", "trong tháng 5/2023", "within May 2023"),
        ("within 2023", "trong năm 2023", "within 2023"),
        ("within period", "trong kỳ báo cáo", "within the period"),
        ("within H1", "trong 6 tháng", "within first half"),
        (
            "within 5 working days after issue",
            "trong 5 ngày làm việc kể từ ngày ban hành",
            "within 5 working days of issue",
        ),
    ],
)
def test_a_phrase_is_put_into_words(phrase: str, vi: str, en: str) -> None:
    assert (phrase_words(phrase, VI), phrase_words(phrase, EN)) == (vi, en)


def test_a_due_date_shows_its_last_on_time_day_and_the_phrase() -> None:
    cell = due_cell(date(2023, 5, 29), "before 30/5", VI)

    assert (cell.text, cell.short) == ("hạn 29/05 (trước 30/5)", "hạn 29/05")


def test_a_day_of_another_year_shows_its_year() -> None:
    assert due_cell(date(2024, 1, 4), "", VI).text == "hạn 04/01/2024"
    assert due_cell(date(2024, 1, 4), "", EN).text == "due 2024-01-04"


def test_lateness_counts_days() -> None:
    assert late_cell(date(2023, 6, 19), 2, VI).text == "quá hạn 2 ngày"
    assert late_cell(date(2023, 6, 23), 0, VI, soon=True).text == "còn 2 ngày"
    assert late_cell(date(2023, 6, 21), 0, VI, soon=True).text == "đến hạn hôm nay"
    assert late_cell(date(2023, 6, 30), 0, VI).text == ""
