"""The registry of agencies: who acts, at which level, under whom, and from which day to which day.

Data is `definitions/agencies/`: `central.yaml` and `provinces.yaml` are always read, a province's own file
(`binh-dinh.yaml`, and `units/binh-dinh.csv` made from the statistics lists) only when something asks below that
province, the successions of communes (`successions/gia-lai.csv`) only when somebody asks for the heirs of one there. A
key is the path from its top, so a subtree is a prefix: `binh-dinh`, `binh-dinh.so-noi-vu`.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from workflows.agency_files import AgencyFile, agencies_json_schema, read_yaml
from workflows.agency_finding import find
from workflows.agency_names import (
    Shelf,
    plain_words,
    squeezed,
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
)
from workflows.agency_units import CSV_COLUMNS, read_successions, read_units
from workflows.errors import UnknownAgency
from workflows.keys import AGENCY_KEY, nfc
from workflows.said import Said

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
        own_places: dict[str, str] = {}
        for file in own:
            self._own_successions += file.successions
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
        """Every agency with the text in its names, key or short name, or with it as a code; province by province.

        Where it is whole words of some, those alone: a part within a word means something only where nothing else does.
        """
        whole, parts = list[Agency](), list[Agency]()
        text = nfc(text).strip()
        plain, short, code = plain_words(text), squeezed(text), text.casefold()
        for shelf in self.everywhere():
            for names, key_words, agency in shelf.parts:
                codes = (agency.unit_code, *(dated.code.casefold() for dated in agency.codes))
                by_name = plain and (plain in names or plain in key_words)
                by_short = short and agency.short is not None and squeezed(agency.short) == short
                is_whole = f" {plain} " in f" {names} " or f" {plain} " in f" {key_words} "
                if by_short or code in codes or code == agency.key or (by_name and is_whole):
                    whole.append(agency)
                elif by_name:
                    parts.append(agency)
        yield from whole or parts

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
        communes speak only where nobody wrote.
        """
        by_hand = self._by_hand().leaving.get(key, [])
        return _in_order_of_time(by_hand or [edge for made in self._made(key) for edge in made.leaving.get(key, [])])

    def predecessors_of(self, key: str) -> tuple[Succession, ...]:
        """Whose work the agency took over, sorted by day and key."""
        by_hand = self._by_hand()
        made = [edge for edges in self._made(key) for edge in edges.arriving.get(key, [])]
        unwritten = [edge for edge in made if edge.from_key not in by_hand.leaving]
        return _in_order_of_time([*by_hand.arriving.get(key, []), *unwritten])

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
            base = self._shelves[""].agencies
            self._shelves[top] = Shelf(found, lambda key: found.get(key) or base.get(key))
        return self._shelves[top]

    def _yaml(self, name: str) -> tuple[str, list[tuple[Agency, int]]]:
        path = f"definitions/agencies/{name}"
        return path, read_yaml(self._shipped / name, path).agencies

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
        tops = {key for key, agency in base.agencies.items() if agency.kind == "province"} | (self._own.keys() - {""})
        for top in sorted(tops):
            yield self.shelf(top)

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
            replaced = {(edge.from_key, edge.to_key): edge for edge in [*edges, *self._own_successions]}
            self._successions = _Edges(replaced.values())
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
