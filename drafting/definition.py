"""What was read of a document as the text of a definition, with comments on what was doubtful and what was left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

import words
from drafting.draft import Read
from drafting.layout import Paragraph
from drafting.orders import Assigned, Merged, Plan, Report
from drafting.when import Rule
from drafting.who import Party
from workflows.library import Library
from workflows.loader import load_text
from workflows.said import Said
from workflows.schema import MAX_CONTENT_WORDS
from workflows.spelling import control_at, slug

_LANGUAGE = "vi"  # definitions are written in Vietnamese
_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Draft:
    """A definition's text. `understood`: facts taken; `doubtful`, `left`: what is said of others, by place."""

    key: str
    title: str
    text: str
    understood: int
    doubtful: tuple[tuple[str, Said], ...]
    left: tuple[tuple[str, Said], ...]


def _say(word: str, **values: Any) -> str:
    return words.say(word, _LANGUAGE, **values)


def write(read: Read, library: Library, today: date) -> Draft:
    """The definition that a document makes, as far as it was read. It passes the loader."""
    return _Writer(read, library, today).draft()


class _Writer:
    def __init__(self, read: Read, library: Library, today: date) -> None:
        self.read, self.library, self.today = read, library, today
        self.facts = 0
        self.doubtful: list[tuple[str, Said]] = []
        self.left: list[tuple[str, Said]] = []
        self._topics: Counter[str] = Counter()
        self._has_group = any(party.kinds for each in read.duties.assigned for party in each.who)
        self._general: list[tuple[Party, ...]] = []

    def draft(self) -> Draft:
        head, read = self.read.head, self.read
        data: dict[str, Any] = {"key": read.key, "type": head.kind}
        self.facts += 1
        data["number"] = self._number()
        data["date"] = self._date()
        data["issuer"] = head.issuer
        self.facts += 1
        data["title"] = head.title or self._doubt("title", "draft.no_title")
        data["at"] = _say("draft.at.head")
        if not (head.number or head.symbol or head.day or head.printed_day or head.has_motto):
            data["text"] = "head-missing"
        if head.signer:
            data["signer"] = {"name": head.signer, **({"form": head.form} if head.form else {})}
            self.facts += 1
        if (applies := self._applies()) is not None:
            data["applies"] = applies
        if head.issuer_reading:
            self._doubt("issuer", head.issuer_reading)
        data.update(self._citations())
        if assigns := [each for found in read.duties.assigned if (each := self._assigned(found)) is not None]:
            data["assigns"] = assigns
        if merges := [self._merged(each) for each in read.duties.merged]:
            data["consolidates"] = merges
        if read.outline:
            data["outline"] = {
                "at": _say("draft.at.outline"),
                "chapters": [self._chapter(each) for each in read.outline],
            }
        self.left += [(at, Said(f"draft.left.{why}")) for at, why in read.duties.left.items()]
        self.left += [(_say("draft.at.page", page=page), Said("draft.left.picture")) for page in read.unread]
        return self._checked(_printed(data))

    def _checked(self, text: str) -> Draft:
        text += self._comments()
        loaded = load_text(text.encode(), f"{self.read.key}.yaml")
        if isinstance(loaded, list):
            raise AssertionError(f"a draft that does not load: {loaded[0]}")
        return Draft(self.read.key, self.read.head.title, text, self.facts, tuple(self.doubtful), tuple(self.left))

    def _comments(self) -> str:
        noted = (("draft.doubtful", self.doubtful), ("draft.left", self.left))
        lines = [f"# {_say(word)} {at}: {_told(why)}" for word, those in noted for at, why in those]
        return "\n" + "\n".join(lines) + "\n" if lines else ""

    def _doubt(self, at: str, code: str, **facts: Any) -> str:
        """Note a doubt at a place, once; gives its words for the definition."""
        why = Said(code, facts)
        if (at, why) not in self.doubtful:
            self.doubtful.append((at, why))
        return _told(why)

    # the head --------------------------------------------------------------------------------------------------------

    def _number(self) -> Any:
        head = self.read.head
        if head.number is not None:
            self.facts += 1
            return head.number
        why = self._doubt("number", "draft.reading.blank_number" if head.symbol else "draft.reading.no_number")
        return {"missing": why, **({"printed": head.symbol} if head.symbol else {})}

    def _date(self) -> Any:
        head = self.read.head
        if head.day is not None:
            self.facts += 1
            return head.day.isoformat()
        why = self._doubt("date", "draft.reading.blank_date" if head.printed_day else "draft.reading.no_date")
        days = [
            each.cited.day
            for each in self.read.relations
            if each.cited.day is not None and each.cited.day <= self.today
        ]
        youngest = {"not_before": max(days).isoformat()} if days else {}
        return {"missing": why, **youngest, **({"printed": head.printed_day} if head.printed_day else {})}

    def _applies(self) -> Any:
        head, read = self.read.head, self.read
        if read.year is not None and (head.day is None or read.year >= head.day.year):
            self.facts += 1
            return {"year": str(read.year)}
        if read.span is not None:
            start = max(day for day in (head.day, read.span[0], date.min) if day is not None)
            start = self.today if start == date.min else start
            if read.span[1] is not None and read.span[1] >= start:
                self.facts += 1
                return {"from": start.isoformat(), "until": read.span[1].isoformat()}
        if head.day is None:  # a document without a day must say for when it holds
            self._doubt("applies", "draft.reading.applies")
            return {"from": self.today.isoformat()}
        return None

    # other documents -------------------------------------------------------------------------------------------------

    def _citations(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        unrelated: dict[str, list[str]] = {}
        for each in self.read.relations:
            if each.how is None:
                if "/TTr" not in each.cited.number and "-TTr" not in each.cited.number:
                    unrelated.setdefault(each.cited.at, []).append(each.cited.number)
                continue
            entry = self._cited(each.cited.number, each.cited.day, each.cited.issuers)
            if each.due is not None:
                entry["due"] = each.due.isoformat()
            entry["at"] = each.cited.at
            if each.reading:
                entry["reading"] = self._doubt(each.cited.at, each.reading)
            found.setdefault(each.how, []).append(entry)
            self.facts += 1
        self.left += [
            (at, Said("draft.left.relation", {"numbers": ", ".join(numbers[:_MOST_SHOWN])}))
            for at, numbers in unrelated.items()
        ]
        order = ("implements", "carries", "follows_up", "amends", "replaces", "basis")
        return {how: found[how] for how in order if how in found}

    def _cited(self, number: str, day: date | None, issuers: Sequence[str]) -> dict[str, Any]:
        on_file = self._on_file(number, day)
        if on_file is not None:
            return {"document": on_file}
        entry: dict[str, Any] = {"number": number}
        if day is not None:
            entry["date"] = day.isoformat()
        if issuers:
            entry["issuer"] = list(issuers) if len(issuers) > 1 else issuers[0]
        return entry

    def _on_file(self, number: str, day: date | None) -> str | None:
        hits = [each.key for each in self.library.documents if each.number.value == number and each.date.value == day]
        return hits[0] if len(hits) == 1 and day is not None and hits[0] != self.read.key else None

    # who -------------------------------------------------------------------------------------------------------------

    def _who(self, parties: Sequence[Party]) -> Any:
        listed = [self._party(each) for each in parties]
        return listed[0] if len(listed) == 1 else listed

    def _party(self, party: Party) -> Any:
        self.facts += 1
        if party.unit is not None:
            return {"unit": _one_line(party.unit), "of": party.agency}
        if party.agency is not None:
            return "issuer" if party.agency == self.read.head.issuer else party.agency
        if party.kinds:
            said: dict[str, Any] = {"kind": list(party.kinds) if len(party.kinds) > 1 else party.kinds[0]}
            said |= {"role": party.role} if party.role else {}
            said |= {"under": party.under} if party.under else {}
            return said | ({"count": str(party.count)} if party.count else {})
        self.facts -= 1
        return {"open": _one_line(str(party.open))}

    def _keys(self, parties: Sequence[Party]) -> Any:
        keys = [self._party(party) if party.unit else party.agency for party in parties if party.agency is not None]
        self.facts += len(keys)
        return keys[0] if len(keys) == 1 else keys

    # what ------------------------------------------------------------------------------------------------------------

    def _assigned(self, found: Assigned) -> dict[str, Any] | None:
        if not (found.plan or found.report or found.product or found.duties):
            return None
        said: dict[str, Any] = {}
        if (topic := self._topic(found)) is not None:
            said["topic"] = topic
        said["who"] = "issuer" if found.is_issuer else self._who(found.who)
        self.facts += found.is_issuer
        if (
            found.printed
            and len(found.printed.split()) <= MAX_CONTENT_WORDS
            and any(party.kinds for party in found.who)
        ):
            said["printed"] = _one_line(found.printed)
        said["at"] = found.at
        if found.reading:
            said["reading"] = self._doubt(found.at, found.reading)
        if desks := [party.desk for party in found.who if party.desk]:
            said["desk"] = desks[0]
        if found.co_workers:
            said["with"] = self._who(found.co_workers)
        if found.plan:
            said["plan"] = self._plan(found.plan)
        if found.duties:
            said["duty"] = [
                {"content": " ".join(content.split()[:MAX_CONTENT_WORDS]), "at": at} for at, content in found.duties
            ]
        if found.report:
            said["report"] = self._report(found.report)
        if found.product:
            said["product"] = self._report(found.product)
        return said

    def _topic(self, found: Assigned) -> str | None:
        """None for what is the general duty of those agencies; else a topic that no other assignment here has."""
        is_group = any(party.kinds for party in found.who)
        is_first = found.who not in self._general and not (is_group and self._general_groups)
        if found.topic is None and is_first and (is_group or found.is_issuer or not self._has_group):
            self._general.append(found.who)
            return None
        topic = (
            (slug(found.at.partition(" ý ")[0].partition(" đoạn ")[0]) or slug(found.at))
            if found.topic in (None, "khac")
            else str(found.topic)
        )
        self._topics[topic] += 1
        return topic if self._topics[topic] == 1 else f"{topic}-{self._topics[topic]}"

    @property
    def _general_groups(self) -> bool:
        return any(party.kinds for who in self._general for party in who)

    def _plan(self, plan: Plan) -> dict[str, Any]:
        self.facts += 1
        said: dict[str, Any] = {"every": "year" if plan.is_yearly else "once"}
        said["due"] = "none" if plan.due is None else self._rule(plan.due, plan.at)
        if plan.content:
            said["content"] = _one_line(plan.content)
        return said | {"at": plan.at}

    def _report(self, report: Report) -> dict[str, Any]:
        said: dict[str, Any] = {"at": report.at}
        if report.content:
            said["content"] = " ".join(_one_line(report.content).split()[:MAX_CONTENT_WORDS])
        if report.to:
            said["to"] = self._keys(report.to)
        if report.via:
            said["via"] = self._keys(report.via)
        if report.desk:
            said["desk"] = _one_line(report.desk)
        if report.drafted_by:
            said["drafted_by"] = self._keys(report.drafted_by)
        if report.reading:
            said["reading"] = self._doubt(report.at, report.reading)
        said["due"] = {period: self._due(rule, report) for period, rule in report.due.items()}
        alone = said["due"].get("unspecified")
        if isinstance(alone, dict) and "as" in alone and alone["as"] in self.library.loaded:
            said["due"] = alone  # periods and dates are that document's
        self.facts += len(report.due)
        return said

    def _due(self, rule: Rule | None, report: Report) -> Any:
        if rule is not None:
            return self._rule(rule, report.at)
        if report.doubtful:
            dates = ", ".join(dict.fromkeys(report.doubtful))
            return {"missing": self._doubt(report.at, "draft.reading.dates", dates=dates)}
        if report.as_ and "ad-hoc" not in report.due:
            return {"as": self._elsewhere(report), "printed": report.as_}
        return "none"

    def _elsewhere(self, report: Report) -> str:
        """The document whose dates hold, where the receiver's own document on file is carried out; else the words."""
        keys = []
        for each in self.read.relations:
            key = self._on_file(each.cited.number, each.cited.day) if each.how == "implements" else None
            if key is not None and set(self.library.get(key).issuer) & {party.agency for party in report.to}:
                keys.append(key)
        return keys[0] if len(keys) == 1 else str(report.as_)

    def _rule(self, rule: Rule, at: str) -> dict[str, Any]:
        self.facts += 1
        said: dict[str, Any] = {rule.way: rule.day, "printed": _one_line(rule.printed)}
        if rule.year:
            said["year"] = rule.year
        if rule.reading:
            said["reading"] = self._doubt(at, rule.reading)
        return said

    def _merged(self, found: Merged) -> dict[str, Any]:
        said: dict[str, Any] = {"who": self._who(found.who), "at": found.at}
        if found.to:
            said["to"] = self._keys(found.to)
        if found.doubtful:
            dates = ", ".join(dict.fromkeys(found.doubtful))
            said["due"] = {"missing": self._doubt(found.at, "draft.reading.dates", dates=dates)}
        elif rules := {period: self._rule(rule, found.at) for period, rule in found.due.items() if rule is not None}:
            alone = rules.get("once") if len(rules) == 1 else None
            said["due"] = alone if alone is not None else rules
        else:
            said["due"] = {"as": found.as_} if found.as_ else {"missing": _say("draft.reading.merged_without_date")}
        return said

    def _chapter(self, paragraph: Paragraph) -> dict[str, str]:
        self.facts += 1
        title = _one_line(paragraph.text.said)
        title = title[:1] + title[1:].lower() if title.isupper() else title
        return {"title": " ".join(title.split()[:MAX_CONTENT_WORDS]), "at": paragraph.at.rpartition(".")[2]}


# YAML ---------------------------------------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Scalars are text, as the language has it: no word is taken for a number, a date or a truth value."""

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012  # as the class above has it

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)


def _printed(data: Mapping[str, Any]) -> str:
    """One line for what has only scalars inside, as people write it."""
    parts = []
    for key, value in data.items():
        text = yaml.dump(
            {key: value}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=None
        )
        parts.append(re.sub(r"\A\{(.*)\}\n\Z", r"\1\n", text) if not isinstance(value, (dict, list)) else text)
    return "".join(parts)


def _told(why: Said) -> str:
    return _one_line(words.message(why, _LANGUAGE))


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    while (found := control_at(line)) is not None:
        line = line[: found[0] - 1] + line[found[0] :]
    return line
