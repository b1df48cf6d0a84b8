"""`dondoc correct`: a wrong day or document number restated, or a mistaken move taken back. Nothing is overwritten."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engine.cascade.events import event_of_batch
from engine.cascade.judging import ACCEPT, DENY, DRAFT_PLAN, GRANT, RELEASE, RETURN, REVOKE
from engine.cascade.live_documents import LiveDocument
from engine.cascade.lookup import get_agency
from engine.cascade.requests import Asked
from engine.cascade.roles import who_decides, who_may
from engine.cascade.tasks import LiveTask, is_blocked
from engine.chain.effective import CORRECTION, DECISION, REQUEST, Position, payload_of, replay, undone_by
from engine.chain.notes import is_aside
from engine.correcting import correction_refusals as refuse
from engine.correcting.correction_chains import (
    AGENCY,
    BATCH,
    DOCUMENT,
    FROM,
    HASH,
    KIND,
    OCCURRED,
    ON_BEHALF_OF,
    REF,
    SEQ,
    TASK_NO,
    TO,
    TRIGGER,
    Chains,
    Place,
    Row,
)
from engine.correcting.undoing import Undoing, what_follows
from engine.errors import NotFound, Refused
from engine.receipts import Corrected, TakenBack
from engine.requests import NUMBER_LIMIT, clean
from engine.running import refusals
from engine.running.ledger import Flips, Ledger
from engine.running.moves import keys_of
from engine.running.permits import permit
from engine.running.release import Outing, check_number, follow
from engine.running.repeats import Repeat, asked_for, row_with_key
from workflows.canonical import canonical
from workflows.errors import InputError
from workflows.said import Said


class WhatToCorrect(InputError):
    """Not one thing is to be corrected: a day, a number, or the move itself."""

    code = "what-to-correct"


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """One correction: which row, what of it, and by whom. Exactly one of `on`, `document` and `undo` is given.

    `seq` None: the last row that counts.
    """

    seq: int | None
    as_agency: str
    reason: str | None
    on: date | None = None
    document: str | None = None
    undo: bool = False
    by: str | None = None
    idempotency_key: str | None = None

    @property
    def what(self) -> dict[str, Any]:
        """What is to be corrected."""
        if self.on is not None:
            return {"on": self.on}
        return {"undo": True} if self.undo else {"document": self.document}


@dataclass(slots=True)
class _Correcting:
    """A correction that may be made. `fields`: what each of its rows carries."""

    ledger: Ledger
    chains: Chains
    task: LiveTask
    row: Row
    agency: str
    fields: dict[str, Any]
    repeat: Repeat
    flips: list[Flips] = field(default_factory=list)


def correct(ledger: Ledger, task: LiveTask, request: CorrectionRequest) -> tuple[Corrected, ...]:
    """Record it, with a row on each chain that it changes, or raise Refused and leave the ledger as it was."""
    document = clean(request.document, NUMBER_LIMIT)
    if sum((request.on is not None, document is not None, request.undo)) != 1:
        raise WhatToCorrect
    agency = get_agency(ledger.tx, task.cascade, request.as_agency).key
    chains = Chains(ledger, task.cascade)
    if request.seq is None:
        request = replace(request, seq=_last(chains, task))
    beside = {"seq": str(request.seq), **({"undo": "true"} if request.undo else {})}
    repeat = asked_for(
        refuse.CORRECT,
        clean(request.idempotency_key),
        subject=task.key,
        agency=agency,
        document=document,
        on=request.on,
        **beside,
    )
    if repeated := _done_before(ledger, task, repeat):
        return repeated
    if request.on is not None and request.on > ledger.today:
        raise refusals.in_the_future(task.key, refuse.CORRECT, request.on, ledger.today)
    number, row = chains.lead(task.task_no, _find(chains, task, request, agency))
    lead = chains.task(number)
    if agency not in (who_can := _who_may(ledger, chains, lead, row)):
        is_so = (request.on is not None and request.on.isoformat() == row[OCCURRED]) or document == row[DOCUMENT]
        is_restated = (request.on is not None or document is not None) and is_so
        raise refuse.not_your_row(lead, row[SEQ], agency, who_can, None if is_restated else request.what)
    if clean(request.reason) is None:
        raise refuse.without_reason(lead, row[SEQ], agency, request.what)
    by, label = clean(request.by), task.cascade.judge.lifecycle.label(row[TRIGGER])
    permit(ledger, lead.key, row[TRIGGER], agency, by, row[OCCURRED], label, kind=CORRECTION)
    fields = {"agency": agency, "by": by, "reason": clean(request.reason), "batch": ledger.new_batch()}
    correcting = _Correcting(ledger, chains, lead, row, agency, fields, repeat)
    if request.undo:
        return _take_back(correcting)
    return _restate(correcting, request.on, document)


def _last(chains: Chains, task: LiveTask) -> int:
    """The task's last row that counts and is no note or reminder. Raises NotFound where nothing was recorded yet."""
    counted = [row for row in chains.counted(task.task_no) if not is_aside(row)]
    if not counted:
        raise NotFound(Said("what.row", {"task": task.key}), "–", ())
    return int(counted[-1][SEQ])


def _find(chains: Chains, task: LiveTask, request: CorrectionRequest, agency: str) -> Row:
    """The row, if it counts and is a move. Raises NotFound, Refused."""
    rows, seq = chains.rows(task.task_no), request.seq or 0
    row = next((row for row in rows if row[SEQ] == seq), None)
    if row is None:
        known = tuple(str(row[SEQ]) for row in rows)
        raise NotFound(Said("what.row", {"task": task.key}), str(seq), known)
    if row[KIND] == CORRECTION:
        raise refuse.is_correction(task, seq, row[REF], agency, request.what)
    counted = chains.row(task.task_no, seq)
    if counted is None:
        by_seq = next(other[SEQ] for other in rows if seq in (undone_by(other) or ()) and other[KIND] == CORRECTION)
        raise refuse.already_undone(task, seq, by_seq)
    if row[BATCH] is not None and event_of_batch(chains.ledger.tx, task.cascade.cascade_id, row[BATCH]) is not None:
        raise refuse.is_of_migration(task, seq)
    if (followed := chains.followed_by_migration(task.task_no, row)) is not None:
        raise refuse.is_of_migration(task, followed)
    if row[KIND] not in ("move", "note", REQUEST, DECISION) or row[TRIGGER] is None:
        raise refuse.not_a_move(task, seq, row[KIND])
    return counted


def _who_may(ledger: Ledger, chains: Chains, task: LiveTask, row: Row) -> tuple[str, ...]:
    """Whoever may make that move: of a document its issuers, else who the lifecycle says.

    The row of a plan that agencies issued together is each one's.
    """
    if row[TRIGGER] in (RELEASE, REVOKE):
        document = chains.document_of(row)
        return document.issuers if document is not None else (row[AGENCY],)
    report = str(payload_of(row).get("what", "own"))
    trigger = row[TRIGGER]
    if trigger in (GRANT, DENY) and (request := chains.row(task.task_no, row[REF])) is not None:
        who_can = who_decides(ledger.tx, task, Asked(request))
    else:
        who_can = who_may(ledger.tx, task, trigger, report if trigger in (RETURN, ACCEPT) else "own")
    if row[ON_BEHALF_OF] is not None:  # whoever entered it for another
        who_can = (*who_can, row[AGENCY])
    if row[TRIGGER] == DRAFT_PLAN and (plan := chains.put_out_by(row)) is not None:
        who_can = tuple(dict.fromkeys((*who_can, *plan.issuers)))
    return who_can


# a day or a number


def _restate(correcting: _Correcting, on: date | None, number: str | None) -> tuple[Corrected, ...]:
    """Restate the day or the document's number of every row of the move."""
    chains, row, ledger = correcting.chains, correcting.row, correcting.ledger
    day = row[OCCURRED] if on is None else on.isoformat()
    name = row[DOCUMENT] if number is None else number
    if (day, name) == (row[OCCURRED], row[DOCUMENT]):
        raise refuse.nothing_to_correct(
            correcting.task, row[SEQ], date.fromisoformat(day) if number is None else str(name)
        )
    document = chains.put_out_by(row)
    if document is not None:
        if on is not None:
            _not_too_early(correcting, document, on)
        check_number(ledger, document, str(name), day, refuse.CORRECT, correcting.task.key)
    places = chains.whole_move(correcting.task.task_no, row)
    days = {place: _day_between(correcting, place, day, places) for place in places}
    restated: dict[int, list[Row]] = {}
    for place in places:
        restated[place[0]] = [
            _restated(other, days[place], name) if other[SEQ] == place[1] else other
            for other in restated.get(place[0], chains.counted(place[0]))
        ]
    _check_edges(correcting, restated, day)
    if document is not None:
        ledger.put_out(document, name, day, since=day)
    elif row[TRIGGER] == REVOKE and (revoked := chains.document_of(row)) is not None:
        ledger.revoke(revoked, day)
    payload = {} if document is None else {"documents": {document.key: row[DOCUMENT]}}
    made: list[Corrected] = []
    for place in places:
        old = chains.row(*place)
        assert old is not None
        new = _restated(old, days[place], name)
        made.append(_record(correcting, place, (), replay(chains.arrows, restated[place[0]]), new, payload))
        payload = {}
    return _told(correcting, made)


def _restated(row: Row, day: str, number: str | None) -> Row:
    new = list(row)
    new[OCCURRED], new[DOCUMENT] = day, number
    return tuple(new)


def _check_edges(correcting: _Correcting, restated: dict[int, list[Row]], day: str) -> None:
    """No consolidation comes before an input that it rests on, unless it did so already. Raises Refused."""
    chains = correcting.chains
    before = {(each.consolidation, each.input): each for each in chains.out_of_order(restated, {})}
    after = chains.out_of_order(restated, restated)
    new = [each for each in after if (each.consolidation, each.input) not in before]
    if new:
        worst = max(new, key=lambda each: (each.input_on, each.consolidation_on))
        below, above = chains.task(worst.input), chains.task(worst.consolidation)
        on = date.fromisoformat(day)
        raise refuse.before_input(
            correcting.task, correcting.row[SEQ], on, below, worst.input_on, above, worst.consolidation_on
        )


def _not_too_early(correcting: _Correcting, document: LiveDocument, on: date) -> None:
    if document.not_before is not None and on < (earliest := date.fromisoformat(document.not_before)):
        raise refusals.too_early(document.key, refuse.CORRECT, on, earliest, correcting.task.key)


def _day_between(correcting: _Correcting, place: Place, day: str, places: Collection[Place]) -> str:
    """The day for one row of the move, within what its chain allows. `places`: all rows of the move.

    Moves are in order by day, and what is decided comes after what it is about; a note says what was done elsewhere,
    then or later. What a document sets going may keep the day of the move before it, as when it was recorded. Raises
    Refused.
    """
    chains = correcting.chains
    row = chains.row(*place)
    if row is None or row[KIND] == "note":
        return day
    others = [each for each in chains.counted(place[0]) if (place[0], each[SEQ]) not in places]
    before = _latest(each for each in others if each[SEQ] < place[1] and _follows(row, each))
    after = _earliest(each for each in others if each[SEQ] > place[1] and _follows(each, row))
    on = date.fromisoformat(day)
    if before is not None and day < before[OCCURRED]:
        if place[0] == correcting.task.task_no or correcting.row[TRIGGER] not in (RELEASE, DRAFT_PLAN):
            raise _out_of_order(correcting, place, on, _first_in_the_way(others, row, place[1], day))
        day = before[OCCURRED]
    if after is not None and day > after[OCCURRED]:
        raise _out_of_order(correcting, place, on, _first_in_the_way(others, row, place[1], day))
    return day


def _first_in_the_way(others: Iterable[Row], row: Row, seq: int, day: str) -> Row:
    """The row to correct first, so that the next can follow: the farthest of those that the day would pass by."""
    earlier = [each for each in others if each[SEQ] < seq and each[OCCURRED] > day and _follows(row, each)]
    later = [each for each in others if each[SEQ] > seq and each[OCCURRED] < day and _follows(each, row)]
    return earlier[0] if earlier else later[-1]


def _out_of_order(correcting: _Correcting, place: Place, on: date, neighbour: Row) -> Refused:
    """Who may correct the neighbouring row does so first: who asks, if it may."""
    chains, ledger = correcting.chains, correcting.ledger
    task = chains.task(place[0])
    number, lead = chains.lead(place[0], neighbour)
    who_can = _who_may(ledger, chains, chains.task(number), lead)
    first = (correcting.agency,) if correcting.agency in who_can else who_can[:1]
    return refuse.out_of_order(task, place[1], on, neighbour[SEQ], neighbour[OCCURRED], first)


def _follows(later: Row, earlier: Row) -> bool:
    """Whether the day of one row may not lie before that of another."""
    if later[REF] == earlier[SEQ]:
        return True
    if later[TRIGGER] == ACCEPT or earlier[KIND] != "move":
        return False
    return later[KIND] in ("move", REQUEST, DECISION)


def _latest(rows: Iterable[Row]) -> Row | None:
    return max(rows, key=lambda row: (row[OCCURRED], row[SEQ]), default=None)


def _earliest(rows: Iterable[Row]) -> Row | None:
    return min(rows, key=lambda row: (row[OCCURRED], row[SEQ]), default=None)


# a mistaken move


def _take_back(correcting: _Correcting) -> tuple[Corrected, ...]:
    """Take back the move with everything that followed from it, and set going again what other documents ask for."""
    chains, ledger = correcting.chains, correcting.ledger
    undoing = what_follows(chains, correcting.task.task_no, correcting.row)
    _check_somebody_asks(correcting, undoing)
    documents = {key: document.number for key, document in undoing.unreleased.items()}
    for document in undoing.unreleased.values():
        ledger.take_back(document)
    for document in undoing.unrevoked.values():
        ledger.revoke(document, None)
    touched = sorted(undoing.touched, key=lambda number: (number != correcting.task.task_no, number))
    for number in touched:  # all first, so that none counts as blocked by another
        task, position = chains.task(number), undoing.position(number)
        correcting.flips.append(ledger.settle_edges(task, position.state, position.standing))
    made: list[Corrected] = []
    for number in touched:
        if number in undoing.gone:
            made.append(_record_undone(correcting, undoing, number, documents if not made else {}))
        made += [_record_regrounded(correcting, undoing, place) for place in undoing.regrounded if place[0] == number]
    released = _release_again(correcting, touched)
    return _told(correcting, made, released)


def _check_somebody_asks(correcting: _Correcting, undoing: Undoing) -> None:
    """No task goes back to waiting for documents that are all revoked: nobody could set it going. Raises Refused.

    What was finished outlives its document; the revocation has to be taken back first.
    """
    chains = correcting.chains
    for number in sorted(undoing.touched):
        position = undoing.position(number)
        judge = chains.cascade.judge
        if position.state != judge.initial or not judge.lifecycle.is_awaited(position.standing):
            continue
        asking = [each for each in chains.asking(number) if each.key not in undoing.unrevoked]
        revoked = [each for each in asking if each.revoked_on is not None]
        if revoked and len(revoked) == len(asking):
            last = max(revoked, key=lambda each: str(each.revoked_on))
            raise refusals.already_revoked(last.key, refuse.CORRECT, str(last.revoked_on), chains.task(number).key)


def _record_undone(
    correcting: _Correcting, undoing: Undoing, number: int, documents: Mapping[str, str | None]
) -> Corrected:
    """The rows of one chain that no longer count, each with the reason."""
    why = dict(sorted(undoing.gone[number].items()))
    undone = list(why)
    rows = {seq: row for seq in undone if (row := correcting.chains.row(number, seq)) is not None}
    payload: dict[str, Any] = {"undone": undone, "why": list(why.values())}
    if documents:
        payload["documents"] = dict(documents)
    if number != correcting.task.task_no:
        payload["because"] = f"{correcting.task.key}#{correcting.row[SEQ]}"
    position = undoing.position(number, regrounded=False)
    made = _record(correcting, (number, undone[0]), undone, position, rows[undone[0]], payload)
    taken = tuple(_taken(rows[seq], reason) for seq, reason in why.items())
    return replace(made, taken_back=taken)


def _taken(row: Row, why: str) -> TakenBack:
    return TakenBack(row[SEQ], row[TRIGGER], date.fromisoformat(row[OCCURRED]), why)


def _record_regrounded(correcting: _Correcting, undoing: Undoing, place: Place) -> Corrected:
    """A row that stands by another document from now on."""
    new = undoing.regrounded[place]
    payload = {"because": f"{correcting.task.key}#{correcting.row[SEQ]}"}
    return _record(correcting, place, (), undoing.position(place[0]), new, payload)


def _release_again(correcting: _Correcting, positions: Iterable[int]) -> int:
    """What another document that is out asks for too is set going by that one; how many tasks."""
    ledger, cascade = correcting.ledger, correcting.task.cascade
    ledger.flush()
    pending = [
        number
        for number in positions
        if (task := correcting.chains.task(number)).state == cascade.judge.initial
        and cascade.judge.verdict(RELEASE, task).is_legal
    ]
    if not pending:
        return 0
    rows = ledger.tx.rows(
        "SELECT DISTINCT d.document_no, d.key FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
        "AND d.document_no = r.document_no WHERE r.cascade_id = :cascade_id AND r.task_no = ANY(:numbers) "
        "AND d.is_out AND d.revoked_on IS NULL ORDER BY d.document_no",
        cascade_id=cascade.cascade_id,
        numbers=sorted(pending),
    )
    released = 0
    for _, key in rows:
        document = ledger.document(cascade, key)
        assert document is not None
        fields = {name: correcting.fields.get(name) for name in ("by", "batch")} | {"cause": CORRECTION}
        moved = follow(ledger, Outing(document, next(iter(document.issuers), ""), fields))
        released += sum(move.trigger == RELEASE for move in moved)
    return released


# what is recorded


def _record(
    correcting: _Correcting,
    place: Place,
    undone: Iterable[int],
    position: Position,
    row: Row,
    payload: Mapping[str, Any],
) -> Corrected:
    """The correction's row on one chain. `row`: as it counts from now on, or counted before it was taken back."""
    ledger, task = correcting.ledger, correcting.chains.task(place[0])
    old = correcting.chains.row(*place)
    assert old is not None
    before, content, fields = task.state, dict(payload), dict(correcting.fields)
    if place[0] == correcting.task.task_no:
        repeat = correcting.repeat
        if repeat.idempotency_key is not None:
            content["asked"] = dict(repeat.asked)
            fields["idempotency_key"] = repeat.idempotency_key
            ledger.keys_used[task.cascade.cascade_id, repeat.idempotency_key] = task.ident
    elif "because" in content:
        fields["cause"] = CORRECTION
    recorded = next(each for each in correcting.chains.rows(place[0]) if each[SEQ] == place[1])
    if not undone and row[AGENCY] != recorded[AGENCY]:
        content["agency"] = row[AGENCY]  # as it stands on another document
    if position.standing != task.standing:
        content["standing"] = position.standing
    if content:
        fields["payload"] = canonical(content)
    if not undone:
        fields["document"] = row[DOCUMENT]
    fields["ref_seq"] = place[1]
    digest = ledger.record(task, None, position.state, row[OCCURRED], kind=CORRECTION, **fields)
    ledger.correct(task, position)
    return Corrected(
        task.key,
        task.agency,
        task.agency_name,
        task.head_seq,
        digest,
        place[1],
        tuple(undone),
        before,
        position.state,
        position.standing,
        date.fromisoformat(row[OCCURRED]),
        row[DOCUMENT],
        date.fromisoformat(old[OCCURRED]),
        old[DOCUMENT],
        number=task.task_no,
    )


def _told(correcting: _Correcting, made: list[Corrected], released: int = 0) -> tuple[Corrected, ...]:
    """The answer; the first of it says what changed above."""
    blocked = [task for flips in correcting.flips for task in flips.blocked + flips.reopened if is_blocked(task)]
    unblocked = [task for flips in correcting.flips for task in flips.unblocked if _can_pass_on(task)]
    effects: dict[str, Any] = {
        "blocked": tuple(keys_of(blocked)),
        "unblocked": tuple(keys_of(unblocked)),
        "released": released,
    }
    return (replace(made[0], **effects), *made[1:])


def _can_pass_on(task: LiveTask) -> bool:
    return not task.open_inputs and not task.cascade.judge.gives("merged", task)


def _done_before(ledger: Ledger, task: LiveTask, repeat: Repeat) -> tuple[Corrected, ...] | None:
    """What this very request recorded before. Raises Refused if its key had another use."""
    if repeat.idempotency_key is None:
        return None
    lead = row_with_key(ledger, task.cascade, repeat.idempotency_key)
    if lead is None:
        return None
    place, trigger, asked = lead[:2], lead[2], json.loads(lead[9] or "{}").get("asked", {})
    if trigger is not None or asked != repeat.asked:
        done = f"{trigger or refuse.CORRECT} {asked.get('subject', task.key)}"
        raise refusals.key_reused(task.key, refuse.CORRECT, repeat.idempotency_key, done)
    chains = Chains(ledger, task.cascade)
    rows = chains.corrections(lead[8])
    return tuple(_as_told(chains, row) for row in sorted(rows, key=lambda row: (row[TASK_NO], row[SEQ]) != place))


def _as_told(chains: Chains, row: Row) -> Corrected:
    """The answer that a correction was given with, as far as its row keeps it."""
    task = chains.task(row[TASK_NO])
    about = next(other for other in chains.rows(row[TASK_NO]) if other[SEQ] == row[REF])
    undone = undone_by(row)
    return Corrected(
        task.key,
        task.agency,
        task.agency_name,
        row[SEQ],
        row[HASH],
        row[REF],
        undone or (),
        row[FROM],
        row[TO],
        str(payload_of(row).get("standing", task.standing)),
        date.fromisoformat(row[OCCURRED]),
        about[DOCUMENT] if undone is not None else row[DOCUMENT],
        date.fromisoformat(about[OCCURRED]),
        about[DOCUMENT],
        repeated=True,
        taken_back=_taken_before(chains, row),
        number=row[TASK_NO],
    )


def _taken_before(chains: Chains, correction: Row) -> tuple[TakenBack, ...]:
    rows = {row[SEQ]: row for row in chains.rows(correction[TASK_NO])}
    reasons = payload_of(correction).get("why", ())
    return tuple(_taken(rows[seq], why) for seq, why in zip(undone_by(correction) or (), reasons, strict=False))
