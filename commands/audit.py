"""Verifying, sealing, proving."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from commands.common import Common, Missing
from commands.options import (
    argument,
    cascade_argument,
    cascade_option,
    command,
    common,
    option,
    task_argument,
    together,
)
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


processes_option = option("--processes", metavar="N", type=click.IntRange(min=1))


@command()
@common("text", "json")
def audit_keygen(common: Common) -> None:
    """Write a pair of keys for seals into the folder of `--out`."""
    from engine.proving import seals
    from screen.audit import keys_text

    folder = common.settings.out
    if folder is None:
        raise Missing("--out", "dondoc audit keygen --out khoa")
    keys = seals.make_keys(Path(folder))
    # --out is where the keys went, so that the answer goes to stdout
    click.echo(keys_text(keys, common.look) if common.format == "text" else render(keys, common.format))


@command()
@cascade_argument
@option("--key", metavar="FILE", required=True, type=click.Path())
@processes_option
@common("json")
def audit_seal(common: Common, cascade: str | None, key: str, processes: int | None) -> None:
    """Seal all history up to now, and write the seal to `--out`."""
    from engine.proving import seals

    private = seals.read_private_key(Path(key))
    with common.engine() as dondoc, common.progress("progress.verify") as progress:
        made, text = dondoc.seal(private, cascade, progress=progress, processes=processes)
    common.write(text)
    common.tell("audit.sealed", tasks=made.tasks, at=made.sealed_at, root=made.root)


def held_against(
    common: Common, files: tuple[str, ...], public_key: str | None, receipts: tuple[str, ...]
) -> dict[str, Any]:
    """What a history is held against: seals, the key that signed them, receipts, the folder of attachments."""
    from engine.proving.seals import read_public_key, read_seal

    if public_key is not None and not files:
        raise KeyWithoutSeal
    return {
        "seals": [read_seal(Path(file)) for file in files],
        "public_key": None if public_key is None else read_public_key(Path(public_key)),
        "receipts": [_receipt(text) for text in receipts],
        "folder": common.settings.attachments,
    }


held_options = together(
    option("--seal", "seals", metavar="FILE", multiple=True, type=click.Path()),
    option("--public-key", metavar="FILE", type=click.Path()),
    option("--receipt", "receipts", metavar="HASH", multiple=True),
)


@command()
@cascade_argument
@held_options
@processes_option
@common("text", "json")
def audit_verify(
    common: Common,
    cascade: str | None,
    seals: tuple[str, ...],
    public_key: str | None,
    receipts: tuple[str, ...],
    processes: int | None,
) -> int:
    """Recompute everything and name each row that does not hold; 3 where one does not."""
    from commands.failures import BROKEN
    from screen.audit import verification_text

    held = held_against(common, seals, public_key, receipts)
    with common.engine() as dondoc, common.progress("progress.verify") as progress:
        found = dondoc.verify(cascade, **held, progress=progress, processes=processes)
    common.show(found, lambda: verification_text(found, common.look))
    return 0 if found.holds else BROKEN


@command()
@task_argument
@option("--seal", "seal_file", metavar="FILE", required=True, type=click.Path())
@cascade_option
@common("json")
def audit_prove(common: Common, task: str, seal_file: str, cascade: str | None) -> None:
    """Prove that a task's history is in a seal; the proof goes to `--out`."""
    with common.engine() as dondoc, common.progress("progress.verify") as progress:
        text = dondoc.prove(task, Path(seal_file), cascade=cascade, progress=progress)
    common.write(text)
    common.tell("audit.proven", task=task)


@command()
@argument("file", type=click.Path())
@option("--public-key", metavar="FILE", required=True, type=click.Path())
@common("text", "json")
def audit_check_proof(common: Common, file: str, public_key: str) -> int:
    """Check a proof, with no database at hand; 3 where it does not hold."""
    from commands.failures import BROKEN
    from engine.proving import seals
    from screen.audit import proof_text

    checked = seals.check_proof(Path(file), seals.read_public_key(Path(public_key)))
    common.show(checked, lambda: proof_text(checked, common.look))
    return 0 if checked.holds else BROKEN


def _receipt(text: str) -> str:
    digest = text.strip().lower().rstrip("…")
    if not re.fullmatch(rf"[0-9a-f]{{{_SHORTEST},64}}", digest):
        raise BadReceipt(text)
    return digest
