"""What a question is about, and from where it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from workflows.periods import Period

WITHIN = 7  # calendar days ahead in which a question looks, if nothing else is asked for


@dataclass(frozen=True, slots=True)
class Scope:
    """The tasks that a question is about; a bound that is None is none.

    `cascade`: a key, or its beginning; `under`: an agency and all below it, with the `formers` and all below them:
    those whose work it took over; `period`: a period's key, with or without its year.
    """

    cascade: str | None = None
    under: str | None = None
    period: str | Period | None = None
    formers: tuple[str, ...] = ()

    @property
    def agencies(self) -> str | tuple[str, ...] | None:
        """Whose tasks, with all below them."""
        return (self.under, *self.formers) if self.under is not None and self.formers else self.under


@dataclass(frozen=True, slots=True)
class View:
    """From which day a question is seen, and known when.

    `today`: the day that counts as today (None: the clock's). `as_of`: what had occurred by the end of that day, which
    then is today. `known_at`: what had been recorded by then. Without these two: all that is known now.
    """

    today: date | None = None
    as_of: date | None = None
    known_at: datetime | None = None

    @property
    def is_past(self) -> bool:
        return self.as_of is not None or self.known_at is not None
