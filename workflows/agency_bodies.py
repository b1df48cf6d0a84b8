"""Bodies by decree: what every province, district or commune has, expanded over the units of the registry.

`definitions/agencies/bodies/*.yaml` says of each body which decree sets it up, in which units, from when to when. Until
a province's own file confirms it, a body made from here is only "by decree".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from importlib.resources.abc import Traversable

from workflows.agency_files import BodyRecord, read_bodies
from workflows.agency_names import plain_words
from workflows.agency_records import Agency, Renaming, Succession
from workflows.keys import fold, slug
from workflows.said import Name

_COMMITTEES = ("ubnd ", "uy ban nhan dan ")  # without accents, as the types of provinces
_COMMITTEE_EN = "People's Committee of "
_TYPES = ("tinh ", "thanh pho ")
_TYPES_EN = (" Province", " City")


@dataclass(frozen=True, slots=True)
class Body:
    """A body by decree as written, with the kind of unit that has it, and file and line."""

    of: str
    written: BodyRecord
    decree: str
    place: str

    def is_of(self, unit: Agency, confirmed: Collection[str]) -> bool:
        """Whether the unit has it: everywhere, or where the decree's file or the province's own says so."""
        it = self.written
        if not (it.areas or it.except_ or it.where is not None) or f"{unit.key}.{it.key}" in confirmed:
            return True
        if it.areas and not _type_of(unit).startswith(it.areas):
            return False
        if {unit.key, unit.top} & set(it.except_):
            return False
        return it.where is None or bool({unit.key, unit.top} & set(it.where))

    def meets(self, unit: Agency) -> bool:
        """Whether the two are ever in force together."""
        it = self.written
        ends_before = it.valid_until is not None and unit.valid_from is not None and it.valid_until < unit.valid_from
        begins_after = it.valid_from is not None and unit.valid_until is not None and it.valid_from > unit.valid_until
        return not (ends_before or begins_after)


class Bodies:
    """All bodies by decree, and who took over whose work among them."""

    def __init__(self, folder: Traversable) -> None:
        self._bodies: dict[str, list[Body]] = {}
        self._edges: list[Succession] = []
        self._ended: dict[tuple[str, date | None], Name] = {}
        for file in sorted(folder.iterdir(), key=lambda each: each.name) if folder.is_dir() else ():
            if file.name.endswith(".yaml"):
                path = f"definitions/agencies/bodies/{file.name}"
                records, lines = read_bodies(file, path)
                for record, line in zip(records.bodies, lines, strict=True):
                    decree = record.decree or records.decree
                    within = record.within(records.valid_from, records.valid_until)
                    self._bodies.setdefault(records.of, []).append(Body(records.of, within, decree, f"{path}:{line}"))
                self._edges += records.edges()
                if records.ended is not None:
                    self._ended[records.of, records.valid_until] = Name(records.ended.vi, records.ended.en)

    def of(self, unit: Agency, confirmed: Mapping[str, str]) -> Iterator[tuple[Agency, str]]:
        """The bodies of one unit, each with where it is written. `confirmed`: of those, the source, by key."""
        for body in self._bodies.get(unit.kind, ()):
            if body.meets(unit) and body.is_of(unit, confirmed):
                yield _made(body, unit, confirmed), body.place

    def ended(self, agency: Agency) -> Name | None:
        """Why a unit, or a body of one, that ended on that day has no one heir; None: nothing is said of it."""
        return self._ended.get((agency.level, agency.valid_until))

    def are_called(self, plain: str, of: str | None = None) -> bool:
        """Whether some body is called so, whatever the place, or, `of` None, has these words in its name."""
        if of is not None:
            return plain in self._stems[of]
        return any(f" {plain} " in f" {stem} " for stems in self._stems.values() for stem in stems)

    def have(self, text: str) -> bool:
        """Whether some body has the text anywhere in its name before the place."""
        return any(text in stem for stems in self._stems.values() for stem in stems)

    def place_after(self, plain: str) -> str:
        """What follows an office's name in this text; empty where it begins with none."""
        known = (stem for stems in self._stems.values() for stem in stems if plain.startswith(f"{stem} "))
        longest = max(known, key=len, default="")
        return plain[len(longest) + 1 :] if longest else ""

    @cached_property
    def _stems(self) -> Mapping[str, Collection[str]]:
        return {of: {plain_words(body.written.name) for body in bodies} for of, bodies in self._bodies.items()}

    @property
    def edges(self) -> Sequence[Succession]:
        """Who took over whose work within one unit, by their last keys."""
        return self._edges


def _made(body: Body, unit: Agency, confirmed: Mapping[str, str]) -> Agency:
    """The body of that unit, in force while both are."""
    it = body.written
    source = confirmed.get(f"{unit.key}.{it.key}")
    begin, end = _later(it.valid_from, unit.valid_from), _earlier(it.valid_until, unit.valid_until)
    place, place_en = _place(unit.name, unit.name_en, it.place)
    return Agency(
        f"{unit.key}.{it.key}",
        f"{it.name} {place}",
        f"{it.name_en} of {place_en}" if place_en else "",
        it.short,
        it.kind,
        it.role,
        unit.level,
        f"{unit.key}.{it.superior}" if it.superior else unit.key if it.kind in ("department", "office") else None,
        begin,
        end,
        names=tuple(
            Renaming(f"{it.name} {called}", later.valid_from)
            for later in unit.names
            if (begin is None or later.valid_from > begin) and (end is None or later.valid_from <= end)
            if (called := _place(later.name, "", it.place)[0]) != place
        ),
        source=source or it.source,
        decree=None if source is not None else body.decree,
        stem=it.name,
    )


@lru_cache(maxsize=4096)
def _place(name: str, name_en: str, how: str) -> tuple[str, str]:
    """What an office is called after: the unit without its committee; `bare`: without its type too."""
    place, place_en = _without(name, _COMMITTEES), name_en.removeprefix(_COMMITTEE_EN)
    if how == "bare":
        place = _without(place, _TYPES)
        place_en = next((place_en.removesuffix(each) for each in _TYPES_EN if place_en.endswith(each)), place_en)
    return place, place_en


def _without(name: str, beginnings: Sequence[str]) -> str:
    plain = fold(name)
    return next((name[len(each) :] for each in beginnings if plain.startswith(each)), name)


def _type_of(unit: Agency) -> str:
    """`huyen-tuy-phuoc`; a province's key has no type, its name has."""
    if unit.kind == "province":
        return slug(_without(unit.name, _COMMITTEES))
    return unit.key.rpartition(".")[2]


def _later(*days: date | None) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _earlier(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


def units_of(agencies: Iterable[Agency]) -> list[Agency]:
    """The areas among these that have bodies of their own."""
    return [agency for agency in agencies if agency.kind in ("district", "ward")]
