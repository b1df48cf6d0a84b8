"""What the checker found, as a compiler says it: place, severity, code, sentence, hint, the law behind it."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import words
from screen.look import Look
from screen.tables import Cell, lay_out
from words import as_told, spoken
from workflows.findings import Finding, Problem, Severity

if TYPE_CHECKING:
    from workflows.rules.registry import Rule

_FIRST = 5  # of many findings, told at length
_STYLE = {Severity.ERROR: "late", Severity.WARNING: "risk", Severity.NOTE: "dim"}


def findings_text(findings: Sequence[Finding], look: Look, *, is_brief: bool = False, most: int | None = None) -> str:
    """All findings by place, and how many there are of each severity; the acknowledged ones are counted apart.

    `is_brief`: without hints, laws and years; `most`: of more than so many how many there are of each rule, and the
    first of the worst severity.
    """
    if not findings:
        return look.say("findings.none")
    lines: list[str] = []
    if most is not None and len(findings) > most:
        return "\n".join([*_by_rule(findings, look), "", summary(findings, look), "", look.say("findings.unfold")])
    for finding in findings:
        lines += _head(finding, look) if is_brief else [*_finding(finding, look), ""]
    if is_brief:
        lines.append("")
    return "\n".join([*lines, summary(findings, look)])


def _by_rule(findings: Sequence[Finding], look: Look) -> list[str]:
    """A line for each rule and severity, the worst first, with where it is first met; then the first few at length."""
    ranked = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
    rows: dict[tuple[str, str], list[Finding]] = {}
    for finding in ranked:
        rows.setdefault((finding.code, finding.severity.value), []).append(finding)
    lines = [
        [
            Cell(str(len(of))),
            Cell(look.label("severity", severity), _STYLE[of[0].severity]),
            Cell(f"{code} {of[0].rule}"),
            Cell(str(of[0].place), "dim"),
        ]
        for (code, severity), of in rows.items()
    ]
    told = [line for finding in ranked[:_FIRST] for line in ("", *_finding(finding, look))]
    return [*lay_out(lines, look, flexible=(3,), right=(0,)), *told]


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
    return [*lines, *indented("", look.message(finding), look)]


def _finding(finding: Finding, look: Look) -> list[str]:
    lines = _head(finding, look)
    if finding.acknowledged is not None:
        lines += indented("", look.say("findings.acknowledged_because", reason=finding.acknowledged), look)
    if hint := look.hint(finding):
        lines += indented(look.say("findings.hint"), hint, look)
    if finding.cites:
        lines += indented(
            look.say("findings.cites"), "; ".join(look.say(f"law.{code}") for code in finding.cites), look
        )
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
        lines.append(f"{problem.place}: {look.message(problem)}")
        if hint := look.hint(problem):
            lines += indented(look.say("findings.hint"), hint, look)
    return "\n".join(lines)


def finding_data(finding: Finding, lang: str) -> dict[str, Any]:
    """A finding as `check --format json` prints it, and as a launch pins it."""
    cites = [words.say(f"law.{code}", lang) for code in finding.cites]
    data: dict[str, Any] = spoken({**as_told(finding, lang), "cites": cites})
    return data


def pinned_data(finding: Finding, lang: str) -> dict[str, Any]:
    """The same as a launch pins it: what it says in both languages, for whoever reads it later."""
    both = {f"message_{each}": words.message(finding, each) for each in words.LANGUAGES}
    return {**finding_data(finding, lang), **both}


def rule_page(rule: Rule, lang: str) -> str:
    """The page of a rule (`check --explain`): what it finds, why that matters, an example, how to mend it."""

    def told(part: str) -> str:
        return words.say(f"rule.{rule.code}.{part}", lang)

    lines = [f"{rule.code} {rule.name} ({words.say(f'severity.{rule.severity.value}', lang)})"]
    lines += [re.sub(r"\{\w+\}", "…", words.template(f"rule.{rule.code}", lang)), "", told("means"), ""]
    lines += [f"{words.say(f'page.{part}', lang)}: {told(part)}" for part in ("why", "example", "mend")]
    if rule.cites:
        lines += ["", "; ".join(words.say(f"law.{code}", lang) for code in rule.cites)]
    return "\n".join(lines) + "\n"


def indented(word: str, text: str, look: Look, column: int = 8) -> list[str]:
    """The text behind its word, wrapped to the screen; without a word it begins further left."""
    before = f"  {look.paint(word, 'dim')}{' ' * (column - len(word))}" if word else "  "
    width = max(min(look.width, 120) - (column + 2 if word else 2), 20)
    wrapped = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
    later = " " * (column + 2 if word else 2)
    return [before + wrapped[0], *(later + line for line in wrapped[1:])]
