"""What the engine refuses, and what it cannot find.

DondocError (workflows.errors)
├── Refused              a rule says no; nothing was changed          exit 1
├── NotFound             no such cascade, task or document            exit 2
├── DatabaseUnusable     missing, locked, read-only, full, of another program or version   exit 2
├── BadBackup            a file that is no backup, or none for this database   exit 2
├── NotEmpty             a restore would overwrite what is there; nothing was changed   exit 1
├── BrokenBackup         a backup that is not as it was written       exit 3
├── BrokenChain          the history does not prove itself            exit 3
├── BrokenDatabase       it holds what dondoc never wrote             exit 3
└── BrokenAttachment     a content is not the one that was attached   exit 3
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflows.errors import DondocError, InputError
from workflows.said import Said

if TYPE_CHECKING:
    from engine.proposals import Proposal


class Refused(DondocError):
    """A rule says no. Nothing was changed.

    `rule`: stable name (`wrong-state`, `inputs-open`, `not-yours`, …); `task`: key; `trigger`; `who_can`: agency keys;
    `proposals`: what would unblock it; `details`: the sentence with its particulars.
    """

    code = "refused"
    fields = ("rule", "task", "trigger", "details", "who_can", "proposals")

    rule: str
    task: str
    trigger: str
    who_can: tuple[str, ...]
    details: Said
    proposals: tuple[Proposal, ...]


class NotFound(InputError):
    """Nothing of that key or name in the database."""

    code = "not-found"
    fields = ("what", "text", "candidates")


class NothingKnown(NotFound):
    """No cascade of those asked about had been recorded by then."""

    code = "nothing-known"


class Ambiguous(InputError):
    """Several things answer to that text; none is guessed."""

    code = "ambiguous"
    fields = ("what", "text", "candidates")


class DatabaseUnusable(InputError):
    """The database cannot be used as it is."""

    code = "database"
    fields = ("url", "why")


class BrokenChain(DondocError):
    """The history does not prove itself."""

    code = "broken-chain"
    fields = ("task", "seq", "why")


class BrokenDatabase(DondocError):
    """A question met what dondoc never wrote; verifying named it."""

    code = "broken-database"
    fields = ("details",)


class BrokenAttachment(DondocError):
    """What is kept under a hash does not have it: it is not what was attached. `found`: the hash that it has."""

    code = "broken-attachment"
    fields = ("hash", "found")


class BadBackup(InputError):
    """A file that cannot be written or used as a backup of this database."""

    code = "backup"
    fields = ("file", "why")


class BrokenBackup(DondocError):
    """A backup is not as it was written: cut short, or changed."""

    code = "broken-backup"
    fields = ("file", "why")


class NotEmpty(DondocError):
    """A restore goes over nothing that is there, unless told so by the database's own name."""

    code = "not-empty"
    fields = ("url", "name", "cascades")
