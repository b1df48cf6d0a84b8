"""OCEL 2.0 in JSON: events, and the objects that each is about; see `ocel_objects.py` for the objects.

What gives a consolidation an input, or takes it away, is an event of that consolidation too. Every value is a text, as
the published schema has it; the type that is declared says what it means.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from engine.event_logs.event_log import CascadeLog, EventLog
from engine.event_logs.logged import Event, LoggedTask
from exports.fields import EVENT, Field, Kind, values
from exports.ocel_objects import OBJECT_TYPES, Json, objects, relationship, type_of
from exports.text import as_text, format_moment

_TYPES: dict[Kind, str] = {"string": "string", "integer": "integer", "boolean": "boolean", "moment": "time"}


def write_ocel(log: EventLog, out: TextIO) -> Counter[str]:
    """Write the log; how many objects it has of each type, and how many `event`s."""
    written: Counter[str] = Counter()
    out.write(f'{{\n"objectTypes": {_json([_type(name, fields) for name, fields in OBJECT_TYPES.items()])},\n')
    out.write(f'"eventTypes": {_json([_type(name, EVENT) for name in log.activities()])},\n"objects": [')
    for item in objects(log):
        out.write(f"{',' if written else ''}\n{_json(item)}")
        written[item["type"]] += 1
    out.write('\n],\n"events": [')
    for item in _events(log):
        out.write(f"{',' if written['event'] else ''}\n{_json(item)}")
        written["event"] += 1
    out.write("\n]\n}\n")
    return written


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _type(name: str, fields: Iterable[Field[Any]]) -> Json:
    return {"name": name, "attributes": [{"name": field.name, "type": _TYPES[field.kind]} for field in fields]}


def _events(log: EventLog) -> Iterator[Json]:
    for part in log.parts:
        for task, events in part.tasks():
            for event in events:
                yield {
                    "id": f"{task.key}#{event.row['seq']}",
                    "type": event.activity,
                    "time": format_moment(event.at),
                    "attributes": [
                        {"name": field.name, "value": as_text(value)} for field, value in values(EVENT, event)
                    ],
                    "relationships": list(_relationships(part, task, event)),
                }


def _relationships(part: CascadeLog, task: LoggedTask, event: Event) -> Iterator[Json]:
    """The objects that an event is about, each with what it is to the event."""
    yield relationship(type_of(task), task.key, "subject")
    yield relationship("cascade", task.cascade, "cascade")
    for name, qualifier in (("agency", "actor"), ("on_behalf_of", "on_behalf_of")):
        if event.row[name] in part.agencies:
            yield relationship("agency", event.row[name], qualifier)
    if event.about is not None:
        yield relationship("document", event.about, "document")
    for keys, qualifier in ((event.gives, "input_given"), (event.withdraws, "input_withdrawn")):
        for key in keys:
            yield relationship("consolidation", key, qualifier)
