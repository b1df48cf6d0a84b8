"""OCEL 2.0: what the standard demands of a file, and that objects, events and their relationships say what counts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import pytest
from graphs import (
    AN_LAO,
    DEPARTMENT,
    DIRECTIVE,
    HOAI_AN,
    MINISTRY,
    TOP,
    TUY_PHUOC,
    agency_of,
    move,
    province,
    put_plan_out,
)
from jsonschema import Draft202012Validator, FormatChecker

from engine import Engine, MoveRequest
from exports.ocel import write_ocel

Export = Callable[..., str]
Json = dict[str, Any]
TODAY = date(2023, 6, 21)
DISTRICTS = (TUY_PHUOC, HOAI_AN, AN_LAO)


# the published schema, made stricter: no other fields, and types from the specification's list


def _object(**properties: Any) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "format": "date-time"}
TYPES = _list(
    _object(
        name=TEXT,
        attributes=_list(_object(name=TEXT, type={"enum": ["string", "time", "integer", "float", "boolean"]})),
    )
)
RELATIONSHIPS = _list(_object(objectId=TEXT, qualifier=TEXT))
SCHEMA = _object(
    objectTypes=TYPES,
    eventTypes=TYPES,
    objects=_list(
        _object(
            id=TEXT,
            type=TEXT,
            attributes=_list(_object(name=TEXT, time=MOMENT, value=TEXT)),
            relationships=RELATIONSHIPS,
        )
    ),
    events=_list(
        _object(
            id=TEXT,
            type=TEXT,
            time=MOMENT,
            attributes=_list(_object(name=TEXT, value=TEXT)),
            relationships=RELATIONSHIPS,
        )
    ),
)
READ: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "time": datetime.fromisoformat,
}


def assert_sound(log: Json) -> None:
    """The schema holds; ids are unique; what is used is declared, and what is pointed at is there."""
    errors = Draft202012Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(log)
    assert [error.message for error in errors] == []
    for items, kinds in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {kind["name"]: {each["name"]: each["type"] for each in kind["attributes"]} for kind in log[kinds]}
        assert len(declared) == len(log[kinds])
        ids = [item["id"] for item in log[items]]
        assert len(ids) == len(set(ids))
        for item in log[items]:
            for attribute in item["attributes"]:
                READ[declared[item["type"]][attribute["name"]]](attribute["value"])
    known = {item["id"] for item in log["objects"]}
    for item in (*log["objects"], *log["events"]):
        targets = [(each["objectId"], each["qualifier"]) for each in item["relationships"]]
        assert {target for target, _ in targets} <= known
        assert len(targets) == len(set(targets))


def objects(log: Json, kind: str | None = None) -> dict[str, Json]:
    return {item["id"]: item for item in log["objects"] if kind in (None, item["type"])}


def values(item: Json) -> dict[str, Any]:
    """The last value of each attribute."""
    return {each["name"]: each["value"] for each in item["attributes"]}


def course(item: Json, name: str) -> list[tuple[str, str]]:
    """The values of one attribute over time."""
    return [(each["time"], each["value"]) for each in item["attributes"] if each["name"] == name]


def related(item: Json, qualifier: str) -> list[str]:
    return [each["objectId"] for each in item["relationships"] if each["qualifier"] == qualifier]


def by_subject(log: Json) -> dict[str, list[Json]]:
    found: defaultdict[str, list[Json]] = defaultdict(list)
    for event in log["events"]:
        found[related(event, "subject")[0]].append(event)
    return found


def activities(events: Iterable[Json]) -> list[str]:
    return [event["type"] for event in events]


def finish(engine: Engine) -> None:
    """Everything up to the Ministry, all on one day in one transaction; the rows name consolidations as they come."""
    put_plan_out(engine)
    rows = [
        MoveRequest(task, trigger, agency_of(task))
        for task in (*DISTRICTS, DEPARTMENT)
        for trigger in ("draft_plan", "implement", "report")
    ]
    rows += [MoveRequest(DEPARTMENT, "consolidate", agency_of(DEPARTMENT))]
    for task in (TOP, MINISTRY):
        rows += [MoveRequest(task, trigger, agency_of(task)) for trigger in ("implement", "consolidate")]
    bulk = engine.advance_many(rows, today=TODAY)
    assert bulk.bad_rows == ()


@pytest.fixture
def log(engine: Engine, exported: Export) -> Json:
    finish(engine)
    return dict(json.loads(exported(engine, write_ocel)))


def test_a_log_is_sound(log: Json) -> None:
    assert_sound(log)


def test_a_task_is_one_object_and_one_that_consolidates_a_consolidation(log: Json, engine: Engine) -> None:
    keys = {values(item)["key"] for kind in ("task", "consolidation") for item in objects(log, kind).values()}

    assert keys == {row.task for row in engine.on(TODAY).status()}
    assert set(objects(log, "consolidation")) == {
        f"consolidation:{key}" for key in (DEPARTMENT, TOP, MINISTRY, f"{DIRECTIVE}/2023-Y/binh-dinh")
    }


def test_objects_of_every_type_stand_to_each_other_as_the_documents_have_it(log: Json) -> None:
    every = objects(log)
    task, document = every[f"task:{TUY_PHUOC}"], every["document:kh-binh-dinh-2023"]

    assert related(task, "part_of") == [f"cascade:{DIRECTIVE}/2023"]
    assert related(task, "assigned_to") == ["agency:binh-dinh.huyen-tuy-phuoc"]
    assert related(task, "assigned_by") == ["document:kh-binh-dinh-2023"]
    assert related(task, "input_by_own_report") == [f"consolidation:{DEPARTMENT}"]
    assert related(every[f"consolidation:{DEPARTMENT}"], "input_by_merged_report") == [f"consolidation:{TOP}"]
    assert related(document, "issued_by") == ["agency:binh-dinh"]
    assert related(every["agency:binh-dinh.huyen-tuy-phuoc"], "below") == ["agency:binh-dinh"]
    assert related(every[f"cascade:{DIRECTIVE}/2023"], "directive") == [f"document:{DIRECTIVE}"]
    assert values(document)["number"] == "18/KH-UBND"
    assert course(document, "is_out") == [
        ("1970-01-01T00:00:00.000Z", "false"),
        ("2023-03-20T00:00:00.000Z", "true"),
    ]


def test_a_report_is_an_event_of_the_consolidation_that_it_is_an_input_of(log: Json) -> None:
    given = [event for event in log["events"] if f"consolidation:{DEPARTMENT}" in related(event, "input_given")]

    assert sorted(related(event, "subject")[0] for event in given) == sorted(f"task:{task}" for task in DISTRICTS)
    assert set(activities(given)) == {"report"}


def test_inputs_come_before_their_consolidation_though_all_was_recorded_at_once(log: Json) -> None:
    consolidated = {related(each, "subject")[0]: each for each in log["events"] if each["type"] == "consolidate"}

    assert len(consolidated) == 3
    for event in log["events"]:
        for consolidation in related(event, "input_given"):
            assert event["time"] < consolidated[consolidation]["time"]


def test_a_plan_comes_before_what_it_sets_going(engine: Engine, exported: Export) -> None:
    move(engine, TOP, "draft_plan", document="18/KH-UBND", on=date(2023, 4, 10))

    log = json.loads(exported(engine, write_ocel))

    plan = by_subject(log)[f"consolidation:{TOP}"][-1]
    assert plan["type"] == "draft_plan"
    assert related(plan, "document") == ["document:kh-binh-dinh-2023"]
    for task in DISTRICTS:
        release = by_subject(log)[f"task:{task}"][0]
        assert release["type"] == "release"
        assert plan["time"] < release["time"]
        assert related(release, "actor") == ["agency:binh-dinh"]


def test_the_state_of_a_task_changes_at_the_moments_of_its_events(log: Json) -> None:
    task = objects(log)[f"task:{TUY_PHUOC}"]
    own = by_subject(log)[f"task:{TUY_PHUOC}"]

    assert course(task, "state") == [
        ("1970-01-01T00:00:00.000Z", "pending"),
        *zip((event["time"] for event in own), ("issued", "plan_drafted", "implemented", "reported"), strict=True),
    ]


def test_a_due_date_and_a_standing_change_with_the_decision(engine: Engine, exported: Export) -> None:
    put_plan_out(engine)
    issuer = {"as_agency": "binh-dinh", "reason": "thiên tai"}
    move(engine, AN_LAO, "extend", until=date(2023, 7, 10), on=date(2023, 6, 1), **issuer)
    move(engine, AN_LAO, "suspend", on=date(2023, 6, 2), **issuer)

    task = objects(json.loads(exported(engine, write_ocel)))[f"task:{AN_LAO}"]

    assert course(task, "own_due") == [
        ("1970-01-01T00:00:00.000Z", "2023-06-19T16:59:59.999Z"),
        ("2023-06-01T00:00:00.000Z", "2023-07-10T16:59:59.999Z"),
    ]
    assert [value for _, value in course(task, "standing")] == ["active", "suspended"]


def test_a_returned_report_is_an_input_withdrawn_after_the_consolidation_that_it_takes_back(
    engine: Engine, exported: Export
) -> None:
    finish(engine)
    told = {"as_agency": agency_of(DEPARTMENT), "reason": "thiếu số liệu", "what": "own"}
    move(engine, TUY_PHUOC, "return_report", **told)
    move(engine, TUY_PHUOC, "report")
    move(engine, DEPARTMENT, "consolidate")

    log = json.loads(exported(engine, write_ocel))

    assert_sound(log)
    consolidation = f"consolidation:{DEPARTMENT}"
    life = [
        event
        for event in sorted(log["events"], key=lambda event: event["time"])
        if consolidation in [related(event, "subject")[0], *related(event, "input_given")]
        or consolidation in related(event, "input_withdrawn")
    ]
    assert activities(life)[-5:] == ["consolidate", "return_report", "return_report", "report", "consolidate"]
    withdrawn, reopened = life[-4:-2]
    assert related(withdrawn, "subject") == [f"task:{TUY_PHUOC}"]
    assert related(reopened, "subject") == [consolidation]
    assert "role" not in values(reopened)  # nobody acted on it: it followed


def test_what_was_taken_back_leaves_no_trace(engine: Engine, exported: Export) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report")
    engine.correct(TUY_PHUOC, 4, undo=True, as_agency=agency_of(TUY_PHUOC), reason="ghi nhầm", today=TODAY)

    log = json.loads(exported(engine, write_ocel))

    assert activities(by_subject(log)[f"task:{TUY_PHUOC}"]) == ["release", "draft_plan", "implement"]
    assert values(objects(log)[f"task:{TUY_PHUOC}"])["state"] == "implemented"
    assert [event for event in log["events"] if related(event, "input_given")] == []


def test_the_events_of_a_day_asked_about(engine: Engine, exported: Export) -> None:
    put_plan_out(engine)
    for trigger, day in (("draft_plan", 1), ("implement", 5), ("report", 9)):
        move(engine, TUY_PHUOC, trigger, on=date(2023, 6, day))

    log = json.loads(exported(engine, write_ocel, as_of=date(2023, 6, 5)))

    assert_sound(log)
    assert values(objects(log)[f"task:{TUY_PHUOC}"])["state"] == "implemented"


def test_a_scope_leaves_out_edges_to_tasks_outside_and_keeps_what_stands_above(
    sqlite_engine: Engine, exported: Export
) -> None:
    finish(sqlite_engine)

    log = json.loads(exported(sqlite_engine, write_ocel, under="binh-dinh.huyen-tuy-phuoc"))

    assert_sound(log)
    assert set(objects(log)) == {
        f"task:{TUY_PHUOC}",
        f"cascade:{DIRECTIVE}/2023",
        f"document:{DIRECTIVE}",
        "document:kh-binh-dinh-2023",
        *(f"agency:{key}" for key in ("thu-tuong", "binh-dinh", "binh-dinh.huyen-tuy-phuoc")),
    }


def test_two_cascades_share_their_documents_and_agencies(sqlite_engine: Engine, exported: Export) -> None:
    sqlite_engine.launch(province(year=2024), today=date(2024, 5, 1))

    log = json.loads(exported(sqlite_engine, write_ocel))

    assert_sound(log)
    assert len(objects(log, "cascade")) == 2
    directive = objects(log)[f"document:{DIRECTIVE}"]
    assert len(related(directive, "part_of")) == 2
    assert len(course(directive, "title")) == 1


def test_without_a_cascade_the_log_is_empty_and_sound(sqlite_url: str, exported: Export) -> None:
    with Engine.open(sqlite_url) as engine:
        log = json.loads(exported(engine, write_ocel))

    assert_sound(log)
    assert (log["objects"], log["events"]) == ([], [])


def test_text_is_kept_letter_by_letter(sqlite_engine: Engine, exported: Export, old_rows: None) -> None:
    put_plan_out(sqlite_engine)
    reason = '"đúng" \\ <hạn> & \n\x07 𝄞'
    move(sqlite_engine, TUY_PHUOC, "draft_plan", reason=reason)

    log = json.loads(exported(sqlite_engine, write_ocel))

    assert values(by_subject(log)[f"task:{TUY_PHUOC}"][-1])["reason"] == reason
