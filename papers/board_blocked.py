"""Who holds up whom: what waits, by tier and worst first, and those for whom most of it waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from engine.figures.board import Board
from engine.results import BLOCKED_STATUSES, Blocked, RootBlocker
from papers.board_places import short_name
from papers.markup import cell, note, table, tag, words
from screen.due_phrases import due_cell, period_words, undone_words
from screen.look import Look
from workflows.agency_records import kind_order

WAITING, HOLDING = 8, 11  # lines of each list; what is beyond is counted
_NAMED = 2


@dataclass
class _Holders:
    """Agencies below one superior that owe the same by the same day; `held`: the consolidations that wait for any."""

    superior: str | None
    undone: str
    due: date | None
    roots: dict[tuple[str | None, str | None], RootBlocker] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)

    @property
    def days_late(self) -> int:
        return max(root.days_late for root in self.roots.values())


def blocked_sheet(board: Board, look: Look) -> str:
    """Both lists side by side, the first under its figures."""
    if not board.blocked:
        return tag("p", words(f"{look.say('blocked.none')}.".capitalize()), class_="why")
    waiting = tag("div", tag("h3", words(look.say("board.waiting"))), _tiers(board, look), _waiting(board, look))
    holding = tag("div", tag("h3", words(look.say("board.holding"))), _holding(board, look))
    return tag("div", waiting, holding, class_="beside")


def _tiers(board: Board, look: Look) -> str:
    """How many wait on each tier, by status; they sum to all that are blocked."""
    counts = Counter((item.kind, item.status) for item in board.blocked)
    kinds = sorted({kind for kind, _ in counts}, key=kind_order)
    heads = [look.say("figures.by.tier"), *(f"#{look.label('blocked', name)}" for name in BLOCKED_STATUSES)]
    heads.append(f"#{look.say('figures.total')}")
    rows = []
    for kind in kinds:
        figures = [counts[kind, status] for status in BLOCKED_STATUSES]
        rows.append(cell(words(look.label("kind", kind))) + "".join(map(cell, (*figures, sum(figures)))))
    whole = [sum(counts[kind, status] for kind in kinds) for status in BLOCKED_STATUSES]
    foot = cell(words(look.say("figures.total"))) + "".join(map(cell, (*whole, sum(whole))))
    return table(heads, rows, foot, class_="tiers-blocked")


def _waiting(board: Board, look: Look) -> str:
    """The consolidations, late ones first, those of the highest tier first among these."""
    order = sorted(board.blocked, key=_worst)
    heads = ["", look.say("head.agency"), f"#{look.say('board.days_late')}"]
    heads += [f"#{look.say('audit_report.open')}", look.say("board.waits_for")]
    rows = ["".join(_cells(item, look)) for item in order[:WAITING]]
    return table(heads, rows, class_="list waiting") + _more(len(order) - WAITING, "board.more_waiting", look)


def _worst(item: Blocked) -> tuple[object, ...]:
    return BLOCKED_STATUSES.index(item.status), kind_order(item.kind), -item.days_late, -item.open, item.task


def _cells(item: Blocked, look: Look) -> Iterator[str]:
    style = {"overdue": "bad", "at_risk": "risk"}.get(item.status)
    yield cell(tag("b", words(look.label("blocked", item.status)), class_=style))
    due = due_cell(item.due, item.due_phrase, look, named=False).text
    due = look.say("word.due", due=look.day(item.due)) if item.due else due
    about = " · ".join(filter(None, (period_words(item.period, look), due)))
    yield cell(words(look.told(item.agency_name)) + note(about))
    yield cell(tag("b", str(item.days_late)) if item.days_late else "", "n")
    yield cell(f"{item.open}/{item.inputs}", "n")
    late = sorted(item.waiting, key=lambda each: (-each.days_late, each.task))
    named = list(dict.fromkeys(look.told(each.agency_name or each.agency) for each in late))
    yield cell(note(_names(named, look)))


def _names(names: Sequence[str], look: Look) -> str:
    named = [short_name(name, look) for name in names[:_NAMED]]
    more = len(names) - _NAMED
    return ", ".join([*named, *([look.say("audit_report.others", n=more)] if more > 0 else [])])


def _holding(board: Board, look: Look) -> str:
    """Those for whom it waits: the latest first, then those for whom most waits."""
    groups = _grouped(board, look)
    groups.sort(key=lambda group: (-group.days_late, -len(group.held), -len(group.roots), group.superior or ""))
    heads = [
        look.say("head.agency"),
        look.say("board.owes"),
        f"#{look.say('board.days_late')}",
        f"#{look.say('board.holds')}",
    ]
    rows = ["".join(_holder(group, board, look)) for group in groups[:HOLDING]]
    rest = {key for group in groups[HOLDING:] for key in group.roots}
    return table(heads, rows, class_="list holding") + _more(len(rest), "board.more_holding", look)


def _grouped(board: Board, look: Look) -> list[_Holders]:
    found: dict[tuple[str | None, str, date | None], _Holders] = {}
    for item in board.blocked:
        for root in item.root_blockers:
            agency = board.agencies.get(root.agency)
            superior = agency.superior if agency is not None else None
            undone = undone_words(root, look)
            group = found.setdefault((superior, undone, root.due), _Holders(superior, undone, root.due))
            group.roots.setdefault(root.identity, root)
            group.held.add(item.task)
    return list(found.values())


def _holder(group: _Holders, board: Board, look: Look) -> Iterator[str]:
    roots = sorted(group.roots.values(), key=lambda root: (-root.days_late, root.agency))
    names = list(dict.fromkeys(look.told(root.agency_name or root.agency) for root in roots))
    superior = board.agencies.get(group.superior or "")
    if len(names) == 1:
        yield cell(tag("b", words(", ".join(names))))
    else:
        kinds = {agency.kind for root in roots if (agency := board.agencies.get(root.agency))}
        kind = look.label("kind", kinds.pop()) if len(kinds) == 1 else look.say("board.agencies")
        said = f"{len(names)} {kind}"
        if superior is not None:
            above = short_name(look.told(superior.called), look)
            said = look.say("board.below", n=len(names), kind=kind, agency=above)
        yield cell(tag("b", words(said)) + note(_names(names, look)))
    on = "" if group.due is None else look.say("word.due", due=look.day(group.due))
    yield cell(words(group.undone) + note(on))
    yield cell(tag("b", str(group.days_late), class_="bad") if group.days_late else "", "n")
    yield cell(len(group.held))


def _more(count: int, word: str, look: Look) -> str:
    return tag("p", words(look.say(word, n=count)), class_="soft") if count > 0 else ""
