"""Kills processes and servers at random moments, and sees what is there afterwards: `make kill KILLS=500`.

After each kill every acknowledged move (its printed receipt) is there, no half of anything is, and all is verified.
What does not hold is printed with the seed, and ends the run with 1.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import works
from earlier import DUMPS, leave_as, version_of
from graphs import province
from killing import Run, Server, run
from whole import read_all

from engine import Engine
from engine.clock import SystemClock
from engine.proving.keeping import back_up, restore
from engine.proving.verifying import verify
from engine.store.database import Transaction, connect
from engine.store.unusable import SCHEMA_VERSION
from engine.store.upgrading import upgrade

# what is printed as a receipt, by its name, and where it then is
_RECEIPTS = {"hash": "hash FROM history", "event": "hash FROM cascade_event", "cascade": "directive FROM cascade"}


class Lost(Exception):
    """Something that was acknowledged is not there, or half of something is."""


@dataclass
class Place:
    """Where databases of one kind come from."""

    folder: Path
    server: Server | None
    count: int = 0
    made: dict[str, str] = field(default_factory=dict)

    def blank(self) -> str:
        """The URL of a database without tables, not there yet on SQLite."""
        self.count += 1
        if self.server is None:
            return f"sqlite:///{self.folder / f'killed-{self.count}.db'}"
        name = f"killed_{self.count}"
        self.server.execute("CREATE DATABASE {name}", name=name)
        return self.server.url(name)

    def copy(self, of: str, make: Callable[[str], None]) -> str:
        """A database of its own like that one, which is made once."""
        if of not in self.made:
            self.made[of] = self.blank()
            make(self.made[of])
        self.count += 1
        if self.server is None:
            file = self.folder / f"killed-{self.count}.db"
            shutil.copyfile(self.made[of].removeprefix("sqlite:///"), file)
            return f"sqlite:///{file}"
        name = f"killed_{self.count}"
        self.server.execute("CREATE DATABASE {name} TEMPLATE {of}", name=name, of=name_of(self.made[of]))
        return self.server.url(name)

    def drop(self, url: str) -> None:
        """What nobody needs any more."""
        if self.server is None:
            for file in self.folder.glob(f"{name_of(url)}*"):
                file.unlink()
        else:
            self.server.execute("DROP DATABASE {name} WITH (FORCE)", name=name_of(url))


def name_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def ready(url: str) -> None:
    upgrade(url)
    works.fill(url)


@contextmanager
def looking(url: str) -> Iterator[Transaction]:
    connection, dialect = connect(url)
    try:
        connection.execute("BEGIN")
        yield Transaction(connection, dialect)
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def recorded(tx: Transaction) -> set[tuple[str, str]]:
    """The receipts of all that is there."""
    return {(name, row[0]) for name, found in _RECEIPTS.items() for row in tx.rows(f"SELECT {found}")}


def miss_nothing(lines: Iterable[str], there: set[tuple[str, str]]) -> None:
    """See that every receipt of these lines is there. Raises Lost."""
    said = [item for line in lines for item in json.loads(line).items()]
    receipts = {
        (name, value.partition("/")[0] if name == "cascade" else value)
        for name, value in said
        if name in _RECEIPTS and isinstance(value, str)
    }
    if missing := receipts - there:
        raise Lost(f"acknowledged and not there: {sorted(missing)}")


def check(url: str, done: Run, more: Callable[[Transaction], None] | None = None) -> None:
    """See that nothing is lost. Raises Lost."""
    if done.failures:
        raise Lost(done.failures[0])
    with looking(url) as tx:
        if tx.dialect == "sqlite" and tx.row("PRAGMA integrity_check") != ("ok",):
            raise Lost("pages are damaged")
        miss_nothing(done.lines, recorded(tx))
        found = verify(tx, None)
        if not found.holds:
            raise Lost(f"does not hold: {found.broken[:3]}")
        if more is not None:
            more(tx)


# what is killed; each gives how many kills it took


class Kills:
    """One run: databases of both kinds, and how long each piece of work usually takes."""

    def __init__(self, rng: Random, place: Place) -> None:
        self.rng, self.place = rng, place
        self._usual: dict[str, float] = {}
        self._kept: dict[str, str] = {}
        self._wanted: dict[str, list[Any]] | None = None

    def _database(self, what: str) -> str:
        """One that lives through many kills."""
        if what not in self._kept:
            self._kept[what] = self.place.copy("ready", ready)
        return self._kept[what]

    def _run(self, what: str, *some: Callable[[], None], server: Server | None = None) -> Run:
        done = run(some, self.rng, self._usual.get(what), server)
        if done.kills == 0:
            self._usual[what] = done.seconds
        if server is not None and done.kills:
            done.kills += server.start(self.rng)
        return done

    def _seed(self) -> int:
        return self.rng.randrange(1 << 30)

    def moves(self) -> int:
        url = self._database("moves")
        done = self._run("moves", partial(works.moves, url, self._seed()))
        check(url, done)
        return done.kills

    def rivals(self) -> int:
        """Several who wait for each other and try again."""
        url = self._database("moves")
        done = self._run("rivals", *(partial(works.steady_moves, url, self._seed(), 12) for _ in range(3)))
        check(url, done)
        return done.kills

    def bulks(self) -> int:
        url = self._database("bulks")
        done = self._run("bulks", partial(works.bulks, url, self.place.folder, self._seed()))
        check(url, done, whole_batches)
        return done.kills

    def launches(self) -> int:
        url = self._database("launches")
        done = self._run("launches", partial(works.launches, url, self._seed()))
        check(url, done)
        return done.kills

    def migrations(self) -> int:
        url = self._database("migrations")
        done = self._run(
            "migrations", partial(works.migrations, url), partial(works.steady_moves, url, self._seed(), 5)
        )
        check(url, done)
        return done.kills

    def upgrades(self) -> int:
        """The schema is the one before or this one, and an upgrade goes on from there; a backup is whole or none."""
        url, backup = (
            self.place.copy("earlier", partial(leave_as, DUMPS[-1])),
            self.place.folder / f"truoc-{self._seed()}",
        )
        done = self._run("upgrades", partial(works.upgrades, url, backup))
        if done.failures:
            raise Lost(done.failures[0])
        if backup.exists():
            self._restorable(backup)
            backup.unlink()
        elif done.lines:
            raise Lost("the upgrade is done, and its backup is not there")
        with looking(url) as tx:
            version = str((tx.row("SELECT version_num FROM alembic_version") or ("",))[0])
        if version not in (version_of(DUMPS[-1]), SCHEMA_VERSION) or (done.lines and version != SCHEMA_VERSION):
            raise Lost(f"half an upgrade: {version}")
        upgrade(url, backup)
        check(url, Run())
        backup.unlink(missing_ok=True)
        self.place.drop(url)
        return done.kills

    def two_versions(self) -> int:
        """A program to come upgrades the tables on which this one goes on recording."""
        url, backup = self.place.copy("ready", ready), self.place.folder / f"truoc-{self._seed()}"
        done = self._run(
            "two versions",
            partial(works.steady_moves, url, self._seed()),
            partial(works.upgrades_beyond, url, self.place.folder, backup),
            partial(works.steady_moves, url, self._seed()),
        )
        done.lines = [line for line in done.lines if "backup" not in line]
        refusals = ("database.newer", "database.locked")  # begun after it; never alone for a minute
        done.failures = [text for text in done.failures if not any(code in text for code in refusals)]
        check(url, done)
        backup.unlink(missing_ok=True)
        self.place.drop(url)
        return done.kills

    def backups(self) -> int:
        """A named file is whole, whoever records meanwhile."""
        url, seed = self._database("moves"), self._seed()
        done = self._run(
            "backups",
            partial(works.backups, url, self.place.folder, seed),
            partial(works.steady_moves, url, self._seed(), 12),
        )
        files = {json.loads(line)["file"] for line in done.lines if '"file"' in line}
        done.lines = [line for line in done.lines if '"hash"' in line]
        check(url, done)
        there = set(self.place.folder.glob(f"sao-luu-{seed}-*"))
        if missing := files - {str(file) for file in there}:
            raise Lost(f"acknowledged and not there: {missing}")
        for file in there:
            self._restorable(file)
            file.unlink()
        for left in self.place.folder.glob(f".sao-luu-{seed}-*"):
            left.unlink()
        return done.kills

    def restores(self) -> int:
        """All of what was there before, or all of the backup."""
        url, file = self._database("restores"), self.place.folder / "goc"
        if not file.exists():
            back_up(url, file, SystemClock())
        wanted = self._contents(file)
        if self.rng.random() < 0.5:
            with Engine.open(url) as engine:
                engine.launch(province(directive=f"ct-{self._seed()}"), today=works.TODAY)
        before = read_all(url)
        done = self._run("restores", partial(works.restores, url, file, name_of(url)))
        if done.failures:
            raise Lost(done.failures[0])
        after = read_all(url)
        if after != wanted and (after != before or done.lines):
            raise Lost("half a restore")
        check(url, Run())
        return done.kills

    def _contents(self, file: Path) -> dict[str, list[Any]]:
        if self._wanted is None:
            url = self.place.blank()
            restore(url, file)
            self._wanted = read_all(url)
        return self._wanted

    def server(self) -> int:
        """The server goes, under those who record, and again while it recovers."""
        if self.place.server is None:
            return 0
        url = self._database("moves")
        some = (
            partial(works.moves, url, self._seed()),
            partial(works.steady_moves, url, self._seed()),
            partial(works.bulks, self._database("bulks"), self.place.folder, self._seed()),
            partial(works.launches, self._database("launches"), self._seed()),
            partial(works.migrations, self._database("migrations")),
        )
        done = self._run("server", *self.rng.sample(some, 3), server=self.place.server)
        lines, done.lines = done.lines, []
        for name in ("moves", "bulks", "launches", "migrations"):
            check(self._database(name), done, whole_batches if name == "bulks" else None)
        there = set[tuple[str, str]]()
        for name in ("moves", "bulks", "launches", "migrations"):
            with looking(self._database(name)) as tx:
                there |= recorded(tx)
        miss_nothing(lines, there)
        return done.kills

    def _restorable(self, file: Path) -> None:
        url = self.place.blank()
        restore(url, file, dry_run=True)
        if self.place.server is not None:
            self.place.drop(url)


def whole_batches(tx: Transaction) -> None:
    """Every file that was taken was taken whole."""
    for batch, count in tx.rows(
        "SELECT batch, count(*) FROM history WHERE \"trigger\" IN ('report', 'return_report') GROUP BY batch"
    ):
        if count != len(works.TASKS):
            raise Lost(f"half a file: {count} rows of {batch}")


KINDS = tuple(name for name in vars(Kills) if not name.startswith("_"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="end then, whatever was killed")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--only", choices=KINDS, nargs="*", default=KINDS)
    asked = parser.parse_args()
    counts: Counter[str] = Counter()
    until = time.monotonic() + asked.seconds
    with tempfile.TemporaryDirectory(prefix="dondoc-kill-") as name:
        folder = Path(name)
        server = Server(folder)
        try:
            places = [Place(folder / "files", None), Place(folder / "rows", server)]
            for place in places:
                place.folder.mkdir()
            some = [Kills(Random(f"{asked.seed} {place.folder.name}"), place) for place in places]
            turns = _turns(Random(asked.seed), [(kind, kills) for kind in asked.only for kills in some])
            while counts.total() < asked.kills and time.monotonic() < until:
                kind, kills = next(turns)
                try:
                    counts[kind] += getattr(kills, kind)()
                except Exception:
                    print(f"--seed {asked.seed} {kind} {kills.place.folder.name}: after {counts.total()} kills")
                    raise
                print(f"\r{counts.total()} kills", end="", file=sys.stderr, flush=True)
        finally:
            server.stop()
    print(f"\n--seed {asked.seed}: {counts.total()} kills, nothing lost: {dict(counts)}")
    return 0


def _turns(rng: Random, all_: list[tuple[str, Kills]]) -> Iterator[tuple[str, Kills]]:
    """All of them, again and again, in another order each time."""
    while True:
        yield from rng.sample(all_, len(all_))


if __name__ == "__main__":
    sys.exit(main())
