"""Steps as declared, sentences as read, and what a sentence means in its scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple

from engine.errors import Ambiguous
from features.steps.grammar import Way, filled, way_of
from features.steps.names import period_called
from features.steps.phrases import Found, agencies_called, full_name, kind_of, written_out
from features.steps.telling import Told
from features.steps.world import World
from workflows.dates import parse_day
from workflows.errors import AmbiguousAgency

Kind = Literal["given", "when", "then"]
KEYWORDS: dict[str, str] = {"given": "Biết", "when": "Khi", "then": "Thì"}
KEYWORDS_IN = {"vi": KEYWORDS, "en": {"given": "Given", "when": "When", "then": "Then"}}
_MOST_LINES = 5
Work = Callable[[World, "Said"], Any]


@dataclass(frozen=True)
class StepWords:
    """One step that policy writers may use. `module`: where it is worked out; `example`: a whole line.

    `also`: other words for the same; `english`: the same in English; `table`: the columns that the table below the
    line may have; empty where it takes none. `declared`: all words, each with its language, phrases not written out.
    `work`: what it does.
    """

    kind: Kind
    words: str
    example: str
    module: str
    table: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    english: str = ""
    declared: tuple[tuple[str, str], ...] = ()
    work: Work | None = None

    @property
    def sample(self) -> str:
        """The example without its keyword."""
        return self.example.partition(" ")[2].partition("\n")[0]

    @cached_property
    def own(self) -> tuple[tuple[str, str], ...]:
        """All that is declared for it, each with its language: its words, others, English ones."""
        return self.declared or (("vi", self.words), *(("vi", words) for words in self.also), ("en", self.english))

    def all_in(self, lang: str) -> list[str]:
        """All that is declared for it in that language."""
        return [words for own, words in self.own if own == lang]

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """All that is said for it."""
        return tuple(way_of(written_out(words, lang, "spoken"), lang, is_spoken=True) for lang, words in self.own)

    def words_in(self, lang: str) -> str:
        """Its words in that language."""
        return self.english if lang == "en" else self.words


# what stands in an example where none is given
_SAMPLES = {
    **dict.fromkeys(("agency", "blocker", "blockers", "missing"), "UBND huyện Tuy Phước"),
    **dict.fromkeys(("actor", "receivers"), "UBND tỉnh Bình Định"),
    **dict.fromkeys(("other", "proposed"), "UBND huyện Hoài Ân"),
    **dict.fromkeys(("consolidators", "drafter", "inputs"), "Sở Nội vụ tỉnh Bình Định"),
    **dict.fromkeys(("document", "documents"), "kh-binh-dinh-2023"),
    **dict.fromkeys(("report", "doing", "action", "moves", "actions"), "báo cáo"),
    "agencies": "UBND huyện Tuy Phước, UBND huyện Hoài Ân",
    "heirs": "UBND tỉnh Gia Lai",
    "person": "Nguyễn Văn An",
    "directive": "ct-33-ttg-2021",
    "rule": "deadline-inversion",
    "grave": "cảnh báo",
    "period": "6 tháng",
    "year": "2023",
    "day": "19/06/2023",
    "day2": "30/06/2023",
    "count": "2",
    "count2": "1",
    "count3": "3",
    "number": "12/BC-UBND",
    "reason": "bão lũ",
    "refusal": "còn đầu vào chưa báo cáo",
    "duties": "lập kế hoạch, thực hiện, báo cáo",
    "state": "đã báo cáo",
    "standing": "được miễn",
    "lateness": "không có hạn",
    "outcome": "chờ quyết định",
    "tag": "trọng tâm",
    "text": "đã gọi điện",
    "phrase": "theo quy định",
    "sentence": "UBND huyện Tuy Phước tự báo cáo được ngay",
    "name": "Tuy Phước",
    "percent": "93,8 %",
    "law": "Nghị định 09/2019/NĐ-CP",
    "at": "III.2.b",
    "policies": "ky-luat-thoi-han",
    "status": "quá hạn",
    "who": "Chủ tịch UBND tỉnh",
    "topic": "kiem-tra",
}
_NOT_SHOWN = frozenset(("topic", "number", "day", "person", "other", "documents", "report"))


def sample_of(kind: Kind, words: str) -> str:
    """A plain line of a step, without such parts as are seldom said; who acts is one who may."""
    way = way_of(words)
    optional = _SAMPLES.keys() - _NOT_SHOWN
    shown = {hole: _SAMPLES[hole] for hole in way.holes if hole in way.needed_holes or hole in optional}
    if "agency" in shown:
        of_all = kind != "then" and shown.keys().isdisjoint(("period", "document", "other", "person"))
        is_above = not shown.keys().isdisjoint(("blocker", "blockers", "inputs", "missing")) or "thuộc" in words
        is_above = is_above or (kind != "then" and "document" in shown and "period" not in shown)
        shown["agency"] = "Thủ tướng Chính phủ" if of_all else _SAMPLES["actor"] if is_above else _SAMPLES["agency"]
    return f"{KEYWORDS[kind]} {filled(words, shown)}"


class Task(NamedTuple):
    """Whose task a sentence is about, of which period, on which topic."""

    agency: str
    period: str
    topic: str | None = None


_PARSED: Mapping[str, Callable[[str], object]] = {"day": parse_day, "count": int, "year": int}


class Said(SimpleNamespace):
    """The parts of a sentence as a step works with them, by the names of its holes; None: it does not say that.

    `table`: what stands below the line.
    """

    table: Sequence[Sequence[str]] | None = None

    @classmethod
    def of(cls, values: Mapping[str, str | None]) -> Said:
        """With days and numbers in place of their texts. Raises BadDate."""
        return cls(**{hole: text and _PARSED.get(kind_of(hole), str)(text) for hole, text in values.items()})

    def part(self, hole: str) -> Any:
        """What stands in that hole, None where the step has none such."""
        return vars(self).get(hole)

    @property
    def task(self) -> Task:
        """What `World.row` and the like take."""
        return Task(self.part("other") or self.part("agency") or self.part("actor"), self.period, self.part("topic"))


@dataclass(frozen=True)
class Reading:
    """One meaning of a sentence: a step, and what stands in its holes. `lang`: the language in which it is said."""

    step: StepWords
    found: Found
    lang: str = "vi"

    @property
    def values(self) -> dict[str, str | None]:
        """What stands in each hole of the step, None where nothing does."""
        return {**dict.fromkeys(way_of(self.step.words).holes), **dict(self.found)}

    def line(self, lang: str | None = None, **instead: str | None) -> str:
        """The whole line, every name in quotes; in another language, with other names in some of the holes."""
        lang = lang or self.lang
        return f"{KEYWORDS_IN[lang][self.step.kind]} {filled(self.step.words_in(lang), self.values | instead, lang)}"


class SeveralReadings(AssertionError):
    """A sentence that may mean several things. `lines`: each of them, written in full."""

    def __init__(self, lines: Iterable[str]) -> None:
        every = tuple(lines)
        self.lines = every[:_MOST_LINES]
        n, more = len(every), len(every) - len(self.lines)
        super().__init__(Told("step.very_many_readings", n=n, more=more) if more else Told("step.readings", n=n))


def meant(world: World, said: Reading) -> dict[str, str | None]:
    """What stands in the holes of a step, with the period where the sentence leaves it out.

    It is the one that the scenario has spoken of, if the agency has work in it; if it has spoken of none, the only one
    in which the agency has work. Raises SeveralReadings.
    """
    values = said.values
    if values.get("period") is None and "period" in way_of(said.step.words).needed_holes:
        values["period"] = _period_meant(world, said)
    if values.get("period") is not None and world.current is not None:
        world.speak_of(str(values["period"]))
    return values


def _period_meant(world: World, said: Reading) -> str:
    values, cascade = said.values, world.cascade
    holders = ("agency",) if said.step.kind == "then" else ("other", "agency", "actor")
    holder = world.agency(str(next(filter(None, map(values.get, holders)))))
    work = [task for task in cascade.graph.tasks if task.agency == holder and values.get("topic") in (None, task.topic)]
    periods = sorted({task.period for task in work})
    spoken_of = [period for period in world.periods if period in periods or len(world.periods) == 1]
    found = spoken_of or periods
    if len(found) > 1:
        raise SeveralReadings(said.line(period=period_called(period, cascade.year)) for period in found)
    assert found, Told("step.asked_for_no_work")
    return period_called(found[0], cascade.year)


def unclear(world: World, said: Reading, error: Ambiguous | AmbiguousAgency) -> SeveralReadings:
    """What a sentence may mean in which a name is that of several triggers, or of several agencies, of the cascade if
    any of them are in it."""
    hole = next(name for name, text in said.found if error.text in text)
    text = dict(said.found)[hole]
    if error.candidates and isinstance(error.candidates[0], str):
        return SeveralReadings(said.line(**_by_key(hole, text, error.text, key)) for key in error.candidates)
    keys = agencies_called(error.text) or tuple(each.key for each in error.candidates)
    launched = {agency.key for cascade in world.launched.values() for agency in cascade.graph.agencies}
    meant_here = [key for key in keys if key in launched] or keys
    names = (text.replace(error.text, full_name(world.folders, key)) for key in meant_here)
    return SeveralReadings(said.line(**{hole: name}) for name in names)


def _by_key(hole: str, text: str, words: str, key: str) -> dict[str, str | None]:
    """The same with a trigger by its key, which stands in quotes, also where a phrase of a list stood."""
    kind = kind_of(hole)
    nth = hole.removeprefix(kind)
    if kind == "deed":
        return {hole: None, f"act{nth}": key}
    if kind == "so":
        return {hole: None, f"stage{nth}": text.removesuffix(words).strip(), f"step{nth}": key}
    return {hole: text.replace(words, key)}
