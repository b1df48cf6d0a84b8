"""Running policy written as Gherkin, against the writer's own definitions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from commands.common import Common, write_file
from workflows.errors import InputError

HOME = "features"


class Existing(InputError):
    """A file that is there already, and is not written over."""

    code = "existing-file"
    fields = ("path",)


def run(
    common: Common,
    paths: Sequence[str],
    report: str | None,
    junitxml: str | None,
    *,
    coverage: bool,
    tags: str | None,
    fail_fast: bool,
) -> int:
    """Run the feature files of these paths; 1 where a scenario fails."""
    from features.runner import folders_beside
    from features.runner import run as run_features
    from screen.spec_report import page, text

    chosen = [Path(path) for path in paths] or [Path(HOME) if Path(HOME).is_dir() else Path()]
    folders = common.settings.definitions or folders_beside(chosen)
    result = run_features(chosen, folders, common.today, coverage=coverage, tags=tags, fail_fast=fail_fast)
    data = result.as_json()
    common.show(result, lambda: text(data, common.look))
    if report is not None:
        write_file(Path(report), page(data, common.look))
    if junitxml is not None:
        from screen.spec_junit import junit

        write_file(Path(junitxml), junit(data, common.lang))
    return 1 if result.failed else 0


def draft(common: Common, document: str, year: int | None) -> int:
    """Write a feature for a document that passes as it is: to a file, into a folder, or to stdout."""
    from features.generating import generate

    out = None if common.settings.out in (None, "-") else Path(str(common.settings.out))
    from features.files import SUFFIX
    from features.runner import folders_beside

    folders = common.settings.definitions or folders_beside([out.parent if out is not None else Path()])
    text = generate(document, folders, year, common.today)
    if out is None:
        click.echo(text, nl=False)
        return 0
    if out.suffix != SUFFIX:
        out.mkdir(parents=True, exist_ok=True)
        out = out / f"{document}{SUFFIX}"
    if out.exists():
        raise Existing(str(out))
    write_file(out, text)
    common.tell("spec.drafted", file=str(out))
    return 0
