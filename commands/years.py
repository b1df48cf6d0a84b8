"""Years of a database: tables of their own, archives, what is to stay; and the tables over several machines."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import Common, Missing
from commands.options import argument, by_option, command, common, option
from workflows.errors import InputError


class YearOrBack(InputError):
    """Years that are to have tables, and one that is to come back, at once."""

    code = "year-or-back"


_YEARS = click.IntRange(min=2000, max=2199)


@command()
@option("--year", "years", metavar="YEAR", multiple=True, type=_YEARS)
@option("--bring-back", metavar="YEAR", type=_YEARS)
@common("text", "json", writes=True)
def db_partition(common: Common, years: tuple[int, ...], bring_back: int | None) -> None:
    """Give each year tables of its own (PostgreSQL): those with cascades, this and the next, and those named."""
    from engine.store import years as dividing
    from screen.years import years_text

    url = common.settings.db
    if bring_back is not None:
        if years:
            raise YearOrBack
        found = dividing.bring_back(url, bring_back, keep=not common.is_dry)
    else:
        wanted = years or (common.today.year, common.today.year + 1)
        found = dividing.divide(url, wanted, keep=not common.is_dry)
    common.show_done(found, lambda: years_text(found, common.look))


@command()
@option("--sql", is_flag=True)
@common("text", "json", writes=True)
def db_distribute(common: Common, sql: bool) -> None:
    """Distribute the tables over the machines of Citus; or only show the SQL of it."""
    from engine.store import distributing
    from screen.years import distributed_text

    if sql:
        common.write(distributing.preview(common.settings.db))
        return
    done = distributing.distribute(common.settings.db, keep=not common.is_dry)
    common.show_done(done, lambda: distributed_text(done, common.look))


@command()
@argument("year", type=_YEARS)
@option("--key", metavar="FILE", type=click.Path())
@option("--detach", "leaves", is_flag=True)
@common("text", "json", writes=True)
def archive(common: Common, year: int, key: str | None, leaves: bool) -> int:
    """Copy a finished year into the file of `--out`, and with `--detach` set it apart; 3 where it does not hold."""
    from commands.failures import BROKEN
    from engine.clock import SystemClock
    from engine.proving import archiving, seals
    from screen.formats import render
    from screen.years import archived_text

    file = common.settings.out
    if file is None:
        raise Missing("--out", f"dondoc archive {year} --out {year}.luu")
    private = None if key is None else seals.read_private_key(Path(key))
    with common.progress("progress.verify") as progress:
        made = archiving.archive(
            common.settings.db,
            year,
            Path(file),
            SystemClock(),
            key=private,
            leaves=leaves,
            folder=common.settings.attachments,
            progress=progress,
            dry_run=common.is_dry,
        )
    # --out is where the year went, so that the answer goes to stdout
    click.echo(archived_text(made, common.look) if common.format == "text" else render(made, common.format))
    if common.is_dry:
        common.tell("word.dry_run")
    return 0 if made.verification.holds else BROKEN


@command()
@argument("year", type=_YEARS)
@option("--lift", is_flag=True)
@by_option
@option("--reason", metavar="TEXT")
@common("text", "json", writes=True)
def hold(common: Common, year: int, lift: bool, by: str | None, reason: str | None) -> None:
    """Keep a year where it is until that is lifted: it is not set apart meanwhile."""
    from screen.years import held_text

    with common.engine() as dondoc:
        done = dondoc.hold_year(year, reason=reason, lifts=lift, by=by, today=common.today, dry_run=common.is_dry)
    common.show(done, lambda: held_text(done, common.look))
