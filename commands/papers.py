"""Pictures and reports for people, written to a file of the kind that its name says."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.audit import processes_option
from commands.common import Common, Missing, When, scope_of
from commands.options import (
    argument,
    cascade_argument,
    cascade_option,
    command,
    common,
    completed,
    option,
    scope_options,
    time_options,
)
from workflows.errors import InputError
from workflows.said import Said

if TYPE_CHECKING:
    from engine.answers import Answers
    from engine.figures.audit_facts import AuditFacts
    from engine.policies.auditing import RuleAudit
    from engine.scope import Scope
    from screen.look import Look

_EXAMPLE = "ct-33-ttg-2021/2023"
_PICTURES = {".svg": "svg", ".html": "html", ".htm": "html"}
_FORMS = {**_PICTURES, ".json": "json", ".jsonl": "jsonl", ".txt": "text"}


class WrongEnding(InputError):
    """A file whose name promises something else than what is written."""

    code = "wrong-ending"
    fields = ("path", "known")


class AskedTwice(InputError):
    """Both one agency and all below one are asked for."""

    code = "asked-twice"
    fields = ("what", "under")


@command()
@argument("what", required=False, metavar="[TASK|AGENCY]", shell_complete=completed("task"))
@scope_options
@cascade_option
@time_options
@common("text", "svg", "html", "json", "jsonl")
def audit_timeline(common: Common, when: When, what: str | None, **question: Any) -> None:
    """Draw tasks over time; without a file, tell it as text."""
    from papers.timeline import Asked, timeline_svg
    from papers.timeline_page import timeline_page
    from screen.timeline import timeline_text

    form, scope = _form(common), scope_of(question)
    if what is None and scope.under is None:
        raise Missing(
            (Said("metavar.TASK"), Said("metavar.AGENCY")),
            "dondoc audit timeline binh-dinh.so-noi-vu --out so-noi-vu.svg",
        )
    if what is not None and scope.under is not None:
        raise AskedTwice(what, scope.under)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        found = seen.timeline(what, scope)
        asked = Asked(_name(seen, what, scope, common.look), when.view)
        look = when.look(common.look_over(seen))
    if form == "svg":
        common.write(timeline_svg(found, asked, look))
    elif form == "html":
        common.write(timeline_page(found, asked, look))
    else:
        common.format = form
        common.show(found, lambda: when.around(timeline_text(found, look), look))


@command()
@argument("cascade", shell_complete=completed("cascade"))
@option("--seal", metavar="FILE", type=click.Path())
@option("--public-key", metavar="FILE", type=click.Path())
@option("--policies", metavar="FILE", type=click.Path(), multiple=True)
@processes_option
@time_options
@common("html")
def audit_report(
    common: Common,
    when: When,
    cascade: str,
    seal: str | None,
    public_key: str | None,
    policies: tuple[str, ...],
    processes: int | None,
) -> int:
    """Write the audit report, a page to print; 3 where the history does not hold, and the page says so."""
    from commands.failures import BROKEN
    from engine.proving import seals
    from papers.audit_report import report_page

    out = common.settings.out
    if out is None:
        raise Missing("--out", f"dondoc audit report {cascade} --out bao-cao.html")
    _check_html(out)
    kept = [] if seal is None else [seals.read_seal(Path(seal))]
    key = None if public_key is None else seals.read_public_key(Path(public_key))
    with common.engine() as dondoc, common.progress("progress.verify") as progress:
        seen = dondoc.seen(when.view)
        facts = seen.audit_facts(cascade, seals=kept, public_key=key, progress=progress, processes=processes)
        rules = _rules(common, seen, policies, cascade) if facts.verification.holds else ()
        # where history does not hold, neither may what else was pinned
        look = when.look(common.look_over(seen) if facts.verification.holds else common.look)
    common.write(report_page(facts, look, rules=rules, commands=_commands(facts, when, seal, public_key, policies)))
    common.tell("audit_report.written", file=out)
    if facts.verification.holds:
        return 0
    common.tell("audit_report.broken")
    return BROKEN


@command()
@cascade_argument
@scope_options
@time_options
@common("html")
def board(common: Common, when: When, **question: Any) -> None:
    """Write the board of a cascade, a page to project at a meeting and to print."""
    from papers.board import board_page

    out, scope = common.settings.out, scope_of(question)
    example = f"dondoc board {scope.cascade or _EXAMPLE} --out {common.look.say('board.file')}"
    if out is None:
        raise Missing("--out", example)
    _check_html(out)
    with common.engine() as dondoc, dondoc.seen(when.view) as seen:
        cascade = scope.cascade or _only_cascade(seen, example)
        facts, look = seen.board(cascade, scope), when.look(common.look_over(seen, cascade))
    common.write(board_page(facts, common.registry, look))
    if out != "-":
        common.tell("board.written", file=out)


def _only_cascade(seen: Answers, example: str) -> str:
    """The one that was launched, where there is but one. Raises Missing."""
    keys = seen.complete("cascade", "")
    if len(keys) != 1:
        raise Missing(Said("metavar.CASCADE"), example)
    return keys[0]


def _check_html(out: str) -> None:
    if out != "-" and _PICTURES.get(Path(out).suffix.lower()) != "html":
        raise WrongEnding(out, (".html", ".htm"))


def _rules(common: Common, seen: Answers, policies: Sequence[str], cascade: str) -> tuple[RuleAudit, ...]:
    if not policies:
        return ()
    from commands.policies import judged  # reads feature files: only where some are named

    return judged(common, seen, policies, cascade)


def _commands(
    facts: AuditFacts, when: When, seal: str | None, public_key: str | None, policies: Sequence[str]
) -> list[str]:
    """The command lines that give what the page tells."""
    verify = ["audit", "verify", facts.cascade]
    verify += ["--seal", seal] if seal else []
    verify += ["--public-key", public_key] if public_key else []
    view = ["--today", facts.shown_on.isoformat()]
    view = ["--as-of", facts.as_of.isoformat()] if facts.as_of is not None else view
    view += ["--known-at", facts.known_at.isoformat()] if facts.known_at is not None else []
    questions = [
        *(["status", facts.cascade, "--all"], ["audit", "lateness", facts.cascade, "--all"]),
        *(["audit", "lateness", facts.cascade, "--by", "period"], ["audit", "durations", facts.cascade]),
        *(["audit", "exceptions", facts.cascade, "--all"], ["audit", "late-entries", facts.cascade, "--all"]),
        ["blocked", facts.cascade, "--all"],
        *([["audit", "policy", *policies, "--cascade", facts.cascade, "--all"]] if policies else []),
    ]
    return [shlex.join(["dondoc", *words]) for words in (verify, *([*question, *view] for question in questions))]


def _name(seen: Answers, what: str | None, scope: Scope, look: Look) -> str | None:
    """Whose tasks they are; None: of one task, which names its own."""
    if scope.under is not None:
        return look.say("timeline.below", agency=seen.find_agency(scope.under, scope.cascade).called)
    return None if what is None or "/" in what else look.told(seen.find_agency(what, scope.cascade).called)


def _form(common: Common) -> str:
    """By the ending of `--out`; without a file by `--format`. Raises WrongEnding."""
    out, asked = common.settings.out, common.settings.format
    if out is None or out == "-":
        return common.format
    form = _FORMS.get(Path(out).suffix.lower())
    if form is None or (asked in _PICTURES.values() and asked != form):
        known = tuple(ending for ending, of in _FORMS.items() if asked is None or of == asked)
        raise WrongEnding(out, known)
    return form
