"""All that the engine answers, held against the model. The engine is only asked; what is right is computed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from counting import Asked, Documents, counting
from deliverables import CLASSES, Recount
from model import Model, Root
from order import out_of_order

from engine.questions.filters import Filters
from engine.scope import Scope, View
from workflows.graph import TaskGraph

CLASS_OF = {"on_time": "doing_in_time", "due_soon": "doing_in_time", "overdue": "doing_overdue"}


class Disagreement(AssertionError):
    """The engine says one thing, the model another."""


def same(said: Any, expected: Any, *what: object) -> None:
    """Raise Disagreement with where the two differ first, unless they are equal."""
    if said != expected:
        place, one, other = _difference(said, expected)
        raise Disagreement(f"{' '.join(map(str, what))}{place}: the engine says {one!r}, the model {other!r}")


def _difference(one: Any, other: Any) -> tuple[str, Any, Any]:
    keys: Iterable[Any] = ()
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        keys = one
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        keys = range(len(one))
    for key in keys:
        if one[key] != other[key]:
            place, *rest = _difference(one[key], other[key])
            name = one[key].get("task", key) if isinstance(one[key], dict) else key
            return f" / {name}{place}", *rest
    return "", one, other


LIVE = Asked()


class Comparison:
    """The answers on one cascade, as of a day or live."""

    def __init__(
        self, engine: Any, graph: TaskGraph, documents: Documents, rows: list[Any], today: date, asked: Asked = LIVE
    ) -> None:
        self.engine, self.graph = engine, graph
        self.cascade = f"{graph.directive}/{graph.year}"
        self.today = asked.as_of or today
        self.asked = View(today, asked.as_of, asked.known_at)
        self.seen = engine.seen(self.asked)
        self.is_live = asked == LIVE
        self.rows = counting(rows, asked)
        self.model = Model(graph, self.rows, documents.out(rows, asked))

    def everything(self, rng: Random) -> None:
        sample = 3 if self.is_live else 1
        self.tasks()
        self.lists(Random(f"{self.cascade} {self.asked}"))
        self.blocked()
        self.order()
        self.lateness()
        self.requests()
        every = range(len(self.graph.tasks))
        chosen = rng.sample(every, min(sample, len(every)))
        blocked = sorted(self.model.blocked)
        for at in dict.fromkeys([*chosen, *rng.sample(blocked, min(sample, len(blocked)))]):
            self.why(at)
        for agency in dict.fromkeys(self.graph.tasks[at].agency for at in chosen[:2]):
            self.todo(agency)
        if self.is_live:
            self.summary()

    def tasks(self) -> None:
        model = self.model
        rows = self.seen.status(Scope(self.cascade))
        same({row.task for row in rows}, set(model.at), "tasks")
        for row in rows:
            self.task(row, model.at[row.task])

    def lists(self, rng: Random) -> None:
        """A list narrowed, sorted and paged is what a plain loop over all of it leaves."""
        every, scope = self.seen.status(Scope(self.cascade)), Scope(self.cascade)
        within, state = rng.randint(0, 60), rng.choice([row.state for row in every])
        until = self.today + timedelta(within)
        narrowed: dict[Filters, Callable[[Any], Any]] = {
            Filters(is_overdue=True): lambda row: row.next_trigger and row.days_late,
            Filters(due_within=within): lambda row: row.next_trigger and row.due and self.today <= row.due <= until,
            Filters(states=(state,)): lambda row: row.state == state,
            Filters(is_returned=True): lambda row: row.returned is not None,
            Filters(is_stuck=True): lambda row: row.stuck is not None,
            Filters(tags=("trọng tâm",)): lambda row: "trọng tâm" in row.tags,
            Filters(assigned_to="An"): lambda row: row.assigned_to == "An",
            Filters(follow_up_within=within): lambda row: row.follow_up is not None and row.follow_up <= until,
        }
        for filters, keeps in narrowed.items():
            rows = self.seen.status(scope, filters)
            same([row.task for row in rows], [row.task for row in every if keeps(row)], self.asked, filters)
        held_up = self.seen.blocked(scope)
        overdue = [row.task for row in held_up if row.status == "overdue"]
        soon = [row.task for row in held_up if row.due and self.today <= row.due <= until]
        for filters, kept in ((Filters(is_overdue=True), overdue), (Filters(due_within=within), soon)):
            same([row.task for row in self.seen.blocked(scope, filters)], kept, self.asked, "blocked", filters)
        sort, size = rng.choice(["due", "late", "agency", None]), rng.randint(1, 9)
        whole = self.seen.status(scope, Filters(sort=sort))
        page = self.seen.status(scope, Filters(sort=sort, limit=size, after=whole[min(size, len(whole)) - 1].task))
        same([row.task for row in page], [row.task for row in whole[size : 2 * size]], self.asked, "page by", sort)

    def task(self, row: Any, at: int) -> None:
        model, what = self.model, f"{self.asked} {row.task}"
        same(row.state, model.state[at], what, "state")
        same(row.standing, model.standing[at], what, "standing")
        same(row.since, model.since[at], what, "since")
        same(row.open, len(model.open_edges(at)), what, "open inputs")
        same(row.inputs, len(model.below[at]), what, "inputs")
        same(row.due, model.due_next(at), what, "due")
        is_owed = model.standing[at] in ("active", "suspended")
        same(row.next_trigger, model.next_trigger(at) if is_owed else None, what, "next")
        same(bool(row.triggers), model.can_move(at), what, "can move")
        same(row.timeliness, model.timeliness(at, self.today), what, "timeliness")
        late = row.days_late, row.suspended_days, row.working_days_late
        same(late, model.lateness(at, self.today), what, "days late, days left out, working days late")
        said = row.assigned_to, row.follow_up, set(row.tags)
        same(said, (model.assigned_to[at], model.follow_up[at], model.tags[at]), what, "as its agency keeps it")
        urged = model.reminders[at]
        same((row.reminders, row.reminded_on), (len(urged), max(urged, default=None)), what, "how often it was urged")
        self.stuck(row, at)
        same(set(row.feeds), {model.key(feed.consolidation) for feed in model.above[at]}, what, "feeds")

    def stuck(self, row: Any, at: int) -> None:
        """Who stands still could act, is not late, and is so for more days than are usual and fewer than are left."""
        if row.stuck is None:
            return
        model, what, due = self.model, f"{self.asked} {row.task}", self.model.due_next(at)
        usual = row.stuck.usual_days
        if row.stuck.ground == "lifecycle":
            usual = {"issued": 90, "plan_drafted": 180, "implemented": 30, "reported": 30}[row.state]
        is_far = due is None or (due - self.today).days > usual
        days = (self.today - row.since).days
        said = model.can_move(at), is_far, row.stuck.usual_days, usual < row.stuck.days <= days
        same(said, (True, True, usual, True), what, "stands still")

    def blocked(self) -> None:
        model = self.model
        said = {item.task: item for item in self.seen.blocked(Scope(self.cascade))}
        same(set(said), {model.key(at) for at in model.blocked}, self.asked, "blocked")
        for at in model.blocked:
            item, what = said[model.key(at)], f"{self.asked} {model.key(at)}"
            edges = model.open_edges(at)
            late = item.status, item.days_late, item.suspended_days
            same(late, model.blocked_status(at, self.today), what, "status, days late, days left out")
            for each in item.waiting:
                own = model.at[each.task]
                days = model.late(own, each.due, self.today)[:2]
                same((each.days_late, each.suspended_days), days, what, each.task, "days late of an input")
            same(sorted(each.task for each in item.waiting), sorted(model.key(f.input) for f in edges), what, "waiting")
            roots = {self.named(root): model.holds(root) for root in model.roots(at)}
            found = {(r.task, None if r.task else r.document): r.holds for r in item.root_blockers}
            same(found, roots, what, "root blockers and what they hold")
            if not roots:
                raise Disagreement(f"{what} waits for nobody")
            for root in item.root_blockers:
                self.can_do_it(root.task, root.next_trigger, root.agency, root.document)

    def named(self, root: Root) -> tuple[str | None, str | None]:
        return None if root[0] is None else self.model.key(root[0]), root[1]

    def can_do_it(self, task: str | None, trigger: str, agency: str, document: str | None) -> None:
        """Who is said to act next is able to."""
        model = self.model
        if trigger == "release":
            node = next(each for each in self.graph.documents if each.key == document)
            if agency not in node.issuers or (self.is_live and document in model.out | model.revoked):
                raise Disagreement(f"{self.asked} {agency} cannot release {document}")
        elif task is not None and trigger == "resume":
            same(model.standing[model.at[task]], "suspended", self.asked, task, "to resume")
        elif task is not None:
            at = model.at[task]
            can = model.can_move(at), model.next_trigger(at), self.graph.tasks[at].agency
            same((True, trigger, agency), can, self.asked, task, "who can act")

    def order(self) -> None:
        same([], out_of_order(self.model, self.rows), self.asked, "order by day")

    def why(self, at: int) -> None:
        model, key = self.model, self.model.key(at)
        steps = self.seen.why(key)
        found = self.seen.waits_for(key)
        same(found is not None, model.is_alive(at), self.asked, key, "waits for somebody")
        same(steps[0].task, key, "first step")
        way = steps[:-1] if len(steps) > 1 and steps[-1].next_trigger == "resume" else steps  # it names the task again
        followed = [step.task for step in way if step.task]
        same([step.waits_for for step in way[:-1] if step.waits_for], followed[1:], self.asked, key, "steps")
        if found is None:
            same((len(steps), steps[0].next_trigger), (1, None), self.asked, key, "finished")
            return
        last = steps[-1]
        same((last.agency, last.next_trigger), (found.on_agency, found.trigger), self.asked, key, "why and waits for")
        end = last.task, None if last.task else last.document
        same(end, self.named(model.end_of_why(at, self.today)), self.asked, key, "end of why")
        self.can_do_it(last.task, last.next_trigger, last.agency, last.document)

    def todo(self, agency: str) -> None:
        model = self.model
        rows = self.seen.todo(agency, cascade=self.cascade)
        said = {row.task for row in rows if row.is_own}
        own = [at for at, task in enumerate(self.graph.tasks) if task.agency == agency]
        same(said, {model.key(at) for at in own if model.is_alive(at)}, self.asked, agency, "todo")
        decides = [at for at in range(len(self.graph.tasks)) if agency in model.issuers(at) and model.pending(at)]
        said = {row.task for row in rows if row.to_decide}
        same(said, {model.key(at) for at in decides}, self.asked, agency, "to decide")

    def requests(self) -> None:
        """What was asked for and how it stands; which reports were accepted."""
        model = self.model
        said = {(row.task, row.seq): (row.outcome, row.lapse) for row in self.seen.requests(Scope(self.cascade))}
        every = {
            (model.key(at), seq): (each.outcome, each.lapse)
            for at in model.asked
            for seq, each in model.asked[at].items()
        }
        same(said, every, self.asked, "requests")
        rows = self.seen.requests(Scope(self.cascade), pending_only=True)
        pending = [place for place, (outcome, _) in every.items() if outcome == "pending"]
        same(sorted((row.task, row.seq) for row in rows), sorted(pending), self.asked, "pending requests")
        for row in rows:
            same(set(row.deciders), set(model.issuers(model.at[row.task])), self.asked, row.task, "who decides")
        found = self.seen.history(cascade=self.cascade)
        accepted = {(row.task, row.seq) for row in found if row.outcome == "accepted" and row.superseded_by is None}
        standing = {(model.key(at), seq) for (at, _), seq in model.accepted.items()}
        same(accepted, standing, self.asked, "accepted reports")

    def lateness(self) -> None:
        recount = Recount(self.graph, self.rows, self.today)
        found = self.seen.lateness(Scope(self.cascade), every=True)
        said = {
            (item.task, item.report): (item.class_, item.done_on, item.due, item.days_late, item.suspended_days)
            for item in found.every
        }
        for key in said.keys() | recount.deliverables.keys():
            same(said.get(key), recount.deliverables.get(key), self.asked, *key, "deliverable")
        same(Counter(item.class_ for item in found.late), recount.late, self.asked, "late")
        counts = {name: getattr(found.whole.tasks, name) for name in CLASSES if getattr(found.whole.tasks, name)}
        every = (self.model.timeliness(at, self.today) for at in range(len(self.graph.tasks)))
        same(counts, dict(Counter(CLASS_OF.get(name, name) for name in every)), self.asked, "tasks by class")
        for state in self.seen.durations(Scope(self.cascade)).whole:
            entered = len(self.graph.tasks) if state.state == "pending" else recount.entered[state.state]
            same(state.spells, entered, self.asked, state.state, "spells")

    def summary(self) -> None:
        found = next(item for item in self.engine.on(self.today).cascades() if item.cascade == self.cascade)
        same(dict(found.by_state), dict(Counter(self.model.state)), "by state")
        same(dict(found.by_standing), dict(Counter(self.model.standing)), "by standing")
        every = (self.model.timeliness(at, self.today) for at in range(len(self.graph.tasks)))
        same(dict(found.by_timeliness), dict(Counter(every)), "by timeliness")
        same(found.blocked, len(self.model.blocked), "blocked")


def kept(engine: Any, cascade: str, tasks: Iterable[str], view: View) -> dict[str, Any]:
    """What the system says on a day, to be asked for again later. `tasks`: of which the way to who can act."""
    tasks, seen = list(tasks), engine.seen(view)
    return {
        "status": [row.as_json() for row in seen.status(Scope(cascade))],
        "blocked": [row.as_json() for row in seen.blocked(Scope(cascade))],
        "why": [[step.as_json() for step in seen.why(task)] for task in tasks],
        "waits": [None if (found := seen.waits_for(task)) is None else found.as_json() for task in tasks],
    }
