"""Coordinators in processes of their own, at once, on one PostgreSQL: counters are exact, chains whole, all is told."""

import multiprocessing
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from audits import with_files
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, H1, TUY_PHUOC, agency_of, move, province, put_plan_out

import words
from engine import Engine
from engine.errors import Refused
from engine.proving.seals import make_keys, read_private_key, read_seal

TODAY = date(2023, 6, 21)
PROCESSES = multiprocessing.get_context("fork")
NAMES = ("tuy-phuoc", "hoai-an", "an-lao", "van-canh", "phu-cat", "phu-my", "tay-son", "vinh-thanh")
DISTRICTS = tuple(f"{DIRECTIVE}/{H1}/binh-dinh.huyen-{name}" for name in NAMES)
SECONDS = 60

Work = Callable[[Engine], object]


def work_apart(url: str, number: int, work: Work, start, answers) -> None:
    """One process: its own connection, let go together with the others; the answer, or the error."""
    with Engine.open(url) as engine:
        start.wait(SECONDS)
        try:
            answer = work(engine)
        except Exception as error:  # told to the process that asserts
            answer = error
    answers.put((number, answer))


def at_once(url: str, *works: Work) -> list[object]:
    """The answers of all works, each in a process of its own, in their order."""
    start, answers = PROCESSES.Barrier(len(works)), PROCESSES.Queue()
    workers = [
        PROCESSES.Process(target=work_apart, args=(url, number, work, start, answers))
        for number, work in enumerate(works)
    ]
    for worker in workers:
        worker.start()
    found = dict(answers.get(timeout=SECONDS) for _ in works)
    for worker in workers:
        worker.join(SECONDS)
    return [found[number] for number in range(len(works))]


@pytest.fixture
def implementing(postgres_url: str) -> str:
    """A province of eight districts, all of which carry out their plans."""
    with Engine.open(postgres_url) as engine:
        engine.launch(with_files(province(8)), today=date(2023, 5, 1))
        put_plan_out(engine)
        for task in (*DISTRICTS, DEPARTMENT):
            move(engine, task, "draft_plan", "implement")
    return postgres_url


def give_back(engine: Engine, task: str):
    return move(engine, task, "return_report", as_agency=agency_of(DEPARTMENT), what="own", reason="thiếu số liệu")


def report_twice(task: str) -> Work:
    """It reports, the department gives it back, it reports again."""

    def work(engine: Engine) -> list[tuple[str, ...]]:
        first = move(engine, task, "report")
        give_back(engine, task)
        return [first[0].unblocked, move(engine, task, "report")[0].unblocked]

    return work


def holds(url: str) -> bool:
    with Engine.open(url) as engine:
        return engine.verify().holds


def open_inputs(url: str) -> int:
    with Engine.open(url) as engine:
        return engine.on(TODAY).task(DEPARTMENT).open


def test_siblings_that_report_are_each_counted_and_one_is_told_that_it_unblocked(implementing: str) -> None:
    answers = at_once(implementing, *map(reporting, DISTRICTS))

    told = [answer[0].unblocked for answer in answers]
    assert sorted(told) == [()] * (len(DISTRICTS) - 1) + [(DEPARTMENT,)]
    assert open_inputs(implementing) == 0
    assert holds(implementing)


def reporting(task: str, **details: object) -> Work:
    return lambda engine: move(engine, task, "report", **details)


def test_with_keys_too_and_each_row_says_it(implementing: str) -> None:
    answers = at_once(implementing, *(reporting(task, idempotency_key=task) for task in DISTRICTS))

    (last,) = [answer[0] for answer in answers if answer[0].unblocked]
    with Engine.open(implementing) as engine:
        said = [row.payload.get("unblocked") for task in DISTRICTS for row in engine.seen().history(task)[-1:]]
        again = move(engine, last.task, "report", idempotency_key=last.task)
    assert sorted(each or [] for each in said) == [[]] * (len(DISTRICTS) - 1) + [[DEPARTMENT]]
    assert (again[0].repeated, again[0].unblocked) == (True, (DEPARTMENT,))


def test_siblings_that_come_and_go_leave_the_counter_exact(implementing: str) -> None:
    answers = at_once(implementing, *map(report_twice, DISTRICTS))

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert open_inputs(implementing) == 0
    assert holds(implementing)


def test_of_many_on_one_task_one_wins_and_the_others_are_told(implementing: str) -> None:
    answers = at_once(implementing, *[reporting(TUY_PHUOC, by="Lê Thị B")] * 6)

    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [each.rule for each in refused] == ["wrong-state"] * 5
    assert all("Lê Thị B" in words.message(each, "vi") for each in refused)
    with Engine.open(implementing) as engine:
        assert len(engine.seen().history(TUY_PHUOC)) == 4


@pytest.mark.parametrize("turn", [0, 1])
def test_an_input_returned_while_its_consolidation_is_made_reopens_it_or_stops_it(implementing: str, turn: int) -> None:
    with Engine.open(implementing) as engine:
        for task in (*DISTRICTS, DEPARTMENT):
            move(engine, task, "report")
    works: list[Work] = [
        lambda engine: move(engine, DEPARTMENT, "consolidate"),
        lambda engine: give_back(engine, TUY_PHUOC),
    ]

    answers = at_once(implementing, works[turn], works[1 - turn])

    consolidated, returned = answers if turn == 0 else answers[::-1]
    assert not isinstance(returned, Exception)
    if isinstance(consolidated, Refused):
        assert (consolidated.rule, returned[0].blocked) == ("inputs-open", (DEPARTMENT,))
    else:
        assert returned[0].reopened == (DEPARTMENT,)
    with Engine.open(implementing) as engine:
        row = engine.on(TODAY).task(DEPARTMENT)
    assert (row.state, row.open) == ("reported", 1)
    assert holds(implementing)


def test_a_late_input_and_a_partial_consolidation_agree_about_what_was_missing(implementing: str) -> None:
    with Engine.open(implementing) as engine:
        for task in (*DISTRICTS, DEPARTMENT):
            if task != AN_LAO:
                move(engine, task, "report")
    partial_given = {"missing": [agency_of(AN_LAO)], "allowed_by": "binh-dinh", "reason": "quá hạn"}

    late, merged = at_once(
        implementing,
        reporting(AN_LAO),
        lambda engine: move(engine, DEPARTMENT, "consolidate_partial", **partial_given),
    )

    if isinstance(merged, Refused):
        assert late[0].unblocked == (DEPARTMENT,)
    else:
        assert late[0].supplement_to == (DEPARTMENT,)
    assert holds(implementing)


def test_a_cascade_is_launched_once(postgres_url: str) -> None:
    answers = at_once(postgres_url, *[lambda engine: engine.launch(province(), today=TODAY)] * 4)

    assert sorted(getattr(answer, "rule", "") for answer in answers) == ["", *["already-launched"] * 3]


def test_corrections_and_a_migration_among_moves_leave_all_as_recounted(implementing: str) -> None:
    given = {"as_agency": "binh-dinh", "reason": "công văn mới", "today": TODAY}

    answers = at_once(
        implementing,
        *map(reporting, DISTRICTS[:4]),
        lambda engine: engine.correct(
            DISTRICTS[4], 3, on=date(2023, 6, 20), as_agency=agency_of(DISTRICTS[4]), reason="ghi nhầm", today=TODAY
        ),
        lambda engine: engine.migrate(DIRECTIVE, with_files(province(5)), **given),
    )

    unexpected = [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refused)]
    assert unexpected == []
    assert open_inputs(implementing) == 1  # of the five that are left the fifth has not reported
    assert holds(implementing)


def test_what_is_sealed_among_moves_holds_after_them(implementing: str, tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "keys")
    key = Path(keys.private_file)

    *_, sealed = at_once(implementing, *map(reporting, DISTRICTS), lambda engine: engine.seal(read_private_key(key))[1])

    (tmp_path / "seal.json").write_text(sealed)
    with Engine.open(implementing) as engine:
        found = engine.verify(seals=[read_seal(tmp_path / "seal.json")], public_key=keys.public_key)
    assert found.holds
