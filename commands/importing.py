"""Tables that offices have filled in, taken back as moves."""

from __future__ import annotations

from pathlib import Path

import click

from commands.common import Common
from commands.options import argument, command, common, option


@command()
@argument("file", type=click.Path())
@option("--map", "map_file", metavar="FILE", type=click.Path())
@option("--rejects", metavar="FILE", type=click.Path(), help="help.option.handed_back")
@common(writes=True)
def import_xlsx(common: Common, file: str, map_file: str | None, rejects: str | None) -> int:
    """Read a workbook as moves, all or none; with a map that is not there yet, propose one and record nothing."""
    from commands import bulk
    from commands.common import write_file
    from commands.sheet_map import read_map
    from commands.sheet_proposal import propose
    from commands.sheets import read_sheet

    if map_file is None or Path(map_file).exists():
        table = read_sheet(Path(file), None if map_file is None else read_map(Path(map_file)))
        return bulk.record(common, table, file, rejects=rejects, nothing_done="bulk.nothing_imported")
    proposed = propose(Path(file), common.look)
    if common.is_dry:
        click.echo(proposed, nl=False)
        return 0
    write_file(Path(map_file), proposed)
    common.tell("map.proposed", map=map_file, file=file)
    return 0
