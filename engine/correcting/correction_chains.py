"""What one correction looks at: chains of rows, which of them belong to one move, and which document a row put out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from engine.cascade.cascades import RunningCascade
from engine.cascade.judging import DRAFT_PLAN, GRANT, RELEASE, RETURN, REVOKE
from engine.cascade.live_documents import LiveDocument
from engine.cascade.order import breaches, passings, read_counted, turns
from engine.cascade.stated import pinned_document
from engine.cascade.tasks import LiveTask, read_tasks
from engine.chain.effective import COLUMNS, DECISION, Position, counted, payload_of, replay, whose
from engine.chain.rehash import AT
from engine.running.ledger import Ledger
from engine.store.statements import quoted

SEQ, KIND, TRIGGER, FROM, TO = (AT[name] for name in ("seq", "kind", "trigger", "from", "to"))
TASK_NO, AGENCY, ON_BEHALF_OF, BATCH = AT["task_no"], AT["agency"], AT["on_behalf_of"], AT["batch"]
OCCURRED, RECORDED, DOCUMENT = AT["occurred_on"], AT["recorded_at"], AT["document"]
REF, HASH = AT["ref_seq"], AT["hash"]

Row = tuple[Any, ...]  # in the order of `rehash.COLUMNS`
Place = tuple[int, int]  # task number, seq


class OutOfOrder(NamedTuple):
    """A consolidation that was passed on before, or without, an input that it rests on. Task numbers, and both days."""

    consolidation: int
    input: int
    consolidation_on: str
    input_on: str
    seq: int  # of the consolidation's row


class Chains:
    """The chains of one cascade, read and locked as they are needed."""

    def __init__(self, ledger: Ledger, cascade: RunningCascade) -> None:
        self.ledger = ledger
        self.cascade = cascade
        self.judge = cascade.judge
        self.arrows = cascade.judge.arrows
        self._rows: dict[int, list[Row]] = {}
        self._counted: dict[int, list[Row]] = {}

    def task(self, number: int) -> LiveTask:
        return self.ledger.load(self.cascade, [number])[0]

    def read(self, numbers: Iterable[int]) -> None:
        """Lock these tasks and read their rows, those that have not been read."""
        missing = sorted(set(numbers) - self._rows.keys())
        if not missing:
            return
        self.ledger.load(self.cascade, missing)
        self._rows.update((number, []) for number in missing)
        for row in self._select("task_no = ANY(:numbers)", numbers=missing):
            self._rows[row[TASK_NO]].append(row)

    def rows(self, number: int) -> list[Row]:
        """All rows of a task, corrections too."""
        self.read([number])
        return self._rows[number]

    def counted(self, number: int) -> list[Row]:
        """Those that count."""
        if number not in self._counted:
            self._counted[number] = counted(self.rows(number))
        return self._counted[number]

    def row(self, number: int, seq: int) -> Row | None:
        """The row of that number, if it counts."""
        return next((row for row in self.counted(number) if row[SEQ] == seq), None)

    def position(self, number: int, without: Iterable[int] = ()) -> Position:
        """Where a task's chain leads without these rows; rows that then do not follow are named in it."""
        gone = set(without)
        return replay(self.arrows, (row for row in self.counted(number) if row[SEQ] not in gone))

    def out_of_order(self, touched: Iterable[int], instead: Mapping[int, list[Row]]) -> list[OutOfOrder]:
        """The edges of these tasks whose days run the wrong way. `instead`: rows that a chain is to have."""
        edges = self.ledger.tx.rows(
            "SELECT consolidation_no, input_no, waits_for FROM feed WHERE cascade_id = :cascade_id "
            "AND (consolidation_no = ANY(:numbers) OR input_no = ANY(:same)) ORDER BY consolidation_no, input_no",
            cascade_id=self.cascade.cascade_id,
            numbers=sorted(touched),
            same=sorted(touched),
        )
        numbers = {number for edge in edges for number in edge[:2]}
        chains = read_counted(self.ledger.tx, self.cascade.cascade_id, numbers - instead.keys()) | dict(instead)
        tasks = {
            task.task_no: task
            for task in read_tasks(self.ledger.tx, self.cascade, "t.task_no = ANY(:numbers)", numbers=sorted(numbers))
        }
        passed = {number: passings(self.judge, tasks[number], chains[number]) for number in {edge[0] for edge in edges}}
        found = []
        for consolidation, below, waits_for in edges:
            if passed[consolidation]:
                edge = turns(self.judge, tasks[below], chains[below], waits_for)
                found += [
                    OutOfOrder(
                        consolidation,
                        below,
                        breach.passed.since,
                        breach.passed.since if breach.turn is None else breach.turn.on,
                        breach.passed.seq,
                    )
                    for breach in breaches(passed[consolidation], tasks[below].key, edge)
                ]
        return found

    # one move, several rows

    def lead(self, number: int, row: Row) -> tuple[int, Row]:
        """The row of which this one is a consequence; itself, unless a report returned below, or a grant, led to it."""
        if row[KIND] == "move" and row[REF] is not None:  # it was asked for, and granted
            found = (other for other in self.counted(number) if other[KIND] == DECISION and other[REF] == row[REF])
            return number, next(found, row)
        because = str(payload_of(row).get("returned", ""))
        if row[TRIGGER] != RETURN or "#" not in because:
            return number, row
        key, _, seq = because.rpartition("#")
        for other in self._of_batch(row):
            if other[SEQ] == int(seq) and self.task(other[TASK_NO]).key == key:
                return other[TASK_NO], other
        return number, row

    def followed_by_migration(self, number: int, row: Row) -> int | None:
        """The row that counts with which a migration followed this decision who takes the task over."""
        if row[KIND] != DECISION:
            return None
        rows = (other for other in self.counted(number) if other[KIND] == "move" and other[REF] == row[REF])
        return next((other[SEQ] for other in rows if "migration" in payload_of(other)), None)

    def whole_move(self, number: int, row: Row) -> list[Place]:
        """The rows that a correction of a day or a number is about, this one first; only those that count.

        Those of the same move, and where it put a document out, all that say that it is out.
        """
        places = self.same_move(number, row)
        document = self.put_out_by(row)
        places += [] if document is None else [(other[TASK_NO], other[SEQ]) for other in self.evidence(document)]
        return list(dict.fromkeys(places))

    def same_move(self, number: int, row: Row) -> list[Place]:
        """The rows that one move made, this one first; only those that count.

        A draft_plan moves the tasks of all periods, a revocation all that only its document asks for, and a returned
        report the consolidations that had been passed on with it. A grant goes with what it granted.
        """
        places = [(number, row[SEQ])]
        if row[REF] is not None:
            places += [(number, other[SEQ]) for other in self.counted(number) if _is_granted_with(row, other)]
        places += [(other[TASK_NO], other[SEQ]) for other in self._of_batch(row) if self._is_with(number, row, other)]
        self.read(number for number, _ in places)
        return [place for place in dict.fromkeys(places) if self.row(*place) is not None]

    def _is_with(self, number: int, row: Row, other: Row) -> bool:
        trigger = row[TRIGGER]
        if trigger == RETURN:
            return payload_of(other).get("returned") == f"{self.task(number).key}#{row[SEQ]}"
        if other[TRIGGER] != trigger or other[AGENCY] != row[AGENCY] or other[DOCUMENT] != row[DOCUMENT]:
            return False
        if trigger == REVOKE:
            return payload_of(other).get("revoked") == payload_of(row).get("revoked")
        if trigger == DRAFT_PLAN:
            group = self.task(number).plan_group
            return group is not None and self.task(other[TASK_NO]).plan_group == group
        return False

    def _of_batch(self, row: Row) -> list[Row]:
        if row[BATCH] is None or row[TRIGGER] not in (DRAFT_PLAN, REVOKE, RETURN):
            return []
        return self._as_counted(self._select("batch = :batch AND kind <> 'correction'", batch=row[BATCH]))

    def _as_counted(self, rows: list[Row]) -> list[Row]:
        """Those of the rows that count, as they count."""
        self.read(row[TASK_NO] for row in rows)
        found = (self.row(row[TASK_NO], row[SEQ]) for row in rows)
        return [row for row in found if row is not None]

    def corrections(self, batch: str) -> list[Row]:
        """The rows of one correction."""
        return self._select("batch = :batch AND kind = 'correction'", batch=batch)

    # documents

    def document_of(self, row: Row) -> LiveDocument | None:
        """The document that a counted row says is out or revoked."""
        key: str | None = None
        if row[TRIGGER] == REVOKE or row[KIND] == "note":
            payload = payload_of(row)
            key = payload.get("revoked") or payload.get("released")
        elif row[TRIGGER] in (RELEASE, DRAFT_PLAN) and row[DOCUMENT] is not None:
            asked = (
                ""
                if row[TRIGGER] == DRAFT_PLAN
                else (
                    " AND document_no IN (SELECT document_no FROM release_edge "
                    "WHERE cascade_id = :cascade_id AND task_no = :number)"
                )
            )
            is_plan = " AND is_plan" if row[TRIGGER] == DRAFT_PLAN else ""
            parameters = {} if row[TRIGGER] == DRAFT_PLAN else {"number": row[TASK_NO]}
            found = self.ledger.tx.row(
                "SELECT key FROM document WHERE cascade_id = :cascade_id AND number = :name AND issuers LIKE :issuer"
                f"{is_plan}{asked} ORDER BY document_no",
                cascade_id=self.cascade.cascade_id,
                name=row[DOCUMENT],
                issuer=f'%"{whose(row)}"%',
                **parameters,
            )
            key = None if found is None else found[0]
        return None if key is None else self.ledger.document(self.cascade, key)

    def put_out_by(self, row: Row) -> LiveDocument | None:
        """The document that is out by this row's move; a draft_plan may also follow from a plan that was out before."""
        if row[TRIGGER] not in (RELEASE, DRAFT_PLAN):
            return None
        document = self.document_of(row)
        if document is None or not document.is_out or row[TRIGGER] == RELEASE:
            return document
        first = next(iter(self.evidence(document)), row)
        return document if first[BATCH] == row[BATCH] else None

    def evidence(self, document: LiveDocument) -> list[Row]:
        """The counted rows that say that a document is out, in the order of recording."""
        found = self._select(
            "(trigger = :release AND task_no IN (SELECT task_no FROM release_edge "
            "WHERE cascade_id = :cascade_id AND document_no = :document)) "
            "OR (trigger = :release AND kind = 'note') "
            "OR (trigger = :plan AND coalesce(on_behalf_of, agency) = ANY(:issuers))",
            release=RELEASE,
            plan=DRAFT_PLAN,
            document=document.document_no,
            issuers=list(document.issuers),
        )
        saying = [row for row in self._as_counted(found) if self._says_out(row, document)]
        return sorted(saying, key=lambda row: (row[RECORDED], row[TASK_NO], row[SEQ]))

    def is_out_by_itself(self, document: LiveDocument) -> bool:
        """Whether its file states number and date, so that no move was needed to put it out."""
        stated = pinned_document(self.ledger.tx, self.cascade.cascade_id, document.key)
        return stated is not None and stated.out_on(self.cascade.year) is not None

    def grounds(self, row: Row) -> list[LiveDocument]:
        """The documents that are out and in force by which a release, or a plan, stands as well."""
        if row[TRIGGER] == DRAFT_PLAN:
            return [plan for plan in self.ledger.plans_of(self.cascade, str(whose(row))) if plan.is_out]
        if row[TRIGGER] != RELEASE or row[KIND] == "note":
            return []
        return [each for each in self.asking(row[TASK_NO]) if each.is_out and each.revoked_on is None]

    def asking(self, number: int) -> list[LiveDocument]:
        """The documents that ask for a task, revoked ones too."""
        keys = self.ledger.tx.rows(
            "SELECT d.key FROM release_edge r JOIN document d ON d.cascade_id = r.cascade_id "
            "AND d.document_no = r.document_no WHERE r.cascade_id = :cascade_id AND r.task_no = :number "
            "ORDER BY d.document_no",
            cascade_id=self.cascade.cascade_id,
            number=number,
        )
        found = (self.ledger.document(self.cascade, key) for (key,) in keys)
        return [document for document in found if document is not None]

    @staticmethod
    def _says_out(row: Row, document: LiveDocument) -> bool:
        if row[KIND] == "note":
            return payload_of(row).get("released") == document.key
        is_named = row[DOCUMENT] == document.number and whose(row) in document.issuers
        return is_named and (row[TRIGGER] == RELEASE or document.is_plan)

    def _select(self, condition: str, **parameters: Any) -> list[Row]:
        self.ledger.flush()
        return self.ledger.tx.rows(
            f"SELECT {quoted(COLUMNS)} FROM history WHERE cascade_id = :cascade_id AND ({condition}) "
            "ORDER BY task_no, seq",
            cascade_id=self.cascade.cascade_id,
            **parameters,
        )


def _is_granted_with(row: Row, other: Row) -> bool:
    """Whether of a grant and the move that it granted these are the two."""
    kinds = {row[KIND]: row, other[KIND]: other}
    is_pair = kinds.keys() == {"move", DECISION} and row[REF] == other[REF]
    return is_pair and kinds[DECISION][TRIGGER] == GRANT
