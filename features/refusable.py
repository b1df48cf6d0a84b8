"""Which refusals can meet who acts on a document or on what it assigns, and why the others cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from features.ordered import HAS_INPUTS, IS_INPUT, NO_TASKS, OUT_AT_ONCE, WOULD_BE, InWords, Kind, Thing, View, no_task
from features.steps.names import REFUSALS, spoken
from workflows.graph import DocumentNode
from workflows.policies import RULES
from workflows.said import Name, Said

# refusals that speak of how dondoc is called, by whom, or of the machine it runs on, never of what a document says
NOT_POLICY = frozenset(
    {
        *("contradicts-file", "clock-behind", "idempotency-key-reused", "not-wanted"),
        *("is-correction", "already-undone", "not-a-move"),
        # of a whole cascade that goes to other definitions
        *("stranded", "moved-since", "nothing-to-undo", "another-lifecycle", "another-cascade", "not-on-that-day"),
        *("is-migration", "handed-over", "several-heirs", "missing-heir", "not-an-heir"),
        *("still-owed", "closed", "already-closed", "not-closed"),
        *("outside-mandate", "not-on-behalf"),
        # of a whole year
        *("year-open", "no-such-year", "held-already", "not-held", "hold-without-reason"),
    }
)
NOT_LAUNCHABLE = "not-launchable"  # of a document with errors, before there is a cascade


def refusals_of(view: View) -> Iterator[tuple[Thing, InWords]]:
    """The refusals that can meet who acts on the document or on what it assigns, and those that cannot."""
    for rule in REFUSALS.values():
        if rule in NOT_POLICY or rule == NOT_LAUNCHABLE:
            continue
        never = _CONDITIONS.get(rule, _has_tasks)(view)
        yield Thing(view.node.key, "refusal", rule), InWords(refusal_words(rule), never)


def refusal_words(rule: str) -> Name:
    """The refusal's name, as policy writers call it."""
    return spoken([rule], REFUSALS)[0]


Condition = Callable[[View], Said | None]


def _always(_: View) -> None:
    return None


def _has_tasks(view: View) -> Said | None:
    return None if view.tasks else NO_TASKS


def _has(test: Callable[[Kind], bool], *wanted: Said) -> Condition:
    """Some task of the document is like that."""

    def condition(view: View) -> Said | None:
        if any(test(kind) for kind in view.kinds):
            return None
        return no_task(*wanted) if view.tasks else NO_TASKS

    return condition


def _can_wait(view: View) -> Said | None:
    return _has_tasks(view) or (None if view.can_wait else OUT_AT_ONCE)


def _waiting_plans(view: View) -> list[list[DocumentNode]]:
    """For each agency that owes a plan to the document: its plans whose number and date are not known yet."""
    waiting = [node for node in view.launched.graph.documents if node.is_plan and node.out_on is None]
    owing = {task.agency for task in view.tasks if task.owes_plan}
    return [[node for node in waiting if agency in node.issuers] for agency in sorted(owing)]


def _lacks_number_or_date(view: View) -> Said | None:
    if view.node.out_on is None or any(_waiting_plans(view)):
        return None
    return Said("coverage.number_and_date_known")


def _has_earliest_day(view: View) -> Said | None:
    plans = [plan for plans in _waiting_plans(view) for plan in plans]
    if any(node.not_before is not None for node in (view.node, *plans) if node is not view.node or view.can_wait):
        return None
    return Said("coverage.dated")


def _several_plans_wait(view: View) -> Said | None:
    if any(len(plans) > 1 for plans in _waiting_plans(view)):
        return None
    return Said("coverage.no_two_plans_wait")


def _shares_an_issuer(view: View) -> Said | None:
    """What goes out by hand, of an agency that has another document in the cascade."""
    documents = view.launched.graph.documents
    going_out = [view.node] if view.can_wait else []
    going_out += [plan for plans in _waiting_plans(view) for plan in plans]
    for node in going_out:
        if any(other is not node and set(other.issuers) & set(node.issuers) for other in documents):
            return None
    return Said("coverage.no_other_document_of_its_issuers")


def _is_root(view: View) -> Said | None:
    is_root = view.node.key == view.launched.graph.directive
    return None if is_root else Said("coverage.no_directive")


def _not_whole(kind: Kind) -> bool:
    """Something of what a task can owe is not owed."""
    return not (kind.duties.owes_plan and kind.duties.owes_report and kind.duties.consolidates)


def _plans_and_more(kind: Kind) -> bool:
    """A plan, and something that comes after it."""
    return kind.duties.owes_plan and (kind.duties.owes_report or kind.duties.consolidates)


def _pins_rules(view: View) -> Said | None:
    if any(name.startswith(RULES) for name in view.launched.graph.pins):
        return None
    return Said("coverage.no_policy")


_LESS = Said("coverage.lacks_a_step")
_MORE = Said("coverage.owes_any_report")
_PARTIAL = _has(lambda kind: kind.has_inputs, WOULD_BE["consolidates"], HAS_INPUTS)
# when a refusal can meet somebody; where nothing is said here, it takes a task
_CONDITIONS: dict[str, Condition] = {
    "inputs-open": _PARTIAL,
    "missing-allowed-by": _PARTIAL,
    "missing-not-named": _PARTIAL,
    "not-missing": _PARTIAL,
    "nothing-missing": _has(lambda kind: kind.duties.consolidates, WOULD_BE["consolidates"]),
    "plan-first": _has(_plans_and_more, WOULD_BE["owes_plan"], _MORE),
    "missing-what": _has(
        lambda kind: kind.duties.owes_report and kind.duties.consolidates,
        WOULD_BE["owes_report"],
        WOULD_BE["consolidates"],
    ),
    "not-owed": _has(_not_whole, _LESS),
    "consolidation-passed-on": _has(lambda kind: kind.is_input, IS_INPUT),
    "not-out": _can_wait,
    "release-by-document": _can_wait,
    "missing-number-or-date": _lacks_number_or_date,
    "too-early": _has_earliest_day,
    "several-plans": _several_plans_wait,
    "number-taken": _shares_an_issuer,
    "already-launched": _is_root,
    # of the document itself: released or revoked by the wrong one, without a reason, too soon, twice
    "not-yours": _always,
    "in-the-future": _always,
    "missing-reason": _always,
    "already-out": _always,
    "already-revoked": _always,
    "policy": _pins_rules,
}
