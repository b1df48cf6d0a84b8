"""From definition files to what a launch needs: the task graph of a year and the findings pinned with it."""

from __future__ import annotations

from workflows.agencies import Registry
from workflows.checker import check_drafts
from workflows.compiler import compile_cascade, draft_tasks
from workflows.errors import BadYear, NotLaunchable
from workflows.findings import Finding, Severity
from workflows.graph import TaskGraph
from workflows.library import Library
from workflows.linker import link


def prepare(library: Library, registry: Registry, directive: str, year: int) -> tuple[TaskGraph, tuple[Finding, ...]]:
    """Link, check and compile one cascade. Raises NotLaunchable with the findings where any is an error; BadYear."""
    cascade = link(library, registry, directive, year)
    if not cascade.documents:
        raise BadYear(directive, year)
    drafts = draft_tasks(cascade)
    findings = check_drafts(drafts)
    errors = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
    if errors:
        raise NotLaunchable(f"{directive}/{year}", errors)
    return compile_cascade(drafts), findings
