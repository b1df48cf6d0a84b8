"""What a mandate may say: forms of signature by Decree 30/2020/ND-CP, Article 13, and what that article forbids.

- TM.: the head signs on behalf of a body that decides together (clause 2).
- KT.: a deputy signs in the head's place, in the field that he was given (clause 1).
- TUQ.: the head of a unit signs by authorisation; in writing, limited in time and in content, and not to be handed on
  (clause 3).
- TL.: the head of a unit signs by order, for the kinds of documents that the working rules name (clause 4).
- Q.: an acting head signs (Appendix I, part II, 7).

Where none is given, the head signs himself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from workflows.said import Said

Signature = Literal["TM.", "KT.", "TL.", "TUQ.", "Q."]
SIGNATURES: tuple[Signature, ...] = ("TM.", "KT.", "TL.", "TUQ.", "Q.")
LAUNCH, GRANTING, MIGRATE, CLOSE, REOPEN = "launch", "mandate", "migrate", "close", "reopen"
REMIND, CONTRIBUTE = "remind", "contribute"
EXPLICIT = (LAUNCH, GRANTING, MIGRATE, CLOSE, REOPEN)
"""Triggers that a mandate has only where it names them; one without a list of triggers is for every move."""


def faults(
    *,
    person: str | None,
    post: str | None,
    signature: str | None,
    triggers: tuple[str, ...] | None,
    since: date,
    until: date | None,
) -> Iterator[tuple[str, Said]]:
    """What is wrong with a mandate, each under the name of what is wrong. `until` None: no end."""
    if person is None and post is None:
        yield "person", Said("mistake.mandate-names-nobody")
    if triggers == ():
        yield "triggers", Said("mistake.mandate-for-nothing")
    if until is not None and until < since:
        yield "until", Said("mistake.mandate-ends-before", {"since": since, "until": until})
    if signature == "TUQ.":
        if until is None or triggers is None:
            yield "signature", Said("mistake.mandate-unlimited")
        if triggers is not None and GRANTING in triggers:
            yield "triggers", Said("mistake.mandate-handed-on")
