"""Cascade → task graph: who owes what in which period, what feeds what, what sets what going."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from workflows.canonical import canonical
from workflows.cascade import AskedPlan, AskedReport, Cascade, Order, as_of
from workflows.graph import (
    AgencyNode,
    Asked,
    AssignmentNode,
    DocumentNode,
    DueDate,
    Duty,
    Feed,
    Release,
    TaskGraph,
    TaskNode,
    WaitsFor,
)
from workflows.periods import Period
from workflows.policies import Policy, PolicyReader, read_policies
from workflows.schema import Document

TaskId = tuple[str, Period, str | None]


@dataclass
class Draft:
    """A task while it is put together: everything that any document asks of one agency in one period on one topic."""

    agency: str
    period: Period
    topic: str | None
    reports: list[AskedReport] = field(default_factory=list)
    plans: list[AskedPlan] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    has_inputs: bool = False

    @property
    def id(self) -> TaskId:
        return (self.agency, self.period, self.topic)

    @property
    def key(self) -> str:
        return "/".join(part for part in (str(self.period), self.agency, self.topic) if part)

    @property
    def consolidates(self) -> bool:
        """Ordered to, or reached by the report of another task."""
        return bool(self.orders) or self.has_inputs

    @property
    def asked(self) -> tuple[AskedReport | Order, ...]:
        """Reports and orders to consolidate: all that can be dated and sent."""
        return (*self.reports, *self.orders)

    @property
    def everything(self) -> tuple[AskedReport | AskedPlan | Order, ...]:
        """Reports, plans and orders, in that order."""
        return (*self.reports, *self.plans, *self.orders)

    def sources(self) -> list[Document]:
        """The documents that ask for it, each once."""
        found = {item.document.key: item.document for item in self.everything}
        return list(found.values())


@dataclass
class Drafts:
    """All tasks of a cascade before they are numbered, and the feeds between them.

    `unconsumed`: reports (or consolidations) whose next receiver has tasks in this cascade but none in their period.
    `ends_at_via`: reports passed to an agency that nobody orders to consolidate them.
    """

    cascade: Cascade
    tasks: dict[TaskId, Draft] = field(default_factory=dict)
    feeds: dict[tuple[TaskId, TaskId], WaitsFor] = field(default_factory=dict)
    unconsumed: list[tuple[AskedReport | Order, str]] = field(default_factory=list)
    ends_at_via: list[tuple[AskedReport, str]] = field(default_factory=list)
    policies: tuple[Policy, ...] = ()

    def general(self, agency: str, period: Period) -> Draft | None:
        """The agency's general task of that period."""
        return self.tasks.get((agency, period, None))

    @cached_property
    def general_of(self) -> dict[str, list[Draft]]:
        """Each agency's general tasks. Asked only once all tasks are drafted."""
        found: dict[str, list[Draft]] = {}
        for draft in self.tasks.values():
            if draft.topic is None:
                found.setdefault(draft.agency, []).append(draft)
        return found

    def own_reports(self, draft: Draft) -> list[AskedReport]:
        """The reports that the agency owes as its own: all, unless it merges others' into them.

        Where the same document makes it consolidator of that very report, the report is its own even so.
        """
        if not draft.consolidates:
            return draft.reports
        return [report for report in draft.reports if self.cascade.is_consolidator_of(draft.agency, report)]

    def merged_reports(self, draft: Draft) -> list[AskedReport]:
        """The reports that its consolidation answers."""
        if not draft.consolidates:
            return []
        return [report for report in draft.reports if not self.cascade.is_consolidator_of(draft.agency, report)]


def draft_tasks(cascade: Cascade, read_policy: PolicyReader | None = None) -> Drafts:
    """Collect the tasks of a linked cascade and join them by feeds. `read_policy`: reads what its documents name."""
    drafts = Drafts(cascade, policies=tuple(read_policies(cascade, read_policy)))

    def at(agency: str, period: Period, topic: str | None) -> Draft:
        draft = Draft(agency, period, topic)
        return drafts.tasks.setdefault(draft.id, draft)

    for report in cascade.reports:
        at(report.agency, report.period, report.topic).reports.append(report)
    for order in cascade.orders:
        at(order.agency, order.period, None).orders.append(order)
    for plan in cascade.plans:
        for code in plan.codes:
            at(plan.agency, Period(cascade.year, code), plan.topic).plans.append(plan)
    _join(drafts)
    return drafts


def _join(drafts: Drafts) -> None:
    """Feeds, in three steps: where each report goes; who thereby consolidates; which report each edge waits for."""
    holders = {agency for agency, _, topic in drafts.tasks if topic is None}
    wanted: list[tuple[Draft, Draft, AskedReport | Order]] = []
    for draft in list(drafts.tasks.values()):
        for source in draft.asked:
            targets = source.hops if isinstance(source, AskedReport) else source.to
            for target in targets:
                if target == draft.agency:
                    continue
                receiver = drafts.general(target, draft.period)
                if isinstance(source, AskedReport) and source.is_via and (receiver is None or not receiver.orders):
                    if target in holders and receiver is None:
                        drafts.unconsumed.append((source, target))
                    else:
                        drafts.ends_at_via.append((source, target))
                elif receiver is None:
                    if target in holders:
                        drafts.unconsumed.append((source, target))
                else:
                    wanted.append((draft, receiver, source))
                    receiver.has_inputs = True
    for draft, receiver, source in wanted:
        edge = (draft.id, receiver.id)
        own = isinstance(source, AskedReport) and (
            not draft.consolidates or drafts.cascade.is_consolidator_of(draft.agency, source)
        )
        if own and drafts.feeds.get(edge) == "merged":
            continue
        drafts.feeds[edge] = "own" if own else "merged"


def compile_cascade(drafts: Drafts) -> TaskGraph:
    """Number the tasks, sorted by key, and pin all that the cascade rests on. The same for any order of files."""
    cascade = drafts.cascade
    ordered = sorted(drafts.tasks.values(), key=lambda draft: draft.key)
    position = {draft.id: index for index, draft in enumerate(ordered)}
    tasks = tuple(_node(drafts, draft) for draft in ordered)
    feeds = tuple(
        sorted(
            (
                Feed(position[source], position[target], waits_for)
                for (source, target), waits_for in drafts.feeds.items()
            ),
            key=lambda feed: (feed.consolidation, feed.input),
        )
    )
    releases = tuple(
        Release(document.key, position[draft.id], _releaser(drafts, draft, document, position))
        for draft in ordered
        for document in sorted(draft.sources(), key=lambda item: item.key)
    )
    agencies = _agencies(drafts)
    lifecycle = cascade.library.lifecycle(cascade.directive.lifecycle)
    lifecycle_data = lifecycle.data.model_dump(mode="json", by_alias=True)
    pins = {f"document/{document.key}": cascade.library.loaded[document.key].text for document in cascade.documents}
    for document in cascade.documents:
        for number, text in enumerate(cascade.library.loaded[document.key].overlays, 1):
            pins[f"overlay/{document.key}/{number}"] = text
    pins[f"lifecycle/{lifecycle.key}"] = canonical(lifecycle_data)
    pins["agencies"] = canonical([_agency_json(agency) for agency in agencies])
    pins["calendar"] = canonical(cascade.calendar.content)
    for policy in drafts.policies:
        pins |= policy.pins()
    return TaskGraph(
        directive=cascade.directive.key,
        year=cascade.year,
        documents=tuple(_document(cascade, document) for document in cascade.documents),
        assignments=_assignments(drafts),
        agencies=agencies,
        tasks=tasks,
        feeds=feeds,
        releases=releases,
        lifecycle=lifecycle_data,
        calendar=cascade.calendar,
        pins=pins,
    )


def _node(drafts: Drafts, draft: Draft) -> TaskNode:
    own, merged = drafts.own_reports(draft), drafts.merged_reports(draft)
    first = draft.everything[0]
    drafters = [drafter for report in draft.reports for drafter in report.drafted_by]
    receivers = [to for report in merged or draft.reports for to in report.to] + [
        to for order in draft.orders for to in order.to
    ]
    return TaskNode(
        period=draft.period,
        agency=draft.agency,
        topic=draft.topic,
        assignment=_assignment_key(first),
        documents=tuple(document.key for document in sorted(draft.sources(), key=lambda item: item.key)),
        owes_plan=bool(draft.plans),
        owes_report=bool(own),
        consolidates=draft.consolidates,
        plan_group="/".join(part for part in (draft.agency, draft.topic) if part) if draft.plans else None,
        plan_due=_earliest(plan.due for plan in draft.plans),
        own_due=_earliest(report.due for report in own),
        merged_due=_merged_due(draft, merged),
        receivers=tuple(dict.fromkeys(receivers)),
        drafted_by=drafters[0] if drafters else None,
        duties=tuple(dict.fromkeys(duty for item in draft.everything for duty in _duties(item))),
    )


def _duties(item: AskedReport | AskedPlan | Order) -> Iterator[Duty]:
    """What it asks as its document dates it, and beside it the reminder whose date counts."""
    what: Asked = "consolidation"
    due = item.due
    if isinstance(item, AskedPlan):
        what = "plan"
    elif isinstance(item, AskedReport):
        what = "product" if item.report is item.assignment.product else "report"
        due = item.reminder.first if item.reminder else due
    yield Duty(_assignment_key(item), what, due)
    if isinstance(item, Order) and item.entry.accepts:
        yield Duty(_assignment_key(item), "acceptance")
    if isinstance(item, AskedReport) and item.reminder is not None:
        yield Duty(item.reminder.key, "reminder", item.due)


def _merged_due(draft: Draft, merged: list[AskedReport]) -> DueDate | None:
    """Upper documents date the merged report; the order to consolidate only where they do not."""
    upper = [report for report in merged if draft.agency not in report.document.issuer] or merged
    dated = _earliest(report.due for report in upper)
    if dated is not None and dated.last_day is not None:
        return dated
    restated = _earliest(report.due for report in merged if report not in upper)
    ordered = _earliest(order.due for order in draft.orders)
    for candidate in (restated, ordered):
        if candidate is not None and candidate.last_day is not None:
            return candidate
    return dated or restated or ordered


def _earliest(dues: Iterable[DueDate]) -> DueDate | None:
    """The earliest dated one; where none is dated, the first that says anything; None where there is none at all."""
    given = list(dues)
    dated = [due for due in given if due.last_day is not None]
    if dated:
        return min(dated, key=lambda due: (due.last_day or date.max, due.document, due.at))
    return next((due for due in given if due.phrase), given[0] if given else None)


def _assignment_key(source: AskedReport | AskedPlan | Order) -> str:
    """One for each entry of a document and for what it asks: the place, content and words are that entry's alone."""
    document = source.document
    if isinstance(source, Order):
        return f"{document.key}#consolidates{_number(source.entry, document.consolidates)}"
    key = f"{document.key}/{source.topic}" if source.topic else document.key
    same = [each for each in document.assigns if each.topic == source.topic]
    what = "#plan" if isinstance(source, AskedPlan) and source.assignment.report is not None else ""
    return f"{key}{what}{_number(source.assignment, same)}"


def _number(entry: object, entries: Sequence[object]) -> str:
    """Which of several alike it is, from the second on."""
    at = next((index for index, each in enumerate(entries) if each is entry), 0)
    return f"#{at + 1}" if at else ""


def _assignments(drafts: Drafts) -> tuple[AssignmentNode, ...]:
    nodes: dict[str, AssignmentNode] = {}
    last: dict[str, date] = {}
    sources = [source for draft in drafts.tasks.values() for source in draft.everything]
    for source in sources:
        key = _assignment_key(source)
        last[key] = max(source.day, last.get(key, source.day))
    for source in sources:
        key = _assignment_key(source)
        if key not in nodes:
            nodes[key] = _assignment(drafts.cascade, key, source, last[key])
        if isinstance(source, AskedReport) and (reminder := source.reminder) is not None:
            nodes[reminder.key] = AssignmentNode(reminder.key, reminder.document.key, None, source.due.at, "")
    return tuple(nodes[key] for key in sorted(nodes))


def _assignment(cascade: Cascade, key: str, source: AskedReport | AskedPlan | Order, last: date) -> AssignmentNode:
    """`last`: the latest day on which the names of that assignment are taken."""
    document = source.document
    if isinstance(source, Order):
        who = tuple(party.agency for party in source.entry.who if party.unit is None)
        return AssignmentNode(
            key,
            document.key,
            None,
            cascade.cited_at(source.entry, document),
            "",
            _printed(cascade, document, who, last),
        )
    asked = source.plan if isinstance(source, AskedPlan) else source.report
    at = cascade.cited_at(asked, source.assignment, document)
    named = tuple(selector.agency for selector in source.assignment.who if selector.unit is None)
    printed = source.assignment.printed or _printed(cascade, document, named, last)
    return AssignmentNode(key, document.key, source.topic, at, asked.content or "", printed, asked.content_en or "")


def _printed(cascade: Cascade, document: Document, named: Sequence[str | None], last: date) -> str:
    """Whom a document names one by one, as it does, where somebody of them has ended and another is meant."""
    known = [cascade.registry.get(key) for key in named if key is not None and key in cascade.registry]
    if len(known) < len(named) or all(each.in_force_on(last) for each in known):
        return ""
    return ", ".join(each.name_on(document.date.value or as_of(document, cascade.year)) for each in known)


def _releaser(drafts: Drafts, draft: Draft, document: Document, position: dict[TaskId, int]) -> int | None:
    """The issuer's task that makes the document: its general one of the same period, else its earliest of the year.

    Where the issuer ends in that year and has none itself, the task of who holds all its work.
    """
    candidates = _makers(drafts, draft, document, document.issuer)
    candidates = candidates or _makers(drafts, draft, document, _heirs_of_the_year(drafts.cascade, document.issuer))
    if not candidates:
        return None
    same = [other for other in candidates if other.period == draft.period]
    chosen = same[0] if same else min(candidates, key=lambda other: other.period.sort_key)
    return position[chosen.id]


def _makers(drafts: Drafts, draft: Draft, document: Document, issuers: Iterable[str]) -> list[Draft]:
    return [
        other
        for issuer in issuers
        for other in drafts.general_of.get(issuer, ())
        if other is not draft and any(source.key != document.key for source in other.sources())
    ]


def _heirs_of_the_year(cascade: Cascade, issuers: Iterable[str]) -> Iterator[str]:
    """Who holds all the work of those that end within the cascade's year."""
    for issuer in issuers:
        until = cascade.registry.get(issuer).valid_until if issuer in cascade.registry else None
        if until is not None and until.year == cascade.year:
            yield cascade.registry.heir_of(issuer)


def _document(cascade: Cascade, document: Document) -> DocumentNode:
    issued = document.date.value
    number = document.number.value
    out_on = None
    if issued is not None and number is not None:
        out_on = issued if issued.year == cascade.year else date(cascade.year, 1, 1)
    parents = tuple(parent.key for parent in cascade.library.parents(document))
    return DocumentNode(
        key=document.key,
        type=document.type,
        title=document.title,
        issuers=document.issuer,
        number=number,
        issued_on=issued,
        out_on=out_on,
        is_plan=document.is_plan,
        implements=parents,
        not_before=document.date.not_before,
    )


def _agencies(drafts: Drafts) -> tuple[AgencyNode, ...]:
    cascade = drafts.cascade
    used = {draft.agency for draft in drafts.tasks.values()}
    for report in cascade.reports:
        used.update(report.to, report.hops, report.drafted_by)
    for order in cascade.orders:
        used.update(order.to)
    for document in cascade.documents:
        used.update(key for key in document.issuer if key in cascade.registry)
    for key in list(used):
        superior = cascade.registry.superior_of(key)
        while superior is not None and superior.key not in used:
            used.add(superior.key)
            superior = cascade.registry.superior_of(superior.key)
    day = max(as_of(document, cascade.year) for document in cascade.documents)
    nodes = []
    for key in sorted(used):
        agency = cascade.registry.get(key)
        nodes.append(
            AgencyNode(
                key, agency.name_on(day), agency.name_en, agency.kind, agency.level, agency.superior, agency.short or ""
            )
        )
    return tuple(nodes)


def _agency_json(agency: AgencyNode) -> dict[str, str]:
    values = {
        "key": agency.key,
        "name": agency.name,
        "name_en": agency.name_en,
        "kind": agency.kind,
        "level": agency.level,
        "superior": agency.superior or "",
        "short": agency.short,
    }
    return {name: text for name, text in values.items() if text}
