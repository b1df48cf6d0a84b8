"""A document of a running cascade as it stands now."""

from __future__ import annotations

from dataclasses import dataclass

from engine.cascade.cascades import RunningCascade


@dataclass(slots=True)
class LiveDocument:
    """One document of a running cascade. Days are ISO text."""

    cascade: RunningCascade
    document_no: int
    key: str
    type: str
    title: str
    issuers: tuple[str, ...]
    number: str | None
    issued_on: str | None
    out_on: str | None
    not_before: str | None
    is_plan: bool
    is_out: bool
    revoked_on: str | None = None

    @property
    def asks(self) -> tuple[str, ...]:
        """Of `number` and `on` what is not known yet: whoever puts it out says it."""
        return tuple(what for what, known in (("number", self.number), ("on", self.issued_on)) if known is None)
