"""Whether what a report tells can be relied on: the seal that was given, what was checked, what does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from engine.clock import parse_moment
from engine.figures.audit_facts import AuditFacts
from engine.proving.broken import Broken, SealCheck
from papers.markup import cell, table, tag, words
from screen.look import Look
from screen.past import moment

_SHOWN = 40  # of what does not hold
_TITLES = {
    "broken": "audit_report.broken",
    "sealed": "audit_report.sealed",
    "unsealed": "audit_report.unsealed",
}


def seal_box(facts: AuditFacts, look: Look) -> str:
    """Green: it matches a seal; grey: there is none; red: something does not hold."""
    found = facts.verification
    kind = "broken" if not found.holds else "sealed" if found.seals else "unsealed"
    checked = look.say(
        "audit.checked", cascades=", ".join(found.cascades), tasks=found.tasks, rows=found.rows, feeds=found.feeds
    )
    parts = [tag("h2", words(look.say(_TITLES[kind]))), tag("p", words(f"{checked}."))]
    if kind == "broken":
        warning = "audit_report.unreadable" if facts.figures is None else "audit_report.do_not_use"
        parts.append(tag("p", tag("b", words(look.say(warning)))))
        parts.append(_broken(facts, look))
    parts += [_seal(seal, found.has_public_key, look) for seal in found.seals]
    if kind == "sealed":
        parts.append(tag("p", words(look.say("audit_report.after_seal")), class_="soft"))
    if kind == "unsealed":
        parts.append(tag("p", words(f"{look.say('audit.no_seal')}.")))
    return tag("div", *parts, class_=f"seal {kind}")


def _seal(seal: SealCheck, has_key: bool, look: Look) -> str:
    if not seal.is_signed:
        signed = look.say("audit.unsigned")
    elif has_key:
        signed = look.say("audit_report.signed_by", key=seal.public_key)
    else:
        signed = look.say("audit_report.own_key", key=seal.public_key)
    facts = [
        ("audit_report.seal_file", seal.file),
        ("audit_report.sealed_at", moment(parse_moment(seal.sealed_at), look)),
        ("audit_report.seal_root", seal.root),
        ("audit_report.seal_tasks", f"{seal.tasks} ({', '.join(seal.cascades)})"),
        ("audit_report.signature", signed),
    ]
    rows = "".join(f"<dt>{words(look.say(name))}</dt><dd>{words(value)}</dd>" for name, value in facts)
    return tag("dl", rows)


def _broken(facts: AuditFacts, look: Look) -> str:
    found = facts.verification
    rows = ["".join(_cells(item, look)) for item in found.broken[:_SHOWN]]
    heads = [look.say(f"head.{name}") for name in ("task", "seq")] + [look.say("audit_report.what"), ""]
    more = len(found.broken[_SHOWN:]) + found.more
    rest = tag("p", words(look.say("audit.more", n=more))) if more else ""
    return tag("p", words(f"{look.say('audit.count', n=len(found.broken) + found.more)}:")) + table(heads, rows) + rest


def _cells(item: Broken, look: Look) -> Iterator[str]:
    yield cell(words(item.task or item.subject or item.cascade or ""))
    yield cell(words("" if item.seq is None else str(item.seq)))
    yield cell(words(look.message(item.details)))
    yield cell(tag("code", words(item.rule)))
