"""From definition files to what a launch needs: the task graph of a year and the findings pinned with it."""

from __future__ import annotations

from workflows.agencies import Registry
from workflows.calendars import WorkCalendar
from workflows.checker import check_drafts
from workflows.compiler import compile_cascade, draft_tasks
from workflows.errors import BadYear, NotLaunchable
from workflows.findings import Finding, Severity
from workflows.graph import TaskGraph
from workflows.library import Library
from workflows.linker import link
from workflows.policies import PolicyReader

LEFT_OUT = frozenset({"unknown-agency", "agency-not-in-force", "no-consolidator"})
"""Errors that keep from the cascade no more than what names nobody, and what hangs on it."""


def prepare(
    library: Library,
    registry: Registry,
    directive: str,
    year: int,
    *,
    is_strict: bool = True,
    calendar: WorkCalendar | None = None,
    read_policy: PolicyReader | None = None,
) -> tuple[TaskGraph, tuple[Finding, ...]]:
    """Link, check and compile one cascade. Raises NotLaunchable with the findings where any is an error; BadYear.

    Not strict: work that is given to nobody in force, or reported to nobody, is left out of the graph, and told by the
    findings of severity error; only what cannot be compiled at all is refused. `calendar`: other days off and worked
    than those of the files. `read_policy`: reads the policies that its documents name.
    """
    cascade = link(library, registry, directive, year, calendar)
    if not cascade.documents:
        raise BadYear(directive, year)
    drafts = draft_tasks(cascade, read_policy)
    findings = check_drafts(drafts)
    errors = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
    if errors and (is_strict or any(finding.rule not in LEFT_OUT for finding in errors)):
        raise NotLaunchable(f"{directive}/{year}", errors)
    return compile_cascade(drafts), findings
