"""The registry of agencies: who acts, at which level, under whom, and from which day to which day.

Data is `definitions/agencies/`: `central.yaml` and `provinces.yaml` are always read, a province's own file
(`binh-dinh.yaml`, and `units/binh-dinh.csv` made from the statistics lists) only when something asks below that
province, the successions of communes (`successions/gia-lai.csv`) only when somebody asks for the heirs of one there. A
key is the path from its top, so a subtree is a prefix: `binh-dinh`, `binh-dinh.so-noi-vu`.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from workflows.agency_bodies import Bodies, units_of
from workflows.agency_files import AgencyFile, agencies_json_schema, read_yaml
from workflows.agency_finding import find
from workflows.agency_index import NameIndex, index_lines
from workflows.agency_names import (
    Shelf,
    plain_words,
    squeezed,
    without_type,
)
from workflows.agency_records import (
    KINDS,
    LEVELS,
    ONLY_IN_CENTRAL_FILES,
    PRIME_MINISTER,
    Agency,
    BadAgencyFile,
    DatedCode,
    Kind,
    Level,
    Renaming,
    Succession,
    in_words,
)
from workflows.agency_units import CSV_COLUMNS, read_successions, read_units
from workflows.errors import UnknownAgency
from workflows.keys import AGENCY_KEY, nfc
from workflows.said import Name, Said

__all__ = [
    "CSV_COLUMNS",
    "KINDS",
    "LEVELS",
    "PRIME_MINISTER",
    "Agency",
    "BadAgencyFile",
    "DatedCode",
    "Kind",
    "Level",
    "Registry",
    "Renaming",
    "Succession",
    "agencies_json_schema",
]


_CALLED_OTHERWISE = (("tinh-uy", "thanh-uy"), ("thanh-uy", "tinh-uy"))  # of a province, of a city


def _also_called(own: str) -> Collection[str]:
    """The last key of a body, and those that it has where the unit is of another type."""
    return dict.fromkeys((own, *(own.replace(*each) for each in _CALLED_OTHERWISE)))


class _Edges:
    """Successions, findable from both ends."""

    def __init__(self, edges: Iterable[Succession]) -> None:
        self.leaving: dict[str, list[Succession]] = {}
        self.arriving: dict[str, list[Succession]] = {}
        for edge in edges:
            self.leaving.setdefault(edge.from_key, []).append(edge)
            self.arriving.setdefault(edge.to_key, []).append(edge)


def _in_order_of_time(edges: Iterable[Succession]) -> tuple[Succession, ...]:
    return tuple(sorted(edges, key=lambda edge: (edge.on or date.min, edge.from_key, edge.to_key)))


class Registry:
    """All agencies, read as they are needed. Built by `Registry.load()`."""

    def __init__(self, shipped: Traversable, own: Iterable[AgencyFile] = ()) -> None:
        self._shipped = shipped
        self._places: dict[str, str] = {}
        self._replaced: dict[str, str] = {}
        self._own: dict[str, dict[str, Agency]] = {}
        self._own_successions: list[Succession] = []
        self._shelves: dict[str, Shelf[Agency]] = {}
        self._successions: _Edges | None = None
        self._made_successions: dict[str, _Edges] = {}
        self._confirmed: dict[str, str] = {}
        own_places: dict[str, str] = {}
        for file in own:
            self._own_successions += file.successions
            self._confirmed.update(file.confirmed)
            for agency, line in file.agencies:
                if agency.key in own_places:
                    first = own_places[agency.key]
                    raise BadAgencyFile(
                        file.path, line, agency.key, Said("mistake.declared-twice-at", {"place": first})
                    )
                own_places[agency.key] = f"{file.path}:{line}"
                self._own.setdefault(agency.top if "." in agency.key else "", {})[agency.key] = agency
        self._places.update(own_places)
        base: dict[str, Agency] = {}
        for name in ("central.yaml", "provinces.yaml"):
            self._take(self._yaml(name), base)
        base.update(self._own.get("", {}))
        self._shelves[""] = Shelf(base, base.get)

    @classmethod
    def load(cls, extra_folders: Iterable[Path | str] = ()) -> Registry:
        """The shipped registry with a user's own files beside it.

        `extra_folders`: folders of definitions; their `agencies/*.yaml` add agencies or replace them by key.
        Raises BadAgencyFile, also for an own record whose superior does not exist.
        """
        own = [
            read_yaml(path, str(path))
            for folder in extra_folders
            for path in sorted((Path(folder) / "agencies").glob("*.yaml"))
        ]
        registry = cls(files("definitions") / "agencies", own)
        for file in own:
            for agency, line in file.agencies:
                if agency.superior is not None and registry._look_up(agency.superior) is None:
                    why = Said("mistake.no-superior", {"superior": agency.superior})
                    raise BadAgencyFile(file.path, line, agency.key, why)
        return registry

    def with_units(self, units: Iterable[Agency]) -> Registry:
        """The same registry with these beside, for one cascade: units inside agencies, as documents name them."""
        added = [unit for unit in units if unit.superior in self and unit.key not in self]
        if not added:
            return self
        other = copy(self)
        other._own = {top: dict(agencies) for top, agencies in self._own.items()}
        other._places, other._shelves = dict(self._places), dict(self._shelves)
        for unit in added:
            other._own.setdefault(unit.top, {})[unit.key] = unit
            other._places[unit.key] = self.place_of(str(unit.superior))
            other._shelves.pop(unit.top, None)
        return other

    # look-ups

    def get(self, key: str) -> Agency:
        """The agency of that key. Raises UnknownAgency, with the nearest ones."""
        agency = self._look_up(key)
        if agency is None:
            raise UnknownAgency(key, self._nearest(key, self._scope_of(key)))
        return agency

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._look_up(key) is not None

    def find(self, text: str, near: str | None = None) -> Agency:
        """The one agency that the text means; see `agency_finding.find`. Raises AmbiguousAgency, UnknownAgency."""
        text = nfc(text).strip()
        agency = self._look_up(text.casefold())
        return agency or find(self, text, None if near is None else self.get(near).key)

    def search(self, text: str) -> Iterator[Agency]:
        """Every agency with the text in its own names, key or short name, or with it as a code; province by province.

        Where it is whole words of some, those alone: a part within a word means something only where nothing else does.
        Those called so and nothing else come first. What lies below an agency of that name is no hit: its own key is
        the last part, unless the text is a path itself (`binh-dinh.huyen`).
        """
        text = nfc(text).strip()
        plain, code = plain_words(text), text.casefold()
        found = self._search(text, plain, code, self._holding(plain, code))
        yield from found or self._search(text, plain, code, self.everywhere())

    def _search(self, text: str, plain: str, code: str, shelves: Iterable[Shelf[Agency]]) -> list[Agency]:
        called, whole, parts = list[Agency](), list[Agency](), list[Agency]()
        short, padded = squeezed(text), f" {plain} "
        for shelf in shelves:
            for names, key_words, agency in shelf.parts:
                codes = (agency.unit_code, *(dated.code.casefold() for dated in agency.codes))
                own_key = key_words if "." in code else f" {agency.key.rpartition('.')[2].replace('-', ' ')} "
                by_short = short and agency.short is not None and squeezed(agency.short) == short
                if by_short or code in codes or code == agency.key or padded in (own_key, *names.split("|")):
                    called.append(agency)
                elif plain and (padded in names or padded in own_key):
                    whole.append(agency)
                elif plain and (plain in names or plain in own_key):
                    parts.append(agency)
        return called + whole or parts

    # selections

    def select(
        self,
        kinds: Collection[str],
        under: str | None = None,
        role: str | None = None,
        except_: Collection[str] = (),
        on: date | None = None,
    ) -> tuple[Agency, ...]:
        """The agencies of these kinds in force on that day, sorted by key. None for `on`: of any day.

        `under`: strictly below that agency; below a central agency lies the whole country. Raises UnknownAgency.
        """
        shelves: Iterable[Shelf[Agency]]
        if set(kinds) <= ONLY_IN_CENTRAL_FILES:
            shelves = [self._shelves[""]]
        elif under is None or self.get(under).level == "central":
            shelves = self.everywhere()
        else:
            top = under.partition(".")[0]
            shelves = [self.shelf(name) for name in dict.fromkeys((top, *self._crossing))]
        wanted, left_out = frozenset(kinds), frozenset(except_)
        if under is not None:
            self.get(under)
        chosen = {
            agency.key: agency
            for shelf in shelves
            for agency in shelf.agencies.values()
            if agency.kind in wanted
            and agency.key not in left_out
            and (role is None or agency.role == role)
            and (on is None or agency.in_force_on(on))
            and (under is None or self.is_under(agency.key, under))
        }
        return tuple(chosen[key] for key in sorted(chosen))

    def subtree(self, key: str) -> tuple[Agency, ...]:
        """The agency and all whose key begins with it, sorted by key. Raises UnknownAgency."""
        found = {key: self.get(key)}
        prefix = key + "."
        shelf = self.shelf(key.partition(".")[0])
        found.update((other, agency) for other, agency in shelf.agencies.items() if other.startswith(prefix))
        return tuple(found[each] for each in sorted(found))

    def superior_of(self, key: str) -> Agency | None:
        """The agency right above; None where it has none in the registry. Raises UnknownAgency."""
        superior = self.get(key).superior
        return None if superior is None else self.get(superior)

    def is_under(self, key: str, ancestor: str) -> bool:
        """Whether the agency lies strictly below the other, by its key or by its superiors.

        A central agency reaches the whole country, except itself and those above it. Raises UnknownAgency.
        """
        if key == ancestor:
            return False
        if key.startswith(ancestor + "."):
            return True
        if ancestor in self._superiors(key):
            return True
        return self.get(ancestor).level == "central" and key not in self._superiors(ancestor)

    def everyone(self) -> Iterator[Agency]:
        """All agencies of the country: reads every file."""
        for shelf in self.everywhere():
            yield from shelf.agencies.values()

    # history

    def successors_of(self, key: str) -> tuple[Succession, ...]:
        """Who took over the agency's work, sorted by day and key; empty if nobody is recorded.

        What is written by hand about an agency stands for all that is known of it: the machine-made edges of the
        communes, and what follows from decrees, speak only where nobody wrote.
        """
        by_hand = self._by_hand().leaving.get(key, [])
        made = by_hand or [edge for made in self._made(key) for edge in made.leaving.get(key, [])]
        return _in_order_of_time(made or self._by_decree(key))

    def _by_decree(self, key: str) -> Iterator[Succession]:
        """Who took over the work of a body by decree: within its unit, then in the province that took over its own."""
        agency = self._look_up(key)
        unit, _, own = key.rpartition(".")
        if agency is None or not unit or agency.valid_until is None:
            return
        first = agency.valid_until + timedelta(1)
        for edge in self._bodies.edges:
            heir = self._look_up(f"{unit}.{edge.to_key}") if edge.from_key == own else None
            if heir is not None and edge.on in (None, first) and heir.in_force_on(first):
                yield Succession(key, heir.key, edge.on, edge.extent, edge.basis, edge.source)
        for edge in self._by_hand().leaving.get(unit, ()) if "." not in unit else ():
            if edge.on == first:
                heirs = (self._look_up(f"{edge.to_key}.{each}") for each in _also_called(own))
                if (heir := next((each for each in heirs if each and each.in_force_on(first)), None)) is not None:
                    yield Succession(key, heir.key, edge.on, edge.extent, edge.basis, edge.source)

    def predecessors_of(self, key: str) -> tuple[Succession, ...]:
        """Whose work the agency took over, sorted by day and key."""
        by_hand = self._by_hand()
        made = [edge for edges in self._made(key) for edge in edges.arriving.get(key, [])]
        unit, _, own = key.rpartition(".")
        above = [edge.from_key for edge in by_hand.arriving.get(unit, ())] if unit and "." not in unit else []
        before = [f"{unit}.{edge.from_key}" for edge in self._bodies.edges if edge.to_key == own]
        before += [f"{other}.{each}" for other in above for each in sorted(_also_called(own))]
        followed = [edge for other in before for edge in self._by_decree(other) if edge.to_key == key]
        unwritten = [edge for edge in (*made, *followed) if edge.from_key not in by_hand.leaving]
        return _in_order_of_time([*by_hand.arriving.get(key, []), *unwritten])

    def line_of(self, key: str, *, back: bool = False) -> tuple[Succession, ...]:
        """Every edge from the agency to its heirs and theirs, the nearest first; `back`: to those before it."""
        found: dict[tuple[str, str], Succession] = {}
        level, seen = [key], {key}
        while level:
            edges = [edge for each in level for edge in (self.predecessors_of if back else self.successors_of)(each)]
            found.update({(edge.from_key, edge.to_key): edge for edge in edges})
            following = dict.fromkeys(edge.from_key if back else edge.to_key for edge in edges)
            level = [each for each in following if each not in seen]
            seen.update(level)
        return tuple(found.values())

    def heir_of(self, key: str) -> str:
        """Who holds all of its work in the end: along successions of the whole to one; itself where nobody does."""
        seen: set[str] = set()
        while key not in seen and len(edges := self.successors_of(key)) == 1:
            if edges[0].extent != "whole" or edges[0].to_key not in self:
                break
            seen.add(key)
            key = edges[0].to_key
        return key

    def formers_of(self, key: str) -> tuple[str, ...]:
        """Those whose work it holds in the end, the nearest first."""
        return tuple(
            dict.fromkeys(edge.from_key for edge in self.line_of(key, back=True) if self.heir_of(edge.from_key) == key)
        )

    def why_no_heir(self, key: str) -> Name | Said | str | None:
        """Why nobody is told to have taken over its work; None where somebody did, it goes on, or nothing is known."""
        agency = self.get(key)
        if agency.valid_until is None or self.successors_of(key):
            return None
        return self._bodies.ended(agency) or (in_words(agency.source) if agency.source else None)

    # where a record stands

    def place_of(self, key: str) -> str:
        """File and line of the record that counts, as `definitions/agencies/binh-dinh.yaml:12`."""
        self.get(key)
        return self._places[key]

    @property
    def replaced(self) -> Mapping[str, str]:
        """Key → place of the shipped record that a user's own one replaces, as far as read."""
        return dict(self._replaced)

    # reading, province by province

    def _look_up(self, key: str) -> Agency | None:
        base = self._shelves[""].agencies
        if key in base:
            return base[key]
        if "." not in key or not AGENCY_KEY.match(key):
            return None
        return self.shelf(key.partition(".")[0]).agencies.get(key)

    @property
    def base(self) -> Shelf[Agency]:
        """The agencies that are always read: the centre and the provinces."""
        return self._shelves[""]

    @property
    def _provinces(self) -> Mapping[str, Agency]:
        return {key: agency for key, agency in self._shelves[""].agencies.items() if agency.kind == "province"}

    def shelf(self, top: str) -> Shelf[Agency]:
        """The agencies below a province, read when first asked for; empty where there is no file."""
        if top not in self._shelves:
            found: dict[str, Agency] = {}
            units = self._shipped / "units" / f"{top}.csv"
            if units.is_file():
                path = f"definitions/agencies/units/{top}.csv"
                self._take((path, list(read_units(units, path, top))), found)
            by_hand = f"{top}.yaml"
            if (self._shipped / by_hand).is_file() and top in self._shelves[""].agencies:
                self._take(self._yaml(by_hand), found)
            found.update(self._own.get(top, {}))
            self._add_bodies(top, found)
            for agency in list(found.values()):  # none was there under its superior before that one was
                above = found.get(agency.superior or "")
                begun = None if above is None else above.valid_from
                if begun is not None and (agency.valid_from is None or agency.valid_from < begun):
                    found[agency.key] = replace(agency, valid_from=begun)
            base = self._shelves[""].agencies
            self._shelves[top] = Shelf(found, lambda key: found.get(key) or base.get(key))
        return self._shelves[top]

    @cached_property
    def _bodies(self) -> Bodies:
        return Bodies(self._shipped / "bodies")

    def _add_bodies(self, top: str, into: dict[str, Agency]) -> None:
        """What the province and the units below it have by decree, where no record of theirs stands."""
        if (province := self._shelves[""].agencies.get(top)) is None:
            return
        for unit in (province, *units_of(into.values())):
            for agency, place in self._bodies.of(unit, self._confirmed):
                if agency.key in self._own.get(top, {}):
                    self._replaced.setdefault(agency.key, place)
                elif agency.key not in into:
                    into[agency.key] = agency
                    self._places[agency.key] = place

    def _yaml(self, name: str) -> tuple[str, list[tuple[Agency, int]]]:
        path = f"definitions/agencies/{name}"
        file = read_yaml(self._shipped / name, path)
        self._confirmed.update(file.confirmed)
        return path, file.agencies

    def _take(self, records: tuple[str, list[tuple[Agency, int]]], into: dict[str, Agency]) -> None:
        path, agencies = records
        for agency, line in agencies:
            own = self._own.get(agency.top if "." in agency.key else "", {})
            if agency.key in own:
                self._replaced[agency.key] = f"{path}:{line}"
            else:
                into[agency.key] = agency
                self._places[agency.key] = f"{path}:{line}"

    def everywhere(self) -> Iterator[Shelf[Agency]]:
        """All there is, province by province."""
        base = self._shelves[""]
        yield base
        for top in sorted({*self._provinces, *self._own} - {""}):
            yield self.shelf(top)

    def likely(self, plain: str, short: str) -> Iterator[Shelf[Agency]]:
        """Those in which somebody may be called so, or by a part of it, by the kept index of names."""
        if not self._names.is_kept:
            return self.everywhere()
        if self._bodies.are_called(plain, "province"):
            return self._offices()
        if self._bodies.are_called(plain):
            return self.everywhere()
        words = plain.split()
        if exact := self._names.tops_of([plain, short]):
            return self._some(exact)
        tops = self._names.tops_of(" ".join(words[at:]) for at in range(1, len(words) - 1))
        tops = tops or self._names.tops_of(words[-1:])
        tops |= self._names.tops_with(plain) or self._names.tops_with_all(words)
        spans = (" ".join(words[at:to]) for at in range(len(words)) for to in range(at + 1, len(words) + 1))
        tops |= {hit.key for span in spans for hit in self._shelves[""].exact(3, span) if hit.kind == "province"}
        return self._some(tops)

    def nearby(self, plain: str) -> Iterator[Shelf[Agency]]:
        """Those in which somebody has a name most like it, or a place most like what follows an office's."""
        if not self._names.is_kept:
            return self.everywhere()
        place = self._bodies.place_after(plain)
        provinces = {without_type(plain_words(agency.name)): key for key, agency in self._provinces.items()}
        like = difflib.get_close_matches(without_type(place), provinces, n=2) if place else []
        return self._some(self._names.tops_near(place or plain) | {provinces[name] for name in like})

    def _offices(self) -> Iterator[Shelf[Agency]]:
        """The centre, and the bodies right under each province, without what lies below the provinces."""
        yield from self._some(())
        base = self._shelves[""].agencies
        written = [top for top in base if (self._shipped / f"{top}.yaml").is_file()]
        yield from (self.shelf(top) for top in written if top not in self._own)
        found = {
            agency.key: agency
            for top, unit in self._provinces.items()
            if top not in self._own and top not in written
            for agency, _ in self._bodies.of(unit, self._confirmed)
        }
        yield Shelf(found, base.get)

    def _holding(self, plain: str, code: str) -> Iterable[Shelf[Agency]]:
        """Those in which somebody may have the text in a name; all of them where it may be a code, or an office's."""
        if not self._names.is_kept or not plain or any(sign.isdigit() for sign in code) or self._bodies.have(plain):
            return self.everywhere()
        provinces = self._provinces.keys()
        place = self._bodies.place_after(plain) or plain
        by_key = {top for top in provinces if top.replace("-", " ") in plain or plain in top.replace("-", " ")}
        by_key |= {code.partition(".")[0]} & provinces
        return self._some(self._names.tops_having(place) | by_key)

    def _some(self, tops: Collection[str]) -> Iterator[Shelf[Agency]]:
        """The centre and the provinces, and what lies below some of these; a user's own agencies always."""
        yield self._shelves[""]
        for top in sorted({*tops, *self._own} - {""}):
            yield self.shelf(top)

    def index_of_names(self) -> Iterator[str]:
        """The lines of the kept index of names, as `tools/write_docs.py` writes it."""
        shelves: list[tuple[str, Shelf[Any]]] = [(top, self.shelf(top)) for top in sorted(self._provinces)]
        bodies = {key for _, shelf in shelves for key, agency in shelf.agencies.items() if agency.stem}
        return index_lines(shelves, bodies)

    @cached_property
    def _names(self) -> NameIndex:
        return NameIndex(self._shipped / "names.txt")

    @cached_property
    def _crossing(self) -> tuple[str, ...]:
        """Provinces in which a user's own record has its superior in another province."""
        return tuple(
            sorted(
                top
                for top, agencies in self._own.items()
                if any(agency.superior and agency.superior.partition(".")[0] != top for agency in agencies.values())
            )
        )

    def _scope_of(self, key: str) -> Iterable[Shelf[Agency]]:
        """Where a mistyped key is looked for: its province if there is one, else the provinces and the centre."""
        top = key.partition(".")[0]
        base = self._shelves[""]
        return [self.shelf(top)] if "." in key and top in base.agencies else [base]

    def _by_hand(self) -> _Edges:
        if self._successions is None:
            path = "definitions/agencies/successors.yaml"
            shipped = self._shipped / "successors.yaml"
            edges = read_yaml(shipped, path).successions if shipped.is_file() else []
            told = {edge.from_key for edge in self._own_successions}  # who says who took over, says it whole
            own = {(edge.from_key, edge.to_key): edge for edge in self._own_successions}
            self._successions = _Edges([*(edge for edge in edges if edge.from_key not in told), *own.values()])
        return self._successions

    def _made(self, key: str) -> list[_Edges]:
        """The machine-made edges of the province's communes and of those of the province that took it over."""
        if "." not in key:
            return []
        top = key.partition(".")[0]
        tops = [top, *(edge.to_key for edge in self._by_hand().leaving.get(top, []))]
        for each in tops:
            if each not in self._made_successions:
                file = self._shipped / "successions" / f"{each}.csv"
                path = f"definitions/agencies/successions/{each}.csv"
                self._made_successions[each] = _Edges(read_successions(file, path) if file.is_file() else ())
        return [self._made_successions[each] for each in tops]

    def _superiors(self, key: str) -> set[str]:
        chain: set[str] = set()
        superior = self.get(key).superior
        while superior is not None and superior not in chain:
            chain.add(superior)
            agency = self._look_up(superior)
            superior = None if agency is None else agency.superior
        return chain

    def _nearest(self, key: str, shelves: Iterable[Shelf[Agency]]) -> tuple[Agency, ...]:
        agencies = {agency.key: agency for shelf in shelves for agency in shelf.agencies.values()}
        return tuple(agencies[each] for each in difflib.get_close_matches(key, agencies, n=3, cutoff=0.7))
