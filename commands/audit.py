"""Verifying, sealing, proving."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from commands.common import Common, Missing
from commands.failures import BROKEN
from engine.proving import seals
from screen.audit import keys_text, proof_text, verification_text
from screen.formats import render
from workflows.errors import InputError

_SHORTEST = 12  # hexadecimal digits of a receipt, as the narrowest table shows them


class BadReceipt(InputError):
    """A text that is no hash."""

    code = "bad-receipt"
    fields = ("text",)


class KeyWithoutSeal(InputError):
    """A public key, and no seal that it could have signed."""

    code = "key-without-seal"


def keygen(common: Common) -> None:
    """Write a pair of keys into the folder of `--out`."""
    folder = common.settings.out
    if folder is None:
        raise Missing("--out", "dondoc audit keygen --out khoa")
    keys = seals.make_keys(Path(folder))
    # --out is where the keys went, so that the answer goes to stdout
    click.echo(keys_text(keys, common.look) if common.format == "text" else render(keys, common.format))


def seal(common: Common, cascade: str | None, key: str) -> None:
    """Seal, and write the seal to `--out`."""
    private = seals.read_private_key(Path(key))
    with common.engine() as dondoc, common.progress("progress.verify") as progress:
        made, text = dondoc.seal(private, cascade, progress=progress)
    common.write(text)
    common.tell("audit.sealed", tasks=made.tasks, at=made.sealed_at, root=made.root)


def held_against(
    common: Common, files: tuple[str, ...], public_key: str | None, receipts: tuple[str, ...]
) -> dict[str, Any]:
    """What a history is held against: seals, the key that signed them, receipts, the folder of attachments."""
    if public_key is not None and not files:
        raise KeyWithoutSeal
    return {
        "seals": [seals.read_seal(Path(file)) for file in files],
        "public_key": None if public_key is None else seals.read_public_key(Path(public_key)),
        "receipts": [_receipt(text) for text in receipts],
        "folder": common.settings.attachments,
    }


def verify(
    common: Common, cascade: str | None, files: tuple[str, ...], public_key: str | None, receipts: tuple[str, ...]
) -> int:
    """Check everything; 3 where something does not hold."""
    held = held_against(common, files, public_key, receipts)
    with common.engine() as dondoc, common.progress("progress.verify") as progress:
        found = dondoc.verify(cascade, **held, progress=progress)
    common.show(found, lambda: verification_text(found, common.look))
    return 0 if found.holds else BROKEN


def prove(common: Common, task: str, seal_file: str, cascade: str | None) -> None:
    """Write a proof to `--out`."""
    with common.engine() as dondoc, common.progress("progress.verify") as progress:
        text = dondoc.prove(task, Path(seal_file), cascade=cascade, progress=progress)
    common.write(text)
    common.tell("audit.proven", task=task)


def check(common: Common, file: str, public_key: str) -> int:
    """Check a proof; 3 where it does not hold."""
    checked = seals.check_proof(Path(file), seals.read_public_key(Path(public_key)))
    common.show(checked, lambda: proof_text(checked, common.look))
    return 0 if checked.holds else BROKEN


def _receipt(text: str) -> str:
    digest = text.strip().lower().rstrip("…")
    if not re.fullmatch(rf"[0-9a-f]{{{_SHORTEST},64}}", digest):
        raise BadReceipt(text)
    return digest
