"""National cascades over the real registry: every province, district and commune in force, each plan made up.

    python -m benchmarks.national --year 2023 --cascades 2

writes definitions into build/national-2023 and launches them into build/national-2023.db, marked as simulated. Until
July 2025 these are 63 provinces, each with a plan for its districts, and a plan of each district for its communes;
after that 34 provinces with a plan for their communes. Nobody issued these documents: their titles say so.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from engine import Engine, SimulatedClock
from engine.store.upgrading import upgrade
from workflows.agencies import Registry
from workflows.agency_records import Agency
from workflows.graph import TaskGraph
from workflows.launching import prepare
from workflows.library import Library

_BUILD = Path("build")
_REFORM = date(2025, 7, 1)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.national", description=__doc__)
    parser.add_argument("--year", type=int, default=2023, help="of the cascades (2023)")
    parser.add_argument("--cascades", type=int, default=1, help="how many are launched (1); 0: definitions only")
    given = parser.parse_args(arguments)
    folder = _BUILD / f"national-{given.year}"
    documents = write(folder, given.year)
    print(f"{folder}: {documents} documents")
    if given.cascades:
        database = folder.with_suffix(".db")
        graph = compiled(folder, given.year)
        launch(database, graph, given.cascades)
        print(f"{database}: {given.cascades} x {len(graph.tasks)} tasks")


def write(folder: Path, year: int) -> int:
    """Write the documents of that year into an empty folder; how many they are."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "documents").mkdir(parents=True)
    count = 0
    for key, text in _documents(Registry.load(), year):
        (folder / "documents" / f"{key}.yaml").write_text(f"key: {key}\n{text}", "utf-8")
        count += 1
    return count


def compiled(folder: Path, year: int) -> TaskGraph:
    """Their cascade."""
    graph, _ = prepare(Library.load([folder]), Registry.load([folder]), _root(year), year)
    return graph


def launch(database: Path, graph: TaskGraph, count: int) -> None:
    """A database with so many of it, each of a directive of its own, marked as simulated."""
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink()
    url = f"sqlite:///{database}"
    upgrade(url)
    day = date(graph.year, 6, 21)
    with Engine.open(url, clock=SimulatedClock(datetime(day.year, day.month, day.day, 2, tzinfo=UTC))) as dondoc:
        for number in range(1, count + 1):
            own = graph if number == 1 else replace(graph, directive=f"{graph.directive}-{number}")
            dondoc.launch(own, today=day)


def _root(year: int) -> str:
    return f"ct-99-ttg-{year}"


def _documents(registry: Registry, year: int) -> Iterator[tuple[str, str]]:
    day = date(year, 7, 2)
    root, letter = _root(year), f"cv-9999-bnv-{year}"
    provinces = registry.select({"province"}, on=day)
    yield root, _ROOT.format(year=year)
    yield letter, _LETTER.format(year=year, root=root, who=", ".join(each.key for each in provinces))
    for number, province in enumerate(provinces, 1):
        has_districts = day < _REFORM
        kinds = "district" if has_districts else "ward"
        plan = f"kh-{province.key}-{year}"
        yield plan, _plan(province, number, kinds, letter, year, 20)
        for district in registry.select({"district"}, under=province.key, on=day) if has_districts else ():
            if registry.select({"ward"}, under=district.key, on=day):
                yield (
                    f"kh-{district.key.replace('.', '-')}-{year}",
                    _plan(district, number, "ward", plan, year, 10),
                )


def _plan(agency: Agency, number: int, kind: str, above: str, year: int, day: int) -> str:
    return _PLAN.format(agency=agency.key, number=number + 900, kind=kind, above=above, year=year, day=day)


_ROOT = """type: chi-thi
number: 99/CT-TTg
date: {year}-01-03
issuer: thu-tuong
title: Việc giả định, không có thật
text: not-held
"""
_LETTER = """type: cong-van
number: 9999/BNV-GĐ
date: {year}-01-05
issuer: bo-noi-vu
title: Việc giả định, không có thật
applies: {{year: {year}}}
implements: [{{document: {root}, at: đoạn 1}}]
assigns:
  - who: [{who}]
    at: mục 1
    plan: {{every: year, due: none, at: mục 1}}
    report:
      to: bo-noi-vu
      at: mục 2
      due:
        H1: {{before: {year}-06-30, printed: trước ngày 30/6}}
        Y: {{before: {year}-12-15, printed: trước ngày 15/12}}
consolidates:
  - {{who: issuer, to: thu-tuong, at: mục 2, due: {{as: theo quy định}}}}
"""
_PLAN = """type: ke-hoach
number: {number}/KH-UBND
date: {year}-01-09
issuer: {agency}
title: Việc giả định, không có thật
applies: {{year: {year}}}
implements: [{{document: {above}, at: mở đầu}}]
assigns:
  - who: {{kind: [{kind}], under: {agency}}}
    at: III.2
    plan: {{every: year, due: none, at: III.2.a}}
    report:
      at: III.2.b
      to: {agency}
      due:
        H1: {{before: {year}-06-{day}, printed: trước ngày {day}/6}}
        Y: {{before: {year}-12-{day}, printed: trước ngày {day}/12}}
consolidates:
  - {{who: issuer, at: III.1.a, due: {{as: theo quy định}}}}
"""

if __name__ == "__main__":
    main()
