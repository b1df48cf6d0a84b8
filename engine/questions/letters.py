"""Whom to urge, and the letters that would: of what is held up now, a letter for each superior.

A reminder gives no new date. The form of the documents is that of Decree 30/2020/ND-CP, Appendix III.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from engine.cascade.cascades import RunningCascade
from engine.cascade.lookup import all_agencies, get_agency_anywhere, names_of
from engine.chain.mandates import Mandate, are_configured, read_mandates
from engine.questions.blocking import blocked
from engine.questions.duties import duties_of
from engine.questions.reminders import STEPS, step_after
from engine.results import Blocked, DutyRow, Letter, Reminded, RootBlocker, Urged
from engine.scope import WITHIN
from engine.store.database import Transaction
from workflows.dates import day_from_iso
from workflows.graph import AgencyNode
from workflows.keys import parse_task_key
from workflows.mandates import REMIND
from workflows.periods import Period
from workflows.said import NAMELESS, Name

# of these kinds a letter's head names no superior
_STAND_ALONE = frozenset(
    {"prime-minister", "ministry", "ministerial-agency", "government-agency", "province", "district", "ward"}
)
Documents = Mapping[str, tuple[str, str | None, str | None]]  # type, number and day of issue, by key
_UNKNOWN = ("", None, None)


def urged(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    agency: str,
    day: date,
    within: int,
    period: str | Period | None = None,
    *,
    telling: Callable[[tuple[Blocked, ...]], tuple[Blocked, ...]] = tuple,
) -> Iterator[Urged]:
    """Who holds up what is overdue or at risk below the agency, and is late, soon due or without a date of its own.

    `telling`: what more is to be told of whoever is blocked, while it is known in which cascade.
    """
    roots: dict[tuple[str, str], RootBlocker] = {}
    for row in telling(blocked(tx, cascades, under=agency, period=period, today=day)):
        for root in row.root_blockers if row.status != "waiting" else ():
            is_near = root.due is None or root.due <= day + timedelta(within) or root.stuck is not None
            if root.agency != agency and is_near:
                roots[root.task or str(root.document), root.next_trigger] = root
    superiors = _superiors(tx, cascades, {root.agency for root in roots.values()})
    groups: defaultdict[str | None, list[RootBlocker]] = defaultdict(list)
    for root in roots.values():
        groups[superiors.get(root.agency)].append(root)
    names = {key: name for cascade in cascades for key, name in names_of(tx, cascade, {*filter(None, groups)}).items()}
    found = [
        Urged(above, tuple(sorted(listed, key=_latest_first)), names.get(above or "", NAMELESS))
        for above, listed in groups.items()
    ]
    yield from sorted(found, key=lambda each: (_latest_first(each.blockers[0]), each.superior or ""))


def _latest_first(root: RootBlocker) -> tuple[int, int, str]:
    return -root.working_days_late, -root.holds, root.task or str(root.document)


def _superiors(tx: Transaction, cascades: Sequence[RunningCascade], keys: Collection[str]) -> dict[str, str]:
    return {
        key: superior
        for cascade in cascades
        for key, superior in tx.rows(
            "SELECT key, superior FROM agency WHERE cascade_id = :cascade_id AND key = ANY(:keys) "
            "AND superior IS NOT NULL",
            cascade_id=cascade.cascade_id,
            keys=sorted(keys),
        )
    }


def letters(
    tx: Transaction,
    cascades: Sequence[RunningCascade],
    agency: str,
    *,
    period: str | Period | None,
    day: date,
    within: int = WITHIN,
    by: str | None = None,
) -> tuple[Letter, ...]:
    """What whoever waits would write on that day: of each cascade a letter for each superior, the most urgent first.

    `by`: who signs, where a mandate says in which form. Raises NotFound, Ambiguous.
    """
    known = get_agency_anywhere(tx, cascades, agency)
    return tuple(
        letter
        for cascade, sender in known
        for letter in _letters(tx, cascade, sender, period=period, day=day, within=within, by=by)
    )


def _letters(
    tx: Transaction,
    cascade: RunningCascade,
    sender: AgencyNode,
    *,
    period: str | Period | None,
    day: date,
    within: int,
    by: str | None,
) -> Iterator[Letter]:
    groups = list(urged(tx, [cascade], sender.key, day, within, period))
    if not groups:
        return
    agencies = all_agencies(tx, cascade)
    above = _above(sender, agencies)
    numbers = [root.number for group in groups for root in group.blockers if root.task is not None]
    duties, documents = duties_of(tx, cascade, numbers), _documents(tx, cascade)
    kind, number, issued_on = documents.get(cascade.directive, _UNKNOWN)
    mandate, head = _mandate(tx, sender.key, by, day), superior_in_head(sender, agencies)
    for group in groups:
        items = tuple(_item(root, duties.get(root.number, ()), documents) for root in group.blockers)
        is_direct = group.superior is None or group.superior == sender.key or group.superior in above
        whom = list(dict.fromkeys(item.agency for item in items)) if is_direct else [str(group.superior)]
        yield Letter(
            cascade.key,
            cascade.called,
            kind,
            number,
            day_from_iso(issued_on),
            None if period is None else str(period),
            within,
            sender.key,
            sender.called,
            head,
            group.superior or whom[0],
            tuple(agencies[key].called if key in agencies else Name.alike(key) for key in whom),
            max((item.step for item in items), key=STEPS.index),
            items,
            day,
            signature=None if mandate is None else mandate.signature,
            post=None if mandate is None else mandate.post,
            signer=by if mandate is None else mandate.person or by,
        )


def superior_in_head(agency: AgencyNode, agencies: dict[str, AgencyNode]) -> Name | None:
    """What the head of its documents names above the agency; None: nobody (Decree 30/2020/ND-CP, Appendix I, II.2)."""
    above = _above(agency, agencies)
    return None if agency.kind in _STAND_ALONE or not above else agencies[above[0]].called


def _above(agency: AgencyNode, agencies: dict[str, AgencyNode]) -> list[str]:
    """The agencies above it, the nearest first, as far as the cascade knows them."""
    found: list[str] = []
    superior = agency.superior
    while superior in agencies and superior not in found:
        found.append(superior)
        superior = agencies[superior].superior
    return found


def _item(root: RootBlocker, duties: Sequence[DutyRow], documents: Documents) -> Reminded:
    reports = (each for each in duties if each.what in ("report", "consolidation"))
    duty = next(reports, None) or next(iter(duties), None)
    assigned_by = duty.document if duty is not None else root.document or ""
    _, number, issued_on = documents.get(assigned_by, _UNKNOWN)
    return Reminded(
        root.task,
        root.agency,
        root.agency_name,
        None if root.task is None else parse_task_key(root.task).period.key,
        NAMELESS if duty is None else duty.content,
        root.next_trigger,
        root.due,
        root.due_phrase,
        root.days_late,
        root.reminders,
        root.reminded_on,
        step_after(root.reminders, is_missed=root.days_late > 0),
        assigned_by,
        number,
        day_from_iso(issued_on),
        number=root.number,
    )


def _documents(tx: Transaction, cascade: RunningCascade) -> Documents:
    """Type, number and day of the cascade's documents that are out, by key."""
    rows = tx.rows(
        "SELECT key, type, number, issued_on FROM document WHERE cascade_id = :cascade_id AND is_out",
        cascade_id=cascade.cascade_id,
    )
    return {key: (kind, number, issued_on) for key, kind, number, issued_on in rows}


def _mandate(tx: Transaction, agency: str, by: str | None, day: date) -> Mandate | None:
    """The mandate under which somebody signs for the agency on that day."""
    if by is None or not are_configured(tx)[0]:
        return None
    known = read_mandates(tx, agency).values()
    return next((each for each in known if each.names(by) and each.is_for(agency, REMIND, day.isoformat())), None)
