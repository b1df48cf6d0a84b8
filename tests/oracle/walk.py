"""A random walk over everything that can be done to cascades, compared with the model as it goes.

The same seed makes the same walk. What the engine does at each step is predicted as far as the documentation says it;
after every few steps all answers are compared, live, as of an earlier day and by what was known then.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from answers import LIVE, Comparison, Disagreement, kept, same
from counting import Asked, Documents, counting
from model import ASKS_FOR, Model
from order import out_of_order
from sums import figures_add_up

from engine import Engine, SimulatedClock
from engine.errors import Refused
from engine.requests import MandateRequest
from engine.running.notes import NoteRequest, NothingToNote
from engine.running.reminding import ReminderRequest
from engine.scope import View
from workflows.dates import HANOI, end_of_day
from workflows.graph import TaskGraph

REASON = {"reason": "theo đề nghị của cơ quan"}
# what a correction of a row that counts may be refused for; another's release may be meant by now (`not-yours`)
_CORRECTION_RULES = {
    "not-yours",
    "already-undone",
    "nothing-to-correct",
    "out-of-order",
    "too-early",
    "before-input",
    "already-revoked",
}
CLERK, DEPUTY = "Người trực", "Người thứ hai"  # whose mandate is for everything; who has one or several narrow ones
numbers = itertools.count(1)


class Walk:
    """Moves on cascades of one database while days pass. `told`: what was done, to read when something disagrees.

    `has_mandates`: who may act is granted and ended on the way, and superiors enter for those below them.
    """

    def __init__(
        self,
        engine: Engine,
        clock: SimulatedClock,
        graphs: Iterable[TaskGraph],
        rng: Random,
        start: date,
        *,
        has_mandates: bool = False,
    ) -> None:
        self.has_mandates = has_mandates
        self.engine, self.clock, self.rng, self.today = engine, clock, rng, start
        self.told: list[str] = []
        self.graphs = list(graphs)
        self.given: dict[str, set[str]] = {}  # number -> documents, by whoever gave it here
        self.kept: dict[tuple[str, date], tuple[list[str], dict[str, Any]]] = {}
        self.clock.moment = datetime(start.year, start.month, start.day, 9, tzinfo=HANOI)
        for graph in self.graphs:
            self.engine.launch(graph, today=start)
        self.launched_on = start
        self.graph = self.graphs[0]

    def go(self, steps: int, *, compare_every: int = 4, asks: bool = True) -> None:
        """So many steps; the answers are compared on the way and at the end. Raises Disagreement with all that led.

        `asks`: requests, decisions and acceptances are among them.
        """
        actions: list[Callable[[], None]] = [
            *[self.go_on] * 6,
            *[self.side_road] * 4,
            *[self.return_a_report] * 2,
            *[self.consolidate_in_part] * 2,
            *[self.release_a_document] * 2,
            *[self.days_pass] * 3,
            *[self.correct] * 3,
            *[self.undo_and_do_again] * 2,
            *[self.note] * 2,
            self.remind,
            self.try_what_is_not,
            self.revoke_a_document,
            *([*[self.grant_a_mandate] * 2, self.end_a_mandate] if self.has_mandates else []),
        ]
        if asks:
            actions += [*[self.ask_for_something] * 3, *[self.decide] * 3, *[self.accept_a_report] * 2]
        try:
            for step in range(1, steps + 1):
                self.graph = self.rng.choice(self.graphs)
                self.rng.choice(actions)()
                if step % compare_every == 0 or step == steps:
                    self.compare()
            self.ask_again()
        except (AssertionError, ValueError) as found:
            raise Disagreement("\n".join([*self.told, str(found)])) from found

    # what is known

    @property
    def cascade(self) -> str:
        return f"{self.graph.directive}/{self.graph.year}"

    @property
    def documents(self) -> Documents:
        return Documents(self.graph, self.launched_on, self.given)

    def rows(self) -> list[Any]:
        return list(self.engine.seen().history(cascade=self.cascade))

    def model(self) -> Model:
        rows = self.rows()
        return Model(self.graph, counting(rows, LIVE), self.documents.out(rows, LIVE))

    def compare(self) -> None:
        """All answers: live; as of an earlier day, by all that is known and by what was known then."""
        for graph in self.graphs:
            self.graph = graph
            rows, days = self.rows(), (self.today - self.launched_on).days
            views = [LIVE, Asked(self.today)]
            if days:
                day = self.launched_on + timedelta(self.rng.randint(0, days - 1))
                views += [Asked(day), Asked(day, end_of_day(day))]
            views.append(Asked(self.launched_on - timedelta(self.rng.randint(1, 60))))
            for asked in views:
                Comparison(self.engine, graph, self.documents, rows, self.today, asked).everything(self.rng)
            figures_add_up(self.engine, self.cascade, rows, self.rng, self.today)
            verified = self.engine.verify(self.cascade)
            same(verified.holds, True, "verify", [item.as_json() for item in verified.broken])

    def keep(self) -> None:
        """What the system says at the end of the day."""
        for graph in self.graphs:
            self.graph = graph
            keys = [f"{graph.directive}/{task.key}" for task in graph.tasks]
            asked = self.rng.sample(keys, min(3, len(keys)))
            self.kept[self.cascade, self.today] = asked, kept(self.engine, self.cascade, asked, View(self.today))

    def ask_again(self) -> None:
        """As of each day, by what was known at its end, is what the system said then."""
        for (cascade, day), (tasks, said) in self.kept.items():
            then = kept(self.engine, cascade, tasks, View(self.today, day, end_of_day(day)))
            for name, answers in said.items():
                same(then[name], answers, cascade, name, "as of", day, "by what was known then")

    # doing

    def number(self, *documents: str) -> str:
        """An issuer gives no number twice."""
        number = f"{next(numbers)}/SO"
        self.given[number] = set(documents)
        return number

    def day(self) -> date:
        """Today, or some days ago: it is recorded late."""
        return self.today - timedelta(self.rng.choice([0, 0, 0, 1, 2, 3, 9]))

    def any_task(self) -> int:
        return self.rng.randrange(len(self.graph.tasks))

    def done(self, act: Callable[[bool], Any], *what: object) -> tuple[Any, str | None]:
        """The answer, or the rule that refuses it. The dry run says what the move then does, and does nothing."""
        before = len(self.rows())
        try:
            tried, rule = act(True), None
        except Refused as refused:
            tried, rule = None, refused.rule
        same(len(self.rows()), before, *what, "rows after a dry run")
        try:
            made = act(False)
        except Refused as refused:
            self.told.append(f"{' '.join(map(str, what))}: {refused.rule}")
            same(rule, refused.rule, *what, "the dry run is refused for")
            same(len(self.rows()), before, *what, "rows after a refusal")
            return None, refused.rule
        self.told.append(" ".join(map(str, what)))
        same(rule, None, *what, "the dry run is refused for")
        same(tried, tuple(item.tried() for item in made), *what, "dry run")
        return made, None

    def fire(self, at: int, trigger: str, agency: str, **details: Any) -> tuple[Any, str | None]:
        key = f"{self.graph.directive}/{self.graph.tasks[at].key}"
        by = {"by": self.clerk(agency)}
        given = {"as_agency": agency, "today": self.today, "cascade": self.cascade, **by, **details}
        return self.done(
            lambda dry: self.engine.advance(key, trigger, dry_run=dry, **given),
            *(self.today, trigger, key, agency, {name: str(value) for name, value in details.items()}),
        )

    def note(self) -> None:
        """An agency notes something about its own work: nothing else changes, whatever state and standing it is in."""
        at, before, rng = self.any_task(), self.model(), self.rng
        request = NoteRequest(
            self.graph.tasks[at].agency,
            by=self.clerk(self.graph.tasks[at].agency),
            text=rng.choice([None, "đã gọi điện"]),
            assigned_to=rng.choice([None, "An", "Bình", ""]),
            tags=tuple(rng.sample(["trọng tâm", "gấp"], rng.randint(0, 2))),
            untags=tuple(rng.sample(["trọng tâm", "chờ"], rng.randint(0, 1))),
            follow_up=rng.choice([None, "", self.today + timedelta(rng.randint(-9, 30))]),
        )
        self.told.append(f"{self.today} note {before.key(at)} {request}")
        try:
            self.engine.note(before.key(at), request, cascade=self.cascade, today=self.today)
        except Refused as refused:
            same(refused.rule, "nothing-changes", "note")
        except NothingToNote:
            same((request.text, request.assigned_to, request.tags, request.follow_up), (None, None, (), None), "note")
        after = self.model()
        for name in ("state", "standing", "since", "head_on"):
            same(getattr(after, name), getattr(before, name), name, "after a note")

    def remind(self) -> None:
        """Whoever waits urges: what a day's answer says is to be urged has a row more, and nothing else changes."""
        before, rng = self.model(), self.rng
        merging = [at for at, task in enumerate(before.tasks) if task.consolidates]
        if not merging:
            return
        sender = self.graph.tasks[rng.choice(merging)].agency
        number, by = f"{rng.randint(1, 40)}/DD", self.clerk(sender)
        urge = self.engine.on(self.today).today(sender, self.cascade).urge
        urged = {group.superior: [root.task for root in group.blockers] for group in urge}
        self.told.append(f"{self.today} remind {sender} {number} {urged}")
        to = rng.choice(list(urged)) if urged else None
        request = ReminderRequest(sender, number, to=to, by=by)
        try:
            letter = self.engine.remind(request, cascade=self.cascade, today=self.today)
        except Refused as refused:
            known = ("nobody-to-remind", "several-letters", "reminded-already", "before-previous", "outside-mandate")
            same(refused.rule in known, True, "a reminder is refused for", refused.rule)
            same(refused.rule == "nobody-to-remind", not urged, "nobody to remind")
            letter = None
        recorded = set() if letter is None else {item.task for item in letter.items if item.task is not None}
        if letter is not None:
            same(recorded, {task for task in urged[to] if task is not None}, "reminds of")
        after = self.model()
        for at in range(len(before.tasks)):
            more = [self.today] if before.key(at) in recorded else []
            same(after.reminders[at], before.reminders[at] + more, "reminders of", before.key(at))
        for name in ("state", "standing", "since", "head_on", "extended"):
            same(getattr(after, name), getattr(before, name), name, "after a reminder")

    # mandates: a row a right to act, every question by brute force

    def mandates(self, agency: str) -> list[Any]:
        return [row for row in self.engine.seen(View(self.today)).mandates(everything=True) if row.agency == agency]

    def clerk(self, agency: str) -> str | None:
        """Who may do everything for the agency at any time; None: it has no mandates, and a name is a name."""
        return CLERK if self.has_mandates and self.mandates(agency) else None

    def may(self, agency: str, trigger: str, day: date, by: str | None) -> bool:
        own = self.mandates(agency)
        in_force = [row for row in own if row.since <= day <= (row.until or day)]
        return not own or by in [row.person for row in in_force if trigger in (row.for_triggers or [trigger])]

    def grant_a_mandate(self) -> None:
        agencies = [*(task.agency for task in self.graph.tasks), *(d.issuers[0] for d in self.graph.documents)]
        agency, since = self.rng.choice(agencies), self.today - timedelta(self.rng.randint(-5, 20))
        triggers = tuple(self.rng.sample(["draft_plan", "implement", "report", "consolidate", "extend"], 2))
        until = self.rng.choice([None, since + timedelta(self.rng.randint(0, 20))])
        self.engine.grant_mandates(
            [
                MandateRequest(agency, date(2000, 1, 1), "quy chế", CLERK),
                MandateRequest(agency, since, "quyết định", DEPUTY, triggers=triggers),
                MandateRequest(agency, since - timedelta(40), "quyết định", DEPUTY, until=until, signature="KT."),
            ][: self.rng.randint(1, 2)],
            by=None,
        )
        self.told.append(f"{self.today} mandates of {agency} since {since}")

    def end_a_mandate(self) -> None:
        known = self.engine.seen(View(self.today)).mandates(everything=True)
        narrow = [row for row in known if row.person == DEPUTY and row.until is None]
        if narrow:
            row = self.rng.choice(narrow)
            self.engine.end_mandate(row.mandate, on=self.day(), by=None, reason=None)
            self.told.append(f"{self.today} end of {row.mandate}")

    def as_somebody(self, agency: str) -> dict[str, Any]:
        """Sometimes by another than who may do everything, sometimes by the agency's superior on its behalf."""
        if not self.has_mandates:
            return {"by": None}
        superior = next((each.superior for each in self.graph.agencies if each.key == agency), None)
        known = {each.key for each in self.graph.agencies}
        if superior in known and self.rng.random() < 0.3:
            return {"as_agency": superior, "on_behalf_of": agency, "by": self.clerk(str(superior))}
        by = self.rng.choice([CLERK, CLERK, CLERK, DEPUTY, None])
        return {"by": by if self.mandates(agency) else None}

    def is_within_mandates(
        self, agency: str, trigger: str, on: date, somebody: dict[str, Any], made: Any, rule: str | None
    ) -> None:
        """Refused for its mandate only where the brute force finds none, and never done without one."""
        agency, by = somebody.get("as_agency", agency), somebody["by"]
        if rule == "outside-mandate" and trigger != "draft_plan":  # a plan may count from a later day
            same(self.may(agency, trigger, on, by), False, agency, trigger, on, by, "has a mandate")
        if made is not None:
            same(self.may(agency, trigger, made[0].occurred_on, by), True, agency, trigger, on, by, "has a mandate")
            same(made[0].mandate is not None, bool(self.mandates(agency)), agency, trigger, by, "names it")

    def go_on(self) -> None:
        for _ in range(self.rng.randint(1, 6)):
            model = self.model()
            movable = [at for at in range(len(self.graph.tasks)) if model.can_move(at)]
            missed = [at for at in movable if any(model.is_passed_on(each.consolidation) for each in model.above[at])]
            if movable:
                self.go_on_with(model, self.rng.choice(missed if missed and self.rng.random() < 0.5 else movable))

    def go_on_with(self, before: Model, at: int) -> None:
        trigger, agency, on = str(before.next_trigger(at)), self.graph.tasks[at].agency, self.day()
        somebody = self.as_somebody(agency)
        if trigger == "draft_plan":
            waiting = before.plans(agency)
            made, rule = self.fire(at, trigger, agency, document=self.number(*waiting), on=on, **somebody)
            self.is_within_mandates(agency, trigger, on, somebody, made, rule)
            if len(waiting) > 1:
                same(made, None, "a plan that may be several")
            return
        late = {f.consolidation for f in before.above[at] if before.is_passed_on(f.consolidation)}
        was_open = {each: len(before.open_edges(each)) for each in late}
        moved, rule = self.fire(at, trigger, agency, on=on, **somebody)
        self.is_within_mandates(agency, trigger, on, somebody, moved, rule)
        if rule == "outside-mandate":
            return
        if moved is None:
            self.was_refused_for_its_day(before, at, trigger, on, rule)
            return
        self.effects_agree(before, moved)
        after = self.model()
        supplemented = {each for each in late if len(after.open_edges(each)) < was_open[each]}
        same(set(moved[0].supplement_to), set(map(after.key, supplemented)), trigger, "supplement to")
        same({each for each in late if not after.is_passed_on(each)}, set(), "a late input re-opens nothing")

    def was_refused_for_its_day(
        self, before: Model, at: int, trigger: str, on: date, rule: str | None, missing: Iterable[str] = ()
    ) -> None:
        """A move that is legal but for its day: the chain's last day is later, or the order above and below breaks."""
        head = before.head_on[at]
        if rule == "before-previous":
            same(head is not None and on < head, True, before.key(at), trigger, on, "is before the last row")
            return
        same(rule, "before-input", before.key(at), trigger, on, "is refused for")
        path = before.path(at)
        row = SimpleNamespace(
            task=before.key(at),
            seq=10**6,
            kind="move",
            trigger=trigger,
            from_=before.state[at],
            to=path[path.index(before.state[at]) + 1],
            occurred_on=on,
            payload={"missing": list(missing)},
        )
        rows = [*counting(self.rows(), LIVE), row]
        if not out_of_order(before, rows):
            raise Disagreement(f"{before.key(at)} {trigger} on {on} breaks no order")

    def effects_agree(self, before: Model, moved: Iterable[Any]) -> None:
        """What the answer says of the tasks above is what recomputing finds."""
        after = self.model()
        own = {item.task for item in moved}
        for name, gone in (("unblocked", before.blocked - after.blocked), ("blocked", after.blocked - before.blocked)):
            said = set(itertools.chain.from_iterable(getattr(item, name) for item in moved))
            same(said - own, set(map(after.key, gone)) - own, name)

    def try_what_is_not(self) -> None:
        model, at = self.model(), self.any_task()
        trigger = self.rng.choice(["draft_plan", "implement", "report", "consolidate", "release"])
        if model.next_trigger(at) == trigger and model.can_move(at):
            return
        made, _ = self.fire(at, trigger, self.graph.tasks[at].agency, document=self.number())
        same(made, None, model.key(at), trigger, "is not what is next")

    def side_road(self) -> None:
        before, at = self.model(), self.any_task()
        trigger = self.rng.choice(["waive", "unwaive", "suspend", "resume", "extend"])
        if self.rng.random() < 0.5:  # most often where something is to be undone
            wanted = {"unwaive": "waived", "resume": "suspended"}.get(trigger, "active")
            at = self.rng.choice([n for n, standing in enumerate(before.standing) if standing == wanted] or [at])
        on = self.today if self.rng.random() < 0.7 else self.day()
        standing, is_finished = before.standing[at], before.next_trigger(at) is None
        is_free = not any(map(before.is_passed_on, before.held_by_standing(at)))
        until, present = on + timedelta(self.rng.randint(-3, 40)), before.due_next(at)
        legal = {
            "waive": standing in ("active", "suspended") and not is_finished and is_free,
            "unwaive": standing == "waived" and is_free,
            "suspend": standing == "active" and not is_finished,
            "resume": standing == "suspended",
            "extend": before.is_alive(at) and until >= on and (present is None or until > present),
        }[trigger]
        head = before.head_on[at]
        details = {"until": until} if trigger == "extend" else {}
        moved, rule = self.fire(at, trigger, before.issuers(at)[0], on=on, **details, **REASON)
        if rule == "before-previous":
            same(head is not None and on < head, True, before.key(at), trigger, on, "is before the last row")
            return
        if rule == "before-input":
            same(on < self.today, True, before.key(at), trigger, "on the same day everything is in order")
            return
        same(moved is not None, legal, before.key(at), before.state[at], standing, trigger, "is legal")
        if moved is not None:
            self.effects_agree(before, moved)

    def return_a_report(self) -> None:
        before = self.model()
        report = self.rng.choice(["own", "merged"])
        every = range(len(self.graph.tasks))
        given = [at for at in every if before.after_return(at, report)]
        at = self.rng.choice(given) if given and self.rng.random() < 0.8 else self.any_task()
        dest, who = before.after_return(at, report), before.receivers(at, report)
        if not who:
            return
        on = self.today if self.rng.random() < 0.7 else self.day()
        until, present = on + timedelta(20), before.day(at, report)
        is_put_off = (at + on.toordinal()) % 3 == 0 and (present is None or until > present)
        details = {"until": until} if is_put_off else {}
        moved, rule = self.fire(at, "return_report", who[0], what=report, on=on, **REASON, **details)
        if rule in ("before-previous", "before-input"):
            same(on < self.today, True, before.key(at), "on the same day everything is in order")
            return
        same(moved is not None, dest is not None, before.key(at), report, "can be returned")
        if moved is None or dest is None:
            return
        after = self.model()
        same(moved[0].to, dest, before.key(at), "goes back to")
        reopened = set(map(before.key, before.reopened_by(at, dest) - {at}))
        same(set(moved[0].reopened), reopened, before.key(at), "re-opens")
        same({item.task for item in moved[1:]}, reopened, before.key(at), "rows of those re-opened")
        same(after.state[at], dest, before.key(at), "state")
        same(after.day(at, report), until if is_put_off else present, before.key(at), "due again")
        self.effects_agree(before, moved)

    def consolidate_in_part(self) -> None:
        before = self.model()
        ready = [at for at in before.below if before.next_trigger(at) == "consolidate" and before.open_edges(at)]
        at = self.rng.choice(ready) if ready and self.rng.random() < 0.8 else self.any_task()
        inputs, on = before.open_edges(at), self.day()
        missing = {self.graph.tasks[feed.input].agency for feed in inputs}
        keys = {before.key(feed.input) for feed in inputs}
        details = {"missing": tuple(sorted(missing)), "allowed_by": "Thủ tướng", "on": on, **REASON}
        moved, rule = self.fire(at, "consolidate_partial", self.graph.tasks[at].agency, **details)
        is_next = before.standing[at] == "active" and before.next_trigger(at) == "consolidate"
        if rule in ("before-previous", "before-input"):
            self.was_refused_for_its_day(before, at, "consolidate_partial", on, rule, keys)
            return
        same(moved is not None, is_next and bool(inputs), before.key(at), "can be consolidated in part")
        if moved is not None:
            same(set(moved[0].missing), keys, before.key(at), "missing")

    # asking, deciding, accepting

    def ask_for_something(self) -> None:
        before, at = self.model(), self.any_task()
        alive = [each for each in range(len(self.graph.tasks)) if before.is_alive(each)]
        at = self.rng.choice(alive) if alive and self.rng.random() < 0.8 else at
        trigger = self.rng.choice(["request_extension", "request_extension", "request_withdrawal", "refuse"])
        on = self.today if self.rng.random() < 0.7 else self.day()
        until, present = on + timedelta(self.rng.randint(-3, 40)), before.due_next(at)
        details: dict[str, Any] = {
            "request_extension": {"until": until},
            "refuse": {"proposed": self.rng.choice([self.graph.tasks[0].agency, "cơ quan chưa có trong đợt"])},
        }.get(trigger, {})
        moved, rule = self.fire(at, trigger, self.graph.tasks[at].agency, on=on, **details, **REASON)
        if rule == "before-previous":
            head = before.head_on[at]
            same(head is not None and on < head, True, before.key(at), trigger, on, "is before the last row")
            return
        is_asked = any(ASKS_FOR[each.row.trigger] == ASKS_FOR[trigger] for each in before.pending(at))
        is_later = trigger != "request_extension" or (until >= on and (present is None or until > present))
        legal = before.is_alive(at) and not is_asked and is_later
        same(moved is not None, legal, before.key(at), trigger, "may be asked for")
        if moved is not None:
            after = self.model()
            same(
                (after.state, after.standing, after.extended), (before.state, before.standing, before.extended), "still"
            )

    def decide(self) -> None:
        before, at = self.model(), self.any_task()
        waiting = [each for each in range(len(self.graph.tasks)) if before.pending(each)]
        at = self.rng.choice(waiting) if waiting and self.rng.random() < 0.9 else at
        pending, on = before.pending(at), self.today if self.rng.random() < 0.7 else self.day()
        trigger = self.rng.choice(["grant", "grant", "deny"])
        chosen = self.rng.choice(pending) if pending else None
        is_named = len(pending) > 1 and self.rng.random() < 0.8
        details: dict[str, Any] = {"seq": chosen.row.seq} if chosen is not None and is_named else {}
        until: date | None = None
        if chosen is not None and "until" in chosen.row.payload and trigger == "grant":
            asked_until = until = date.fromisoformat(chosen.row.payload["until"])
            if self.rng.random() < 0.5:
                until = details["until"] = asked_until - timedelta(self.rng.choice([-1, 1, 5]))
        moved, rule = self.fire(at, trigger, before.issuers(at)[0], on=on, **details, **REASON)
        head = before.head_on[at]
        if rule == "before-previous":
            is_before = (head is not None and on < head) or (chosen is not None and on < chosen.row.occurred_on)
            same(is_before, True, before.key(at), trigger, on, "is before the last row, or the request")
            return
        if rule == "before-input":
            same(on < self.today, True, before.key(at), trigger, "on the same day everything is in order")
            return
        legal = chosen is not None and (is_named or len(pending) == 1)
        if chosen is not None and until is not None:
            present = before.day(at, chosen.row.payload["report"])
            legal = legal and until >= on and (present is None or until > present) and until <= asked_until
        same(moved is not None, legal, before.key(at), trigger, "can be decided")
        if moved is None or chosen is None:
            return
        after = self.model()
        is_gone = trigger == "grant" and ASKS_FOR[chosen.row.trigger] == "withdraw"
        same(after.standing[at], "revoked" if is_gone else before.standing[at], before.key(at), "standing")
        if until is not None:
            same(after.day(at, chosen.row.payload["report"]), until, before.key(at), "granted until")
        same(after.state, before.state, "a decision moves nothing")
        self.effects_agree(before, moved)

    def accept_a_report(self) -> None:
        before, at = self.model(), self.any_task()
        report = self.rng.choice(["own", "merged"])
        task = self.graph.tasks[at]
        if before.given and self.rng.random() < 0.8:
            at, report = self.rng.choice(sorted(before.given))
            task = self.graph.tasks[at]
        owes = task.owes_report if report == "own" else task.consolidates
        who = before.receivers(at, report)
        if not who or not owes:
            return
        on = self.day()
        moved, rule = self.fire(at, "accept", who[0], what=report, on=on)
        given = before.given.get((at, report))
        if rule == "before-previous":
            sent = next(row for row in counting(self.rows(), LIVE) if (row.task, row.seq) == (before.key(at), given))
            same(on < sent.occurred_on, True, before.key(at), on, "is before the report was sent")
            return
        same(moved is not None, given is not None and (at, report) not in before.accepted, before.key(at), "accepted")
        if moved is not None:
            after = self.model()
            same((after.state, after.standing), (before.state, before.standing), "an acceptance moves nothing")

    def release_a_document(self) -> None:
        before = self.model()
        document = self.rng.choice(self.graph.documents)
        number, on = self.known(document.key, self.number(document.key), self.day())
        who = {"as_agency": document.issuers[0], "by": self.clerk(document.issuers[0])}
        given = {**who, "cascade": self.cascade, "today": self.today}
        moved, _ = self.done(
            lambda dry: self.engine.release(document.key, number=number, on=on, dry_run=dry, **given),
            *(self.today, "release", document.key, number, on),
        )
        if document.key in before.out | before.revoked:
            same(moved, None, document.key, "is out or revoked already")
        elif moved is not None:
            after = self.model()
            asked = [at for at in range(len(self.graph.tasks)) if document.key in after.asked_by(at)]
            left = [after.key(at) for at in asked if after.state[at] == "pending" and after.standing[at] != "revoked"]
            same(left, [], document.key, "is out and left pending")

    def known(self, key: str, number: str, on: date) -> tuple[str | None, date | None]:
        """Number and day to release a document under: what its file states is not given again."""
        document = next(each for each in self.graph.documents if each.key == key)
        return None if document.number else number, None if document.issued_on else on

    def revoke_a_document(self) -> None:
        if self.rng.random() < 0.5:
            return
        before = self.model()
        document = self.rng.choice(self.graph.documents)
        asked = [at for at in range(len(self.graph.tasks)) if document.key in before.asked_by(at)]
        alive = {at for at in asked if before.standing[at] != "revoked" and before.next_trigger(at) is not None}
        who = {"as_agency": document.issuers[0], "by": self.clerk(document.issuers[0])}
        given = {**who, "cascade": self.cascade, "today": self.today, **REASON}
        moved, _ = self.done(
            lambda dry: self.engine.revoke(document.key, dry_run=dry, **given), self.today, "revoke", document.key
        )
        same(moved is None, document.key in before.revoked, document.key, "was revoked already")
        if moved is not None:
            taken = {before.key(at) for at in alive if len(before.asked_by(at)) == 1}
            same({item.task for item in moved if item.kind == "move"}, taken, document.key, "takes away")
            self.effects_agree(before, moved)

    # correcting

    def correct(self) -> None:
        kinds = ("move", "note", "request", "decision")
        rows = [row for row in self.rows() if row.kind in kinds and row.trigger is not None]
        often = [row for row in rows if row.trigger != "release" and row.superseded_by is None]
        if not rows:
            return
        row = self.rng.choice(often if often and self.rng.random() < 0.8 else rows)
        what = self.rng.choice(["undo", "undo", "on", "on", "document"])
        given_days = [each for each in often if each.trigger in ("report", "consolidate", "consolidate_partial")]
        if what == "on" and given_days:  # the days along the edges above and below
            row = self.rng.choice(given_days)
        given: dict[str, Any] = {"undo": {"undo": True}, "on": {"on": self.day()}, "document": {}}[what]
        if what == "document":
            given = {"document": self.number(*self.given.get(row.document, ()))}
        made, rule = self.correction(row, given)
        if rule is not None:
            same(rule in _CORRECTION_RULES, True, row.task, row.seq, what, "is refused for", rule)
            is_his = rule != "not-yours" or row.trigger == "release" or bool(self.model().revoked)
            same(is_his, True, row.task, row.seq, "who made a move may correct it while his document is in force")
        elif what == "undo":
            self.took_back_no_more_than_it_had_to(made)

    def correction(self, row: Any, given: dict[str, Any]) -> tuple[Any, str | None]:
        """By whoever made the move, so that it is never refused for that."""
        lead = row
        if returned := row.payload.get("returned"):
            key, _, seq = returned.rpartition("#")
            lead = next(item for item in self.engine.seen().history(key) if item.seq == int(seq))
        asked = {"as_agency": lead.agency, "by": self.clerk(lead.agency), "today": self.today, **REASON, **given}
        return self.done(
            lambda dry: self.engine.correct(row.task, row.seq, dry_run=dry, **asked),
            *(
                self.today,
                "correct",
                row.task,
                row.seq,
                row.trigger,
                {name: str(value) for name, value in given.items()},
            ),
        )

    def took_back_no_more_than_it_had_to(self, made: Collection[Any]) -> None:
        """The first row taken back of each chain, put in again as it read, does not fit."""
        rows = self.rows()
        left = counting(rows, LIVE)
        model = Model(self.graph, left, self.documents.out(rows, LIVE))
        corrections = {(item.task, item.seq) for item in made}
        before = counting((row for row in rows if (row.task, row.seq) not in corrections), LIVE)
        by_place = {(row.task, row.seq): row for row in before}
        for item in made:
            reasons = {taken.seq: taken.why for taken in item.taken_back}
            if not reasons or reasons[min(reasons)] in ("asked", "same-move"):
                continue
            row = by_place[item.task, min(reasons)]
            later = [by_place[item.task, seq].occurred_on for seq in reasons if seq > row.seq]
            if self.fits(model, left, row) or self.stands_on_another(model, row, later):
                raise Disagreement(f"{row.task} #{row.seq} {row.trigger} need not have been taken back")

    def stands_on_another(self, model: Model, row: Any, later: list[date]) -> bool:
        """Whether another document that is out by its file asks for the task too, early enough for what came later."""
        if row.trigger != "release" or row.kind != "move":
            return False
        asking = model.asked_by(model.at[row.task])
        days = (each.out_on for each in self.graph.documents if each.key in asking and each.key in model.out)
        return any(day is not None and day <= min(later, default=self.launched_on) for day in days)

    def fits(self, model: Model, left: list[Any], row: Any) -> bool:
        """Whether a row of the main line or a side road could have stayed."""
        own = [each for each in left if each.task == row.task and each.seq < row.seq]
        then = Model(self.graph, own, model.out)
        at = then.at[row.task]
        if row.kind == "decision" and row.trigger == "accept":
            return row.ref_seq in {each.seq for each in own}
        if row.kind == "decision":
            return row.ref_seq in {each.row.seq for each in then.pending(at)}
        if row.kind == "request" or row.ref_seq is not None:
            return row.kind == "request" and then.standing[at] in ("active", "suspended")
        if row.trigger in ("release", "draft_plan") or row.cause in ("superior", "definition"):
            return False  # whether these stay is a matter of documents and of what they go with
        if then.state[at] != row.from_:
            return False
        needed = {"resume": "suspended", "unwaive": "waived"}.get(row.trigger, "active")
        if then.standing[at] != needed and row.trigger not in ("waive", "extend", "revoke"):
            return False
        if row.trigger in ("waive", "extend", "revoke") and not then.is_alive(at):
            return False
        if row.trigger in ("waive", "unwaive", "revoke", "return_report"):
            return False  # may rest on what others above have done
        return not out_of_order(model, [*left, row])

    def undo_and_do_again(self) -> None:
        """Taken back and done again, everything is as it was.

        But where something that stays was recorded after it, or where a task stood meanwhile on a document whose rows
        are all the evidence that it is out.
        """
        rows = self.rows()
        again = ("implement", "report", "consolidate", "suspend", "resume", "waive", "unwaive", "release")
        counted = [row for row in rows if row.superseded_by is None and row.kind == "move" and row.trigger in again]
        if not counted:
            return
        row = self.rng.choice(counted)
        put_out = self.documents.put_out_by(row)
        if row.trigger == "release" and len(put_out) != 1:
            return
        keys = [f"{self.graph.directive}/{task.key}" for task in self.graph.tasks]
        before = kept(self.engine, self.cascade, self.rng.sample(keys, min(3, len(keys))), View(self.today))
        made, _ = self.correction(row, {"undo": True})
        if made is None:
            return
        self.took_back_no_more_than_it_had_to(made)
        is_elsewhere = row.trigger == "release" and self.stands_on_what_was_given(item.task for item in made)
        by_place = {(each.task, each.seq): each for each in rows}
        gone = [by_place[item.task, taken.seq] for item in made for taken in item.taken_back]
        asked = {"today": self.today, "cascade": self.cascade, "as_agency": row.agency, "by": self.clerk(row.agency)}
        if row.trigger == "release":
            (key,) = put_out
            together = [each for each in rows if each.batch == row.batch]
            is_more = any(each.batch != row.batch for each in gone) or any(
                each.superseded_by or each.occurred_on != row.occurred_on for each in together
            )
            number, on = self.known(key, row.document, row.occurred_on)
            repeat = lambda dry: self.engine.release(  # noqa: E731
                key, number=number, on=on, dry_run=dry, **asked
            )
        else:
            is_more = len(gone) > 1
            repeat = lambda dry: self.engine.advance(  # noqa: E731
                *(row.task, row.trigger),
                on=row.occurred_on,
                document=row.document,
                on_behalf_of=row.on_behalf_of,
                dry_run=dry,
                **asked,
                **REASON,
            )
        done, _ = self.done(repeat, self.today, "again", row.task, row.trigger, row.occurred_on, row.document)
        first = {item.task: min(taken.seq for taken in item.taken_back) for item in made if item.taken_back}
        places = {(each.task, each.seq) for each in gone}
        still = [each for each in counting(rows, LIVE) if each.kind == "move" and (each.task, each.seq) not in places]
        is_more |= any(each.seq > first.get(each.task, each.seq) for each in still)
        is_more |= any(each.kind == "request" for each in rows)  # by which row it lapsed is told too
        is_more |= any(not item.undone for item in made) and False
        if done is not None and not is_more and not is_elsewhere:
            after = kept(self.engine, self.cascade, [steps[0]["task"] for steps in before["why"]], View(self.today))
            for name, said in before.items():
                same(after[name], said, row.task, row.trigger, "undone and done again:", name)

    def stands_on_what_was_given(self, tasks: Iterable[str]) -> bool:
        """Whether one of these is set going by a document that its file alone does not put out."""
        concerned = set(tasks)
        releases = [row for row in counting(self.rows(), LIVE) if row.task in concerned and row.trigger == "release"]
        by_file = {
            each.number for each in self.graph.documents if each.out_on is not None and each.out_on <= self.launched_on
        }
        by_hand = (row for row in self.rows() if row.kind == "correction" and row.cause != "correction")
        moved = {row.task for row in by_hand if not {"undone", "agency"} & row.payload.keys()}
        return any(row.document not in by_file or row.task in moved for row in releases)

    def days_pass(self) -> None:
        self.keep()
        self.clock.move_on(timedelta(self.rng.choice([1, 1, 2, 3, 8])))
        self.today = self.clock.moment.astimezone(HANOI).date()
