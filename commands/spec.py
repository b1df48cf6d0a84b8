"""Running policy written as Gherkin, against the writer's own definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.common import Common, Unwritable, write_file
from commands.options import argument, command, common, completed, option
from workflows.errors import InputError
from workflows.file_errors import why

if TYPE_CHECKING:
    from spec.results import SpecResult

HOME = "features"


class Existing(InputError):
    """A file that is there already, and is not written over."""

    code = "existing-file"
    fields = ("path",)


class NothingExplored(InputError):
    """What is for exploring alone, given where nothing is explored."""

    code = "nothing-explored"
    fields = ("option",)


@command()
@argument("paths", nargs=-1, metavar="[FILE|FOLDER]…", type=click.Path())
@option("--report", metavar="FILE.html", type=click.Path())
@option("--junitxml", metavar="FILE.xml", type=click.Path())
@option("--tags", metavar="@a and not @b")
@option("--fail-fast", is_flag=True)
@option("--coverage", is_flag=True)
@option("--generate", metavar="DOCUMENT", shell_complete=completed("document"))
@option("--year", type=int)
@option("--explore", metavar="N", type=click.IntRange(min=1))
@option("--seconds", metavar="S", type=click.FloatRange(min=0, min_open=True))
@option("--seed", metavar="K", type=int)
@option("--save", metavar="DIR", type=click.Path(file_okay=False))
@common("text", "json")
def spec(
    common: Common,
    paths: tuple[str, ...],
    report: str | None,
    junitxml: str | None,
    generate: str | None,
    year: int | None,
    **which: Any,
) -> int:
    """Run policy scenarios, or write a feature to start from."""
    if generate is not None:
        return _draft(common, generate, year)
    return _run(common, paths, report, junitxml, **which)


def _run(
    common: Common,
    paths: Sequence[str],
    report: str | None,
    junitxml: str | None,
    *,
    coverage: bool,
    tags: str | None,
    fail_fast: bool,
    explore: int | None,
    seconds: float | None,
    seed: int | None,
    save: str | None,
) -> int:
    """Run the feature files of these paths; 1 where a scenario fails. Raises NothingExplored, Unwritable."""
    from rules.exploring import Bounds
    from screen.spec_report import page, text
    from spec.runner import folders_beside
    from spec.runner import run as run_features

    is_exploring = explore is not None or seconds is not None
    for name, given in (("--seed", seed), ("--save", save)):
        if given is not None and not is_exploring:
            raise NothingExplored(name)
    if save is not None:
        _make_folder(Path(save))
    chosen = [Path(path) for path in paths] or [Path(HOME) if Path(HOME).is_dir() else Path()]
    folders = common.settings.definitions or folders_beside(chosen)
    bounds = Bounds(explore, seconds, seed or 0) if is_exploring else None
    with common.progress("progress.explore") if is_exploring else nullcontext() as progress:
        result = run_features(
            chosen,
            folders,
            common.today,
            coverage=coverage,
            tags=tags,
            fail_fast=fail_fast,
            bounds=bounds,
            progress=progress,
        )
    data = result.as_json()
    common.show(result, lambda: text(data, common.look))
    if report is not None:
        write_file(Path(report), page(data, common.look))
    if junitxml is not None:
        from screen.spec_junit import junit

        write_file(Path(junitxml), junit(data, common.lang))
    if save is not None:
        for name, broken in counterexamples(result):
            write_file(Path(save) / name, broken)
            common.tell("spec.saved", file=str(Path(save) / name))
    return 1 if result.failed else 0


def _draft(common: Common, document: str, year: int | None) -> int:
    """Write a feature for a document that passes as it is: to a file, into a folder, or to stdout."""
    from spec.generating import generate

    out = None if common.settings.out in (None, "-") else Path(str(common.settings.out))
    from rules.files import SUFFIX
    from spec.runner import folders_beside

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


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(str(folder), why(error)) from None


def counterexamples(result: SpecResult) -> Iterator[tuple[str, str]]:
    """Of each rule that broke when it was explored, the name and text of a feature file that shows it."""
    names: Counter[str] = Counter()
    for feature in result.features:
        for step in (step for each in feature.scenarios for run in each.runs for step in run.steps):
            if step.rule is None or step.rule.explored is None or not step.rule.explored.counterexample:
                continue
            name = f"{Path(feature.file).stem}-{step.line}"
            names[name] += 1
            again = f"-{names[name]}" if names[name] > 1 else ""
            yield f"{name}{again}.feature", step.rule.explored.counterexample
