"""Who blocks whom, on one province."""

import pickle
from datetime import date

from graphs import AN_LAO, DEPARTMENT, HOAI_AN, MINISTRY, TOP, TUY_PHUOC, GraphBuilder, move, put_plan_out
from webs import web

from engine import Engine, SimulatedClock
from engine.scope import Scope

TODAY = date(2023, 6, 21)


def two_districts_are_late(engine: Engine) -> None:
    put_plan_out(engine)
    for task in (AN_LAO, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")
    move(engine, TUY_PHUOC, "draft_plan", "implement")
    move(engine, HOAI_AN, "draft_plan")
    move(engine, TOP, "implement")


def test_the_late_districts_hold_up_three_consolidations(engine: Engine) -> None:
    two_districts_are_late(engine)

    top, ministry, department = engine.on(TODAY).blocked()

    assert [item.task for item in (top, ministry, department)] == [TOP, MINISTRY, DEPARTMENT]
    assert (top.status, top.due, top.days_late, top.own_days_late) == ("overdue", date(2023, 5, 29), 23, 23)
    assert (ministry.status, ministry.due, ministry.days_late) == ("overdue", None, 23)
    assert (department.status, department.due, department.days_late) == ("overdue", None, 2)
    assert (department.own_due, department.inputs, department.open) == (date(2023, 6, 19), 3, 2)
    assert [(item.task, item.next_trigger, item.days_late, item.holds) for item in top.root_blockers] == [
        (HOAI_AN, "implement", 2, 3),
        (TUY_PHUOC, "report", 2, 3),
    ]
    assert [str(item.agency_name) for item in department.waiting] == ["UBND huyện Hoài Ân", "UBND huyện Tuy Phước"]


def test_an_answer_that_is_looked_at_later_tells_what_held_when_it_was_asked(engine: Engine) -> None:
    two_districts_are_late(engine)
    told = [row.as_json() for row in engine.on(TODAY).blocked()]
    with engine.on(TODAY) as answers:
        kept = answers.blocked()

    move(engine, TUY_PHUOC, "report")

    assert [row.as_json() for row in kept] == told != [row.as_json() for row in engine.on(TODAY).blocked()]


def test_an_answer_that_nobody_looked_at_can_be_sent_elsewhere(engine: Engine) -> None:
    two_districts_are_late(engine)
    told = engine.on(TODAY).blocked()

    sent = pickle.loads(pickle.dumps(engine.on(TODAY).blocked()))

    assert sent == told
    assert hash(sent) == hash(told)


def test_working_days_leave_out_the_weekend(engine: Engine) -> None:
    two_districts_are_late(engine)

    (_, _, department) = engine.on(date(2023, 6, 26)).blocked()

    assert (department.days_late, department.working_days_late) == (7, 5)


def test_a_scope_takes_an_agency_and_what_is_below(engine: Engine) -> None:
    two_districts_are_late(engine)

    assert [item.task for item in engine.on(TODAY).blocked(Scope(under="binh-dinh"))] == [TOP, DEPARTMENT]
    assert [item.task for item in engine.on(TODAY).blocked(Scope(under="Sở Nội vụ"))] == [DEPARTMENT]
    assert [item.task for item in engine.on(TODAY).blocked(Scope(under="Thủ tướng"))] == [TOP, MINISTRY, DEPARTMENT]
    assert engine.on(TODAY).blocked(Scope(period="2023-Y")) == ()
    assert len(engine.on(TODAY).blocked(Scope("ct-33-ttg-2021/2023", period="6 tháng đầu năm"))) == 3


def test_before_anything_is_late_it_waits_then_is_at_risk(engine: Engine) -> None:
    two_districts_are_late(engine)

    early = {item.task: item.status for item in engine.on(date(2023, 5, 23)).blocked()}
    soon = {item.task: item.status for item in engine.on(date(2023, 6, 14)).blocked(Scope(under="so noi vu"))}

    assert early[TOP] == "waiting"
    assert soon == {DEPARTMENT: "at_risk"}


def test_an_input_due_after_the_consolidation_puts_it_at_risk(database_url: str) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv", "bo-noi-vu", number="1", issued_on=date(2023, 1, 5))
    top = graph.task("2023-H1", "bo-noi-vu", letter, consolidates=True, merged_due=date(2023, 5, 30))
    graph.feed(graph.task("2023-H1", "ha-noi", letter, report=True, own_due=date(2023, 6, 19)), top)

    with Engine.open(database_url) as engine:
        engine.launch(graph.build(), today=date(2023, 2, 1))
        (blocked,) = engine.on(date(2023, 3, 1)).blocked()

    assert (blocked.status, blocked.days_late) == ("at_risk", 0)


def test_a_plan_that_is_not_out_leads_to_who_makes_it(engine: Engine) -> None:
    (department,) = engine.on(TODAY).blocked(Scope(under="binh-dinh.so-noi-vu"))

    (blocker,) = department.root_blockers
    assert department.state == "pending"
    assert (blocker.task, blocker.next_trigger, blocker.document) == (TOP, "draft_plan", "kh-binh-dinh-2023")
    assert blocker.holds == 3


def test_without_a_task_the_issuer_of_the_document_is_named(database_url: str) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv", "bo-noi-vu", number="1", issued_on=date(2023, 1, 5))
    plan = graph.document("kh", "ha-noi", is_plan=True)
    top = graph.task("2023-H1", "bo-noi-vu", letter, consolidates=True)
    low = graph.task("2023-H1", "ha-noi.so-noi-vu", plan, report=True)
    graph.feed(low, top)

    with Engine.open(database_url) as engine:
        engine.launch(graph.build(), today=date(2023, 2, 1))
        (blocked,) = engine.on(TODAY).blocked()
        steps = engine.on(TODAY).why("2023-H1/ha-noi.so-noi-vu")

    (blocker,) = blocked.root_blockers
    assert (blocker.task, blocker.agency, blocker.next_trigger, blocker.document) == (None, "ha-noi", "release", "kh")
    assert blocker.holds == 1
    assert [(step.task, step.agency, step.next_trigger, step.document) for step in steps] == [
        ("ct-33-ttg-2021/2023-H1/ha-noi.so-noi-vu", "ha-noi.so-noi-vu", "release", "kh"),
        (None, "ha-noi", "release", "kh"),
    ]


def test_a_committee_without_a_report_of_its_own_is_looked_through(database_url: str) -> None:
    """Whatever its edge is called, what it sends is what it merges."""
    graph = GraphBuilder()
    letter = graph.document("cv", "bo-noi-vu", number="1", issued_on=date(2023, 1, 5))
    top = graph.task("2023-H1", "bo-noi-vu", letter, consolidates=True)
    middle = graph.task("2023-H1", "ha-noi", letter, consolidates=True)
    low = graph.task("2023-H1", "ha-noi.so-noi-vu", letter, report=True)
    graph.feed(low, middle)
    graph.feed(middle, top, "own")

    with Engine.open(database_url) as engine:
        engine.launch(graph.build(), today=date(2023, 2, 1))
        move(engine, "2023-H1/ha-noi", "implement")
        blocked = {item.task.rpartition("/")[2]: item for item in engine.on(TODAY).blocked()}

    assert [item.task.rpartition("/")[2] for item in blocked["bo-noi-vu"].root_blockers] == ["ha-noi.so-noi-vu"]
    assert blocked["bo-noi-vu"].root_blockers[0].holds == 2


def test_an_own_report_does_not_wait_for_the_inputs_of_its_agency(database_url: str) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv", "bo-noi-vu", number="1", issued_on=date(2023, 1, 5))
    top = graph.task("2023-H1", "bo-noi-vu", letter, consolidates=True)
    middle = graph.task("2023-H1", "ha-noi", letter, report=True, consolidates=True)
    low = graph.task("2023-H1", "ha-noi.so-noi-vu", letter, report=True)
    graph.feed(low, middle)
    graph.feed(middle, top, "own")

    with Engine.open(database_url) as engine:
        engine.launch(graph.build(), today=date(2023, 2, 1))
        blocked = {item.agency: item.root_blockers for item in engine.on(TODAY).blocked()}

    assert [(item.agency, item.holds) for item in blocked["bo-noi-vu"]] == [("ha-noi", 1)]
    assert [(item.agency, item.holds) for item in blocked["ha-noi"]] == [("ha-noi.so-noi-vu", 1)]


def test_a_chain_of_plans_leads_to_the_first_and_all_it_holds_is_counted(database_url: str) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv", "bo-noi-vu")
    province_plan = graph.document("kh-1", "ha-noi", is_plan=True)
    ward_plan = graph.document("kh-2", "ha-noi.quan-1", is_plan=True)
    top = graph.task("2023-H1", "ha-noi", letter, plan=True, consolidates=True)
    middle = graph.task("2023-H1", "ha-noi.quan-1", province_plan, plan=True, report=True, consolidates=True)
    low = graph.task("2023-H1", "ha-noi.quan-1.phuong-2", ward_plan, report=True)
    graph.makes(top, province_plan, middle)
    graph.makes(middle, ward_plan, low)
    graph.feed(low, middle)

    with Engine.open(database_url) as engine:
        engine.launch(graph.build(), today=TODAY)
        (blocked,) = engine.on(TODAY).blocked()
        steps = engine.on(TODAY).why(low)

    (blocker,) = blocked.root_blockers
    assert (blocker.agency, blocker.document, blocker.holds) == ("bo-noi-vu", "cv", 1)
    assert [(step.agency, step.document) for step in steps] == [
        ("ha-noi.quan-1.phuong-2", "kh-2"),
        ("ha-noi.quan-1", "kh-1"),
        ("ha-noi", "cv"),
        ("bo-noi-vu", "cv"),
    ]


def test_of_two_plans_that_wait_each_is_released_by_its_key(database_url: str) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv", "bo-noi-vu", number="1", issued_on=date(2023, 1, 5))
    plans = [graph.document(key, "ha-noi", is_plan=True) for key in ("kh-1", "kh-2")]
    maker = graph.task("2023-H1", "ha-noi", letter, plan=True, consolidates=True)
    low = graph.task("2023-H1", "ha-noi.so-noi-vu", plans[0], report=True)
    graph.makes(maker, plans[0], low)
    graph.feed(low, maker)

    with Engine.open(database_url) as engine:
        engine.launch(graph.build(), today=TODAY)
        (blocked,) = engine.on(TODAY).blocked()

    assert [(item.task, item.agency, item.document) for item in blocked.root_blockers] == [(None, "ha-noi", "kh-1")]


def test_below_an_agency_is_also_what_its_key_begins(database_url: str) -> None:
    graph = GraphBuilder()
    letter = graph.document("cv", "bo-noi-vu", number="1", issued_on=date(2023, 1, 5))
    for agency in ("ha-noi", "ha-noi.quan-1.phuong-2", "ha-noi-moi"):
        graph.task("2023-H1", agency, letter, report=True)

    with Engine.open(database_url) as engine:
        engine.launch(graph.build(), today=TODAY)
        rows = engine.on(TODAY).status(Scope(under="ha-noi"))

    assert [row.agency for row in rows] == ["ha-noi", "ha-noi.quan-1.phuong-2"]


def test_what_is_done_stays_as_late_as_it_was(engine: Engine) -> None:
    two_districts_are_late(engine)

    row = engine.on(date(2023, 12, 31)).task(AN_LAO)

    assert (row.days_late, row.timeliness) == (2, "done_late")


def test_why_leads_from_the_ministry_to_the_worst_district(engine: Engine) -> None:
    two_districts_are_late(engine)
    move(engine, MINISTRY, "implement")

    steps = engine.on(TODAY).why(MINISTRY)

    assert [step.task for step in steps] == [MINISTRY, TOP, DEPARTMENT, HOAI_AN]
    assert [step.waits_for for step in steps] == [TOP, DEPARTMENT, HOAI_AN, None]
    assert (steps[-1].next_trigger, steps[-1].since, steps[-1].days_late) == ("implement", TODAY, 2)
    assert steps[2].open == 2


def test_why_of_what_can_move_or_is_finished_is_one_step(engine: Engine) -> None:
    two_districts_are_late(engine)

    (can_move,) = engine.on(TODAY).why(TUY_PHUOC)
    (finished,) = engine.on(TODAY).why(AN_LAO)

    assert (can_move.next_trigger, can_move.waits_for) == ("report", None)
    assert (finished.next_trigger, finished.waits_for) == (None, None)


def test_todo_puts_first_what_can_be_done_now(engine: Engine) -> None:
    two_districts_are_late(engine)

    rows = engine.on(TODAY).todo("Sở Nội vụ tỉnh Bình Định")

    assert [(row.topic, row.triggers, row.next_trigger) for row in rows] == [
        ("kiem-tra", ("draft_plan",), "draft_plan"),
        (None, (), "consolidate"),
    ]


def test_status_is_in_the_order_of_the_tree(engine: Engine) -> None:
    two_districts_are_late(engine)

    rows = engine.on(TODAY).status(Scope(under="binh-dinh"))

    assert [row.task.split("/", 1)[1] for row in rows] == [
        "2023-H1/binh-dinh",
        "2023-Y/binh-dinh",
        "2023-H1/binh-dinh.huyen-an-lao",
        "2023-H1/binh-dinh.huyen-hoai-an",
        "2023-H1/binh-dinh.huyen-tuy-phuoc",
        "2023-H1/binh-dinh.so-noi-vu",
        "2023-once/binh-dinh.so-noi-vu/kiem-tra",
    ]
    late = rows[3]
    assert (late.due, late.days_late, late.working_days_late, late.timeliness) == (date(2023, 6, 19), 2, 2, "overdue")
    assert late.feeds == (DEPARTMENT,)
    assert rows[2].timeliness == "done_late"


def test_the_figures_of_a_cascade_add_up(engine: Engine) -> None:
    two_districts_are_late(engine)

    (summary,) = engine.on(TODAY).cascades()

    assert sum(summary.by_state.values()) == sum(summary.by_timeliness.values()) == summary.tasks == 8
    assert (summary.blocked, summary.consolidations, summary.simulated) == (3, 4, True)


def test_the_whole_list_says_of_each_what_is_said_of_it_alone(database_url: str, clock: SimulatedClock) -> None:
    day = date(2023, 6, 12)
    with Engine.open(database_url, clock=clock) as engine:
        engine.launch(web("ct-1-ttg-2023"), today=date(2023, 5, 1))
        answers = engine.on(day)

        for suspended in (None, "so-hai", "so-mot", "bo"):
            if suspended is not None:
                task = f"ct-1-ttg-2023/2023-H1/{suspended}"
                issuer = "tinh" if suspended == "so-hai" else "bo"
                engine.advance(task, "suspend", as_agency=issuer, reason="chờ hướng dẫn", today=day)
            every = answers.blocked()

            assert every == tuple(each for row in every for each in answers.blocked(Scope(under=row.agency)))
            assert every
