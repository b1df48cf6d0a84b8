"""Drafts of whole documents beside what a person would write of them, and what holds for every draft."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.drafting import MADE, STRICT, TODAY, measure
from cli import main
from drafting.definition import write
from drafting.draft import NoIssuer, read_documents
from drafting.files import ENDINGS, Source, blocks_of, read_source
from workflows.agencies import Registry
from workflows.library import Library
from workflows.loader import load_text
from workflows.schema import MAX_CONTENT_WORDS

SOURCES = sorted(path for path in MADE.iterdir() if path.suffix in ENDINGS and path.stem != "README")
TEXTS = [path.read_text("utf-8").splitlines() for path in SOURCES if path.suffix != ".pdf"]


def test_what_is_understood_and_how_much_of_it_is_right() -> None:
    found, right = measure(MADE)
    precision = {kind: len(found[kind] & right[kind]) / len(found[kind]) for kind in found if found[kind]}
    recall = {kind: len(found[kind] & right[kind]) / len(right[kind]) for kind in right if right[kind]}
    assert min(precision[kind] for kind in STRICT) >= 0.95
    assert precision["due date"] == 1, "a date went to somebody or something that it was not said of"
    assert min(precision.values()) >= 0.95
    assert min(recall.values()) >= 0.9


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_sentence_of_the_document_is_in_the_draft(path: Path, registry: Registry, library: Library) -> None:
    source = read_source(path)
    said = " ".join(" ".join((block.text, *block.cells)) for block in source.blocks).split()
    runs = {" ".join(said[at : at + MAX_CONTENT_WORDS + 1]) for at in range(len(said) - MAX_CONTENT_WORDS)}
    for read in read_documents(source, registry):
        text = write(read, library, TODAY).text
        body = re.sub(r"^title: .*$", "", text, flags=re.MULTILINE)
        assert not [run for run in runs if run in " ".join(body.split())]


def test_a_letter_and_the_one_that_it_passes_on_are_two_documents(registry: Registry) -> None:
    letter = (MADE / "neu-tren.txt").read_text("utf-8") + "\n" + (MADE / "don-doc.txt").read_text("utf-8")
    source = Source("hai.txt", tuple(blocks_of(letter.splitlines())), is_set=False)
    assert [read.key for read in read_documents(source, registry)] == ["cv-210-thai-nguyen-2026", "cv-3321-bnv-2026"]


def test_a_number_alone_below_the_addressees_begins_no_document(registry: Registry) -> None:
    letter = (MADE / "don-doc.txt").read_text("utf-8").splitlines()
    letter.insert(letter.index("- Như trên;"), "Số: 12/UBND-NC")
    source = Source("x.txt", tuple(blocks_of(letter)), is_set=False)
    assert [read.key for read in read_documents(source, registry)] == ["cv-3321-bnv-2026"]


def test_the_issuer_that_is_given_is_also_that_of_a_later_document_that_tells_none(registry: Registry) -> None:
    plan = ["Số: 5/KH", "KẾ HOẠCH", "Tập huấn năm 2026", "Các đơn vị thực hiện."]
    letter = (MADE / "don-doc.txt").read_text("utf-8").splitlines()
    source = Source("x.txt", tuple(blocks_of([*letter, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", *plan])), is_set=False)
    with pytest.raises(NoIssuer):
        read_documents(source, registry)
    assert [read.head.issuer for read in read_documents(source, registry, "bo-noi-vu")] == ["bo-noi-vu", "bo-noi-vu"]


def test_an_issuer_that_is_not_told_is_asked_for(registry: Registry) -> None:
    source = Source("x.txt", tuple(blocks_of(["KẾ HOẠCH", "Tập huấn năm 2026", "Các đơn vị thực hiện."])), is_set=False)
    with pytest.raises(NoIssuer):
        read_documents(source, registry)
    (read,) = read_documents(source, registry, "gia-lai")
    assert (read.head.issuer, read.year) == ("gia-lai", 2026)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_in_the_file_the_draft_loads(registry: Registry, library: Library, data: st.DataObject) -> None:
    lines = list(data.draw(st.sampled_from(TEXTS)))
    others = [line for text in TEXTS for line in text if line.strip()]
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["insert", "words", "digits", "sign", "capital"]))
        if change == "insert":
            lines.insert(at, data.draw(st.sampled_from(others)))
        elif change == "words":
            words = lines[at].split()
            kept = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
            lines[at] = " ".join(word for word, keep in zip(words, kept, strict=True) if keep)
        elif change == "digits":
            lines[at] = re.sub(r"\d", lambda _: str(data.draw(st.integers(0, 9))), lines[at])
        elif change == "capital":
            lines[at] = lines[at].upper()
        else:
            lines[at] = lines[at].replace(
                " ", data.draw(st.sampled_from([": ", " # ", " | ", '"', " {", " &a ", "\x07"])), 2
            )
    source = Source("x.txt", tuple(blocks_of(lines)), is_set=data.draw(st.booleans()))
    for read in read_documents(source, registry, "binh-dinh"):
        made = write(read, library, date(2026, 12, 1))
        assert not isinstance(load_text(made.text.encode(), f"{made.key}.yaml"), list)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_the_command_writes_drafts_says_what_is_open_and_goes_on_to_check(tmp_path: Path) -> None:
    folder = tmp_path / "ban-thao"
    answer = run("draft", str(MADE / "bang.md"), "--out", str(folder))
    assert answer.exit_code == 0
    file = folder / "kh-57-da-nang-2026.yaml"
    assert file.exists()
    assert "chưa hiểu: I dòng 4" in answer.stdout
    assert f"dondoc check {file}" in answer.stdout
    assert run("check", str(file)).exit_code == 0
    again = run("draft", str(MADE / "bang.md"), "--out", str(folder))
    assert again.exit_code == 2
    assert str(file) in again.stderr


def test_the_command_in_english_as_json_and_dry(tmp_path: Path) -> None:
    answer = run(
        "draft", str(MADE / "bang.md"), "--out", str(tmp_path / "drafts"), "--json", "--lang", "en", "--dry-run"
    )
    (draft,) = json.loads(answer.stdout)
    assert draft["left"] == [
        {
            "at": "I dòng 4",
            "code": "draft.left.unknown_name",
            "message": "it names an agency that is not in the registry",
        }
    ]
    assert not (tmp_path / "drafts").exists()


def test_a_refusal_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "cu.doc"
    file.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    answer = run("draft", str(file), "--out", str(tmp_path / "ban-thao"))
    assert answer.exit_code == 2
    assert len(answer.stderr.strip().splitlines()) == 1
    assert ".docx" in answer.stderr
    assert not (tmp_path / "ban-thao").exists()
    assert run("draft", str(MADE / "bang.md")).exit_code == 2  # no folder named
