"""YAML as the language reads it: text only, every place known, everything hostile refused with its place."""

from __future__ import annotations

import codecs
import unicodedata

import pytest
from own_definitions import place_of, tree_of

import words
from workflows.findings import Place
from workflows.marked_yaml import MAX_BYTES, MAX_DEPTH, MarkedMap, decode, read_tree


def places(text: str) -> list[tuple[int, int]]:
    """Line and column of each problem."""
    return [(problem.place.line, problem.place.column) for problem in tree_of(text).problems]


# Scalars


@pytest.mark.parametrize(
    "scalar", ["1.10", "2", "no", "yes", "on", "true", "16:00", "0123", "0x1F", "1e3", ".nan", "2023-02-30", "+1", "="]
)
def test_a_scalar_stays_the_text_that_is_written(scalar: str) -> None:
    tree = tree_of(f"at: {scalar}")

    assert tree.problems == []
    assert tree.root == {"at": scalar}


@pytest.mark.parametrize("key", ["no", "on", "1.10", "0123", "16:00", "~"])
def test_a_key_stays_the_text_that_is_written(key: str) -> None:
    assert list(tree_of(f"{key}: x").root) == [key]


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_only_a_bare_nothing_is_no_value(nothing: str) -> None:
    assert tree_of(f"at: {nothing}").root == {"at": None}
    assert tree_of(f'at: "{nothing}"').root == {"at": nothing}


# Places


def test_maps_keys_values_and_items_know_their_place() -> None:
    text = "key: a\nmap:\n  inner: [một, hai]\n"

    root = tree_of(text).root

    assert (root.place.line, root.place.column) == (1, 1)
    assert (root["map"].key_places["inner"].line, root["map"].key_places["inner"].column) == (3, 3)
    assert root["map"].value_places["inner"] == place_of(text, "[một", file="thu.yaml")
    assert root["map"]["inner"].item_places[1] == place_of(text, "hai", file="thu.yaml")


def test_a_column_counts_signs_and_not_bytes() -> None:
    root = tree_of("{số: tổng hợp, ngày: x}").root

    assert root.key_places["ngày"].column == 16


def test_windows_line_ends_do_not_move_the_places() -> None:
    root = tree_of("key: a\r\n\r\nat: b\r\n").root

    assert root == {"key": "a", "at": "b"}
    assert root.key_places["at"] == Place("thu.yaml", 3, 1)


# Refused


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("key: !!python/object/apply:os.system [id]", 1, 6),
        ("key: !!str a", 1, 6),
        ("key: !own a", 1, 6),
        ("key: ! a", 1, 6),
        ("!!str key: a", 1, 1),
        ("a: 1\nkey: !!set {a, b}", 2, 6),
        ("%TAG ! tag:example.org,2000:\n---\nkey: !x a", 3, 6),
        ("key: &anchor a", 1, 6),
        ("&anchor key: a", 1, 1),
        ("key: a\nat: *anchor", 2, 5),
        ("base: a\n<<: {key: b}", 2, 1),
        ('"<<": {key: b}', 1, 1),
        ("key: a\nat: b\nkey: c", 3, 1),
        ("a: {key: b, key: c}", 1, 13),
        ("key: a\n---\nkey: b", 2, 1),
        ("key: a\n...\n---\nkey: b", 3, 1),
        ("? [a, b]\n: c", 1, 3),
        ("? {a: b}\n: c", 1, 3),
        ('key: "a\\0b"', 1, 6),
        ('key: "a\\x1bb"', 1, 6),
    ],
)
def test_a_hostile_form_is_refused_where_it_stands(text: str, line: int, column: int) -> None:
    assert (line, column) in places(text)


def test_a_billion_laughs_is_refused_and_never_expanded() -> None:
    text = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"

    problems = tree_of(text).problems

    assert len(problems) == 7  # three anchors and four aliases, each at its own place
    assert len({problem.place for problem in problems}) == 7


def test_everything_hostile_in_a_file_is_named_at_once() -> None:
    text = "key: !!str a\nat: &x b\nkey: c\n<<: *x\n"

    lines = [problem.place.line for problem in tree_of(text).problems]

    assert sorted(lines) == [1, 2, 3, 4, 4]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "k: [", "[{a: "])
def test_a_hundred_thousand_open_brackets_are_one_clear_problem(opening: str) -> None:
    tree = tree_of(opening * 100_000)

    assert tree.problems
    assert len(tree.problems) < 20


def test_a_deep_block_is_refused_where_it_becomes_too_deep() -> None:
    text = "".join(f"{'  ' * depth}a:\n" for depth in range(200))

    problems = tree_of(text).problems

    assert [problem.place.line for problem in problems] == [MAX_DEPTH + 1]


def test_depth_up_to_the_limit_is_read() -> None:
    tree = tree_of("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1))

    assert tree.problems == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("title: V/v: đôn đốc", 1, 11),
        ("a:\n\t- b", 2, 1),
        ("a: [b\n", 2, 1),
        ('a: "b', 1, 6),
        ("a: b\n c: d", 2, 3),
        ("a: @b", 1, 4),
    ],
)
def test_a_syntax_error_has_its_place(text: str, line: int, column: int) -> None:
    assert places(text) == [(line, column)]


@pytest.mark.parametrize(
    ("text", "hint"), [("title: V/v: đôn đốc", 'quote text that holds ": "'), ("a:\n\t- b", "not tabs")]
)
def test_the_two_usual_syntax_errors_say_what_to_do(text: str, hint: str) -> None:
    (problem,) = tree_of(text).problems

    assert hint in words.hint(problem, "en")


@pytest.mark.parametrize("text", ["a: \x00", "a: \x07b", "\x1b[2J", "a: \ufffe", 'a: "\\ud800"', 'a: "\\q"'])
def test_signs_that_no_text_file_holds_are_a_problem(text: str) -> None:
    assert tree_of(text).problems


@pytest.mark.parametrize("text", ["", "   \n", "# chỉ có chú thích\n", "---\n", "- a\n- b\n", "chữ", "..."])
def test_a_file_that_is_no_mapping_is_a_problem(text: str) -> None:
    assert tree_of(text).problems


# Bytes


def test_a_byte_order_mark_is_accepted() -> None:
    text, problems = decode(b"\xef\xbb\xbfkey: a", "thu.yaml")

    assert (text, problems) == ("key: a", [])


def test_decomposed_text_is_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "title: Tổng hợp")

    text, problems = decode(decomposed.encode(), "thu.yaml")

    assert (text, problems) == ("title: Tổng hợp", [])


def test_an_escape_cannot_bring_decomposed_text_in() -> None:
    root = tree_of('"nga\\u0300y": "a\\u0301"').root

    assert root == {"ngày": "á"}


def test_keys_that_differ_by_their_composition_only_are_one_key() -> None:
    text, _ = decode("ngày: 1\nnga\u0300y: 2".encode(), "thu.yaml")

    assert [problem.place.line for problem in read_tree(text, "thu.yaml").problems] == [2]


@pytest.mark.parametrize("page", ["cp1258", "utf-16", "latin-1"])
def test_bytes_of_another_code_page_are_refused_with_the_line(page: str) -> None:
    raw = b"key: a\nat: b\n" + "title: à é\n".encode(page)

    text, problems = decode(raw, "thu.yaml")

    assert text == ""
    assert [problem.place for problem in problems] == [Place("thu.yaml", 3, 1)]
    assert "iconv" in words.hint(problems[0], "en")


@pytest.mark.parametrize(
    ("page", "convert"),
    [
        ("utf-16", "iconv -f UTF-16 -t UTF-8"),
        ("utf-16-le", "iconv -f UTF-16LE -t UTF-8"),
        ("utf-16-be", "iconv -f UTF-16BE -t UTF-8"),
    ],
)
def test_a_file_in_utf_16_is_called_so_with_the_way_to_convert_it(page: str, convert: str) -> None:
    text, (problem,) = decode("key: a\ntitle: Tổng hợp\n".encode(page), "thu.yaml")

    assert text == ""
    assert problem.place == Place("thu.yaml", 1, 1)
    assert "UTF-16" in words.message(problem, "vi")
    assert "UTF-16" in words.message(problem, "en")
    assert convert in words.hint(problem, "vi")
    assert convert in words.hint(problem, "en")


def test_utf_16_with_the_high_byte_first_is_called_so_too() -> None:
    _, (problem,) = decode(codecs.BOM_UTF16_BE + "key: a".encode("utf-16-be"), "thu.yaml")

    assert "UTF-16" in words.message(problem, "en")


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
    ],
)
def test_a_file_that_is_no_text_is_called_what_it_is(raw: bytes, what: str) -> None:
    _, (problem,) = decode(raw, "thu.yaml")

    assert what in words.message(problem, "vi")
    assert what in words.message(problem, "en")
    assert "CSV UTF-8" in words.hint(problem, "vi")
    assert "CSV UTF-8" in words.hint(problem, "en")
    assert "iconv" not in words.hint(problem, "vi") + words.hint(problem, "en")


def test_a_huge_file_is_refused_before_it_is_parsed() -> None:
    assert decode(b"a" * (MAX_BYTES + 1), "thu.yaml")[1] != []


# Comments


@pytest.mark.parametrize("key", ["at", "title", "content", "number", "printed"])
def test_a_comment_that_cuts_off_a_cited_text_is_remembered(key: str) -> None:
    (cut,) = tree_of(f"{key}: mục 3 # cuối\n").cut_off

    assert (cut[0].line, cut[0].column, cut[1]) == (1, len(key) + 3, "cuối")


@pytest.mark.parametrize(
    "text",
    [
        'at: "mục 3 # cuối"',
        "at: mục 3#cuối",
        "# cuối\nat: mục 3",
        "at: mục 3\n# cuối",
        "text: held # cuối",
        'at: "3" # x',
    ],
)
def test_other_comments_cut_nothing_off(text: str) -> None:
    assert tree_of(text).cut_off == []


def test_a_flow_map_is_told_from_a_block() -> None:
    root = tree_of("{a: b}").root

    assert isinstance(root, MarkedMap)
    assert root.is_flow
