"""All definition files in reach: the shipped ones, one's own beside or instead of them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from own_definitions import OwnDefinitions, document_text

import words
from workflows.errors import BadDefinition, UnknownDocument
from workflows.library import Library

SHIPPED = "kh-binh-dinh-2023"


@pytest.fixture
def own(tmp_path: Path) -> OwnDefinitions:
    return OwnDefinitions(tmp_path)


def shipped_text() -> str:
    return files("definitions").joinpath("documents", f"{SHIPPED}.yaml").read_text("utf-8")


def test_an_own_document_stands_beside_the_shipped_ones(own: OwnDefinitions) -> None:
    library = own.document("kh-a-2023").library()

    assert {"kh-a-2023", SHIPPED} <= library.loaded.keys()
    assert library.replaced == {}


@pytest.mark.parametrize("folder", ["", "documents/"])
def test_an_own_document_of_a_shipped_key_replaces_it(own: OwnDefinitions, folder: str) -> None:
    own.file(f"{folder}{SHIPPED}.yaml", shipped_text().replace("năm 2023", "năm 2023, bản sửa"))

    library = own.library()

    assert library.get(SHIPPED).title.endswith("bản sửa")
    assert library.replaced == {SHIPPED: f"definitions/documents/{SHIPPED}.yaml"}


def test_an_own_copy_without_changes_replaces_nothing(own: OwnDefinitions) -> None:
    assert own.file(f"{SHIPPED}.yaml", shipped_text()).library().replaced == {}


def test_a_later_folder_goes_before_an_earlier_one(tmp_path: Path) -> None:
    for name in ("mot", "hai"):
        OwnDefinitions(tmp_path / name).document("kh-a-2023", f"title: {name}")

    library = Library.load([tmp_path / "mot", tmp_path / "hai"])

    assert library.get("kh-a-2023").title == "hai"


def test_two_files_of_one_folder_with_one_key_are_told_with_both_places(own: OwnDefinitions) -> None:
    own.document("kh-a-2023").file("documents/kh-a-2023.yaml", document_text("kh-a-2023"))

    with pytest.raises(BadDefinition) as refusal:
        own.library()

    (problem,) = refusal.value.problems
    assert problem.place.file == str(own.folder / "documents" / "kh-a-2023.yaml")
    assert str(own.folder / "kh-a-2023.yaml") in words.message(problem, "en")


def test_every_problem_of_every_file_is_told_at_once(own: OwnDefinitions) -> None:
    own.document("kh-a-2023", "type: ke-hoac").document("kh-b-2023", "khac: x\nday: y")

    with pytest.raises(BadDefinition) as refusal:
        own.library()

    told = [Path(problem.place.file).stem for problem in refusal.value.problems]
    assert told == ["kh-a-2023", "kh-b-2023", "kh-b-2023"]


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadDefinition) as refusal:
        Library.load([tmp_path / "khong-co"])

    assert refusal.value.problems[0].place.file == str(tmp_path / "khong-co")


def test_a_single_file_can_be_looked_at_by_itself(own: OwnDefinitions) -> None:
    own.document("kh-a-2023")

    library = Library.load(only_files=[own.folder / "kh-a-2023.yaml"])

    assert library.get("kh-a-2023").issuer == ("binh-dinh",)


def test_an_unknown_key_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownDocument) as refusal:
        Library.load().get("kh-binh-dinh-2032")

    assert refusal.value.candidates[0] == SHIPPED


def test_a_key_like_no_other_is_still_answered_with_keys_that_there_are() -> None:
    library = Library.load()

    with pytest.raises(UnknownDocument) as refusal:
        library.get("nope")

    assert len(refusal.value.candidates) == 3
    assert set(refusal.value.candidates) <= library.loaded.keys()


@pytest.mark.parametrize("text", ["1432/BNV-CTTN", "CV 1432 BNV 2023", "cv_1432_bnv_2023"])
def test_a_document_called_by_its_number_or_in_words_is_the_nearest(text: str) -> None:
    assert Library.load().nearest(text)[0] == "cv-1432-bnv-2023"


def test_a_documents_roots_are_the_tops_of_its_chains(own: OwnDefinitions) -> None:
    own.directive("ct-1-ttg-2020").directive("ct-2-ttg-2020", number="2/CT-TTg")
    own.document("kh-a-2023", "implements: [ct-1-ttg-2020]\ncarries: [ct-2-ttg-2020]")
    own.document("kh-b-2023", "implements: [kh-a-2023]", number="8/KH")
    library = own.library()

    roots = library.roots(library.get("kh-b-2023"))

    assert [root.key for root in roots] == ["ct-1-ttg-2020", "ct-2-ttg-2020"]
