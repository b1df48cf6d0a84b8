"""What the checker found, as a compiler says it: place, severity, code, sentence, hint, the law behind it."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence

from screen.look import Look
from workflows.findings import Finding, Problem, Severity

_STYLE = {Severity.ERROR: "late", Severity.WARNING: "risk", Severity.NOTE: "dim"}


def findings_text(findings: Sequence[Finding], look: Look, *, is_brief: bool = False) -> str:
    """All findings by place, and how many there are of each severity; the acknowledged ones are counted apart.

    `is_brief`: without hints, laws and years.
    """
    if not findings:
        return look.say("findings.none")
    lines: list[str] = []
    for finding in findings:
        lines += _head(finding, look) if is_brief else [*_finding(finding, look), ""]
    if is_brief:
        lines.append("")
    return "\n".join([*lines, summary(findings, look)])


def summary(findings: Sequence[Finding], look: Look) -> str:
    """`9 phát hiện: 8 cảnh báo, 1 đã biết`: the parts sum to the total."""
    counted = Counter(finding.severity.value for finding in findings if finding.acknowledged is None)
    parts = [look.say(f"findings.{name}", n=counted[name]) for name in ("error", "warning", "note") if counted[name]]
    if known := sum(finding.acknowledged is not None for finding in findings):
        parts.append(look.say("findings.acknowledged", n=known))
    return look.paint(f"{look.say('findings.count', n=len(findings))}: {', '.join(parts)}", "head")


def _head(finding: Finding, look: Look) -> list[str]:
    severity = look.paint(look.label("severity", finding.severity.value), _STYLE[finding.severity])
    lines = [f"{finding.place}: {severity} {finding.code} {finding.rule}"]
    return [*lines, *indented("", finding.message(look.lang), look)]


def _finding(finding: Finding, look: Look) -> list[str]:
    lines = _head(finding, look)
    if finding.acknowledged is not None:
        lines += indented("", look.say("findings.acknowledged_because", reason=finding.acknowledged), look)
    if hint := finding.hint(look.lang):
        lines += indented(look.say("findings.hint"), hint, look)
    if finding.cites:
        lines += indented(look.say("findings.cites"), "; ".join(finding.cites), look)
    if finding.years:
        lines += indented(look.say("findings.years"), years_words(finding.years), look)
    return lines


def years_words(years: Sequence[int]) -> str:
    """`2023–2026, 2030`"""
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def problems_text(problems: Iterable[Problem], look: Look) -> str:
    """Why files cannot be read as definitions: `file:line:column: sentence`, with the hint below."""
    lines: list[str] = []
    for problem in problems:
        lines.append(f"{problem.place}: {problem.message(look.lang)}")
        if hint := problem.hint(look.lang):
            lines += indented(look.say("findings.hint"), hint, look)
    return "\n".join(lines)


def indented(word: str, text: str, look: Look, column: int = 8) -> list[str]:
    """The text behind its word, wrapped to the screen; without a word it begins further left."""
    before = f"  {look.paint(word, 'dim')}{' ' * (column - len(word))}" if word else "  "
    width = max(min(look.width, 120) - (column + 2 if word else 2), 20)
    wrapped = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
    later = " " * (column + 2 if word else 2)
    return [before + wrapped[0], *(later + line for line in wrapped[1:])]
