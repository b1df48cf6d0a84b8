"""Rules about who feeds whom (G)."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from workflows.cascade import AskedReport
from workflows.compiler import Drafts
from workflows.findings import Place, Severity
from workflows.rules.registry import DECREE_09_8_5, Both, Hit, met, name_of, rule
from workflows.schema import Document


@rule(
    "G101",
    Severity.ERROR,
    vi="vòng khép kín: {circle}",
    en="a circle: {circle}",
    hint_vi="một cơ quan không thể chờ báo cáo tổng hợp của chính mình; kiểm tra `to`, `via`, `implements`",
    hint_en="no agency can wait for a merged report that waits for its own; check `to`, `via`, `implements`",
)
def cycle(drafts: Drafts) -> Iterator[Hit]:
    """Consolidations wait for each other in a circle, or documents carry out each other in a circle.

    Why: such a cascade never ends. Releases and feeds are looked at apart, and an agency's own report is not its merged
    one: two consolidators that report to each other as offices make no circle.
    Example: department A merges and sends to B, B merges and sends to A.
    Mend: correct the receiver of one of them.
    """
    cascade = drafts.cascade
    waits: TopologicalSorter[tuple[str, str]] = TopologicalSorter()
    for (source, target), waits_for in drafts.feeds.items():
        if waits_for == "merged":
            waits.add((drafts.tasks[target].key, target[0]), (drafts.tasks[source].key, source[0]))
    try:
        waits.prepare()
    except CycleError as error:
        circle = error.args[1]
        where = next(draft for draft in drafts.tasks.values() if draft.key == circle[0][0]).asked[-1]
        yield Hit(where.place, where.document.key, {"circle": " → ".join(key for key, _ in reversed(circle))})
    documents: TopologicalSorter[str] = TopologicalSorter()
    for document in cascade.documents:
        documents.add(document.key, *(parent.key for parent in cascade.library.parents(document)))
    try:
        documents.prepare()
    except CycleError as error:
        circle = error.args[1]
        document = cascade.library.get(circle[0])
        yield Hit(document.place_of("implements"), document.key, {"circle": " → ".join(reversed(circle))})


@rule(
    "G102",
    Severity.ERROR,
    vi="báo cáo không nói gửi ai, và văn bản có {count} nơi tổng hợp",
    en="the report does not say to whom, and the document has {count} consolidators",
    hint_vi="ghi `to` hoặc `via`",
    hint_en="write `to` or `via`",
)
def no_consolidator(drafts: Drafts) -> Iterator[Hit]:
    """A report names neither receiver nor way, and the document does not have exactly one consolidator to take it.

    Why: nobody would wait for it, and nobody could say that it is missing.
    Example: `report: {due: {H1: none}}` in a document without `consolidates`.
    Mend: write `to` (and `via`), or name the consolidator.
    """
    yield from met(drafts, "no-consolidator")


@rule(
    "G201",
    Severity.NOTE,
    vi="báo cáo {period} gửi {receiver} nhưng không văn bản nào yêu cầu {receiver} báo cáo kỳ này",
    en="reports of {period} go to {receiver}, of whom no document asks that period",
    hint_vi="báo cáo dừng lại ở đó; bỏ kỳ này, hoặc nêu ai dùng nó",
    hint_en="they end there; drop the period, or say who uses it",
)
def unconsumed_report(drafts: Drafts) -> Iterator[Hit]:
    """A report's next receiver has tasks in this cascade, but none in the report's period.

    Why: work is asked for that nothing above asks for; it costs every office below and blocks nobody.
    Example: a province collects quarterly reports, its ministry asks for the half year and the year only.
    Mend: nothing if the province wants them for itself (acknowledge it); else drop the period.
    """
    for source, target in drafts.unconsumed:
        facts = {"receiver": name_of(drafts, target), "discriminator": target}
        yield Hit(source.place, source.document.key, facts, source.period)


@rule(
    "G202",
    Severity.WARNING,
    vi="{agency} phải báo cáo {period} nhưng không yêu cầu cấp dưới báo cáo kỳ đó",
    en="{agency} must report for {period}, for which it asks nothing of those below",
    hint_vi="thêm kỳ này vào văn bản của cơ quan, hoặc lấy số liệu từ nguồn khác",
    hint_en="add the period to the agency's own document, or say where its figures come from",
)
def cadence_gap(drafts: Drafts) -> Iterator[Hit]:
    """An agency that collects reports is itself asked for a period for which it collects none.

    Why: its report of that period would rest on nothing.
    Example: the ministry asks for the half year; the province collects by quarter and year only.
    Mend: add the period to the province's plan.
    """
    collecting = {target[0] for _, target in drafts.feeds}
    fed = {target for _, target in drafts.feeds}
    for draft in drafts.tasks.values():
        if draft.topic is not None or draft.agency not in collecting or draft.id in fed or draft.orders:
            continue
        for report in draft.reports:
            if draft.agency not in report.document.issuer:
                yield Hit(
                    report.place,
                    report.document.key,
                    {"agency": name_of(drafts, draft.agency), "discriminator": draft.agency},
                    draft.period,
                )


@rule(
    "G203",
    Severity.WARNING,
    vi="{agency} phải tổng hợp {period} nhưng không ai được giao báo cáo cho cơ quan này",
    en="{agency} must consolidate {period}, but nobody is asked to report to it",
    hint_vi="nêu ai báo cáo, hoặc việc tổng hợp chỉ là soạn thảo",
    hint_en="say who reports, or that it is drafting only",
)
def consolidation_without_inputs(drafts: Drafts) -> Iterator[Hit]:
    """An agency is ordered to consolidate, and no report of that period is asked for that would reach it.

    Why: "merge and report" without anybody who reports cannot be checked; the consolidation is always legal.
    Example: a committee forwards a ministry's letter to one department and names nobody who reports to that department.
    Mend: name those who report; a consolidation fed only by assignees who cannot be enumerated is not this finding.
    """
    fed = {target for _, target in drafts.feeds}
    for draft in drafts.tasks.values():
        for order in draft.orders:
            if draft.id not in fed and draft.agency not in drafts.cascade.open_receivers:
                yield Hit(
                    order.place,
                    order.document.key,
                    {"agency": name_of(drafts, draft.agency), "discriminator": draft.agency},
                    draft.period,
                )


@rule(
    "G204",
    Severity.NOTE,
    vi="báo cáo đi qua nhiều nơi tổng hợp: {consolidators}",
    en="the report passes through several consolidators: {consolidators}",
    hint_vi="mỗi nơi đều chờ báo cáo này; nêu nơi nào tổng hợp việc gì",
    hint_en="each of them waits for it; say who merges what",
)
def several_consolidators(drafts: Drafts) -> Iterator[Hit]:
    """One report goes through several agencies, each ordered to consolidate it.

    Why: both wait for the same report and both send a merged one; the two can differ.
    Example: reports of a city's offices go through the Department of Home Affairs and the Committee's Office alike.
    Mend: name one consolidator, or divide the periods or topics.
    """
    for report in drafts.cascade.reports:
        merging = [hop for hop in report.hops if drafts.cascade.is_consolidator_of(hop, report)]
        if report.is_via and len(merging) > 1:
            names = [name_of(drafts, hop) for hop in merging]
            words = Both(", ".join(name.vi for name in names), ", ".join(name.en for name in names))
            place = report.report.place_of("via")
            yield Hit(place.cited(report.at), report.document.key, {"consolidators": words})


@rule(
    "G205",
    Severity.NOTE,
    vi="báo cáo {period} đi qua {agency} nhưng không văn bản nào giao cơ quan này tổng hợp",
    en="reports of {period} pass through {agency}, which no document orders to consolidate",
    hint_vi="báo cáo dừng lại ở đó; thêm `consolidates` nếu văn bản có giao",
    hint_en="they end there; add `consolidates` if the document orders it",
    cites=(DECREE_09_8_5,),
)
def via_without_order(drafts: Drafts) -> Iterator[Hit]:
    """A report goes through an agency that no document in force orders to consolidate it in that period.

    Why: "through X" names a place, not a duty; nobody above can wait for a merged report that nobody owes.
    Example: `via: binh-dinh.so-noi-vu` without a `consolidates` entry.
    Mend: add the entry with its cited place, if the document gives that order.
    """
    for report, target in drafts.ends_at_via:
        facts = {"agency": name_of(drafts, target), "discriminator": target}
        yield Hit(_via_place(report), report.document.key, facts, report.period)


def _via_place(report: AskedReport) -> Place:
    place = report.report.place_of("via")
    return place.cited(report.at)


@rule(
    "G206",
    Severity.NOTE,
    vi="việc của {agency} chỉ do văn bản chưa có số, ngày của chính mình giao: {documents}",
    en="the work of {agency} is given only by a document of its own without number or date: {documents}",
    hint_vi="không văn bản cấp trên nào bắt đầu việc này; khi có số, ngày: dondoc release {documents}",
    hint_en="no document above sets it going; once it has number and date: dondoc release {documents}",
)
def self_release(drafts: Drafts) -> Iterator[Hit]:
    """A task can only be set going by a document that its own agency has yet to issue.

    Why: nobody else waits for that document, and no task of the year asks for it; the agency alone can begin, by
    releasing it. Documents of several agencies that give each other work are looked at together.
    Example: a plan without number that has its own issuer report (`who: issuer`), under a letter that names nobody.
    Mend: state number and date once they are known, or let a document above ask for the plan.
    """
    tasks = {issuer: [each for each in drafts.tasks.values() if each.agency == issuer] for issuer in _issuers(drafts)}
    grounded = {each.key for each in drafts.cascade.documents if _is_out(each) or not any(map(tasks.get, each.issuer))}
    before = -1
    while before != len(grounded):
        before = len(grounded)
        grounded |= {
            document.key
            for document in drafts.cascade.documents
            for issuer in document.issuer
            for task in tasks[issuer]
            if any(source.key in grounded for source in task.sources())
        }
    for document in drafts.cascade.documents:
        for issuer in document.issuer if document.key not in grounded else ():
            facts = {"agency": name_of(drafts, issuer), "documents": document.key, "discriminator": issuer}
            if any(source.key == document.key for task in tasks[issuer] for source in task.sources()):
                yield Hit(document.place_of("number"), document.key, facts)


def _issuers(drafts: Drafts) -> set[str]:
    return {issuer for document in drafts.cascade.documents for issuer in document.issuer}


def _is_out(document: Document) -> bool:
    return document.number.value is not None and document.date.value is not None
