"""Drafting definitions from issued documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.common import Common, Missing, ensure_writable, write_file
from commands.options import argument, command, common, completed, option
from screen.formats import render
from workflows.errors import InputError

if TYPE_CHECKING:
    from drafting.definition import Draft


class NotAFolder(InputError):
    """A path at which no folder is or can be made."""

    code = "not-a-folder"
    fields = ("path",)


class DraftThere(InputError):
    """A draft would take the place of a file."""

    code = "draft-there"
    fields = ("path",)


@command()
@argument("file", type=click.Path())
@option("--issuer", metavar="AGENCY", shell_complete=completed("registry"))
@common("text", "json", writes=True)
def draft(common: Common, file: str, issuer: str | None) -> None:
    """Write a definition for each document of the file into the folder of `--out`, or none where one cannot be."""
    from drafting.definition import write
    from drafting.draft import read_documents
    from drafting.files import read_source
    from screen.drafts import draft_data, drafts_text

    if common.settings.out in (None, "-"):
        raise Missing("--out", "dondoc draft ke-hoach.docx --out ban-thao")
    folder = Path(str(common.settings.out))
    key = None if issuer is None else common.registry.find(issuer).key
    source = read_source(Path(file))
    found, library = read_documents(source, common.registry, key), common.library()
    drafts = [write(read, library, common.today) for read in found]
    paths = [folder / f"{each.key}.yaml" for each in drafts]
    if not common.is_dry:
        _write(folder, dict(zip(paths, drafts, strict=True)))
    # --out is where the drafts went, so that the answer goes to stdout
    answers = [draft_data(each, path, common.lang) for each, path in zip(drafts, paths, strict=True)]
    click.echo(drafts_text(drafts, paths, common.look) if common.format == "text" else render(answers, common.format))
    if common.is_dry:
        common.tell("word.dry_run")


def _write(folder: Path, drafts: dict[Path, Draft]) -> None:
    if folder.exists() and not folder.is_dir():
        raise NotAFolder(str(folder))
    for path in drafts:
        if path.exists():
            raise DraftThere(str(path))
    folder.mkdir(parents=True, exist_ok=True)
    for path in drafts:
        ensure_writable(path)
    for path, made in drafts.items():
        write_file(path, made.text)
