"""What a person may type for a task or an agency."""

import csv
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from graphs import DEPARTMENT, TUY_PHUOC, GraphBuilder, province
from own_definitions import shipped_agencies

from engine import Engine
from engine.errors import Ambiguous, NotFound
from engine.scope import Scope

TODAY = date(2023, 6, 21)


@pytest.mark.parametrize(
    "text",
    [
        "binh-dinh.huyen-tuy-phuoc",
        "UBND huyện Tuy Phước",
        "Ủy ban nhân dân huyện Tuy Phước",
        unicodedata.normalize("NFD", "UBND huyện Tuy Phước"),
        "ubnd huyen tuy phuoc",
        "  tuy phước ",
        "huyen-tuy-phuoc",
        "huyện Tuy Phước",
    ],
)
def test_an_agency_is_found_by(text: str, engine: Engine) -> None:
    assert engine.seen().find_agency(text).key == "binh-dinh.huyen-tuy-phuoc"


@pytest.mark.parametrize("text", ["UBND huyện Tuy Phước", "ubnd huyen tuy phuoc", "tuy phước", "2023-H1/Tuy Phước"])
def test_names_mean_over_many_cascades_what_they_mean_in_one(text: str, engine: Engine) -> None:
    engine.launch(replace(province(), directive="ct-9-ttg-2023"), today=TODAY)
    graph = GraphBuilder()
    graph.document("ct-8-ttg-2023", "thu-tuong", number="8/CT-TTg", issued_on=date(2023, 1, 4))
    graph.agency("thu-tuong", "Thủ tướng Chính phủ")
    graph.task("2023-H1", "thu-tuong", "ct-8-ttg-2023", report=True)
    engine.launch(replace(graph.build(), directive="ct-8-ttg-2023"), today=TODAY)

    if "/" in text:
        with pytest.raises(Ambiguous) as several:
            engine.on(TODAY).task(text)
        assert several.value.candidates == (TUY_PHUOC, TUY_PHUOC.replace("ct-33-ttg-2021", "ct-9-ttg-2023"))
    else:
        assert engine.seen().find_agency(text).key == "binh-dinh.huyen-tuy-phuoc"
        assert {row.task.partition("/")[0] for row in engine.on(TODAY).todo(text)} == {
            "ct-33-ttg-2021",
            "ct-9-ttg-2023",
        }


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("BNV", "bo-noi-vu"),
        ("Bình Định", "binh-dinh"),
        ("UBND tỉnh Bình Định", "binh-dinh"),
        ("Sở Nội vụ", "binh-dinh.so-noi-vu"),
        ("thủ tướng", "thu-tuong"),
    ],
)
def test_and_by_its_short_name_or_a_part(text: str, key: str, engine: Engine) -> None:
    assert engine.seen().find_agency(text, "ct-33-ttg-2021").key == key


def test_the_ways_in_which_offices_write_names_are_understood_of_running_cascades_too(sqlite_url: str) -> None:
    registry = shipped_agencies()
    with (Path(__file__).parents[1] / "data" / "office_names.csv").open(encoding="utf-8") as rows:
        wanted = {row["written"]: row["agency"] for row in csv.DictReader(rows)}
    graph = GraphBuilder()
    graph.document("ct-33-ttg-2021", "thu-tuong", number="33/CT-TTg", issued_on=date(2021, 12, 14))
    graph.agency("thu-tuong", "Thủ tướng Chính phủ")
    above = {key.rsplit(".", at)[0] for key in wanted.values() for at in range(1, key.count(".") + 1)}
    for agency in (registry.get(key) for key in sorted({*wanted.values(), *above} - {"thu-tuong"})):
        graph.agency(agency.key, agency.name, agency.superior, agency.kind, agency.short or "")
        graph.task("2023-H1", agency.key, "ct-33-ttg-2021", report=True)

    with Engine.open(sqlite_url) as opened:
        opened.launch(graph.build(), today=date(2023, 5, 1))
        with opened.seen() as seen:
            found = {written: seen.find_agency(written).key for written in wanted}

    assert found == wanted


def test_several_hits_are_never_guessed(engine: Engine) -> None:
    with pytest.raises(Ambiguous) as ambiguous:
        engine.seen().find_agency("huyện")

    assert len(ambiguous.value.candidates) == 3
    assert "binh-dinh.huyen-an-lao (UBND huyện An Lão)" in ambiguous.value.candidates


def test_an_unknown_name_gets_the_nearest(engine: Engine) -> None:
    with pytest.raises(NotFound) as unknown:
        engine.seen().find_agency("UBND huyện Tuy Phong")

    assert unknown.value.candidates[0] == "binh-dinh.huyen-tuy-phuoc (UBND huyện Tuy Phước)"


@pytest.mark.parametrize("text", ["", " ", "…", "?"])
def test_nothing_is_found_by_nothing(text: str, engine: Engine) -> None:
    with pytest.raises(NotFound):
        engine.seen().find_agency(text)


@pytest.mark.parametrize(
    "text",
    [
        TUY_PHUOC,
        "2023-H1/binh-dinh.huyen-tuy-phuoc",
        "2023-h1/binh-dinh.huyen-tuy-phuoc",
        "2023-H1/UBND huyện Tuy Phước",
        "ct-33-ttg-2021/2023-H1/tuy phuoc",
    ],
)
def test_a_task_is_found_by(text: str, engine: Engine) -> None:
    assert engine.on(TODAY).task(text).task == TUY_PHUOC


def test_a_task_that_is_not_there_gets_the_agencys_own(engine: Engine) -> None:
    with pytest.raises(NotFound) as unknown:
        engine.on(TODAY).task("2023-Q1/Sở Nội vụ")

    assert unknown.value.candidates == (DEPARTMENT, "ct-33-ttg-2021/2023-once/binh-dinh.so-noi-vu/kiem-tra")


@pytest.mark.parametrize(
    ("cascade", "error"), [("ct-9/2023", NotFound), ("ct-9", NotFound), ("ct-33-ttg-2021/2024", NotFound)]
)
def test_a_cascade_that_is_not_there(cascade: str, error, engine: Engine) -> None:
    with pytest.raises(error) as unknown:
        engine.on(TODAY).blocked(Scope(cascade))

    assert unknown.value.candidates == ("ct-33-ttg-2021/2023",)


def test_a_scope_of_nobody_is_told(engine: Engine) -> None:
    with pytest.raises(NotFound):
        engine.on(TODAY).status(Scope(under="Lai Châu"))


def test_keys_complete(engine: Engine) -> None:
    assert engine.seen().complete("cascade", "ct") == ("ct-33-ttg-2021/2023",)
    assert engine.seen().complete("agency", "binh-dinh.s") == ("binh-dinh.so-noi-vu",)
    assert engine.seen().complete("document", "cv") == ("cv-1432-bnv-2023",)
    assert engine.seen().complete("period", "2023-") == ("2023-H1", "2023-Y", "2023-once")
    assert engine.seen().complete("task", "2023-o") == ("2023-once/binh-dinh.so-noi-vu/kiem-tra",)
    assert engine.seen().complete("task", "ct-33-ttg-2021/2023-H1/bo") == ("ct-33-ttg-2021/2023-H1/bo-noi-vu",)


def test_history_by_agency_is_what_it_did(engine: Engine) -> None:
    rows = engine.seen().history(agency="Bộ Nội vụ")

    assert {(row.trigger, row.agency) for row in rows} == {("release", "bo-noi-vu")}
    assert len(rows) == 3
