"""Files of mandates: who may act for which agency, from when to when, by which triggers, on which ground."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from workflows.errors import BadDefinition, UnreadableFile
from workflows.facts import Fact
from workflows.file_errors import regular, why
from workflows.findings import Problem
from workflows.loader import translate
from workflows.mandates import Signature, faults
from workflows.marked_yaml import MarkedMap, decode, read_tree
from workflows.mistakes import meant
from workflows.said import Said
from workflows.schema import Day, Texts
from workflows.wrong import Wrong, wrong_at


class MandateEntry(Fact):
    """One mandate of a file: an agency, a person or a post, days, triggers, the ground and the form of signature."""

    agency: str
    """For which agency: its key, or a name that means one alone."""

    person: str | None = None
    post: str | None = None
    """A person by name; or a post, whoever holds it."""

    since: Day
    """The first day in force."""

    until: Day | None = None
    """The last day in force; left out: no end."""

    triggers: Texts | None = None
    """Which triggers; left out: every move. Granting (`mandate`) and launching (`launch`) only where named."""

    basis: str
    """The document on which it rests."""

    signature: Signature | None = None
    """The form of signature (Decree 30/2020/ND-CP, art. 13); left out: the head signs."""

    login: str | None = None
    """The only login that may use it; left out: it is bound to none."""

    absent: str | None = None
    """For whom it stands in while he is away."""

    reason: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> MandateEntry:
        found = faults(
            person=self.person,
            post=self.post,
            signature=self.signature,
            triggers=self.triggers,
            since=self.since,
            until=self.until,
        )
        wrongs = [
            ((name,), getattr(self, name), Wrong(said.code.partition(".")[2], **said.facts)) for name, said in found
        ]
        if wrongs:
            raise wrong_at("MandateEntry", wrongs)
        return self


class MandateFile(Fact):
    """A file of mandates."""

    mandates: Annotated[tuple[MandateEntry, ...], Field(min_length=1)]


_KEYS = frozenset({*MandateFile.model_fields, *MandateEntry.model_fields})


def read_mandate_file(path: Path, triggers: Iterable[str]) -> tuple[MandateEntry, ...]:
    """The mandates of a file. `triggers`: the names that there are. Raises UnreadableFile, BadDefinition."""
    try:
        raw = regular(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(str(path), why(error)) from None
    shown_as = str(path)
    text, problems = decode(raw, shown_as)
    tree = read_tree(text, shown_as)
    problems = list(problems or tree.problems)
    if not problems and isinstance(tree.root, MarkedMap):
        try:
            entries = MandateFile.model_validate(tree.root).mandates
        except ValidationError as error:
            raise BadDefinition(tuple(translate(error, tree.root, shown_as, _KEYS))) from None
        problems = _unknown_triggers(entries, tuple(triggers))
        if not problems:
            return entries
    raise BadDefinition(tuple(problems))


def _unknown_triggers(entries: Iterable[MandateEntry], known: tuple[str, ...]) -> list[Problem]:
    found = []
    for entry in entries:
        places = entry.places_in("triggers") or (entry.place_of("triggers"),) * len(entry.triggers or ())
        for name, place in zip(entry.triggers or (), places, strict=False):
            if name not in known:
                said = Said("mistake.no-such-trigger", {"name": name, "meant": meant(name, known), "known": known})
                found.append(Problem(place, said))
    return found
