"""The vocabulary names only kinds, types and periods that the language has, so that no phrase of it is read in vain."""

from workflows.agency_records import KINDS
from workflows.periods import WORDS
from workflows.schema import DOCUMENT_TYPES
from workflows.vocabulary import vocabulary


def test_what_the_phrases_mean_is_in_the_language() -> None:
    words = vocabulary()
    assert {kind for groups in words["groups"].values() for kind in groups} <= set(KINDS)
    assert {kind for kinds in words["areas"].values() for kind in kinds} <= set(KINDS)
    assert {each["type"] for each in words["documents"]} == set(DOCUMENT_TYPES)
    assert set(words["periods"]) <= set(WORDS)
