"""Letters that remind with a new date: the report then carries both days, and the latest counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from workflows import periods
from workflows.cascade import AskedReport, Cascade, Reminder
from workflows.due_dates import Dated, apply_rule, phrase_of, rules_by_word
from workflows.graph import DueDate
from workflows.schema import Citation, Document, DueRule

_HALF_A_YEAR = timedelta(days=183)


def redate(cascade: Cascade) -> None:
    """Give the reports of documents that others follow up their new dates, in the order of the reminders' days."""
    for document in sorted(cascade.documents, key=lambda each: (f"{each.date.value}", each.key)):
        for number, citation in enumerate(document.follows_up):
            reminded = cascade.library.resolve(citation) if citation.due is not None else None
            if reminded is None or citation.due is None:
                continue
            rules = dict(_by_code(rules_by_word(citation.due)))
            for at, report in enumerate(cascade.reports):
                rule = rules.get(report.period.code, rules.get("*"))
                if report.document is reminded and rule is not None:
                    cascade.reports[at] = _redated(cascade, document, number, citation, rule, report)


def _by_code(written: Mapping[str, DueRule]) -> Iterator[tuple[str, DueRule]]:
    for word, rule in written.items():
        if word in ("*", "unspecified"):
            yield "*", rule
        else:
            yield from ((code, rule) for code in periods.expand(word))


def _redated(
    cascade: Cascade, document: Document, number: int, citation: Citation, rule: DueRule, report: AskedReport
) -> AskedReport:
    """The report with the later of both days; as it was where the new one is no later, or is of another year."""
    dated = apply_rule(rule, report.period, cascade.calendar.of(report.agency), document.date.value)
    if dated.last_day is None or not _is_later(dated, report, document):
        return report
    at = cascade.cited_at(rule, citation, document)
    place = (rule.place if rule.place.line else citation.place).cited(at)
    first = report.due if report.reminder is None else report.reminder.first
    reminder = Reminder(document, number, first, report.named if report.reminder is None else report.reminder.named)
    due = DueDate(dated.last_day, phrase_of(rule), document.key, at)
    return replace(report, due=due, named=dated.named, rule=rule, place=place, reminder=reminder)


def _is_later(dated: Dated, report: AskedReport, document: Document) -> bool:
    new, old = dated.last_day, report.due.last_day
    issued = document.date.value
    if new is None or (old is not None and new <= old):
        return False
    if issued is not None and new < issued:
        return False
    if report.period.code == "once" or old is None:
        return issued is None or issued.year in (report.period.year, new.year)
    return new - old <= _HALF_A_YEAR if dated.one_off else issued is None or issued.year == report.period.year
