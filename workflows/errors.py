"""Errors for people: what is wrong, where, which rule, what to do.

    DondocError
    ├── InputError            what was given cannot be used              exit 2
    │   ├── BadDate, BadMoment, BadPeriod, BadYear, BadKey
    │   ├── UnknownAgency, AmbiguousAgency, UnknownDocument
    │   └── UnreadableFile, BadDefinition (all problems of one or more files)
    └── NotLaunchable         findings of severity error                 exit 1

An error is a code and data; the catalogue of `words` says them. The engine adds its own below `DondocError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from workflows.said import Said, coded_period, plain


class DondocError(Exception):
    """Anything that dondoc tells a person is wrong. `fields` names its positional arguments (so that it pickles)."""

    code: ClassVar[str] = "error"
    fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        for name, value in zip(self.fields, args, strict=True):
            setattr(self, name, value)

    @property
    def facts(self) -> Mapping[str, Any]:
        """Its data by name."""
        return {name: getattr(self, name) for name in self.fields}

    @property
    def said(self) -> Said:
        """What is wrong, for the catalogue."""
        return Said(f"failed.{self.code}", self.facts)

    def as_json(self) -> dict[str, Any]:
        """Stable fields: `error` (the code) and the error's own data."""
        return {"error": self.code, **{name: plain(value) for name, value in self.facts.items()}}

    def __str__(self) -> str:
        return ", ".join([self.code, *(f"{name}={value!r}" for name, value in self.facts.items())])


class InputError(DondocError):
    """What was given cannot be used."""

    code = "bad-input"


class BadMoment(InputError):
    """A text that is no moment."""

    code = "bad-moment"
    fields = ("text",)


class BadDate(InputError):
    """A text that is no day of the calendar."""

    code = "bad-date"
    fields = ("text",)


class BadPeriod(InputError):
    """A text that names no reporting period."""

    code = "bad-period"
    fields = ("text", "candidates")
    candidates: tuple[str, ...]

    @property
    def said(self) -> Said:
        return Said("failed.bad-period", {**self.facts, "candidates": tuple(map(coded_period, self.candidates))})


class BadYear(InputError):
    """A year in which none of a directive's documents is in force."""

    code = "bad-year"
    fields = ("directive", "year")


class BadKey(InputError):
    """A text that is not shaped like the key of a document, cascade or task."""

    code = "bad-key"
    fields = ("text", "expected")


class UnknownAgency(InputError):
    """No agency of that key or name."""

    code = "unknown-agency"
    fields = ("text", "candidates")
    text: str
    candidates: tuple[Any, ...]


class AmbiguousAgency(InputError):
    """Several agencies answer to that name; none is guessed."""

    code = "ambiguous-agency"
    fields = ("text", "candidates")
    candidates: tuple[Any, ...]


class UnknownDocument(InputError):
    """No document of that key among the shipped and own definitions."""

    code = "unknown-document"
    fields = ("text", "candidates")


class UnreadableFile(InputError):
    """A file that is missing, not UTF-8 or not readable."""

    code = "unreadable-file"
    fields = ("path", "why")


class BadDefinition(InputError):
    """Files that cannot be read as definitions; every problem of every file at once."""

    code = "bad-definition"
    fields = ("problems",)
    problems: tuple[Any, ...]

    def as_json(self) -> dict[str, Any]:
        return {"error": self.code, "problems": [problem.as_json() for problem in self.problems]}


class NotLaunchable(DondocError):
    """Findings of severity error: the cascade cannot be compiled. `directive`: with the year, as a cascade's key."""

    code = "not-launchable"
    fields = ("directive", "findings")
    directive: str
    findings: tuple[Any, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The keys of the documents that stand in the way; where only a policy does, that of the directive."""
        names = [finding.place.file.rpartition("/")[2] for finding in self.findings]
        found = dict.fromkeys(name.removesuffix(".yaml") for name in names if not name.endswith(".feature"))
        return tuple(found) or (self.directive.partition("/")[0],)
