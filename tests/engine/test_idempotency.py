"""The same request again: the earlier answer, and nothing written."""

from datetime import date

from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC, move, put_plan_out

from engine import Engine, MoveRequest

TODAY = date(2023, 6, 21)


def test_a_repeated_report_gives_the_earlier_answer(engine: Engine, dump) -> None:
    put_plan_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO):
        move(engine, task, "draft_plan", "implement")
    for task in (TUY_PHUOC, HOAI_AN):
        move(engine, task, "report")
    request = {"idempotency_key": "k1", "document": "15/BC", "by": "Lê Thị B"}
    (first,) = move(engine, AN_LAO, "report", **request)
    before = dump()

    (again,) = move(engine, AN_LAO, "report", today=date(2023, 6, 30), **request)

    assert first.unblocked == (DEPARTMENT,)
    assert again.repeated
    assert again.as_json() == first.as_json() | {"repeated": True}
    assert dump() == before


def test_a_repeated_plan_gives_every_task_it_moved_and_what_it_released(engine: Engine, dump) -> None:
    request = {"document": "18/KH-UBND", "on": date(2023, 3, 20), "idempotency_key": "k1"}
    first = move(engine, TOP, "draft_plan", **request)
    before = dump()

    again = move(engine, TOP, "draft_plan", **request)

    assert [item.as_json() for item in again] == [item.as_json() | {"repeated": True} for item in first]
    assert (len(again), again[0].released) == (2, 5)
    assert dump() == before


def test_a_repeated_release_gives_the_earlier_answer(engine: Engine, dump) -> None:
    request = {
        "number": "18/KH",
        "on": date(2023, 3, 20),
        "as_agency": "binh-dinh",
        "idempotency_key": "k",
        "today": TODAY,
    }
    first = engine.release("kh-binh-dinh-2023", **request)
    before = dump()

    again = engine.release("kh-binh-dinh-2023", **request)

    assert [item.as_json() for item in again] == [item.as_json() | {"repeated": True} for item in first]
    assert dump() == before


def test_a_file_given_twice_changes_nothing(engine: Engine, dump) -> None:
    put_plan_out(engine)
    rows = [
        MoveRequest(task, trigger, task.split("/")[2], idempotency_key=f"{task}-{trigger}")
        for task in (TUY_PHUOC, HOAI_AN)
        for trigger in ("draft_plan", "implement", "report")
    ]
    first = engine.advance_many(rows, today=TODAY)
    before = dump()

    again = engine.advance_many(rows, today=TODAY)

    assert [item.as_json() | {"repeated": True} for item in first.moved] == [item.as_json() for item in again.moved]
    assert (again.batch, again.bad_rows) == (None, ())
    assert dump() == before


def test_a_key_is_used_once_within_a_file_too(engine: Engine) -> None:
    put_plan_out(engine)
    row = MoveRequest(TUY_PHUOC, "draft_plan", "binh-dinh.huyen-tuy-phuoc", idempotency_key="k")
    other = MoveRequest(HOAI_AN, "draft_plan", "binh-dinh.huyen-hoai-an", idempotency_key="k")

    bulk = engine.advance_many([row, row, other], today=TODAY, keep_going=True)

    assert [item.repeated for item in bulk.moved] == [False, True]
    assert [(bad.row, bad.rule) for bad in bulk.bad_rows] == [(4, "idempotency-key-reused")]


def test_keys_of_two_cascades_do_not_meet(engine: Engine) -> None:
    from graphs import province

    engine.launch(province(directive="ct-1-2023"), today=TODAY)

    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", idempotency_key="k")
    engine.advance(
        "ct-1-2023/2023-H1/binh-dinh",
        "draft_plan",
        as_agency="binh-dinh",
        document="1/KH",
        on=TODAY,
        idempotency_key="k",
        today=TODAY,
    )

    assert engine.on(TODAY).task("ct-1-2023/2023-H1/binh-dinh").state == "plan_drafted"
