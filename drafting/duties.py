"""What a document orders: who plans, who reports to whom by when, who merges; sentence by sentence, by rules.

A fact is taken only where the words leave one reading; what may be read in two ways carries its reading, and every
paragraph that orders something and was not understood is named by its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from drafting.citations import cited_in, is_organisation
from drafting.layout import Pages, Paragraph
from drafting.orders import Assigned, Duties, Merged, Plan, Report, Who
from drafting.phrases import (
    ASKS,
    DRAFTS,
    FRAMES,
    FRAMES_TIME,
    SENDS_UP,
    THROUGH,
    elsewhere,
    hands_over,
    is_narrative,
    merges_only,
    named_before_a_colon,
    of_merging,
    orders,
    orders_merging,
    plan_verb,
    report_verb,
    sending_verb,
    sentences,
    what_about,
)
from drafting.routes import Route, Routes
from drafting.tables import read_tables
from drafting.text import Text, one_of, plainly, starts_with
from drafting.when import Dues, dues, tokens
from drafting.who import Party, Reader, is_everybody
from workflows.vocabulary import vocabulary

_WHO_ASKS = re.compile(r"^(?:đề nghị|yêu cầu|giao(?: cho)?|phân công)\s+", re.IGNORECASE)
_IS_ASKED = re.compile(r"(?:de nghi|yeu cau|giao|phan cong)\b")
_NO_RECEIVER = ("draft.reading.no_receiver", "draft.reading.to_issuer", "draft.reading.unknown_receiver")


@dataclass(frozen=True, slots=True)
class _Subject:
    """Who a sentence is about, and the rest of it."""

    who: Who
    printed: str
    rest: Text


def read_duties(pages: Pages, reader: Reader, *, is_yearly: bool, reminded: Collection[str] = ()) -> Duties:
    """Read the body and the annexed tables of a document.

    `is_yearly`: it holds for a year, or from year to year; `reminded`: the numbers of documents that it reminds of,
    whose orders it only tells again.
    """
    return _Reading(pages, reader, is_yearly, reminded).all()


class _Reading:
    def __init__(self, pages: Pages, reader: Reader, is_yearly: bool, reminded: Collection[str]) -> None:
        self.pages, self.reader, self.is_yearly, self.reminded = pages, reader, is_yearly, reminded
        self.routes = Routes(reader)
        self.found = Duties()
        self._subjects: dict[int, _Subject | None] = {}
        self._of_lists: dict[int, Route] = {}
        self._drafted: list[tuple[str, Report]] = []
        self._of_somebody_else = False  # a sentence of the paragraph was, of whom nothing is known
        self._said, self._offset = Text(""), 0  # the sentence that is read, and where in it what is read of it begins
        self._addressed = self._read_addressees()
        self._above = {id(each.above) for part in pages.orders for each in part}

    def all(self) -> Duties:
        for part in self.pages.orders:
            has_organisation = any(map(is_organisation, part))
            for paragraph in part:
                is_meant = not has_organisation or is_organisation(paragraph) or paragraph.at == "đoạn cuối"
                if is_meant and not paragraph.cells:
                    self._paragraph(paragraph)
        read_tables([*self.pages.body, *self.pages.attached, *self.pages.annexes], self.reader, self.found)
        self._settle_everybody()
        self._receivers_apart()
        return self.found

    def _read_addressees(self) -> Who:
        who: list[Party] = []
        for text in self.pages.addressees:
            named = self.reader.read(text)
            words = text.said.strip(" .;")
            if named.unknown or (words and not named.parties):
                self.found.left["Kính gửi"] = "unknown_name"
            parties = named.parties or ([Party(open=words)] if words else [])
            who += [replace(each, is_unknown=False) for each in parties if each not in who]
        who = who or self._asked_in_the_opening()
        groups = [each for each in who if each.kinds and each.role is None and each.count is None]
        if len(groups) > 1:
            kinds = tuple(dict.fromkeys(kind for each in groups for kind in each.kinds))
            who = [replace(groups[0], kinds=kinds), *(each for each in who if each not in groups)]
        return tuple(who)

    def _asked_in_the_opening(self) -> list[Party]:
        """`Chủ tịch UBND tỉnh yêu cầu các sở, … thực hiện các việc sau:`, of a document that is addressed to nobody."""
        for paragraph in self.pages.body:
            if paragraph.depth != 10 or paragraph.above is not None:
                break
            if paragraph.text.said.rstrip().endswith(":"):
                for match in ASKS.finditer(paragraph.text.plain):
                    named = self.reader.read(paragraph.text, match.end())
                    if named.parties and not named.unknown:
                        return named.parties
        return []

    # whose sentence it is --------------------------------------------------------------------------------------------

    def _subject(self, text: Text) -> _Subject | None:
        """Who the sentence begins with, where it goes on with what they do."""
        named = self.reader.read(text)
        if not named.parties:
            return None
        end = named.end
        desk = re.match(r"\s*\(([^)]{4,60})\)", text.said[end:])
        if desk and len(named.parties) == 1:
            if named.parties[0].agency is not None and not re.match(r"qua|thông qua|trước|để|gọi|sau đây", desk[1]):
                named.parties[0] = replace(named.parties[0], desk=desk[1].strip())
            end += desk.end()
        rest = Text(text.said[end:].lstrip(" :,.-–)"))
        acts = re.match(one_of("acts"), rest.plain)
        is_asked = _IS_ASKED.match(text.plain)
        goes_on = rest.said and not acts
        if goes_on and (named.unknown or (rest.said[0].islower() and not is_asked)):
            return None
        if self.reader.is_issuer(named.parties) and _IS_ASKED.match(rest.plain):
            return self._subject(rest)  # whom the issuer asks
        printed = _WHO_ASKS.sub("", text.said[: named.end]).strip(" :,.")
        return _Subject(tuple(named.parties), printed, rest)

    def _of(self, paragraph: Paragraph) -> _Subject | None:
        """The subject under which a paragraph stands: its own, or that of the nearest heading above."""
        for each in (paragraph, *paragraph.path):
            if id(each) not in self._subjects:
                self._subjects[id(each)] = self._subject(each.text)
            if (subject := self._subjects[id(each)]) is not None:
                return subject
        return None

    def _asked(self, text: Text, *, is_free: bool) -> _Subject | None:
        """`…, đề nghị các sở …`, `giao Sở X …` in the middle of a sentence.

        Where it stands under no heading (`is_free`) also `trong quá trình thực hiện, các cơ quan …`.
        """
        places = [match.end() for match in ASKS.finditer(text.plain) if match.start()]
        if is_free and FRAMES.match(text.plain):
            behind = re.finditer(r"(?=\bcac\s)|,\s+(?=(?:thu truong|ubnd|uy ban|so)\b)", text.plain)
            places += [match.end() for match in behind if match.start()]
        for place in sorted(places):
            subject = self._subject(text.part(place))
            if subject is not None and not self.reader.is_issuer(subject.who):
                return subject
        return None

    def _named_before(self, who: Who) -> Who:
        """With `các xã nêu trên` as those among the addressees; nobody where there are none of that kind.

        So too `các bộ, địa phương` in a letter to some ministries that it names one by one.
        """
        found: list[Party] = []
        kind_of = self.reader.registry.get
        grouped = {kind for each in self._addressed for kind in each.kinds}
        for party in who:
            those = [each for each in self._addressed if each.agency and kind_of(each.agency).kind in party.kinds]
            is_whole = party.role is not None or party.under != self.reader.reach or party.count is not None
            if not party.is_above and (not those or is_whole or grouped & {*party.kinds}):
                found.append(party)
                continue
            if not those:
                return ()
            found += those
        kinds = {kind for each in found for kind in each.kinds}
        if any(each.open and is_everybody(each.open) for each in found) and kinds and kinds <= grouped:
            return self._addressed  # `các cơ quan, đơn vị, UBND các xã`, which it is addressed to
        return tuple(found)

    # paragraphs ------------------------------------------------------------------------------------------------------

    def _paragraph(self, paragraph: Paragraph) -> None:
        subject = self._of(paragraph)
        own = self._subjects[id(paragraph)]
        is_leaf = id(paragraph) not in self._above
        if own is not None and not own.rest.said.strip():
            return  # a heading, whose paragraphs follow
        opens_a_list = "sau day" in paragraph.text.plain or paragraph.text.said.rstrip().endswith(" sau:")
        if opens_a_list and "bao cao" in paragraph.text.plain and not is_leaf:
            route = self.routes.of(paragraph.text)
            self._of_lists[id(paragraph)] = replace(route, desk=self.routes.desk(paragraph.text, route))
            self._merging(paragraph, paragraph.text, None)
            return
        if not is_leaf and own is None and not paragraph.text.said.rstrip().endswith((".", ";")):
            return  # the title of a section
        understood = self._is_opening(paragraph) or is_narrative(paragraph.text)
        self._of_somebody_else = False
        for sentence in sentences(own.rest if own is not None else paragraph.text):
            understood = self._sentence(paragraph, sentence, subject) or understood
        seems_to = orders if is_organisation(paragraph) else hands_over
        if not understood and seems_to(paragraph.text) and paragraph.at not in self.found.left:
            self.found.left[paragraph.at] = "nobody" if subject is None and not self._addressed else "not_read"

    def _is_opening(self, paragraph: Paragraph) -> bool:
        """What the document rests on: it orders nothing by itself."""
        opens = vocabulary()["sections"]["opens"]
        return paragraph.above is None and paragraph.depth == 10 and starts_with(paragraph.text.plain, opens)

    def _sentence(self, paragraph: Paragraph, text: Text, inherited: _Subject | None) -> bool:
        """Take what one sentence orders; whether anything was understood."""
        cited = cited_in(replace(paragraph, text=text), None)
        if any(each.number in self.reminded for each in cited) and not ASKS.search(text.plain):
            return True  # what was asked for before
        self._said, text = text, text.masked((each.start, each.end) for each in cited)
        subject = self._subject(text) or self._asked(text, is_free=inherited is None) or inherited
        if subject is None and any(map(self._names_somebody, paragraph.path)):
            return False  # under a heading that names somebody who is not understood
        if subject is not None and subject is not inherited:
            self._of_somebody_else = False
        elif subject is None and (self._of_somebody_else or self.reader.read(text).parties):
            self._of_somebody_else = True
            return False  # it begins with somebody who does something that is not understood
        body = subject.rest if subject is not None and subject is not inherited else text
        self._offset = len(text) - len(body)
        if subject is None and not re.match(
            rf"{one_of('acts')}|{one_of('openers')}|{one_of('duties.general')}", body.plain
        ):
            self._of_somebody_else = True
            return False  # about somebody or something else than those whom it is addressed to
        who = self._named_before(subject.who if subject is not None else self._addressed)
        if not who:
            return False
        if any(each.is_unknown for each in who):
            self.found.left.setdefault(paragraph.at, "unknown_name")
        if is_narrative(self._said):
            return True
        printed = subject.printed if subject is not None else None
        drafts = self._drafting(paragraph, body, who)
        merges = self._merging(paragraph, body, who)
        took = drafts or merges
        if not merges or not merges_only(body):
            took = self._reporting(paragraph, body, who, printed, drafts) or took
        took = self._planning(paragraph, body, who, printed) or took
        told = self.found.dates
        if any(rule.printed not in told for token in tokens(body) for rule in token.rules):
            self.found.left.setdefault(paragraph.at, "date_not_taken")
        return self._conduct(paragraph, body, who, printed, took) or took

    def _names_somebody(self, heading: Paragraph) -> bool:
        is_title = not heading.text.said.rstrip().endswith((".", ";", ":"))
        return is_title and bool(self.reader.read(heading.text).parties)

    # who gets what ---------------------------------------------------------------------------------------------------

    def _add(self, who: Who, at: str, printed: str | None, text: Text) -> Assigned:
        """A new assignment, with a topic of its own where the words tell one."""
        begins = text.plain[:60]
        topic = next((value for phrase, value in vocabulary()["topics"].items() if plainly(phrase) in begins), None)
        assigned = Assigned(who, at, printed, self.reader.is_issuer(who), topic)
        self.found.assigned.append(assigned)
        return assigned

    def _general(self, who: Who, at: str, printed: str | None, what: str) -> Assigned:
        """The general assignment of these agencies that has no such thing yet, or a new one."""
        for each in self.found.assigned:
            if each.who == who and getattr(each, what) is None and each.topic is None:
                return each
        assigned = Assigned(who, at, printed, self.reader.is_issuer(who))
        self.found.assigned.append(assigned)
        return assigned

    def _phrase(self, start: int, named: str | None) -> str | None:
        """What stands at that place of what is read, in a few words; `named`: as it is called where no more is said."""
        rest = self._said.said[self._offset + start :].strip(" ,:")
        as_named = None if named is None else rest[: len(named)].lower()
        return as_named if named is not None and "," in named else what_about(rest) or as_named

    # plans -----------------------------------------------------------------------------------------------------------

    def _planning(self, paragraph: Paragraph, text: Text, who: Who, printed: str | None) -> bool:
        match = plan_verb(text)
        if match is None:
            return False
        dates = [token for token in tokens(text) if token.rules]  # a period tells how often, not of what it is due
        rules = [rule for rule in dues(dates).rules.values() if rule is not None]
        due = rules[0] if len(rules) == 1 and not re.search(r"\bbao cao\b", text.plain) else None
        says_yearly = bool(re.search(r"\b(?:hang|moi|tung) nam\b|\bcua nam\b", text.plain))
        is_of_one_year = due is not None and bool(re.match(r"\d{4}", str(due.day)))
        is_yearly = says_yearly or (self.is_yearly and not is_of_one_year)
        content = self._phrase(match.start("what"), match["what"])
        self._general(who, paragraph.at, printed, "plan").plan = Plan(paragraph.at, content, is_yearly, due)
        return True

    # reports ---------------------------------------------------------------------------------------------------------

    def _reporting(self, paragraph: Paragraph, text: Text, who: Who, printed: str | None, drafts: bool) -> bool:
        """Their report; `drafts`: they also draft one for the issuer, of which the rest of the sentence speaks."""
        if drafts:
            text = text.part(0, DRAFTS.search(text.plain).start())  # type: ignore[union-attr]  # it was found
            if not self.routes.receivers(text):
                return False
        verb = report_verb(text)
        if verb is None and self._sends_the_plan(paragraph, text):
            return True
        if (
            verb is None
            and any(token.rules for token in tokens(text))
            and self.routes.receivers(text)
            and not plan_verb(text)
        ):
            verb = sending_verb(text)
        inherited = next((self._of_lists[id(each)] for each in paragraph.path if id(each) in self._of_lists), None)
        is_opened = re.match(r"(?:dinh ky\s+)?(?:tham muu\s+)?bao cao\b", text.plain)
        if verb is None or (inherited is not None and not is_opened):
            return False
        route = self.routes.of(text)
        route = inherited if inherited is not None and not route.to else route
        found = dues(tokens(self._with_frame(text)))
        if not route.to and is_opened and self._goes_on(paragraph, found):
            return True
        arises = bool(re.search(rf"\b{one_of('duties.arising')}", self._said.plain)) and "ad-hoc" not in found.rules
        if arises and not any(token.rules for token in tokens(text)):
            found = Dues({"ad-hoc": None})
        as_ = elsewhere(text.plain)
        is_periodic = bool(re.search(r"\bdinh ky\b", text.plain)) or inherited is not None
        if not (found.rules or found.doubtful or as_ or is_periodic or arises):
            return False
        if not (route.to or route.via) and (arises or not found.rules):
            return False
        if (route.via or route.to) and set(route.via or route.to) == set(who):
            return False  # it would go to those who send it
        who = tuple(each for each in who if each not in (route.via or route.to))
        due = dict(found.rules) or {"unspecified": None}
        content = self._phrase(verb.end(), None) or (named_before_a_colon(text.part(verb.end())) if inherited else None)
        report = Report(paragraph.at, content, route.to, route.via, due=due, as_=as_)
        report.desk, report.doubtful = route.desk or self.routes.desk(text, route), found.doubtful
        if THROUGH.search(text.lower) and not (report.via or report.desk):
            self.found.left.setdefault(paragraph.at, "unknown_name")
        if not route.to and self.routes.go_to_an_unknown(text):
            report.reading = "draft.reading.unknown_receiver"
        elif not route.to:
            report.reading = "draft.reading.no_receiver"
            if self._addressed and self.reader.issuer not in {each.agency for each in who}:
                report.to, report.reading = (Party(agency=self.reader.issuer),), "draft.reading.to_issuer"
        if "Q" in due and {"H1", "9M", "Y"} & set(due):
            report.reading = "draft.reading.quarter"
        if arises or any(each.is_everybody for each in who):
            assigned = self._add(who, paragraph.at, printed, text)
            assigned.topic = assigned.topic or ("vuong-mac" if arises else None)
        else:
            if self._goes_with(who, report):
                return True
            assigned = self._general(who, paragraph.at, printed, "report")
        assigned.report = report
        return True

    def _sends_the_plan(self, paragraph: Paragraph, text: Text) -> bool:
        """`Xây dựng kế hoạch …; gửi về Sở X trước ngày …`: the date is the plan's."""
        plans = [each.plan for each in self.found.assigned if each.plan is not None and each.plan.at == paragraph.at]
        rules = [rule for rule in dues(tokens(text)).rules.values() if rule is not None]
        if not plans or plans[-1].due is not None or len(rules) != 1 or not re.match(r"gui\b", text.plain):
            return False
        plans[-1].due = rules[0]
        plans[-1].is_yearly = plans[-1].is_yearly and not re.match(r"\d{4}", str(rules[0].day))
        return True

    def _goes_on(self, paragraph: Paragraph, found: Dues) -> bool:
        """`… tham mưu UBND báo cáo Bộ X trước ngày …; báo cáo năm trước ngày …`: other periods of what is drafted."""
        drafted = next((each for at, each in self._drafted if at == paragraph.at), None)
        if drafted is None or not found.rules or found.doubtful or {*found.rules} & {*drafted.due}:
            return False
        drafted.due = {code: rule for code, rule in drafted.due.items() if code != "unspecified"} | found.rules
        return True

    def _goes_with(self, who: Who, report: Report) -> bool:
        """Whether it is another period of a report that they owe already: one paragraph a period."""
        for each in self.found.assigned:
            other = each.report
            if other is None or each.who != who or each.topic is not None or {*other.due} & {*report.due}:
                continue
            is_same_way = (report.to, report.via) == (other.to, other.via) or report.reading in _NO_RECEIVER
            if (
                is_same_way
                and not (report.doubtful or other.doubtful or report.as_ or other.as_)
                and each.topic is None
            ):
                other.due |= report.due
                return True
        return False

    def _with_frame(self, text: Text) -> Text:
        """With what stands before those who report: `Định kỳ hằng tháng (trước ngày 20), các sở …`."""
        frame = self._said.part(0, self._offset)
        return Text(f"{frame.said}{text.said}") if FRAMES_TIME.match(frame.plain) else text

    # drafting for the issuer -----------------------------------------------------------------------------------------

    def _drafting(self, paragraph: Paragraph, text: Text, who: Who) -> bool:
        """`tham mưu UBND … báo cáo Bộ …`: the issuer's own report, which its office drafts."""
        for match in SENDS_UP.finditer(text.plain):
            drafts = [each for each in DRAFTS.finditer(text.plain) if each.end() <= match.start()]
            named = self.reader.read(text, match.end())
            above = tuple(each for each in named.parties if each.agency is not None and self._is_above(each.agency))
            if not drafts or not above:
                continue
            advised = self.reader.read(text, drafts[-1].end(), only_first=True).parties
            if any(each.agency not in (None, self.reader.issuer, self.reader.speaks_for) for each in advised):
                return False  # somebody else's report, which this document cannot order
            merger = next((each.who for each in self.routes.mergers(text) if each.who), ())
            if not merger and re.search(r"\bde tong hop\b", text.plain[: match.start()]):
                merger = self.routes.receivers(text)
            said = text.part(drafts[-1].start())  # dates before that are those of the reports that come in
            found = dues(tokens(said))
            report = Report(paragraph.at, None, above, as_=elsewhere(said.plain), doubtful=found.doubtful)
            report.drafted_by = merger or tuple(each for each in who if each.agency is not None)
            report.due = dict(found.rules) or {"unspecified": None}
            if through := re.match(r"\s*\((?:\w+\s+)?(?:thong\s+)?qua\s+", text.plain[named.end :]):
                parties = self.reader.read(text, named.end + through.end()).parties
                report.via = tuple(each for each in parties if each.agency is not None)
            self._drafted.append((paragraph.at, report))
            self._of_issuer(paragraph, report, advised[0].agency if advised else None)
            return True
        return False

    def _of_issuer(self, paragraph: Paragraph, report: Report, whose: str | None) -> None:
        """The report that the issuer, or whom it speaks for, owes above, once; what says through whom counts more."""
        who = (Party(agency=whose or self.reader.issuer),)
        for each in self.found.assigned:
            if each.who == who and each.report is not None and each.report.to == report.to:
                if report.via and not each.report.via:
                    each.report = report
                return
        self.found.assigned.append(Assigned(who, paragraph.at, is_issuer=self.reader.is_issuer(who), report=report))

    def _is_above(self, key: str) -> bool:
        is_outside = not f"{key}.".startswith(f"{self.reader.base}.")
        return key in self.reader.superiors or (is_outside and self.reader.level != "central")

    # merging ---------------------------------------------------------------------------------------------------------

    def _merging(self, paragraph: Paragraph, text: Text, who: Who | None) -> bool:
        """Who merges what others send. Where nobody is named before it, those whose sentence it is."""
        took = False
        for merger in self.routes.mergers(text):
            by = merger.who
            if not by and who and re.search(r"\bde\s+tong hop\b", text.plain):
                by = self.routes.receivers(text)  # `gửi về Bộ trước ngày … để tổng hợp`
            if not by:
                by = tuple(each for each in who or () if each.agency is not None)
                is_told = merger.to or orders_merging(text.plain)
                if len(by) != 1 or len(who or ()) != 1 or self.reader.is_issuer(by) or not is_told:
                    continue
            found = Dues({}) if merger.who else of_merging(text)
            made = Merged(by, paragraph.at, tuple(each for each in merger.to if each not in by))
            if not made.to and DRAFTS.search(text.plain) and self.routes.are_below(by):
                made.to = (Party(agency=self.reader.base),)  # for whom they draft
            made.as_ = None if merger.who else elsewhere(text.plain)
            made.due, made.doubtful = dict(found.rules), found.doubtful
            self._merge(made)
            took = True
        return took

    def _merge(self, made: Merged) -> None:
        """Keep a merging, with what else is said of the same mergers elsewhere."""
        same = next((each for each in self.found.merged if set(each.who) & set(made.who)), None)
        if same is None:
            self.found.merged.append(made)
            return
        same.to = tuple(dict.fromkeys((*same.to, *made.to)))
        same.as_ = same.as_ or made.as_
        same.due, same.doubtful = same.due or made.due, same.doubtful or made.doubtful

    # standing conduct ------------------------------------------------------------------------------------------------

    def _conduct(self, paragraph: Paragraph, text: Text, who: Who, printed: str | None, took: bool) -> bool:
        """Guide, urge, inspect …: kept as words, makes no task."""
        facts = (fact for each in self.found.assigned for fact in (each.plan, each.report))
        has_more = any(fact is not None and fact.at == paragraph.at for fact in facts)
        if took or has_more or paragraph.at == "đoạn cuối" or self._is_opening(paragraph):
            return False
        how = r"(?:(?:chu dong|thuong xuyen|tiep tuc|kip thoi|tang cuong|day manh|hang nam)\s+)*"
        is_what = r"(?:la (?:co quan|don vi) (?:thuong truc|dau moi)[\w\s]{0,20},?\s*|co trach nhiem\s+)?"
        step = re.compile(rf"[\s,]*(?:va\s+)?{is_what}{how}({one_of('duties.general')})")
        verbs, at = list[str](), 0
        while match := step.match(text.plain, at):
            verbs.append(text.said[match.start(1) : match.end(1)].lower())
            at = match.end()
        if not verbs:
            return False
        same = next((each for each in self.found.assigned if each.who == who and each.duties), None)
        if same is None:
            same = self._add(who, paragraph.at, printed, text)
            same.topic = same.topic or "khac"
        if all(place != paragraph.at for place, _ in same.duties):
            same.duties.append((paragraph.at, ", ".join(dict.fromkeys(verbs))))
        return True

    # what is said of all, and apart ----------------------------------------------------------------------------------

    def _settle_everybody(self) -> None:
        """`các cơ quan, đơn vị, địa phương`: the groups that the document gives work elsewhere."""
        wide = [each for each in self.found.assigned if any(party.kinds for party in each.who)]
        owing = [each for each in wide if each.plan or each.report]
        groups = (owing or wide)[0].who if wide else tuple(each for each in self._addressed if not each.is_unknown)
        kept: list[Assigned] = []
        for each in self.found.assigned:
            if not any(party.is_everybody for party in each.who):
                kept.append(each)
                continue
            is_arising = each.report is not None and "ad-hoc" in each.report.due
            those = tuple(party for party in groups if party.kinds or not is_arising)
            if not those:
                self.found.left[each.at] = "nobody"
                continue
            others = (party for party in each.who if not party.is_everybody)
            each.who, each.reading = tuple(dict.fromkeys((*others, *those))), "draft.reading.everybody"
            main = next((one for one in kept if one.who == each.who and one.topic is None and one.report is None), None)
            if main is not None and each.report is not None and each.topic is None:
                main.report, main.reading = each.report, each.reading
            else:
                kept.append(each)
        self.found.assigned = kept

    def _receivers_apart(self) -> None:
        """`Nơi nhận báo cáo: Bộ X`, a paragraph of its own: of the reports that name no receiver."""
        for paragraph in (*self.pages.body, *self.pages.attached):
            match = re.match(
                r"(?:(?:noi nhan|dia chi nhan|noi gui) bao cao\s*:\s*|bao cao (?:duoc )?gui(?: ve)?\s+)",
                paragraph.text.plain,
            )
            if match is None:
                continue
            named = self.reader.read(paragraph.text, match.end(), only_first=True).parties
            to = tuple(each for each in named if each.agency is not None)
            route = self.routes.of(paragraph.text) if "tong hop" in paragraph.text.plain else Route(to)
            for each in self.found.assigned:
                if to and each.report is not None and each.report.reading in _NO_RECEIVER:
                    each.report.to, each.report.via, each.report.reading = route.to, route.via, None
                    each.report.desk = each.report.desk or self.routes.desk(paragraph.text, route)
                    self.found.left.pop(paragraph.at, None)
            if to and route.via:
                self._merge(Merged(route.via, paragraph.at, route.to))
