"""Which running cascades a letter on days off concerns."""

from __future__ import annotations

from collections.abc import Sequence

from engine.cascade.cascades import RunningCascade
from engine.cascade.lookup import get_agency_anywhere
from engine.store.database import Transaction


def issued_by(tx: Transaction, cascades: Sequence[RunningCascade], agency: str) -> list[RunningCascade]:
    """The open cascades in which an agency issued a document. Raises NotFound, Ambiguous."""
    key = get_agency_anywhere(tx, cascades, agency)[0][1].key
    rows = tx.rows(
        "SELECT DISTINCT c.cascade_id FROM cascade c JOIN document d ON d.cascade_id = c.cascade_id "
        "WHERE c.closed_on IS NULL AND d.issuers LIKE :issuer",
        issuer=f'%"{key}"%',
    )
    open_ones = {row[0] for row in rows}
    return [cascade for cascade in cascades if cascade.cascade_id in open_ones]
