"""The chain of mandates recomputed, and the rows of history that name a mandate held against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.chain.chains import verify_chain
from engine.chain.effective import CORRECTION, payload_of
from engine.chain.mandates import END, GRANT, GRANTING, Mandate, acted_on, genesis, read_events, take, trigger_of
from engine.chain.rehash import AT
from engine.clock import parse_moment
from engine.proving.broken import Findings
from engine.store.database import Row, Transaction
from workflows.dates import HANOI

_KIND, _TRIGGER, _AGENCY, _BY, _LOGIN = (AT[name] for name in ("kind", "trigger", "agency", "by", "login"))
_OCCURRED, _RECORDED, _MANDATE = (AT[name] for name in ("occurred_on", "recorded_at", "mandate"))


class MandateChain:
    """The chain as it stands. `heads`: the hash after 0, 1, 2, … events."""

    def __init__(self, tx: Transaction, findings: Findings) -> None:
        self.events = read_events(tx)
        self.heads: list[Any] = [genesis(), *(event["hash"] for event in self.events)]
        self.mandates: dict[str, Mandate] = {}
        self._granting: dict[str, Mandate] = {}  # those that name granting, as far as the events were taken
        self._bound_since: str | None = None
        for link in _links(self.events):
            event = next((each for each in self.events if each["seq"] == link[0]), None)
            subject = None if event is None else event["mandate"]
            findings.add("mandate", link[1], subject=subject, seq=link[0], **link[2])
        for event in self.events:
            if not self._is_lawful(event):
                findings.add("mandate", "mandate-event", subject=event["mandate"], seq=event["seq"])
            mandate = take(self.mandates, event)
            if mandate is not None and mandate.gives(GRANTING):
                self._granting[mandate.key] = mandate
            if self._bound_since is None and event["bound_to"] is not None:
                self._bound_since = str(event["recorded_at"])

    def holds(self, row: Row) -> bool:
        """Whether a row of history that names a mandate was within it, by what was known when it was recorded."""
        recorded_at, kind = row[_RECORDED], row[_KIND]
        mandate = self.mandates.get(row[_MANDATE])
        if mandate is None:
            return False
        try:
            day = acted_on(kind, row[_OCCURRED], recorded_at, is_backfill="backfill" in payload_of(row))
            is_given = kind == CORRECTION or mandate.gives(
                str(trigger_of(kind, row[_TRIGGER]))
            )  # a correction is of some move's trigger
            is_in_force = mandate.is_in_force(str(day), recorded_at)
        except (TypeError, ValueError):
            return False
        is_mine = mandate.is_of(row[_BY], row[_LOGIN], must_be_bound=self._is_bound(recorded_at))
        return mandate.agency == row[_AGENCY] and is_given and is_in_force and is_mine

    def holds_launch(self, key: str, by: str | None, login: str | None, day: str, recorded_at: str) -> bool:
        """The same of a launch."""
        mandate = self.mandates.get(key)
        if mandate is None or not mandate.gives("launch") or not mandate.is_in_force(day, recorded_at):
            return False
        return mandate.is_of(by, login, must_be_bound=self._is_bound(recorded_at))

    def _is_bound(self, at: str) -> bool:
        return self._bound_since is not None and self._bound_since <= at

    def _is_lawful(self, event: Mapping[str, Any]) -> bool:
        """Whether an event is of a known kind and mandate, by somebody who could grant, or where nobody could."""
        recorded_at, under = str(event["recorded_at"]), event["under"]
        if event["kind"] not in (GRANT, END) or (event["kind"] == GRANT) is (event["mandate"] in self.mandates):
            return False
        try:
            day = parse_moment(recorded_at).astimezone(HANOI).date().isoformat()
        except ValueError:
            return False
        if under is None:
            known = [each for each in self._granting.values() if each.granted_at < recorded_at]  # a file is one act
            return not any(each.is_in_force(day, recorded_at) for each in known)
        mandate = self._granting.get(under)
        if mandate is None or not mandate.is_for(event["granter"], GRANTING, day, recorded_at):
            return False
        return mandate.is_of(event["by"], event["login"], must_be_bound=self._is_bound(recorded_at))


def _links(events: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, Mapping[str, Any]]]:
    """Which events do not follow from the one before, or hold another content than their hash: seq, rule, facts."""
    try:
        broken = verify_chain(events, genesis())
    except (TypeError, ValueError):  # what no text or number is
        return [(0, "row-content", {})]
    return [(link.seq, link.why.code.removeprefix("broken."), link.why.facts) for link in broken]
