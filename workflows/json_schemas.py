"""JSON Schemas of every kind of definition file, so that editors complete and explain while one writes.

`definitions/schema.json` and its siblings are these, written out; a test keeps them equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _as_typed(schema: Any) -> Any:
    """Text that editors may see as a number (`at: 2`, `number: 246`) is allowed to look like one."""
    if isinstance(schema, list):
        return [_as_typed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    typed = {key: _as_typed(value) for key, value in schema.items()}
    if typed.get("type") == "string" and not {"enum", "const"} & typed.keys():
        typed["type"] = ["string", "number"]
    return typed


def document_schema() -> dict[str, Any]:
    """A document: `definitions/documents/*.yaml`."""
    from workflows.schema import Document

    return {"$schema": DIALECT, **_as_typed(Document.model_json_schema(by_alias=True))}


def overlay_schema() -> dict[str, Any]:
    """What an office says of a document: `overlays/*.yaml` beside its own definitions."""
    from workflows.schema import Overlay

    return {"$schema": DIALECT, **_as_typed(Overlay.model_json_schema(by_alias=True))}


def lifecycle_schema() -> dict[str, Any]:
    """A lifecycle: `definitions/lifecycles/*.yaml`."""
    from workflows.lifecycle import LifecycleData

    return {"$schema": DIALECT, **LifecycleData.model_json_schema(by_alias=True)}


def agencies_schema() -> dict[str, Any]:
    """A file of agencies: `definitions/agencies/*.yaml`."""
    from workflows.agencies import agencies_json_schema

    return {"$schema": DIALECT, **_as_typed(agencies_json_schema())}


def bodies_schema() -> dict[str, Any]:
    """Bodies by decree: `definitions/agencies/bodies/*.yaml`."""
    from workflows.agency_files import bodies_json_schema

    return {"$schema": DIALECT, **_as_typed(bodies_json_schema())}


def calendar_schema() -> dict[str, Any]:
    """Swapped days: `definitions/calendars/*.yaml`."""
    from workflows.calendar_files import CalendarFile

    return {"$schema": DIALECT, **CalendarFile.model_json_schema(by_alias=True)}


def mandates_schema() -> dict[str, Any]:
    """Who may act for whom: a file for `dondoc mandate load`."""
    from workflows.mandate_files import MandateFile

    return {"$schema": DIALECT, **_as_typed(MandateFile.model_json_schema(by_alias=True))}


SCHEMAS: Mapping[str, tuple[str, Callable[[], dict[str, Any]]]] = {
    "document": ("schema.json", document_schema),
    "overlay": ("overlay.schema.json", overlay_schema),
    "lifecycle": ("lifecycle.schema.json", lifecycle_schema),
    "agencies": ("agencies.schema.json", agencies_schema),
    "bodies": ("bodies.schema.json", bodies_schema),
    "calendar": ("calendar.schema.json", calendar_schema),
    "mandates": ("mandates.schema.json", mandates_schema),
}
