"""What an audit found, as text: one line each, then what does not hold, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.proving.broken import BackedUp, Broken, Keys, ProofCheck, Restored, SealCheck, Verification
from engine.store.unusable import SCHEMA_VERSION
from screen.look import Look

_SHOWN = 40  # in JSON all are listed


def verification_text(found: Verification, look: Look) -> str:
    """The verdict, what was checked, each seal and receipt, and everything that does not hold."""
    figures = {"tasks": found.tasks, "rows": found.rows, "feeds": found.feeds}
    lines = [f"{_verdict(found.holds, look)}  {look.say('audit.checked', cascades=_listed(found.cascades), **figures)}"]
    if found.mandates:
        lines.append(f"  {look.say('audit.mandates', n=found.mandates)}")
    for seal in found.seals:
        lines += _seal_lines(seal, found.has_public_key, look)
    for receipt in found.receipts:
        if receipt.task is not None:
            lines.append(f"  {look.say('audit.receipt', hash=receipt.hash[:16], task=receipt.task, seq=receipt.seq)}")
    if found.broken:
        lines.append(look.say("audit.count", n=len(found.broken) + found.more))
        lines += _broken_lines(found.broken[:_SHOWN], look)
        if (more := len(found.broken[_SHOWN:]) + found.more) > 0:
            lines.append(f"  {look.say('audit.more', n=more)}")
    elif not found.seals and not found.receipts:
        lines.append(look.say("audit.no_seal"))
    return "\n".join(lines)


def backed_up_text(made: BackedUp, look: Look) -> str:
    """Where the backup is, by what it is known again, and what was found in it."""
    lines = [
        look.say("backup.made", database=made.database, file=made.file),
        look.say("backup.known_by", bytes=made.bytes, sha256=made.sha256),
        verification_text(made.verification, look),
    ]
    return "\n".join(lines)


def restored_text(done: Restored, look: Look) -> str:
    """What was found in the backup, and where it is now."""
    word = "backup.restored" if done.kept else "backup.tried"
    lines = [verification_text(done.verification, look), look.say(word, database=done.database, file=done.file)]
    if done.kept and done.version != SCHEMA_VERSION:
        lines.append(look.say("backup.as_it_was", version=done.version))
    return "\n".join(lines)


def proof_text(checked: ProofCheck, look: Look) -> str:
    """The verdict on a proof."""
    said = look.say("audit.proof", task=checked.task, rows=len(checked.rows), at=checked.sealed_at)
    return "\n".join([f"{_verdict(checked.holds, look)}  {said}", *_broken_lines(checked.broken, look)])


def keys_text(keys: Keys, look: Look) -> str:
    """Where the keys are, and what to do with them."""
    said = look.say("audit.keys", private=keys.private_file, public=keys.public_file)
    return f"{said}\n{look.say('audit.keys_hint')}"


def _verdict(holds: bool, look: Look) -> str:
    return look.paint(look.say("audit.holds" if holds else "audit.broken"), "done" if holds else "late")


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(keys) or "–"


def _seal_lines(seal: SealCheck, has_key: bool, look: Look) -> Iterator[str]:
    yield "  " + look.say("audit.seal", file=seal.file, at=seal.sealed_at, tasks=seal.tasks, root=seal.root[:16])
    if not seal.is_signed:
        yield f"    {look.say('audit.unsigned')}"
    elif has_key:
        yield f"    {look.say('audit.signed')}"
    else:
        yield f"    {look.say('audit.own_key', key=seal.public_key[:16])}"


def _broken_lines(broken: Sequence[Broken], look: Look) -> Iterator[str]:
    for item in broken:
        place = [item.task or item.subject or item.cascade or ""]
        if item.task is not None and item.seq is not None:
            place.append(look.say("audit.row", seq=item.seq))
        details = look.message(item.details)
        yield f"  {look.paint(' '.join(place), 'late')}: {details}  [{item.rule}]"
