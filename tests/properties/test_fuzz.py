"""Whatever is typed or laid into a file, a parser gives a value or an error of ours, never anything else.

The same targets run under a coverage-guided fuzzer by `make fuzz`; here they get what Hypothesis makes of the words
of each language, so that much of it is nearly right.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz.targets import TARGETS, Target
from workflows.agencies import Registry
from workflows.errors import AmbiguousAgency, UnknownAgency

BOUNDED = settings(deadline=None, max_examples=80, suppress_health_check=list(HealthCheck))
FILES = ("definition", "lifecycle", "calendar", "agencies", "units", "moves", "sheet", "sheet_map", "feature")
TYPED = ("day", "moment", "period", "key")

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
SCALARS = st.one_of(
    st.sampled_from(
        ["", "~", "x", "2023-02-29", "2023", "thu-tuong", "binh-dinh", "none", "[x, y]", "{a: b}", "&a x", "*a", "!t x"]
    ),
    st.sampled_from(
        ['"', "'", "|", ">", "- x", "? x", "<<", "---", "%YAML 9.9", "\t", "é", "a: b: c", "0x1F", "\\x00"]
    ),
    ANY_TEXT,
)


def words_of(seed: bytes) -> list[str]:
    """The words that stand in a file, of its own language all."""
    return sorted(set(re.findall(r"[\w.-]+", seed.decode())))


@functools.cache
def seeds(name: str) -> list[bytes]:
    return [seed.encode() if isinstance(seed, str) else seed.read_bytes() for seed in TARGETS[name][1]]


def nearly_yaml(name: str) -> st.SearchStrategy[bytes]:
    """Maps and lists of the words of the language, well indented, with anything as their values."""
    words = st.sampled_from([word for seed in seeds(name) for word in words_of(seed)])
    line = st.tuples(st.integers(0, 4), st.sampled_from(["", "- ", "? "]), words | SCALARS, words | SCALARS)
    texts = st.lists(line.map(lambda it: f"{'  ' * it[0]}{it[1]}{it[2]}: {it[3]}"), max_size=12).map("\n".join)
    return texts.map(lambda text: text.encode("utf-8", "surrogatepass"))


@st.composite
def damaged(draw: st.DrawFn, name: str) -> bytes:
    """A right file in which a few stretches were replaced, doubled or cut."""
    raw = draw(st.sampled_from(seeds(name)))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 30)))
        put = draw(st.one_of(SCALARS.map(lambda text: text.encode("utf-8", "replace")), st.binary(max_size=5)))
        raw = raw[:start] + put + raw[end if draw(st.booleans()) else start :]
    return raw


def in_any_form(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    forms = st.sampled_from(["NFC", "NFD", "NFKD"])
    return st.builds(
        lambda text, form: unicodedata.normalize(form, text).encode("utf-8", "surrogatepass"), texts, forms
    )


@pytest.mark.parametrize("name", FILES)
@BOUNDED
@given(st.data())
def test_a_file(name: str, data: st.DataObject) -> None:
    target: Target = TARGETS[name][0]

    target(data.draw(st.one_of(damaged(name), nearly_yaml(name), st.binary(max_size=200))))


@pytest.mark.parametrize("name", TYPED)
@BOUNDED
@given(st.data())
def test_what_is_typed(name: str, data: st.DataObject) -> None:
    known = [seed.decode() for seed in seeds(name)]
    parts = sorted({part for text in known for part in re.split(r"([/ .-])", text) if part})
    joined = st.lists(st.sampled_from(parts) | st.from_regex(r"\d{1,4}"), max_size=8).map("".join)

    TARGETS[name][0](data.draw(st.one_of(in_any_form(joined), in_any_form(ANY_TEXT), st.binary(max_size=30))))


@functools.cache
def registry() -> Registry:
    return Registry.load()


@settings(BOUNDED, max_examples=10)
@given(ANY_TEXT | st.lists(st.sampled_from(["UBND", "xã", "Tân Thành", "tan-thanh", ".", " ", "Sở"])).map(" ".join))
def test_an_agency_by_any_name(text: str) -> None:
    with suppress(UnknownAgency, AmbiguousAgency):
        found = registry().find(text)
        assert registry().get(found.key) is found
