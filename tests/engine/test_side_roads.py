"""The side roads on a small province: what each does upstream, what it keeps in history, and what refuses it."""

from collections.abc import Callable
from datetime import date

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, MINISTRY, TOP, TUY_PHUOC, GraphBuilder, agency_of, move, put_plan_out
from suggestions import commands_of, not_done

import words
from engine import Engine, MoveRequest
from engine.errors import NotFound, Refused
from engine.requests import BadReport
from engine.scope import Scope

TODAY = date(2023, 6, 21)
REASON = {"reason": "bão lũ"}
SNV = "binh-dinh.so-noi-vu"
INSPECTION = "ct-33-ttg-2021/2023-once/binh-dinh.so-noi-vu/kiem-tra"


def as_issuer(engine: Engine, task: str, trigger: str, **details):
    """The province acts: its plan assigns the districts' and the department's tasks."""
    return move(engine, task, trigger, **{"as_agency": "binh-dinh", **REASON, **details})


def in_part(engine: Engine, *missing: str, **details):
    given = {"missing": missing, "allowed_by": "UBND tỉnh, công văn 99/UBND", **REASON, **details}
    return move(engine, DEPARTMENT, "consolidate_partial", **given)


def give_back(engine: Engine, task: str, what: str | None = None, **details):
    return move(engine, task, "return_report", **{"as_agency": SNV, "what": what, **REASON, **details})


def department_waits_for_an_lao(engine: Engine) -> None:
    put_plan_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report")
    move(engine, AN_LAO, "draft_plan", "implement")


def everything_is_consolidated(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    move(engine, AN_LAO, "report")
    move(engine, DEPARTMENT, "consolidate")
    move(engine, TOP, "implement", "consolidate")
    move(engine, MINISTRY, "implement", "consolidate")


def states(engine: Engine) -> dict[str, tuple[str, str, int]]:
    return {row.task: (row.state, row.standing, row.open) for row in engine.on(TODAY).status(Scope(period="2023-H1"))}


# Returning a report


def test_a_returned_report_reopens_every_consolidation_above(engine: Engine) -> None:
    everything_is_consolidated(engine)

    tried = give_back(engine, AN_LAO, dry_run=True)
    moved = give_back(engine, AN_LAO)

    assert moved[0].reopened == (DEPARTMENT, TOP, MINISTRY)
    assert [(item.task, item.from_, item.to) for item in moved] == [
        (AN_LAO, "reported", "implemented"),
        (DEPARTMENT, "consolidated", "reported"),
        (TOP, "consolidated", "implemented"),
        (MINISTRY, "consolidated", "implemented"),
    ]
    assert tried == tuple(item.tried() for item in moved)
    assert {item.task: item.open for item in engine.on(TODAY).blocked()} == {DEPARTMENT: 1, TOP: 1, MINISTRY: 1}


def test_each_reopened_consolidation_has_a_row_of_its_own_in_one_batch(engine: Engine) -> None:
    everything_is_consolidated(engine)

    moved = give_back(engine, AN_LAO, by="Trần Thị C")

    rows = [engine.seen().history(item.task)[-1] for item in moved]
    assert len({row.batch for row in rows}) == 1
    assert [row.cause for row in rows] == [None, "superior", "superior", "superior"]
    assert {(row.agency, row.by, row.reason) for row in rows} == {(SNV, "Trần Thị C", "bão lũ")}
    assert rows[0].payload == {"reopened": [DEPARTMENT, TOP, MINISTRY], "what": "own"}
    assert rows[1].payload == {"returned": f"{AN_LAO}#{moved[0].seq}", "what": "merged"}


def test_a_report_may_be_returned_again_and_again(engine: Engine) -> None:
    everything_is_consolidated(engine)

    for _ in range(2):
        give_back(engine, AN_LAO)
        move(engine, AN_LAO, "report")

    assert engine.on(TODAY).task(DEPARTMENT).open == 0
    assert engine.on(TODAY).task(DEPARTMENT).triggers == ("consolidate",)


def test_a_merged_report_goes_back_without_the_own_one(engine: Engine) -> None:
    everything_is_consolidated(engine)

    moved = give_back(engine, DEPARTMENT, "merged", as_agency="binh-dinh")

    assert [(item.task, item.to) for item in moved] == [
        (DEPARTMENT, "reported"),
        (TOP, "implemented"),
        (MINISTRY, "implemented"),
    ]


def test_an_own_report_takes_the_merged_one_back_with_it(engine: Engine) -> None:
    everything_is_consolidated(engine)

    moved = give_back(engine, DEPARTMENT, "own", as_agency="binh-dinh")

    assert (moved[0].from_, moved[0].to) == ("consolidated", "implemented")


def test_before_the_consolidation_a_return_only_opens_the_edge(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    move(engine, AN_LAO, "report")

    (moved,) = give_back(engine, AN_LAO)

    assert (moved.reopened, moved.blocked) == ((), (DEPARTMENT,))


def test_a_repeated_return_tells_every_row_again(engine: Engine, dump) -> None:
    everything_is_consolidated(engine)
    first = give_back(engine, AN_LAO, idempotency_key="k1")
    before = dump()

    again = give_back(engine, AN_LAO, idempotency_key="k1")

    kept = {"repeated": True, "upstream": []}
    assert [item.as_json() for item in again] == [item.as_json() | kept for item in first]
    assert dump() == before


# Standing


def test_a_waived_input_is_waited_for_no_more(engine: Engine) -> None:
    department_waits_for_an_lao(engine)

    (moved,) = as_issuer(engine, AN_LAO, "waive")

    row = engine.on(TODAY).task(AN_LAO)
    assert (moved.standing, moved.unblocked) == ("waived", (DEPARTMENT,))
    assert (row.state, row.standing, row.next_trigger, row.triggers) == ("implemented", "waived", None, ())
    assert (row.timeliness, row.days_late) == ("not_counted", 0)
    assert engine.on(TODAY).waits_for(AN_LAO) is None
    assert engine.on(TODAY).todo("binh-dinh.huyen-an-lao") == ()


def test_unwaived_it_goes_on_where_it_stood(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    as_issuer(engine, AN_LAO, "waive")

    (moved,) = as_issuer(engine, AN_LAO, "unwaive")

    assert (moved.standing, moved.to, moved.blocked) == ("active", "implemented", (DEPARTMENT,))
    assert engine.on(TODAY).task(AN_LAO).triggers == ("report",)


def test_the_consolidator_may_waive_but_not_take_it_back(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    as_issuer(engine, AN_LAO, "waive", as_agency=SNV)

    with pytest.raises(Refused) as refusal:
        as_issuer(engine, AN_LAO, "unwaive", as_agency=SNV)

    assert (refusal.value.rule, refusal.value.who_can) == ("not-yours", ("binh-dinh",))


def test_a_suspended_input_is_waited_for_through_who_can_resume_it(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    as_issuer(engine, AN_LAO, "suspend", on=date(2023, 6, 21))

    (blocked,) = [item for item in engine.on(TODAY).blocked() if item.task == DEPARTMENT]
    (root,) = blocked.root_blockers
    waits = engine.on(TODAY).waits_for(DEPARTMENT)

    assert (root.task, root.agency, root.next_trigger) == (AN_LAO, "binh-dinh", "resume")
    assert (root.of, root.holds) == ("binh-dinh.huyen-an-lao", 3)
    assert (waits.on_task, waits.on_agency, waits.trigger, waits.since) == (AN_LAO, "binh-dinh", "resume", TODAY)
    assert words.message(waits.sentence, "vi") == (
        "Sở Nội vụ tỉnh Bình Định chờ Ủy ban nhân dân tỉnh Bình Định cho tiếp tục nhiệm vụ của "
        "UBND huyện An Lão, từ 21/06/2023"
    )
    assert [step.next_trigger for step in engine.on(TODAY).why(DEPARTMENT)] == ["consolidate", "resume", "resume"]


def test_a_suspended_task_resumes_where_it_stood(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    as_issuer(engine, AN_LAO, "suspend")

    as_issuer(engine, AN_LAO, "resume")
    (moved,) = move(engine, AN_LAO, "report")

    assert moved.unblocked == (DEPARTMENT,)


def test_a_document_goes_out_for_suspended_and_waived_tasks_too(engine: Engine) -> None:
    as_issuer(engine, AN_LAO, "suspend")
    as_issuer(engine, HOAI_AN, "waive")

    put_plan_out(engine)

    assert states(engine)[AN_LAO] == ("issued", "suspended", 0)
    assert states(engine)[HOAI_AN] == ("issued", "waived", 0)
    assert engine.seen().history(AN_LAO)[-1].occurred_on == TODAY  # a chain never runs back: the plan is dated 20 March


def test_figures_say_what_is_not_counted(engine: Engine) -> None:
    put_plan_out(engine)
    as_issuer(engine, AN_LAO, "suspend")
    as_issuer(engine, HOAI_AN, "waive")

    (summary,) = engine.on(TODAY).cascades()

    assert summary.by_standing == {"active": 6, "suspended": 1, "waived": 1}
    assert summary.by_timeliness["not_counted"] == 2
    assert sum(summary.by_timeliness.values()) == sum(summary.by_state.values()) == summary.tasks


# Extensions


def test_an_extension_moves_the_day_of_what_is_owed_next(engine: Engine) -> None:
    department_waits_for_an_lao(engine)

    (moved,) = as_issuer(engine, AN_LAO, "extend", until=date(2023, 6, 30))

    row, last = engine.on(TODAY).task(AN_LAO), engine.seen().history(AN_LAO)[-1]
    assert (moved.due, row.due, row.due_phrase, row.timeliness) == (
        date(2023, 6, 30),
        date(2023, 6, 30),
        "extended",
        "on_time",
    )
    assert (last.due_before, last.due_after, last.cause) == (date(2023, 6, 19), date(2023, 6, 30), "extension")
    assert (last.from_, last.to, last.payload) == ("implemented", "implemented", {"report": "own"})


def test_an_extension_of_a_task_without_a_date_gives_it_one(engine: Engine) -> None:
    department_waits_for_an_lao(engine)

    as_issuer(engine, DEPARTMENT, "extend", until=date(2023, 7, 5))

    assert engine.on(TODAY).task(DEPARTMENT).due == date(2023, 7, 5)
    assert engine.seen().history(DEPARTMENT)[-1].payload == {"report": "merged"}


# Consolidating in part


def test_a_partial_consolidation_keeps_who_is_missing_and_who_allowed_it(engine: Engine) -> None:
    department_waits_for_an_lao(engine)

    (moved,) = in_part(engine, "UBND huyện An Lão")

    last = engine.seen().history(DEPARTMENT)[-1]
    assert (moved.to, moved.missing) == ("consolidated", (AN_LAO,))
    assert last.payload == {"allowed_by": "UBND tỉnh, công văn 99/UBND", "missing": [AN_LAO], "unblocked": [TOP]}
    assert {item.task: item.open for item in engine.on(TODAY).blocked()} == {MINISTRY: 1}
    assert engine.on(TODAY).waits_for(DEPARTMENT) is None


def test_a_late_input_arrives_as_a_supplement_and_reopens_nothing(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    in_part(engine, "binh-dinh.huyen-an-lao")

    (moved,) = move(engine, AN_LAO, "report")

    assert (moved.supplement_to, moved.unblocked) == ((DEPARTMENT,), ())
    assert engine.seen().history(AN_LAO)[-1].payload == {"supplement_to": [DEPARTMENT]}
    assert states(engine)[DEPARTMENT] == ("consolidated", "active", 0)


# Revoking


def test_a_revoked_plan_takes_its_unfinished_tasks_away(engine: Engine) -> None:
    department_waits_for_an_lao(engine)

    moved = engine.revoke("kh-binh-dinh-2023", as_agency="binh-dinh", number="20/QĐ-UBND", today=TODAY, **REASON)

    taken = {item.task for item in moved}
    assert taken == {AN_LAO, DEPARTMENT, INSPECTION}  # the other districts had reported
    assert {item.standing for item in moved} == {"revoked"}
    assert {task for item in moved for task in item.unblocked} == {TOP}
    assert states(engine)[TUY_PHUOC][:2] == ("reported", "active")
    row = engine.seen().history(AN_LAO)[-1]
    assert (row.trigger, row.document, row.payload) == (
        "revoke",
        "20/QĐ-UBND",
        {"revoked": "kh-binh-dinh-2023", "standing": "revoked"},
    )


def test_a_task_that_another_document_asks_for_too_stays(engine: Engine) -> None:
    graph = GraphBuilder("ct-2-2023")
    first = graph.document("cv-1", "bo-noi-vu", number="1/CV", issued_on=date(2023, 1, 2))
    second = graph.document("cv-2", "bo-y-te", number="2/CV", issued_on=date(2023, 1, 3))
    graph.task("2023-H1", "ha-noi", first, second, report=True)
    graph.task("2023-H1", "hue", first, report=True)
    engine.launch(graph.build(), today=TODAY)

    moved = engine.revoke("cv-1", as_agency="bo-noi-vu", today=TODAY, **REASON)
    (kept,) = engine.advance("ct-2-2023/2023-H1/ha-noi", "suspend", as_agency="bo-y-te", today=TODAY, **REASON)

    assert [(item.task.split("/")[2], item.standing) for item in moved] == [("hue", "revoked"), ("ha-noi", "active")]
    assert engine.seen().history(kept.task)[-2].kind == "note"


def test_a_revoked_document_never_goes_out(engine: Engine) -> None:
    moved = engine.revoke("kh-binh-dinh-2023", as_agency="binh-dinh", today=TODAY, **REASON)

    with pytest.raises(Refused) as refusal:
        engine.release("kh-binh-dinh-2023", number="1/KH", on=TODAY, as_agency="binh-dinh", today=TODAY)

    assert len(moved) == 5
    assert refusal.value.rule == "already-revoked"
    assert move(engine, TOP, "draft_plan", document="19/KH")[0].released == 0
    assert engine.on(TODAY).blocked(Scope(under="binh-dinh")) == ()


def test_a_repeated_revocation_tells_the_same(engine: Engine, dump) -> None:
    given = {"as_agency": "binh-dinh", "today": TODAY, "idempotency_key": "k", **REASON}
    first = engine.revoke("kh-binh-dinh-2023", **given)
    before = dump()

    again = engine.revoke("kh-binh-dinh-2023", **given)

    assert [item.as_json() for item in again] == [item.as_json() | {"repeated": True} for item in first]
    assert dump() == before


# What each unfinished task waits for


def test_a_task_that_can_move_waits_for_itself(engine: Engine) -> None:
    department_waits_for_an_lao(engine)

    found = engine.on(date(2023, 6, 25)).waits_for(AN_LAO)

    assert (found.on_task, found.on_agency, found.trigger) == (AN_LAO, "binh-dinh.huyen-an-lao", "report")
    assert (found.since, found.days) == (TODAY, 4)
    assert words.message(found.sentence, "vi") == "UBND huyện An Lão tự báo cáo được ngay, từ 21/06/2023"


def test_a_pending_task_waits_for_who_releases_it(engine: Engine) -> None:
    found = engine.on(TODAY).waits_for(AN_LAO)

    assert (found.on_task, found.on_agency, found.trigger) == (TOP, "binh-dinh", "draft_plan")
    assert "since" in found.as_json()


def test_a_blocked_consolidation_waits_for_its_worst_root_blocker(engine: Engine) -> None:
    department_waits_for_an_lao(engine)

    found = engine.on(TODAY).waits_for(MINISTRY)

    assert (found.on_task, found.trigger) == (MINISTRY, "implement")
    for task in (MINISTRY, TOP):
        move(engine, task, "implement")
    assert engine.on(TODAY).waits_for(MINISTRY).on_task == AN_LAO


# Refusals


def nothing(engine: Engine) -> None:
    put_plan_out(engine)


def an_lao_suspended(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    as_issuer(engine, AN_LAO, "suspend")


def an_lao_waived(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    as_issuer(engine, AN_LAO, "waive")


def waived_and_consolidated(engine: Engine) -> None:
    an_lao_waived(engine)
    move(engine, DEPARTMENT, "consolidate")


def in_part_without_an_lao(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    in_part(engine, "binh-dinh.huyen-an-lao")


def below_before_above(engine: Engine) -> None:
    """An Lão reported on the 17th; that was consolidated on the 18th, and again above on the 21st."""
    put_plan_out(engine)
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT):
        move(engine, task, "draft_plan", "implement", "report", today=date(2023, 6, 17))
    move(engine, DEPARTMENT, "consolidate", today=date(2023, 6, 18))
    move(engine, TOP, "implement", "consolidate", today=date(2023, 6, 21))


def plan_revoked(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    engine.revoke("kh-binh-dinh-2023", as_agency="binh-dinh", today=TODAY, **REASON)


def issuer(task: str, trigger: str, **details) -> Callable[[Engine], object]:
    return lambda engine: as_issuer(engine, task, trigger, **details)


def partial(*missing: str, **details) -> Callable[[Engine], object]:
    return lambda engine: in_part(engine, *missing, **details)


def back(task: str, what: str | None = None, **details) -> Callable[[Engine], object]:
    return lambda engine: give_back(engine, task, what, **details)


def revoking(document: str = "kh-binh-dinh-2023", **details) -> Callable[[Engine], object]:
    return lambda engine: engine.revoke(document, **{"as_agency": "binh-dinh", "today": TODAY, **REASON, **details})


EARLIER, LATER = date(2023, 1, 1), date(2023, 7, 31)
REFUSED = [
    ("missing-reason", nothing, issuer(AN_LAO, "waive", reason=" ")),
    ("missing-reason", nothing, issuer(AN_LAO, "suspend", reason=None)),
    ("missing-reason", everything_is_consolidated, back(AN_LAO, reason=None)),
    ("missing-reason", nothing, revoking(reason="")),
    ("missing-until", nothing, issuer(AN_LAO, "extend")),
    ("missing-allowed-by", department_waits_for_an_lao, partial("binh-dinh.huyen-an-lao", allowed_by=None)),
    ("missing-what", everything_is_consolidated, back(DEPARTMENT, as_agency="binh-dinh")),
    ("not-yours", nothing, issuer(AN_LAO, "waive", as_agency="binh-dinh.huyen-an-lao")),
    ("not-yours", nothing, issuer(AN_LAO, "extend", as_agency=SNV, until=LATER)),
    ("not-yours", nothing, issuer(AN_LAO, "suspend", as_agency="bo-noi-vu")),
    ("not-yours", everything_is_consolidated, back(AN_LAO, as_agency="binh-dinh")),
    ("not-yours", everything_is_consolidated, back(DEPARTMENT, "merged", as_agency=SNV)),
    ("not-yours", department_waits_for_an_lao, partial("binh-dinh.huyen-an-lao", as_agency="binh-dinh")),
    ("not-yours", nothing, revoking(as_agency="bo-noi-vu")),
    ("missing-reason", department_waits_for_an_lao, partial("binh-dinh.huyen-an-lao", reason=None)),
    ("missing-reason", everything_is_consolidated, back(DEPARTMENT, as_agency="binh-dinh", reason=None)),
    ("missing-reason", nothing, issuer(AN_LAO, "extend", reason=None)),
    ("not-wanted", nothing, issuer(AN_LAO, "waive", until=LATER)),
    ("not-wanted", nothing, issuer(AN_LAO, "extend", what="merged", until=LATER)),
    ("not-wanted", nothing, issuer(AN_LAO, "extend", as_agency=SNV, what="merged", allowed_by="x")),
    ("not-wanted", nothing, lambda engine: move(engine, TUY_PHUOC, "draft_plan", what="own")),
    ("not-later", nothing, issuer(AN_LAO, "extend", until=date(2023, 6, 19))),
    ("not-later", nothing, issuer(AN_LAO, "extend", until=date(2023, 6, 20))),
    ("finished", everything_is_consolidated, issuer(AN_LAO, "waive")),
    ("finished", everything_is_consolidated, issuer(AN_LAO, "extend", until=LATER)),
    ("finished", everything_is_consolidated, issuer(AN_LAO, "suspend")),
    ("wrong-standing", nothing, issuer(AN_LAO, "unwaive")),
    ("wrong-standing", nothing, issuer(AN_LAO, "resume")),
    ("wrong-standing", an_lao_suspended, issuer(AN_LAO, "suspend")),
    ("wrong-standing", an_lao_suspended, lambda engine: move(engine, AN_LAO, "report")),
    ("wrong-standing", an_lao_waived, lambda engine: move(engine, AN_LAO, "report")),
    ("wrong-standing", an_lao_waived, issuer(AN_LAO, "extend", until=LATER)),
    ("wrong-standing", plan_revoked, issuer(AN_LAO, "unwaive")),
    ("consolidation-passed-on", waived_and_consolidated, issuer(AN_LAO, "unwaive")),
    ("consolidation-passed-on", in_part_without_an_lao, issuer(AN_LAO, "waive")),
    ("nothing-to-return", department_waits_for_an_lao, back(AN_LAO)),
    ("nothing-to-return", everything_is_consolidated, back(AN_LAO, "merged", as_agency="bo-noi-vu")),
    ("before-previous", everything_is_consolidated, back(AN_LAO, on=date(2023, 6, 20))),
    ("before-previous", everything_is_consolidated, back(DEPARTMENT, "merged", as_agency="binh-dinh", on=EARLIER)),
    ("before-input", below_before_above, back(AN_LAO, on=date(2023, 6, 20))),
    ("before-previous", nothing, issuer(AN_LAO, "waive", on=EARLIER)),
    ("before-previous", nothing, issuer(AN_LAO, "extend", on=EARLIER, until=LATER)),
    ("before-previous", department_waits_for_an_lao, partial("binh-dinh.huyen-an-lao", on=EARLIER)),
    ("in-the-future", nothing, issuer(AN_LAO, "waive", on=LATER)),
    ("missing-not-named", department_waits_for_an_lao, partial()),
    ("not-missing", department_waits_for_an_lao, partial("binh-dinh.huyen-an-lao", "binh-dinh.huyen-hoai-an")),
    ("nothing-missing", an_lao_waived, partial()),
    (
        "not-owed",
        everything_is_consolidated,
        lambda e: move(e, AN_LAO, "consolidate_partial", allowed_by="x", **REASON),
    ),
    ("wrong-state", nothing, partial("binh-dinh.huyen-an-lao")),
    ("revoke-by-document", nothing, issuer(AN_LAO, "revoke")),
    ("already-revoked", plan_revoked, revoking()),
    ("already-revoked", plan_revoked, issuer(AN_LAO, "revoke")),
    ("in-the-future", nothing, revoking(on=LATER)),
    ("before-previous", nothing, revoking(on=date(2023, 1, 1))),
]


@pytest.mark.parametrize(
    ("rule", "arrange", "act"), REFUSED, ids=[f"{case[0]}-{at}" for at, case in enumerate(REFUSED)]
)
def test_it_is_refused_and_changes_nothing(rule, arrange, act, engine: Engine, dump) -> None:
    arrange(engine)
    before = dump()

    with pytest.raises(Refused) as refusal:
        act(engine)

    error = refusal.value
    assert error.rule == rule
    assert dump() == before
    assert f"[{rule}]" in words.message(error, "vi")
    assert f"[{rule}]" in words.message(error, "en")


@pytest.mark.parametrize(
    ("rule", "arrange", "act"), REFUSED, ids=[f"{case[0]}-{at}" for at, case in enumerate(REFUSED)]
)
def test_what_it_suggests_can_be_done(rule, arrange, act, engine: Engine, database_url: str) -> None:
    arrange(engine)

    with pytest.raises(Refused) as refusal:
        act(engine)

    assert not_done(refusal.value, database_url, TODAY) == []


@pytest.mark.parametrize(
    ("error", "act"),
    [
        (BadReport, back(DEPARTMENT, "both", as_agency="binh-dinh")),
        (NotFound, partial("nowhere")),
        (NotFound, revoking("kh-nowhere")),
    ],
)
def test_what_cannot_be_understood_is_no_refusal(error, act, engine: Engine, dump) -> None:
    department_waits_for_an_lao(engine)
    before = dump()

    with pytest.raises(error):
        act(engine)

    assert dump() == before


def test_a_suspended_task_tells_who_can_resume_it(engine: Engine) -> None:
    an_lao_suspended(engine)

    with pytest.raises(Refused) as refusal:
        move(engine, AN_LAO, "report")

    assert refusal.value.who_can == ("binh-dinh",)
    assert commands_of(refusal.value) == (f'dondoc advance {AN_LAO} resume --as binh-dinh --by "…" --reason "…"',)


def test_a_consolidation_that_is_passed_on_tells_who_can_return_it(engine: Engine) -> None:
    waived_and_consolidated(engine)

    with pytest.raises(Refused) as refusal:
        as_issuer(engine, AN_LAO, "unwaive")

    assert refusal.value.who_can == ("binh-dinh",)
    assert commands_of(refusal.value)[0].endswith('return_report --as binh-dinh --by "…" --reason "…" --what merged')


def test_a_partial_consolidation_tells_whom_to_name(engine: Engine) -> None:
    department_waits_for_an_lao(engine)

    with pytest.raises(Refused) as refusal:
        in_part(engine)

    assert "binh-dinh.huyen-an-lao" in words.message(refusal.value, "vi")
    assert '--missing binh-dinh.huyen-an-lao --allowed-by "…"' in commands_of(refusal.value)[0]


def test_a_day_too_early_tells_who_asked_and_the_first_day_that_holds_above_too(engine: Engine) -> None:
    below_before_above(engine)

    with pytest.raises(Refused) as refusal:
        give_back(engine, AN_LAO, on=date(2023, 6, 17))

    assert refusal.value.who_can == (SNV,)
    assert commands_of(refusal.value) == (
        f'dondoc advance {AN_LAO} return_report --as {SNV} --by "…" --reason "…" --what own --on 2023-06-21',
    )


def test_a_side_road_too_early_is_still_for_who_may_take_it(engine: Engine) -> None:
    put_plan_out(engine)

    with pytest.raises(Refused) as refusal:
        as_issuer(engine, AN_LAO, "extend", on=EARLIER, until=LATER)

    assert refusal.value.who_can == ("binh-dinh",)
    assert commands_of(refusal.value)[0].startswith(
        f'dondoc advance {AN_LAO} extend --as binh-dinh --by "…" --reason "…" --until … --on '
    )


def test_each_report_that_may_be_meant_has_its_command(engine: Engine) -> None:
    everything_is_consolidated(engine)

    with pytest.raises(Refused) as refusal:
        give_back(engine, DEPARTMENT, as_agency="binh-dinh")

    own, merged = commands_of(refusal.value)
    assert own.endswith('--as binh-dinh --by "…" --reason "…" --what own')
    assert merged.endswith('--as binh-dinh --by "…" --reason "…" --what merged')


def test_what_is_missing_from_a_partial_consolidation_is_all_suggested(engine: Engine) -> None:
    department_waits_for_an_lao(engine)

    with pytest.raises(Refused) as refusal:
        in_part(engine, "binh-dinh.huyen-an-lao", allowed_by=None)

    assert commands_of(refusal.value)[0].endswith('--reason "…" --missing binh-dinh.huyen-an-lao --allowed-by "…"')


def test_a_task_whose_document_is_revoked_names_it(engine: Engine) -> None:
    plan_revoked(engine)

    with pytest.raises(Refused) as refusal:
        as_issuer(engine, AN_LAO, "revoke")

    assert "kh-binh-dinh-2023 đã bị thu hồi ngày 21/06/2023" in words.message(refusal.value, "vi")
    assert (refusal.value.task, commands_of(refusal.value)) == (AN_LAO, ())


def test_a_returned_report_may_be_due_again_later(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, AN_LAO, "draft_plan", "implement", "report")

    with pytest.raises(Refused) as refusal:
        issuer(AN_LAO, "return_report", as_agency=SNV, until=date(2023, 6, 19))(engine)
    issuer(AN_LAO, "return_report", as_agency=SNV, until=LATER)(engine)

    (row,) = engine.on(TODAY).status(Scope(under="binh-dinh.huyen-an-lao"))
    assert refusal.value.rule == "not-later"
    assert (row.due, row.days_late, row.returned is not None) == (LATER, 0, True)
    assert engine.verify().holds
    last = engine.seen().history(AN_LAO)[-1]
    assert (last.trigger, last.due_before, last.due_after, last.cause) == (
        *("return_report", date(2023, 6, 19), LATER, "extension"),
    )
    engine.correct(AN_LAO, last.seq, undo=True, as_agency=SNV, reason="nhầm", today=TODAY)
    (row,) = engine.on(TODAY).status(Scope(under="binh-dinh.huyen-an-lao"))
    assert (row.state, row.due, row.returned) == ("reported", date(2023, 6, 19), None)
    assert engine.verify().holds


def test_what_a_trigger_does_not_take_is_named(engine: Engine) -> None:
    put_plan_out(engine)

    with pytest.raises(Refused) as refusal:
        as_issuer(engine, AN_LAO, "extend", until=LATER, what="merged", allowed_by="x")

    assert "“gia hạn” không nhận what, allowed_by: hãy bỏ đi" in words.message(refusal.value, "vi")
    assert "does not take what, allowed_by: leave" in words.message(refusal.value, "en")
    assert commands_of(refusal.value) == (
        f'dondoc advance {AN_LAO} extend --as binh-dinh --by "…" --reason "…" --until …',
    )


# Files


def request(task: str, trigger: str, agency: str | None = None, **details) -> MoveRequest:
    return MoveRequest(task, trigger, agency or agency_of(task), **details)


def a_file() -> list[MoveRequest]:
    return [
        request(AN_LAO, "report"),
        request(DEPARTMENT, "consolidate"),
        request(AN_LAO, "return_report", SNV, reason="số liệu sai", what="own"),
        request(AN_LAO, "report", document="16/BC"),
        request(DEPARTMENT, "consolidate", document="17/BC"),
        request(TOP, "waive", "bo-noi-vu", reason="theo đề nghị"),
        request(TOP, "unwaive", "bo-noi-vu", reason="nhầm"),
        request(TOP, "extend", "bo-noi-vu", reason="bão lũ", until=date(2023, 7, 10)),
    ]


def test_side_roads_go_through_a_file_under_one_batch(engine: Engine) -> None:
    department_waits_for_an_lao(engine)

    bulk = engine.advance_many(a_file(), today=TODAY, once=True)

    assert bulk.bad_rows == ()
    assert {row.batch for row in engine.seen().history() if row.batch == bulk.batch} == {bulk.batch}
    assert [item.trigger for item in bulk.moved].count("return_report") == 2
    assert states(engine)[DEPARTMENT] == ("consolidated", "active", 0)
    assert engine.on(TODAY).task(TOP).due == date(2023, 7, 10)


def test_the_same_file_again_changes_nothing(engine: Engine, dump) -> None:
    department_waits_for_an_lao(engine)
    first = engine.advance_many(a_file(), today=TODAY, once=True)
    before = dump()

    again = engine.advance_many(a_file(), today=TODAY, once=True)

    led = [item for item in first.moved if (item.task, item.trigger) != (DEPARTMENT, "return_report")]
    assert dump() == before
    assert (again.batch, again.bad_rows) == (None, ())
    assert all(item.repeated for item in again.moved)
    assert [(item.task, item.seq, item.hash) for item in again.moved] == [
        (item.task, item.seq, item.hash) for item in led
    ]


def test_rows_that_were_refused_are_judged_again_with_the_same_file(engine: Engine) -> None:
    put_plan_out(engine)
    rows = [request(TUY_PHUOC, "draft_plan"), request(AN_LAO, "report")]
    engine.advance_many(rows, today=TODAY, keep_going=True, once=True)
    move(engine, AN_LAO, "draft_plan", "implement")

    again = engine.advance_many(rows, today=TODAY, keep_going=True, once=True)

    assert [(item.to, item.repeated) for item in again.moved] == [("plan_drafted", True), ("reported", False)]
    assert again.bad_rows == ()


def test_a_mended_file_is_another_one(engine: Engine) -> None:
    put_plan_out(engine)
    first = engine.advance_many([request(TUY_PHUOC, "draft_plan"), request(AN_LAO, "report")], today=TODAY, once=True)

    mended = engine.advance_many(
        [request(TUY_PHUOC, "draft_plan"), request(AN_LAO, "draft_plan")], today=TODAY, once=True
    )

    assert [bad.rule for bad in first.bad_rows] == ["plan-first"]
    assert [item.repeated for item in mended.moved] == [False, False]


def test_moves_asked_for_one_by_one_are_never_taken_for_a_file(engine: Engine) -> None:
    department_waits_for_an_lao(engine)
    for _ in range(2):
        bulk = engine.advance_many([request(AN_LAO, "report")], today=TODAY)
        give_back(engine, AN_LAO)

    assert [item.repeated for item in bulk.moved] == [False]


def test_a_report_that_was_sent_back_is_seen_until_it_is_given_again(engine: Engine) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report")
    move(engine, TUY_PHUOC, "return_report", as_agency="binh-dinh.so-noi-vu", what="own", reason="thiếu số liệu")
    asked = "binh-dinh.huyen-tuy-phuoc"

    (row,), step = engine.on(TODAY).status(Scope(under=asked)), engine.on(TODAY).why(TUY_PHUOC)[0]
    (todo,) = engine.on(TODAY).todo(asked)

    expected = {"what": "own", "on": f"{TODAY}", "agency": "binh-dinh.so-noi-vu", "reason": "thiếu số liệu"}
    assert [each.as_json()["returned"] for each in (row, step, todo)] == [expected] * 3
    move(engine, TUY_PHUOC, "report")
    assert engine.on(TODAY).status(Scope(under=asked))[0].returned is None
