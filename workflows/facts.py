"""The base of all definition models: a fact knows the place where it was written."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from workflows.findings import Place
from workflows.marked_yaml import MarkedList, MarkedMap

NOWHERE = Place()
LONGEST = 10_000  # signs of any text of a definition: nobody reads more on a screen


class Fact(BaseModel):
    """One mapping of a definition file: frozen, without unknown keys, with its place.

    A subclass with `shorthand` may also be written as a plain text (put under that key); `written_schema` then
    describes the forms for editors.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, use_attribute_docstrings=True, str_max_length=LONGEST
    )

    shorthand: ClassVar[str | None] = None

    _place: Place = PrivateAttr(default=NOWHERE)
    _key_places: dict[str, Place] = PrivateAttr(default_factory=dict)
    _item_places: dict[str, tuple[Place, ...]] = PrivateAttr(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return self._place

    def place_of(self, key: str) -> Place:
        """Where one of its keys stands; the mapping's own place where the key was not written."""
        private = self.__pydantic_private__ or {}  # as `self._place`, without pydantic's look-up for each: asked a lot
        found: Place = private["_key_places"].get(key, private["_place"])
        return found

    def places_in(self, key: str) -> tuple[Place, ...]:
        """Where the items of the list under that key stand; none where no list was written there."""
        return self._item_places.get(key, ())

    @classmethod
    def from_text(cls, text: str) -> dict[str, Any]:
        """The mapping that a plain text stands for. Only called where `shorthand` is set."""
        return {str(cls.shorthand): text}

    @model_validator(mode="wrap")
    @classmethod
    def _with_place(cls, data: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        if isinstance(data, str) and cls.shorthand is not None:
            data = cls.from_text(data)
        fact = handler(data)
        if isinstance(data, MarkedMap):
            fact._place = data.place
            fact._key_places = dict(data.key_places)
            lists = {key: value for key, value in data.items() if isinstance(value, MarkedList)}
            fact._item_places = {key: tuple(value.item_places) for key, value in lists.items()}
        return fact

    @classmethod
    def written_schema(cls, canonical: dict[str, Any]) -> list[dict[str, Any]]:
        """JSON Schemas of the forms in which it may be written; `canonical` describes the mapping."""
        return [{"type": "string"}, canonical]

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        reference = handler(core_schema)
        if cls.shorthand is None:
            return reference
        definition = handler.resolve_ref_schema(reference)
        if "properties" in definition:
            canonical = dict(definition)
            definition.clear()
            definition.update({"description": canonical.get("description", ""), "anyOf": cls.written_schema(canonical)})
        return reference
