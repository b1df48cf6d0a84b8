"""Offices that end: their unfinished tasks go to those who took over their work, as the registry says.

One heir takes a task over with all that was done of it, or into its own where it has the same one. Of several heirs
each has its share, where that is asked for, or those that the agency above chose; until it did, the task waits. Where
nobody took the work over, the task is waived with the law that
ended the agency. What is finished stays with who did it. Who reported to an office that is gone reports to who took it
over, or to those above it. The registry's successions carry the law or decision that each rests on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from graphlib import CycleError, TopologicalSorter

from engine.cascade.graphs import COLUMNS, INDEX, Graph, Key
from engine.cascade.judging import Judge, Owing
from engine.cascade.requests import Asked
from engine.migrating.targets import TASK, LiveState, Numbers, Target, definition_hash_of, duties_of, recount, restate
from engine.requests import ASK, SHARE, Several
from engine.store.database import Row
from workflows.agencies import Registry
from workflows.canonical import canonical, content_hash
from workflows.said import Name, Said


@dataclass(slots=True)
class Handover:
    """What becomes of one task whose agency ended. `to`: the tasks that take it over; `basis`: the law or decision.

    `decided`: who takes it over, where somebody was asked.
    """

    to: list[int] = field(default_factory=list)
    basis: str = ""
    decided: Asked | None = None


@dataclass(slots=True)
class Heirs:
    """Those in force who hold an agency's work, and by which law; none where nobody took it over."""

    keys: tuple[str, ...]
    basis: str
    is_whole: bool


class Succession:
    """Hands a running cascade's unfinished tasks over, as the registry stands on a day."""

    def __init__(
        self,
        now: Graph,
        judge: Judge,
        live: Mapping[int, LiveState],
        registry: Registry,
        day: date,
        described: list[dict[str, str]],
        choices: Mapping[int, Asked],
        taken_before: Mapping[int, str],
    ) -> None:
        """Of tasks by number: `choices`, who was asked, or decided, which of several heirs takes them over;
        `taken_before`: those that an earlier migration added and that went with it, with the trigger that leads back.
        """
        self._now, self._judge, self._live, self._registry, self._day = now, judge, live, registry, day
        self._described, self._choices = described, choices
        self._taken_before = taken_before
        self._keys: dict[int, str] = {number: row[INDEX["agency"]["key"]] for (number,), row in now["agency"].items()}
        self._numbers = Numbers(now["agency"], INDEX["agency"]["key"])
        self._heirs: dict[str, Heirs | None] = {}
        self.handovers: dict[int, Handover] = {}
        self.received: defaultdict[int, list[int]] = defaultdict(list)
        self.several: dict[int, Heirs] = {}
        self._passed_on = {number for (number,), row in now["task"].items() if self._gave_merged(number, row)}

    def heirs_of(self, key: str) -> Heirs | None:
        """Who holds the agency's work on the day; None: it is in force, or the registry does not know it."""
        if key not in self._heirs:
            self._heirs[key] = self._find_heirs(key)
        return self._heirs[key]

    def _find_heirs(self, key: str) -> Heirs | None:
        registry, day = self._registry, self._day
        if key not in registry:
            return None
        until = registry.get(key).valid_until
        if until is None or until >= day:
            return None
        level, found, basis, is_whole = [key], list[str](), "", True
        seen = {key}
        while level:
            following: list[str] = []
            for each in level:
                for edge in registry.successors_of(each):
                    if edge.on is not None and edge.on > day:
                        continue
                    basis = basis or edge.basis
                    is_whole &= edge.extent == "whole"
                    if edge.to_key not in seen and edge.to_key in registry:
                        seen.add(edge.to_key)
                        following.append(edge.to_key)
            found += [each for each in following if registry.get(each).in_force_on(day)]
            level = [each for each in following if not registry.get(each).in_force_on(day)]
        return Heirs(tuple(dict.fromkeys(found)), basis or _text(registry.why_no_heir(key)), is_whole)

    def target(self, several: Several | None) -> Target:
        """The graph as it will be. Where nobody decided, of several heirs each has a task (`share`), or they are listed
        in `several`."""
        target = Target({table: dict(rows) for table, rows in self._now.items()})
        concerned = [number for (number,), row in sorted(self._now["task"].items()) if self._is_concerned(number, row)]
        by_id = {self._id(row): number for (number,), row in sorted(self._now["task"].items())}
        for number in concerned:
            self._hand_over(target, number, by_id, several)
        self._feeds(target)
        self._rename(target)
        target.is_circular = _is_circular(target.graph)
        recount(target.graph)
        self._pins(target)
        target.taken_away = sorted(self.handovers)
        return target

    def _id(self, row: Row) -> tuple[str, str, str]:
        return self._keys[row[TASK["agency_no"]]], row[TASK["period"]], row[TASK["topic"]]

    def _is_concerned(self, number: int, row: Row) -> bool:
        owing = Owing(duties_of(row), *self._live[number].both)
        return (
            self._judge.owed_next(owing) is not None and self.heirs_of(self._keys[row[TASK["agency_no"]]]) is not None
        )

    def _gave_merged(self, number: int, row: Row) -> bool:
        owing = Owing(duties_of(row), *self._live[number].both)
        return owing.consolidates and owing.state in self._judge.path(owing) and self._judge.gives("merged", owing)

    def _hand_over(
        self, target: Target, number: int, by_id: dict[tuple[str, str, str], int], several: Several | None
    ) -> None:
        row = self._now["task"][(number,)]
        agency, period, topic = self._id(row)
        heirs = self.heirs_of(agency)
        assert heirs is not None
        decided = self._decided(number, heirs)
        if len(heirs.keys) > 1 and decided is None and several != SHARE:
            self.several[number] = heirs
            for key in heirs.keys if several == ASK else ():
                self._number(target, key)  # so that whoever decides can name it
            return
        keys = heirs.keys if decided is None else decided.chosen
        handover = self.handovers[number] = Handover(basis=heirs.basis, decided=decided)
        for heir in keys:
            known = by_id.get((heir, period, topic))
            is_new = known is None or known in self._taken_before
            if is_new and len(keys) > 1 and not (row[TASK["owes_plan"]] or row[TASK["owes_report"]]):
                continue  # to merge what others report is nothing to be shared
            if known is None or (known in self._taken_before and known not in self.received):
                known = by_id[heir, period, topic] = self._added(target, row, heir, known, is_whole=len(keys) == 1)
            handover.to.append(known)
            self.received[known].append(number)

    def _decided(self, number: int, heirs: Heirs) -> Asked | None:
        """What was decided of the task, as long as its heirs are those between whom it was."""
        asked = self._choices.get(number)
        if asked is None or asked.outcome == "pending" or set(asked.heirs) != set(heirs.keys):
            return None
        return asked

    def deciders(self, graph: Graph, revoked: Collection[int]) -> dict[int, tuple[str, ...]]:
        """Of the tasks in `several` who decides which heir takes them over: whoever ordered a task, as of all that
        changes who does it.

        That is who issued what asks for it; where nobody of these is in force, or they are heirs themselves, whoever
        merges its report, else whom it goes to. `graph`: as it will be, with heirs in the place of who ended;
        `revoked`: documents.
        """
        asking, above = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
        for document, number in sorted(graph["release_edge"]):
            asking[number].append(document)
        for number, high, _ in sorted(graph["feed"]):
            above[number].append(high)
        agency_of = {number: self._keys[row[TASK["agency_no"]]] for (number,), row in graph["task"].items()}
        at, found = INDEX["document"]["issuers"], dict[int, tuple[str, ...]]()
        for number, heirs in self.several.items():
            documents = [document for document in asking[number] if document not in revoked] or asking[number]
            choices = (
                [key for document in documents for key in json.loads(graph["document"][(document,)][at])],
                [agency_of[high] for high in above[number]],
                [self._keys[to] for to in json.loads(graph["task"][(number,)][TASK["receivers"]])],
            )
            able = ([key for key in keys if key not in heirs.keys and self.heirs_of(key) is None] for keys in choices)
            found[number] = tuple(dict.fromkeys(next((keys for keys in able if keys), ())))
        return found

    @property
    def again(self) -> dict[int, str]:
        """Of the tasks that take others over those that come back, with the trigger that leads them."""
        return {number: trigger for number, trigger in self._taken_before.items() if number in self.received}

    def _is_new(self, number: int) -> bool:
        return (number,) not in self._now["task"] or number in self._taken_before

    def _added(self, target: Target, row: Row, heir: str, known: int | None, *, is_whole: bool) -> int:
        """A task of the heir like the one that it takes over; `known`: the one that was added so before."""
        number: int = known or max(key[0] for key in target.graph["task"]) + 1
        new = list(row)
        new[TASK["task_no"]], new[TASK["agency_no"]] = number, self._number(target, heir)
        if not is_whole:
            new[TASK["consolidates"]] = 0
            new[TASK["merged_due"]], new[TASK["merged_phrase"]] = None, ""
        if new[TASK["plan_group"]] is not None:
            new[TASK["plan_group"]] = number
        target.graph["task"][(number,)] = tuple(new)
        former = row[TASK["task_no"]]
        for (task, place), duty in self._now["duty"].items():
            if task == former:
                target.graph["duty"][number, place] = (number, *duty[1:])
        for (document, task), edge in self._now["release_edge"].items():
            if task == former:
                target.graph["release_edge"][document, number] = (document, number, edge[2])
        if known is None:
            target.added.append(number)
        return number

    def _number(self, target: Target, key: str) -> int:
        """An agency's number; one that the cascade did not know is described as it stands in the registry."""
        number = self._numbers.of(key)
        if (number,) not in target.graph["agency"]:
            agency = self._registry.get(key)
            described = (key, agency.name_on(self._day), agency.name_en, agency.short or "", agency.kind, agency.level)
            target.graph["agency"][(number,)] = (number, *described, agency.superior)
            self._keys[number] = key
            if agency.superior is not None:
                self._number(target, agency.superior)
        return number

    # edges

    def _feeds(self, target: Target) -> None:
        """Edges to and from what was handed over lead to and from who took it over; where nobody did, past it."""
        found: dict[Key, Row] = {}
        key: Key
        for low, high, waits_for in self._now["feed"]:
            if high in self._passed_on or (low in self.handovers and high not in self.handovers):
                found[low, high, waits_for] = (low, high, waits_for)  # of what is taken away, it is closed
            if high in self._passed_on:
                continue
            for source in self._sources(low):
                for goal in self._goals(high):
                    if source != goal and self._may_merge(goal):
                        key = (source, goal, self._waits(target, source, waits_for))
                        found[key] = key
        target.graph["feed"] = found
        for _, goal, _ in found:
            row = target.graph["task"][(goal,)]
            if not row[TASK["consolidates"]]:
                at = TASK["consolidates"]
                target.graph["task"][(goal,)] = (*row[:at], 1, *row[at + 1 :])

    def _may_merge(self, number: int) -> bool:
        """Whether a task can take in another input: it has not been passed on, and its own report not as merged."""
        row = self._now["task"].get((number,))
        if row is None or (row[TASK["consolidates"]] and number not in self._passed_on):
            return True
        return number not in self._passed_on and not any(
            low == number and high in self._passed_on for low, high, _ in self._now["feed"]
        )

    def _sources(self, number: int) -> list[int]:
        """Whose report it is now: of the task itself, or of those that took it over. What is gone reports to nobody."""
        handover = self.handovers.get(number)
        if handover is None:
            return [number]
        return [each for each in handover.to if self._is_new(each)]

    def _goals(self, number: int) -> list[int]:
        """Who merges it now: the task itself, who took it over, or, where nobody did, those above it."""
        handover = self.handovers.get(number)
        if handover is None:
            return [number]
        if len(handover.to) == 1:
            return handover.to
        above = [high for low, high, _ in self._now["feed"] if low == number]
        return list(dict.fromkeys(goal for high in above for goal in self._goals(high)))

    def _waits(self, target: Target, source: int, waits_for: str) -> str:
        """A new task that merges nothing owes its own report alone."""
        merges = target.graph["task"][(source,)][TASK["consolidates"]]
        return "own" if self._is_new(source) and not merges else waits_for

    # whom reports go to, who releases

    def _rename(self, target: Target) -> None:
        """Receivers, drafters, issuers of documents: heirs in the place of who ended."""

        def heirs(number: int) -> list[int]:
            found = self.heirs_of(self._keys[number])
            if found is None or not found.keys:
                return [number]
            return [self._number(target, key) for key in found.keys]

        for key, row in list(target.graph["task"].items()):
            if key[0] in self.handovers or not self._is_open(target, key[0]):
                continue
            new = list(row)
            listed = json.loads(row[TASK["receivers"]])
            new[TASK["receivers"]] = json.dumps(list(dict.fromkeys(to for each in listed for to in heirs(each))))
            if row[TASK["drafted_by"]] is not None:
                new[TASK["drafted_by"]] = heirs(row[TASK["drafted_by"]])[0]
            target.graph["task"][key] = tuple(new)
        at = INDEX["document"]["issuers"]
        for key, row in list(target.graph["document"].items()):
            issuers = json.loads(row[at])
            more = [heir for issuer in issuers for heir in self._heir_keys(issuer)]
            named = list(dict.fromkeys([*issuers, *more]))
            if named != issuers:
                target.graph["document"][key] = (*row[:at], json.dumps(named), *row[at + 1 :])
                for heir in more:
                    self._number(target, heir)

    def _is_open(self, target: Target, number: int) -> bool:
        if number not in self._live:
            return True
        owing = Owing(duties_of(target.graph["task"][(number,)]), *self._live[number].both)
        return self._judge.owed_next(owing) is not None

    def _heir_keys(self, key: str) -> tuple[str, ...]:
        found = self.heirs_of(key)
        return () if found is None else found.keys

    # pins

    def _pins(self, target: Target) -> None:
        """The agencies pinned, with those that the heirs are; so the definition's fingerprint is another."""
        names = ("key", "name", "name_en", "kind", "level", "superior", "short")
        known = {item["key"]: item for item in self._described}
        for row in target.graph["agency"].values():
            values = dict(zip(COLUMNS["agency"], row, strict=True))
            if (values["agency_no"],) not in self._now["agency"]:
                known[values["key"]] = {name: values[name] for name in names if values[name]}
        text = canonical([known[key] for key in sorted(known)])
        digest = content_hash(text)
        target.graph["cascade_pin"]["definition", "agencies"] = ("definition", "agencies", digest)
        target.pinned[digest] = ("definition", text)
        restate(target.graph, {"definition_hash": definition_hash_of(target.graph)})


def _is_circular(graph: Graph) -> bool:
    """Whether some consolidation would wait for itself."""
    above: defaultdict[int, set[int]] = defaultdict(set)
    for low, high, _ in graph["feed"]:
        above[high].add(low)
    try:
        TopologicalSorter(above).prepare()
    except CycleError:
        return True
    return False


def _text(told: Name | Said | str | None) -> str:
    """The law for a row of history, which is in the language of the law."""
    if isinstance(told, Name):
        return told.vi
    return told.code if isinstance(told, Said) else told or ""
