"""Holding a whole database against its history, from first to last: cascades, their tasks, what goes along.

One process walks through everything in one stream; several take parts of cascades side by side (`parts.py`), and what
each found is put together here, in the order of tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.cascade.cascades import Cascades
from engine.cascade.launched import launched_hash
from engine.cascade.tally import Alike, differences
from engine.errors import NotFound
from engine.proving.broken import Findings, SealCheck, Verification
from engine.proving.heads import LAST, Follower, SealFollower
from engine.proving.mandates import MandateChain
from engine.proving.parts import Asked, Crew, Examined, parts_of
from engine.proving.pinned import CascadeFacts, check_numbers, read_cascade
from engine.proving.seals import Seal
from engine.proving.walking import Part, Walker
from engine.store.database import Transaction
from workflows.said import Said

Progress = Callable[[int, int], None]

_TABLES = (
    "agency",
    "assignment",
    "cascade_event",
    "cascade_change",
    "document",
    "duty",
    "feed",
    "history",
    "notice",
    "release_edge",
    "task",
    "task_tag",
    "told",
)


class Verifier:
    """One walk over cascades, with those who go along. `crew`: who takes parts side by side; None: this process alone.

    `receipts`: in full or shortened; `folder`: of attachments; `meanwhile`: what this process has to do besides, done
    while others are at work.
    """

    def __init__(
        self,
        tx: Transaction,
        findings: Findings,
        followers: Sequence[Follower] = (),
        receipts: Sequence[str] = (),
        progress: Progress | None = None,
        folder: Path | None = None,
        crew: Crew | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        self.tx = tx
        self.findings = findings
        self.followers = followers
        self.mandates = MandateChain(tx, findings)
        told = None if progress is None else self._tell
        self._walker = Walker(tx, findings, self.mandates, receipts, folder, told)
        self.receipts = self._walker.receipts
        self._progress = progress
        self._total = 0
        self._crew = crew
        self._meanwhile = meanwhile

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many tasks, rows and edges were looked at."""
        return self._walker.tasks, self._walker.rows, self._walker.feeds

    def walk(self, cascade_ids: Sequence[int]) -> tuple[str, ...]:
        """Verify these cascades; their keys."""
        for follower in self.followers:
            follower.see_mandates(self.mandates.heads)
        for event in self.mandates.events if self.receipts.wanted else ():
            self.receipts.look(str(event["hash"]), event["mandate"], event["seq"])
        if self._progress is not None:
            self._total = sum(
                int((self.tx.row("SELECT count(*) FROM history WHERE cascade_id = :id", id=number) or (0,))[0])
                for number in cascade_ids
            )
        # who goes along sees one cascade to its end before the next
        together = [list(cascade_ids)] if not self.followers else [[number] for number in cascade_ids]
        keys = [key for each in together for key in self._walk(each)]
        self._do_else()
        if self._progress is not None:
            self._progress(max(self._total, 1), max(self._total, 1))
        return tuple(keys)

    def _walk(self, cascade_ids: Sequence[int]) -> Iterator[str]:
        examined: Iterator[Examined] | None = None
        for cascade_id in cascade_ids:
            facts = read_cascade(self.tx, cascade_id, self.findings)
            yield facts.key
            self._check_launch(facts)
            followers = self._begin(facts)
            if self._crew is not None and examined is None:
                examined = self._crew.examine(self._asked(cascade_ids, followers))
                self._do_else()
                if not self._crew.is_there():
                    self._crew = examined = None
            differing = differences(self.tx, facts)  # while others are at work
            if examined is None:
                self._walk_alone(facts, followers)
            for found in examined or ():
                self._take(facts, followers, found)
                if found.part.last is None:
                    break
            self._tell_of_tally(facts, differing)
            check_numbers(self.tx, facts, self.findings)

    def _do_else(self) -> None:
        """What this process has to do besides, once."""
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            meanwhile()

    def _begin(self, facts: CascadeFacts) -> list[Follower]:
        """Those who want to see the cascade's tasks."""
        origins = facts.origins
        launched, events = ("", ()) if origins is None else (origins.launched, origins.events)
        if origins is None and self.followers:
            launched = launched_hash(self.tx, facts.cascade_id)
        return [each for each in self.followers if each.begin(facts.cascade_id, facts.key, launched, events)]

    def _walk_alone(self, facts: CascadeFacts, followers: Sequence[Follower]) -> None:
        def wanted(number: int) -> Collection[int]:
            return _wanted(followers, number)

        def see(number: int, task: str, digests: Mapping[int, str | None], length: int) -> None:
            _see(followers, number, task, digests, length)

        given = (wanted, see) if followers else ()
        self._walker.walk(facts, Part(facts.cascade_id), *given)

    # side by side

    def _asked(self, cascade_ids: Sequence[int], followers: Sequence[Follower]) -> Iterator[Asked]:
        assert self._crew is not None
        sizes: dict[int, int] = dict(self.tx.rows("SELECT cascade_id, task_count FROM cascade"))
        in_one_go = self._meanwhile is not None
        at_once = self._crew.at_once(sum(sizes[number] for number in cascade_ids), in_one_go=in_one_go)
        for cascade_id in cascade_ids:
            for part in parts_of(cascade_id, sizes[cascade_id], at_once):
                numbers = range(part.first or 1, (part.last or sizes[cascade_id]) + 1) if followers else ()
                yield Asked(part, {number: _wanted(followers, number) for number in numbers})

    def _take(self, facts: CascadeFacts, followers: Sequence[Follower], found: Examined) -> None:
        """What one of the others found in a part."""
        walker = self._walker
        walker.tasks, walker.rows, walker.feeds = (
            one + other for one, other in zip(self.counts, found.counts, strict=True)
        )
        self.findings.take(found.broken, found.more)
        facts.take(found.documents)
        for text, place in found.receipts.items():
            self.receipts.found.setdefault(text, place)
        for number, task, digests, length in found.seen:
            _see(followers, number, task, digests, length)
        if self._progress is not None:
            self._tell(walker.rows)

    def _tell(self, rows: int) -> None:
        assert self._progress is not None
        self._progress(rows, max(self._total, rows))

    # of a cascade as a whole

    def _tell_of_tally(self, facts: CascadeFacts, differing: Mapping[Alike, int]) -> None:
        """How many tasks are alike is kept as the tasks say; in which shard a figure stands says nothing."""
        if differing:
            moved = sum(abs(count) for count in differing.values())
            self.findings.add("cascade", "kept-figures", cascade=facts.key, found=len(differing), expected=moved)

    def _check_launch(self, facts: CascadeFacts) -> None:
        """Whoever launched it had the mandate that the cascade names."""
        row = self.tx.row(
            'SELECT mandate, "by", login, launched_on, recorded_at FROM cascade WHERE cascade_id = :id',
            id=facts.cascade_id,
        )
        if row is not None and row[0] is not None and not self.mandates.holds_launch(*row):
            self.findings.add("cascade", "cascade-mandate", cascade=facts.key, found=row[0])


def _wanted(followers: Sequence[Follower], number: int) -> tuple[int, ...]:
    """Which rows of that task's chain they want to see."""
    return tuple({seq for each in followers if (seq := each.wants(number)) is not None})


def _see(followers: Sequence[Follower], number: int, task: str, digests: Mapping[int, str | None], length: int) -> None:
    for each in followers:
        if (seq := each.wants(number)) is not None:
            each.see(number, task, length if seq == LAST else seq, digests.get(seq), length)


def cascade_ids(tx: Transaction, findings: Findings) -> list[int]:
    """Every cascade there is; rows of one that is not there are told."""
    known = [row[0] for row in tx.rows("SELECT cascade_id FROM cascade ORDER BY cascade_id")]
    for table in _TABLES:
        last: Any = -1
        while (row := tx.row(f"SELECT min(cascade_id) FROM {table} WHERE cascade_id > :last", last=last)) and row[0]:
            last = row[0]
            if last not in known:
                findings.add("cascade", "cascade-orphan", subject=str(last), table=table, found=last)
    return known


def find_ids(tx: Transaction, text: str) -> list[int]:
    """The cascades of that key or directive, whatever is pinned with them. Raises NotFound."""
    directive, _, year = text.strip().partition("/")
    found = tx.rows(
        "SELECT cascade_id, directive, year FROM cascade WHERE directive = :directive ORDER BY cascade_id",
        directive=directive,
    )
    chosen = [row[0] for row in found if year in ("", str(row[2]))]
    if not chosen:
        raise NotFound(Said("what.cascade"), text, tuple(Cascades.keys(tx)))
    return chosen


def verify(
    tx: Transaction,
    wanted: Sequence[int] | None,
    *,
    seals: Sequence[Seal] = (),
    public_key: str | None = None,
    receipts: Sequence[str] = (),
    progress: Progress | None = None,
    folder: Path | None = None,
    also: Sequence[Follower] = (),
    crew: Crew | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Verification:
    """Check these cascades (all, if None) and whatever else the seals are about.

    `folder`: of attachments; `also`: who goes along; `crew`, `meanwhile`: as of a Verifier.
    """
    findings = Findings()
    known = cascade_ids(tx, findings)
    sealed = {item.cascade_id for seal in seals for item in seal.cascades}
    chosen = [number for number in known if wanted is None or number in wanted or number in sealed]
    followers = [SealFollower(seal, findings, public_key) for seal in seals]
    verifier = Verifier(tx, findings, [*followers, *also], receipts, progress, folder, crew, meanwhile)
    keys = verifier.walk(chosen)
    checks: tuple[SealCheck, ...] = tuple(follower.end() for follower in followers)
    found = verifier.receipts.checks(findings)
    return Verification(
        not len(findings),
        keys,
        *verifier.counts,
        checks,
        found,
        tuple(findings),
        findings.more,
        public_key is not None,
        len(verifier.mandates.events),
    )
