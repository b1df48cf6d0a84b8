"""The objects of an OCEL: cascades, documents, agencies, tasks and consolidations.

A task that consolidates is a `consolidation` and nothing else: an object has one type, and an agency's own report and
its merged one are two steps of one life. State, standing and due dates change at the moments of events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from engine.cascade.judging import ACTIVE
from engine.chain.effective import DUES
from engine.event_logs.event_log import CascadeLog, EventLog
from engine.event_logs.logged import Event, LoggedDocument, LoggedTask
from exports.fields import AGENCY, CASCADE, DOCUMENT, TASK, Field, Source, Value, last_moment, values
from exports.text import as_text, format_moment

OBJECT_TYPES: dict[str, tuple[Field[Any], ...]] = {
    "cascade": CASCADE,
    "document": DOCUMENT,
    "agency": AGENCY,
    "task": TASK,
    "consolidation": TASK,
}
FROM_THE_START = datetime(1970, 1, 1, tzinfo=UTC)

Json = dict[str, Any]


def object_id(kind: str, key: str) -> str:
    """`agency:binh-dinh`: keys of several types may be alike."""
    return f"{kind}:{key}"


def relationship(kind: str, key: str, qualifier: str) -> Json:
    """To the object of that type and key."""
    return {"objectId": object_id(kind, key), "qualifier": qualifier}


def type_of(task: LoggedTask) -> str:
    """What kind of object a task is."""
    return "consolidation" if task.consolidates else "task"


def objects(log: EventLog) -> Iterator[Json]:
    """Every object of the log: tasks one by one, then what they share."""
    shared: dict[str, Json] = {}
    for part in log.parts:
        agencies: set[str] = set()
        documents: set[str] = set()
        for task, events in part.tasks():
            yield _object(type_of(task), task.key, _life(task, events, part.initial), _around_task(task))
            agencies.update((task.agency, *task.receivers))
            agencies.update(event.row[name] for event in events for name in ("agency", "on_behalf_of"))
            documents.update((task.document, *task.documents, *filter(None, (event.about for event in events))))
        for item in _shared(part, agencies, documents):
            _merge(shared, item, _midnight(part.cascade().launched_on))
    yield from shared.values()


def _object(kind: str, key: str, attributes: Iterable[Json], relationships: Iterable[Json]) -> Json:
    return {
        "id": object_id(kind, key),
        "type": kind,
        "attributes": list(attributes),
        "relationships": list(relationships),
    }


def _attribute(name: str, value: Value, since: datetime = FROM_THE_START) -> Json:
    return {"name": name, "time": format_moment(since), "value": as_text(value)}


def _constant(fields: tuple[Field[Source], ...], source: Source) -> Iterator[Json]:
    return (_attribute(field.name, value) for field, value in values(fields, source) if not field.changes)


def _midnight(day: str) -> datetime:
    """The moment from which a day's events count, as in `chain_events.moment_of`."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)


# tasks


def _life(task: LoggedTask, events: Sequence[Event], initial: str) -> Iterator[Json]:
    """What a task is, and what of it changed when."""
    yield from _constant(TASK, task)
    for report, day in task.due.items():
        yield _attribute(f"{report}_due", last_moment(day))
    state, standing = initial, str(ACTIVE)
    yield _attribute("state", state)
    yield _attribute("standing", standing)
    for event in events:
        if event.state != state:
            yield _attribute("state", event.state, event.at)
        if event.standing != standing:
            yield _attribute("standing", event.standing, event.at)
        extended = event.details.get("report")
        if event.row["due_after"] is not None and extended in DUES:
            yield _attribute(f"{extended}_due", last_moment(event.row["due_after"]), event.at)
        state, standing = event.state, event.standing


def _around_task(task: LoggedTask) -> Iterator[Json]:
    yield relationship("cascade", task.cascade, "part_of")
    yield relationship("agency", task.agency, "assigned_to")
    yield relationship("document", task.document, "assigned_by")
    for document in task.documents:
        if document != task.document:
            yield relationship("document", document, "asked_for_by")
    for agency in task.receivers:
        yield relationship("agency", agency, "reports_to")
    for fed in task.feeds:
        yield relationship("consolidation", fed.key, f"input_by_{fed.waits_for}_report")


# what tasks share


def _shared(part: CascadeLog, agencies: set[str], documents: set[str]) -> Iterator[Json]:
    """The cascade, these documents and agencies, and all above them."""
    cascade = part.cascade()
    launched = [relationship("document", cascade.directive, "directive")]
    yield _object("cascade", cascade.key, _constant(CASCADE, cascade), launched)
    found = part.documents_with((cascade.directive, *documents))
    for document in found:
        yield _object("document", document.key, _document(document), _around_document(cascade.key, document))
    issuers = {issuer for document in found for issuer in document.issuers}
    for agency in part.agencies_with(agencies | issuers):
        above = [relationship("agency", agency.superior, "below")] if agency.superior in part.agencies else []
        yield _object("agency", agency.key, _constant(AGENCY, agency), above)


def _document(document: LoggedDocument) -> Iterator[Json]:
    """What a document is; out, and revoked, from its day on."""
    yield from _constant(DOCUMENT, document)
    is_out_from = document.out_on if document.is_out else None
    yield _attribute("is_out", False)
    if is_out_from is not None:
        yield _attribute("is_out", True, _midnight(is_out_from))
    if document.revoked_on is not None:
        yield _attribute("revoked_on", document.revoked_on, _midnight(document.revoked_on))


def _around_document(cascade: str, document: LoggedDocument) -> Iterator[Json]:
    yield relationship("cascade", cascade, "part_of")
    for issuer in document.issuers:
        yield relationship("agency", issuer, "issued_by")
    for implemented in document.implements:
        yield relationship("document", implemented, "implements")


def _merge(known: dict[str, Json], item: Json, since: datetime) -> None:
    """Add an object; of one that another cascade has too, what differs holds since this cascade's launch."""
    first = known.setdefault(item["id"], item)
    if first is item:
        return
    values_now = {attribute["name"]: attribute["value"] for attribute in first["attributes"]}
    for attribute in item["attributes"]:
        if attribute not in first["attributes"] and values_now.get(attribute["name"]) != attribute["value"]:
            first["attributes"].append({**attribute, "time": max(attribute["time"], format_moment(since))})
    first["relationships"] += [each for each in item["relationships"] if each not in first["relationships"]]
