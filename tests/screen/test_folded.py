"""The folded tree: what is finished is counted, what is late is unfolded worst first, and every line adds up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from xml.etree import ElementTree

import pytest

from engine.figures.progress import CLASSES, progress_of
from engine.results import TaskRow
from engine.scope import View
from papers.tree_picture import Asked, tree_svg
from screen.folded import LINES, Line, folded, tasks_summed
from screen.look import Look
from screen.tree import status_text
from workflows.said import Name

TODAY = date(2023, 6, 21)
LOOK, ENGLISH = Look(width=160, today=TODAY), Look("en", width=160, today=TODAY)
DONE = {"state": "reported", "next_trigger": None, "timeliness": "done_on_time", "days_late": 0}


def task(key: str, superior: str | None, kind: str, **given: object) -> TaskRow:
    row = TaskRow(
        *(f"ct-1/2023-H1/{key}", key, "2023-H1", "implemented", "active", date(2023, 6, 19), 2, ("report",)),
        *(Name.alike(f"cơ quan {key}"), None, "overdue"),
        kind=kind,
        superior=superior,
        next_trigger="report",
        number=1,
    )
    return replace(row, **given)  # type: ignore[arg-type]


def country(provinces: int, districts: int, wards: int) -> list[TaskRow]:
    """The first province is finished; of province `n` wards of the first `n` districts are late, the rest is done."""
    rows = [task("bo", "thu-tuong", "ministry", timeliness="on_time", open=provinces - 1, inputs=provinces)]
    for p in range(provinces):
        top = f"tinh-{p:02}"
        rows.append(task(top, "thu-tuong", "province", **({} if p else DONE), open=2 if p else 0, inputs=districts))
        for d in range(districts):
            huyen = f"{top}.huyen-{d:02}"
            is_late = d < p
            rows.append(task(huyen, top, "district", **({} if is_late else DONE)))
            rows += [task(f"{huyen}.xa-{w:02}", huyen, "ward", **({} if is_late else DONE)) for w in range(wards)]
    return rows


def below(lines: Sequence[Line], at: int) -> list[Line]:
    """The lines one step below a line."""
    found = []
    for line in lines[at + 1 :]:
        if len(line.stems) <= len(lines[at].stems):
            break
        if len(line.stems) == len(lines[at].stems) + 1:
            found.append(line)
    return found


@pytest.mark.parametrize("limit", [LINES, 10, None])
def test_each_line_is_its_own_tasks_and_the_lines_below_it(limit: int | None) -> None:
    rows = country(9, 8, 5)

    lines = folded(rows, LOOK, limit=limit)

    assert lines[0].key == "thu-tuong"
    assert lines[0].progress == progress_of(rows)
    for at, line in enumerate(lines):
        own = progress_of(row for row in rows if row.agency == line.key)
        if beneath := below(lines, at):
            for name in (*CLASSES, "total"):
                assert getattr(line.progress, name) == getattr(own, name) + sum(
                    getattr(b.progress, name) for b in beneath
                )


def test_what_is_finished_with_all_below_it_is_one_line_of_counts() -> None:
    lines = folded(country(3, 8, 5), LOOK)

    finished = [line for line in lines if line.kind == "finished"]
    assert [line.name for line in finished if len(line.stems) == 1] == ["✓ 49 cơ quan đã xong hết"]  # tinh-00
    assert all(line.progress.finished == line.progress.counted for line in finished)
    assert not any(line.key.startswith("tinh-00") for line in lines)


def test_the_worst_come_first_and_are_unfolded_first() -> None:
    rows = country(9, 8, 5)

    provinces = [line for line in folded(rows, LOOK) if len(line.stems) == 1]
    lines = folded(rows, LOOK, limit=14)

    assert [line.key for line in provinces] == [*(f"tinh-{p:02}" for p in (8, 7, 6, 5, 4)), "", ""]
    assert [line.kind for line in provinces[-2:]] == ["rest", "finished"]
    assert {line.key.partition(".")[0] for line in lines if len(line.stems) == 2} == {"tinh-08", ""}


def test_for_whom_much_waits_is_among_the_worst_though_nothing_of_it_is_late() -> None:
    rows = [replace(row, open=200, inputs=240) if row.agency == "bo" else row for row in country(9, 8, 5)]

    first = folded(rows, LOOK)[1]

    assert (first.key, first.open, first.inputs, first.progress.overdue) == ("bo", 200, 240, 0)


def test_eleven_thousand_agencies_are_a_page() -> None:
    rows = country(63, 11, 15)
    assert len(rows) > 11_000

    lines = folded(rows, LOOK)
    text = status_text(rows, LOOK, sums=partial(tasks_summed, look=LOOK)).splitlines()

    assert 20 < len(lines) <= LINES
    assert len(text) < 60
    assert "└─ " in "\n".join(text)
    assert "--all" in text[-1]


def test_everything_unfolds_whatever_is_not_finished() -> None:
    rows = country(9, 8, 5)

    lines = folded(rows, LOOK, limit=None)

    shown = {line.key for line in lines}
    assert {row.agency for row in rows if row.next_trigger is not None} <= shown
    assert not any(line.kind == "rest" for line in lines)


def test_nothing_and_all_done_are_short() -> None:
    done = [replace(row, **DONE) for row in country(3, 2, 2)]

    assert folded([], LOOK) == []
    (line,) = folded(done, ENGLISH)
    assert (line.kind, line.name, line.lead) == ("finished", "✓ 22 agencies finished", "")


@pytest.mark.parametrize("look", [LOOK, ENGLISH], ids=["vi", "en"])
def test_the_picture_has_the_lines_of_the_tree(look: Look) -> None:
    rows = country(9, 8, 5)

    drawn = ElementTree.fromstring(tree_svg(rows, Asked(("ct-1/2023",), View(TODAY)), look))

    groups = [each for each in drawn.iter("{http://www.w3.org/2000/svg}g") if each.get("class") == "line"]
    told = [
        ({name: int(each.get(f"data-{name}".replace("_", "-"), 0)) for name in CLASSES}, each.get("data-agency") or "")
        for each in groups
    ]
    assert told == [({name: getattr(line.progress, name) for name in CLASSES}, line.key) for line in folded(rows, look)]


def test_a_hostile_name_stays_words_in_the_picture() -> None:
    rows = [replace(row, agency_name=Name.alike('<script>"&\x1b[31m')) for row in country(2, 2, 2)]

    svg = tree_svg(rows, Asked(('"><script>',), View(TODAY, TODAY)), replace(LOOK, colour=True))

    ElementTree.fromstring(svg)
    assert "<script" not in svg
    assert "\x1b" not in svg
