"""One spelling for names that arrive in many."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.keys import DOCUMENT_KEY
from workflows.spelling import fold, nfc, slug, unaccented

VIETNAMESE = st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyAĐƠƯ áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộ.-/1"))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Tổng hợp", "Tong hop"),
        ("Đồng Nai", "Dong Nai"),
        ("đôn đốc", "don doc"),
        ("Thừa Thiên - Huế", "Thua Thien - Hue"),
        ("ƯƠƯỞỠỢ", "UOUOOO"),
    ],
)
def test_accents_fall_away_and_d_bar_becomes_d(text: str, plain: str) -> None:
    assert unaccented(text) == plain


@given(VIETNAMESE)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)

    assert fold(decomposed) == fold(text)
    assert nfc(decomposed) == nfc(text)


@given(VIETNAMESE)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_case_and_spaces_do_not_count() -> None:
    assert fold("  SỞ   Nội\tvụ ") == "so noi vu"


@pytest.mark.parametrize(
    ("name", "segment"),
    [("Sở Nội vụ", "so-noi-vu"), ("Bà Rịa - Vũng Tàu", "ba-ria-vung-tau"), ("Phường 14", "phuong-14"), ("…", "")],
)
def test_a_name_becomes_a_keys_segment(name: str, segment: str) -> None:
    assert slug(name) == segment


@given(VIETNAMESE)
def test_a_segment_is_a_key_or_empty(text: str) -> None:
    assert slug(text) == "" or DOCUMENT_KEY.match(slug(text))
