"""History by the person or the login that recorded it."""

import pytest
from graphs import AN_LAO, DEPARTMENT, TUY_PHUOC, move, put_plan_out

from engine import Engine
from engine.errors import NotFound


@pytest.fixture
def signed(engine: Engine) -> Engine:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", by="Nguyễn Thị Hoa")
    move(engine, AN_LAO, "draft_plan", by="Hoa")
    return engine


def tasks(engine: Engine, by: str, **scope) -> list[str]:
    return [row.task for row in engine.seen().history(by=by, **scope)]


@pytest.mark.parametrize("name", ["Nguyễn Thị Hoa", "nguyen thi", "THỊ HOA", "Nguyễn"])
def test_a_person_is_found_by_name_or_part_of_it_in_any_accents(signed: Engine, name: str) -> None:
    assert tasks(signed, name) == [TUY_PHUOC, TUY_PHUOC]


def test_a_whole_name_is_that_person_alone(signed: Engine) -> None:
    assert tasks(signed, "Hoa") == [AN_LAO]
    assert tasks(signed, "hoa") == [AN_LAO]
    assert sorted(tasks(signed, "ho")) == [AN_LAO, TUY_PHUOC, TUY_PHUOC]


def test_a_login_is_found_too(signed: Engine) -> None:
    login = signed.seen().history(AN_LAO)[-1].login

    assert len(tasks(signed, str(login))) == len(signed.seen().history())


def test_it_narrows_every_other_scope(signed: Engine) -> None:
    assert tasks(signed, "hoa", agency="binh-dinh.huyen-an-lao") == [AN_LAO]
    assert [row.trigger for row in signed.seen().history(TUY_PHUOC, by="Nguyễn Thị Hoa")] == ["draft_plan", "implement"]


def test_an_unknown_name_is_answered_with_the_nearest(signed: Engine) -> None:
    with pytest.raises(NotFound) as error:
        signed.seen().history(by="Nguyen Hoa")

    assert error.value.candidates == ("Nguyễn Thị Hoa",)


def test_where_nothing_is_recorded_there_is_nobody_to_be_unknown(engine: Engine) -> None:
    assert engine.seen().history(DEPARTMENT, by="Hoa") == ()
