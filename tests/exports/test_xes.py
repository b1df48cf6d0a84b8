"""XES: what the standard demands of a file, and that it says what counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from unicodedata import normalize
from xml.etree import ElementTree

import pytest
from graphs import AN_LAO, DEPARTMENT, DIRECTIVE, HOAI_AN, TOP, TUY_PHUOC, move, province, put_plan_out

from engine import Engine, MoveRequest
from exports.xes import write_xes

Export = Callable[..., str]
Node = ElementTree.Element
ATTRIBUTES = {
    "string": str,
    "int": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": datetime.fromisoformat,
}
NAME = re.compile(r"[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def parse(text: str) -> Node:
    return ElementTree.fromstring(text.encode())


def attributes(node: Node) -> dict[str, Any]:
    """The attributes of a component; none has a key twice."""
    own = [child for child in node if child.tag in ATTRIBUTES]
    keys = [child.attrib["key"] for child in own]
    assert len(keys) == len(set(keys))
    return {child.attrib["key"]: ATTRIBUTES[child.tag](child.attrib["value"]) for child in own}


def traces(text: str) -> dict[str, Node]:
    return {str(attributes(trace)["concept:name"]): trace for trace in parse(text).iter("trace")}


def events(text: str, task: str) -> list[dict[str, Any]]:
    return [attributes(event) for event in traces(text)[task].iter("event")]


def grown(engine: Engine) -> Engine:
    """A province where something of everything has happened."""
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report", by="văn thư", document="12/BC")
    move(engine, HOAI_AN, "draft_plan", "implement")
    move(engine, AN_LAO, "draft_plan")
    move(engine, AN_LAO, "extend", as_agency="binh-dinh", reason="thiên tai", until=date(2023, 7, 10))
    move(engine, AN_LAO, "suspend", as_agency="binh-dinh", reason="thiên tai")
    return engine


def test_elements_stand_in_the_order_of_the_standards_schema(sqlite_engine: Engine, exported: Export) -> None:
    log = parse(exported(grown(sqlite_engine), write_xes))

    order = ["extension", "global", "classifier", "attribute", "trace"]
    tags = [child.tag if child.tag not in ATTRIBUTES else "attribute" for child in log]
    assert tags == sorted(tags, key=order.index)
    assert set(tags) == set(order)
    assert re.fullmatch(r"[\d.]+", log.attrib["xes.version"])
    for trace in log.iter("trace"):
        kinds = [child.tag for child in trace]
        assert "event" not in kinds[: len(kinds) - kinds.count("event")]


def test_every_key_is_a_name_under_the_prefix_of_a_declared_extension(sqlite_engine: Engine, exported: Export) -> None:
    log = parse(exported(grown(sqlite_engine), write_xes))

    extensions = {each.attrib["prefix"]: each.attrib["uri"] for each in log.iter("extension")}
    keys = {node.attrib["key"] for node in log.iter() if "key" in node.attrib}
    assert all(NAME.fullmatch(key) for key in keys)
    assert {key.partition(":")[0] for key in keys} == set(extensions)
    assert extensions["dondoc"].startswith("urn:uuid:")


def test_what_is_declared_global_and_classifies_is_on_every_trace_and_event(
    sqlite_engine: Engine, exported: Export
) -> None:
    log = parse(exported(grown(sqlite_engine), write_xes))

    declared = {node.attrib["scope"]: attributes(node).keys() for node in log.iter("global")}
    for scope, keys in declared.items():
        assert all(keys <= attributes(node).keys() for node in log.iter(scope))
    for classifier in log.iter("classifier"):
        assert set(classifier.attrib["keys"].split()) <= declared[classifier.attrib["scope"]]
        assert NAME.fullmatch(classifier.attrib["name"])


def test_every_value_is_of_its_type_and_every_moment_in_utc(sqlite_engine: Engine, exported: Export) -> None:
    log = parse(exported(grown(sqlite_engine), write_xes))

    for node in (node for node in log.iter() if node.tag in ATTRIBUTES):
        ATTRIBUTES[node.tag](node.attrib["value"])
        assert node.tag != "date" or MOMENT.fullmatch(node.attrib["value"])


def test_a_trace_is_a_task_also_one_to_which_nothing_has_happened(engine: Engine, exported: Export) -> None:
    text = exported(engine, write_xes)

    found = traces(text)
    assert len(found) == len(engine.on(date(2023, 6, 21)).status())
    assert events(text, DEPARTMENT) == []
    assert attributes(found[DEPARTMENT])["dondoc:state"] == "pending"
    assert [event["concept:name"] for event in events(text, TOP)] == ["release"]


def test_an_event_says_what_was_done_when_and_by_whom_in_which_role(engine: Engine, exported: Export) -> None:
    text = exported(grown(engine), write_xes)

    release, _, _, report = events(text, TUY_PHUOC)
    history = engine.seen().history(TUY_PHUOC)
    assert [release[key] for key in ("concept:name", "org:resource", "org:role", "org:group")] == [
        "release",
        "binh-dinh",
        "issuer",
        "province",
    ]
    assert (release["dondoc:document"], release["dondoc:about"]) == ("18/KH-UBND", "kh-binh-dinh-2023")
    assert (report["concept:name"], report["org:resource"], report["org:role"]) == (
        "report",
        "binh-dinh.huyen-tuy-phuoc",
        "assignee",
    )
    assert report["time:timestamp"].date() == date(2023, 6, 21)
    assert report["dondoc:recorded_at"] == history[-1].recorded_at
    assert (report["dondoc:hash"], report["dondoc:seq"], report["dondoc:by"]) == (history[-1].hash, 4, "văn thư")
    assert (report["dondoc:from"], report["dondoc:to"]) == ("implemented", "reported")


def test_a_side_road_is_an_event_of_the_issuer(sqlite_engine: Engine, exported: Export) -> None:
    text = exported(grown(sqlite_engine), write_xes)

    extended, suspended = events(text, AN_LAO)[-2:]
    assert (extended["concept:name"], extended["org:role"]) == ("extend", "issuer")
    assert extended["dondoc:due_after"].isoformat() == "2023-07-10T16:59:59.999000+00:00"
    assert (suspended["dondoc:standing"], suspended["dondoc:to"]) == ("suspended", "plan_drafted")
    assert attributes(traces(text)[AN_LAO])["dondoc:own_due"] == extended["dondoc:due_after"]
    assert attributes(traces(text)[AN_LAO])["dondoc:standing"] == "suspended"


def test_events_of_one_day_keep_their_order_and_their_day(engine: Engine, exported: Export) -> None:
    text = exported(grown(engine), write_xes)

    for trace in traces(text).values():
        own = [attributes(event) for event in trace.iter("event")]
        moments = [event["time:timestamp"] for event in own]
        assert [event["dondoc:seq"] for event in own] == list(range(1, len(own) + 1))
        assert moments == sorted(set(moments))
        assert [str(moment.date()) for moment in moments] == [event["dondoc:occurred_on"] for event in own]


def test_done_on_its_last_day_is_before_the_due_moment_and_a_day_later_is_not(
    sqlite_engine: Engine, exported: Export
) -> None:
    put_plan_out(sqlite_engine)
    for task, day in ((TUY_PHUOC, date(2023, 6, 19)), (HOAI_AN, date(2023, 6, 20))):
        move(sqlite_engine, task, "draft_plan", "implement", "report", on=day)

    text = exported(sqlite_engine, write_xes)

    for task, is_on_time in ((TUY_PHUOC, True), (HOAI_AN, False)):
        due = attributes(traces(text)[task])["dondoc:own_due"]
        assert (events(text, task)[-1]["time:timestamp"] <= due) is is_on_time


def test_signs_that_xml_reserves_are_escaped_and_those_that_it_forbids_replaced(
    engine: Engine, exported: Export, old_rows: None
) -> None:
    put_plan_out(engine)
    move(engine, TUY_PHUOC, "draft_plan", reason="<a & \"b\">\n'c'\tchuông \x07")

    text = exported(engine, write_xes)

    assert events(text, TUY_PHUOC)[-1]["dondoc:reason"] == "<a & \"b\">\n'c'\tchuông \ufffd"


def test_text_is_in_nfc(sqlite_engine: Engine, exported: Export) -> None:
    put_plan_out(sqlite_engine)
    move(sqlite_engine, TUY_PHUOC, "draft_plan", reason=normalize("NFD", "đúng hạn"))

    text = exported(sqlite_engine, write_xes, under=normalize("NFD", "UBND huyện Tuy Phước"))

    assert text == normalize("NFC", text)
    assert events(text, TUY_PHUOC)[-1]["dondoc:reason"] == "đúng hạn"


def test_what_was_taken_back_is_no_event_and_what_was_restated_stands_as_corrected(
    engine: Engine, exported: Export
) -> None:
    put_plan_out(engine)
    on = date(2023, 6, 1)
    move(engine, TUY_PHUOC, "draft_plan", "implement", "report", on=on)
    told = {"as_agency": "binh-dinh.huyen-tuy-phuoc", "reason": "ghi nhầm", "today": date(2023, 6, 21)}
    engine.correct(TUY_PHUOC, 4, undo=True, **told)
    engine.correct(TUY_PHUOC, 3, on=date(2023, 6, 5), **told)

    own = events(exported(engine, write_xes), TUY_PHUOC)

    assert [event["concept:name"] for event in own] == ["release", "draft_plan", "implement"]
    assert own[-1]["time:timestamp"].date() == date(2023, 6, 5)
    assert own[-1]["dondoc:occurred_on"] == "2023-06-05"
    assert own[-1]["dondoc:hash"] == engine.seen().history(TUY_PHUOC)[2].hash


def test_a_day_asked_about_holds_what_had_happened_by_then(engine: Engine, exported: Export) -> None:
    put_plan_out(engine)
    for trigger, day in (("draft_plan", 1), ("implement", 5), ("report", 9)):
        move(engine, TUY_PHUOC, trigger, on=date(2023, 6, day))

    text = exported(engine, write_xes, as_of=date(2023, 6, 5))

    assert [event["concept:name"] for event in events(text, TUY_PHUOC)] == ["release", "draft_plan", "implement"]
    assert attributes(traces(text)[TUY_PHUOC])["dondoc:state"] == "implemented"
    assert attributes(parse(text))["dondoc:as_of"] == "2023-06-05"


def test_a_scope_holds_its_tasks_and_each_event_has_the_same_time_as_in_the_whole(
    sqlite_engine: Engine, exported: Export
) -> None:
    grown(sqlite_engine)

    whole = exported(sqlite_engine, write_xes)
    part = exported(sqlite_engine, write_xes, under="binh-dinh.huyen-tuy-phuoc", period="2023-H1")

    assert list(traces(part)) == [TUY_PHUOC]
    assert events(part, TUY_PHUOC) == events(whole, TUY_PHUOC)


def test_a_simulated_cascade_is_marked_in_the_log_and_on_each_trace(sqlite_engine: Engine, exported: Export) -> None:
    log = parse(exported(grown(sqlite_engine), write_xes))

    assert attributes(log)["dondoc:simulated"] is True
    assert all(attributes(trace)["dondoc:simulated"] is True for trace in log.iter("trace"))


def test_without_a_cascade_the_log_is_empty_and_sound(sqlite_url: str, exported: Export) -> None:
    with Engine.open(sqlite_url) as engine:
        log = parse(exported(engine, write_xes))

    assert list(log.iter("trace")) == []
    assert {child.tag for child in log} == {"extension", "global", "classifier", "string", "boolean"}


def test_two_cascades_stand_in_one_log(sqlite_engine: Engine, exported: Export) -> None:
    sqlite_engine.launch(province(year=2024), today=date(2024, 5, 1))

    text = exported(sqlite_engine, write_xes)

    cascades = {attributes(trace)["dondoc:cascade"] for trace in parse(text).iter("trace")}
    assert cascades == {f"{DIRECTIVE}/2023", f"{DIRECTIVE}/2024"}
    assert attributes(parse(text))["concept:name"] == f"{DIRECTIVE}/2023; {DIRECTIVE}/2024"
    assert traces(exported(sqlite_engine, write_xes, f"{DIRECTIVE}/2024")).keys() < traces(text).keys()


def test_a_bulk_of_one_day_keeps_each_tasks_order(engine: Engine, exported: Export) -> None:
    put_plan_out(engine)
    rows = [MoveRequest(TUY_PHUOC, name, "binh-dinh.huyen-tuy-phuoc") for name in ("draft_plan", "implement", "report")]
    engine.advance_many(rows, today=date(2023, 6, 21))

    own = events(exported(engine, write_xes), TUY_PHUOC)

    assert [event["concept:name"] for event in own] == ["release", "draft_plan", "implement", "report"]
    assert own == sorted(own, key=lambda event: event["time:timestamp"])


@pytest.mark.parametrize("column", ["occurred_on", "due_after"])
def test_an_unreadable_day_is_a_broken_chain(column: str, sqlite_engine: Engine, sqlite_url: str) -> None:
    """Only somebody who worked on the tables by hand can have written it."""
    import io
    import sqlite3

    from engine.errors import BrokenChain

    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    connection.execute("DROP TRIGGER history_refuses_update")
    connection.execute(f"UPDATE history SET {column} = 'hôm qua'")
    connection.commit()
    connection.close()

    with pytest.raises(BrokenChain) as caught:
        sqlite_engine.seen().event_log(lambda log: write_xes(log, io.StringIO()))

    assert caught.value.code == "broken-chain"
