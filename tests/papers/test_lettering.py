"""Words that are placed beside points never cover each other, whatever the points and the words."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from papers.lettering import place, shorten, width_of, wrap

WORDS = st.text("abcđêỹ W.", min_size=1, max_size=14)
FIRST, LAST, SIZE = 100.0, 500.0, 10.0


@given(st.lists(st.tuples(st.floats(FIRST, LAST), WORDS), max_size=12), st.booleans())
def test_placed_words_stay_inside_and_apart(wanted: list[tuple[float, str]], centred: bool) -> None:
    placed = place(wanted, SIZE, first=FIRST, last=LAST, gap=4, centred=centred)

    assert [words.text for words in placed] == [text for _, text in wanted]
    for words in placed:
        assert words.left >= FIRST - 1e-6
        assert words.right <= LAST + 1e-6
    for one, other in itertools.combinations(placed, 2):
        assert one.row != other.row or one.right <= other.left or other.right <= one.left


def test_words_stay_on_the_first_row_as_long_as_there_is_room() -> None:
    placed = place([(150, "19/06"), (300, "14/07")], SIZE, first=FIRST, last=LAST, gap=4)

    assert [words.row for words in placed] == [0, 0]


def test_at_the_right_edge_words_stand_to_the_left_of_their_point() -> None:
    (words,) = place([(495, "hạn báo cáo 31/12")], SIZE, first=FIRST, last=LAST, gap=4)

    assert (words.anchor, words.x) == ("end", 491)


def test_a_word_does_not_cover_the_sign_of_another_point() -> None:
    (words,) = place([(150, "hạn báo cáo 19/06")], SIZE, first=FIRST, last=LAST, gap=7, marks=[150, 180])

    assert words.right <= 180 - 6 or words.row > 0


@given(st.text(max_size=80), st.integers(40, 300))
def test_wrapped_lines_fit_unless_a_letter_alone_does_not(text: str, width: int) -> None:
    for line in wrap(text, width, 12, lines=2):
        assert width_of(line, 12) <= width


def test_a_long_name_is_broken_between_words() -> None:
    name = "Sở Lao động - Thương binh và Xã hội tỉnh Bình Định"

    lines = wrap(name, 230, 12, lines=3, bold=True)

    assert " ".join(lines) == name
    assert len(lines) == 2


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert shorten("Ủy ban nhân dân", 60, 12).endswith("…")
    assert shorten("UBND", 60, 12) == "UBND"


@given(
    st.lists(st.tuples(st.floats(FIRST + 160, LAST), WORDS), max_size=12),
    st.lists(st.tuples(st.floats(FIRST + 160, LAST), WORDS), max_size=3),
    st.booleans(),
)
def test_the_line_to_words_further_off_runs_through_no_words(
    wanted: list[tuple[float, str]], more: list[tuple[float, str]], centred: bool
) -> None:
    placed = place(wanted, SIZE, first=FIRST, last=LAST, gap=4, centred=centred)
    leaders = [(point, words.row) for (point, _), words in zip(wanted, placed, strict=True)]
    beside = place(more, SIZE, first=FIRST, last=LAST, gap=4, beside=placed, leaders=leaders)

    for point, row in leaders:
        crossed = [words for words in (*placed, *beside) if words.row < row and words.left < point < words.right]
        assert crossed == []
