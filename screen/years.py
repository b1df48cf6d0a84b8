"""Years of a database as text: where each lies, what was archived, what is to stay."""

from __future__ import annotations

from engine.proving.broken import Archived
from engine.receipts import Distributed, Held, Years
from engine.store.years import schema_of
from screen.audit import verification_text
from screen.look import Look


def years_text(found: Years, look: Look) -> str:
    """Which years have tables of their own, and which are set apart."""
    lines = [look.say("years.here", years=", ".join(map(str, found.here)) or "–")]
    lines += [look.say("years.apart", year=year, schema=schema_of(year)) for year in found.apart]
    return "\n".join(lines)


def archived_text(made: Archived, look: Look) -> str:
    """What was found in the year, where its file is, by what it is known again, and where it lies now."""
    lines = [verification_text(made.verification, look)]
    if made.kept:
        lines.append(look.say("archive.made", year=made.year, database=made.database, file=made.file))
        lines.append(look.say("backup.known_by", bytes=made.bytes, sha256=made.sha256))
    if made.seal is not None:
        lines.append(look.say("archive.seal", file=made.seal))
    if made.is_apart and made.kept:
        lines.append(look.say("years.apart", year=made.year, schema=schema_of(made.year)))
    return "\n".join(lines)


def distributed_text(done: Distributed, look: Look) -> str:
    """Which tables lie by cascade, and which on every machine."""
    named = {"by_cascade": ", ".join(done.by_cascade), "everywhere": ", ".join(done.everywhere)}
    return look.say("years.distributed", database=done.database, **named)


def held_text(done: Held, look: Look) -> str:
    """What is to stay, or no longer, with its receipts."""
    lines = [look.paint(look.say("hold.held" if done.is_held else "hold.lifted", year=done.year), "head")]
    if done.dry_run:
        return "\n".join([*lines, *(f"  {key}" for key in done.cascades), look.say("migrated.dry")])
    receipts = zip(done.cascades, done.hashes, strict=True)
    return "\n".join([*lines, *(f"  {key}   {digest[:16]}" for key, digest in receipts)])
