"""A database of the first version is brought on, and its tasks go on in it."""

from datetime import date

from alembic import command
from graphs import AN_LAO, move, province, put_plan_out

from engine import Engine
from engine.store.upgrading import upgrade

TODAY = date(2023, 6, 21)


def test_a_database_of_the_first_version_is_brought_on(blank_database_url: str, monkeypatch) -> None:
    real = command.upgrade
    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", lambda config, _: real(config, "dondoc_0001"))
        upgrade(blank_database_url)

    upgrade(blank_database_url)

    with Engine.open(blank_database_url) as engine:
        engine.launch(province(), today=TODAY)
        put_plan_out(engine)
        (moved,) = move(engine, AN_LAO, "suspend", as_agency="binh-dinh", reason="bão lũ")
    assert moved.standing == "suspended"
