"""The board, read back: its figures are those of `status` and `blocked`, every province has its tile, all adds up."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from graphs import GraphBuilder, move
from html_pages import Element, read_page, rows_of
from stories import CASCADE, LAST_DAY

from engine import Engine, SimulatedClock
from engine.figures.board import Board
from engine.figures.progress import CLASSES
from engine.results import BLOCKED_STATUSES
from engine.scope import Scope, View
from engine.store.upgrading import upgrade
from papers.board import board_page
from papers.tile_map import GENERATIONS, generation_of, layout
from screen.look import Look
from workflows.agencies import Registry
from workflows.dates import end_of_day
from workflows.graph import TaskGraph
from workflows.said import Name

LOOK, ENGLISH = Look("vi", today=LAST_DAY), Look("en", today=LAST_DAY)
IN_FORCE = {63: date(2023, 7, 1), 34: date(2026, 7, 1)}
LIMIT = 300_000  # bytes


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


# the map


@pytest.mark.parametrize("generation", GENERATIONS)
def test_every_province_of_a_generation_has_a_tile_of_its_own(generation: int, registry: Registry) -> None:
    provinces = {agency.key for agency in registry.select({"province"}, on=IN_FORCE[generation])}
    places = layout(generation)

    assert len(provinces) == generation
    assert places.keys() == provinces
    assert len(set(places.values())) == generation


@pytest.mark.parametrize("generation", GENERATIONS)
def test_provinces_lie_roughly_where_they_are(generation: int) -> None:
    places = layout(generation)

    def is_in_order(axis: int, *keys: str) -> bool:
        found = [places[key][axis] for key in keys if key in places]
        return found == sorted(found) and len(set(found)) > len(found) // 2

    south = (
        "cao-bang",
        "thai-nguyen",
        "ha-noi",
        "thanh-hoa",
        "nghe-an",
        "quang-tri",
        "quang-ngai",
        "khanh-hoa",
        "ca-mau",
    )
    assert is_in_order(1, *south)
    assert is_in_order(0, "dien-bien", "ha-noi", "hai-phong")
    assert is_in_order(0, "an-giang", "dong-thap", "ho-chi-minh", "khanh-hoa")
    assert max(row for _, row in places.values()) == places["ca-mau"][1]
    assert min(row for _, row in places.values()) == places["cao-bang"][1]
    assert all(places[east][0] >= places[west][0] for west, east in (("lao-cai", "lang-son"), ("gia-lai", "da-nang")))


def test_which_provinces_there_were_follows_from_those_that_are_pinned() -> None:
    before, after = date(2025, 6, 30), date(2025, 7, 1)

    assert generation_of(["ha-noi", "ca-mau"], before) == 63
    assert generation_of(["ha-noi", "ca-mau"], after) == 34
    assert generation_of(["ha-noi", "binh-dinh"], after) == 63


# a country: each province with two districts


def country(year: int, registry: Registry) -> TaskGraph:
    graph = GraphBuilder("ct-1-ttg", year)
    graph.agency("thu-tuong", "Thủ tướng Chính phủ")
    graph.agency("bo-noi-vu", "Bộ Nội vụ", "thu-tuong", "ministry")
    graph.document("ct-1-ttg", "thu-tuong", number="1/CT-TTg", issued_on=date(year, 1, 3))
    letter = graph.document("cv-1", "bo-noi-vu", number="1/BNV", issued_on=date(year, 1, 5))
    period = f"{year}-H1"
    ministry = graph.task(period, "bo-noi-vu", letter, consolidates=True)
    for province in registry.select({"province"}, on=date(year, 7, 1)):
        graph.agency(province.key, province.name, "thu-tuong", "province")
        due = {"own_due": date(year, 6, 20), "merged_due": date(year, 6, 29)}
        top = graph.task(period, province.key, letter, report=True, consolidates=True, **due)
        graph.feed(top, ministry, "merged")
        for number in (1, 2):
            key = f"{province.key}.huyen-{number}"
            graph.agency(key, f"UBND huyện <{number}> & “{province.key}”", province.key, "district")
            graph.feed(graph.task(period, key, letter, report=True, own_due=date(year, 6, 9)), top, "own")
    return graph.build()


@pytest.fixture(scope="module", params=[(2023, 63), (2026, 34)], ids=["63", "34"])
def nation(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, registry: Registry
) -> Iterator[Engine]:
    year, _ = request.param
    url = f"sqlite:///{tmp_path_factory.mktemp('nation') / 'nation.db'}"
    upgrade(url)
    clock = SimulatedClock(datetime(year, 5, 4, 2, tzinfo=UTC))
    with Engine.open(url, clock=clock) as engine:
        engine.launch(country(year, registry), today=date(year, 5, 4))
        for day, keys in ((date(year, 6, 5), ("ha-noi", "ca-mau")), (date(year, 6, 14), ("lao-cai", "nghe-an"))):
            clock.moment = datetime(year, day.month, day.day, 2, tzinfo=UTC)
            for key in keys:
                for agency in (f"{key}.huyen-1", f"{key}.huyen-2"):
                    task = f"{year}-H1/{agency}"
                    move(engine, task, "implement", "report", as_agency=agency, on=day, today=day)
        task = f"{year}-H1/ca-mau"
        move(engine, task, "implement", "report", "consolidate", as_agency="ca-mau", on=day, today=day)
        waived = {"as_agency": "bo-noi-vu", "reason": "bão lũ", "today": day}
        move(engine, f"{year}-H1/da-nang.huyen-1", "waive", **waived)
        yield engine


def board_of(engine: Engine, look: Look = LOOK, **scope: str) -> tuple[Board, Look]:
    with engine.seen() as seen:
        (cascade,) = seen.complete("cascade", "")
        board = seen.board(cascade, Scope(cascade, **scope))
        return board, replace(look, today=seen.day)


@pytest.fixture
def board(nation: Engine) -> Board:
    return board_of(nation)[0]


@pytest.fixture
def page(board: Board, registry: Registry) -> Element:
    return read_page(board_page(board, registry, replace(LOOK, today=board.day)))


def tiles(page: Element) -> dict[str, dict[str, str]]:
    return {tile.attributes["data-place"]: tile.attributes for tile in page.every("g", "tile")}


def test_the_map_has_every_province_with_its_own_tasks(page: Element, board: Board) -> None:
    generation = 63 if board.cascade.endswith("2023") else 34
    classes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in board.tasks:
        classes[row.agency.partition(".")[0]][class_of(row.timeliness, row.next_trigger is None)] += 1
    classes.pop("bo-noi-vu")

    found = tiles(page)

    assert found.keys() == layout(generation).keys()
    for key, tile in found.items():
        shown = {name: int(tile.get(f"data-{name.replace('_', '-')}", 0)) for name in CLASSES}
        assert shown == {name: classes[key][name] for name in CLASSES}
        assert int(tile["data-total"]) == classes[key].total()
    assert {group.attributes["data-place"] for group in page.every("g", "islands")} == {"hoang-sa", "truong-sa"}


def class_of(timeliness: str, is_finished: bool) -> str:
    if timeliness == "not_counted":
        return timeliness
    return "finished" if is_finished else {"overdue": "overdue", "no_due_date": "undated"}.get(timeliness, "in_time")


def test_a_tile_says_in_words_and_figures_what_it_shows(page: Element) -> None:
    ca_mau, ha_noi, ha_tinh, da_nang = (
        next(tile for tile in page.every("g", "tile") if tile.attributes["data-place"] == key)
        for key in ("ca-mau", "ha-noi", "ha-tinh", "da-nang")
    )

    assert "Cà Mau" in ca_mau.text
    assert "3/3" in ca_mau.text
    assert "✓" in ca_mau.text
    assert "2/3" in ha_noi.text
    assert "!" not in ha_noi.text
    assert "! 2" in ha_tinh.text
    assert "0/2" in da_nang.text  # what is waived is not counted
    assert "đang quá hạn 2" in ha_tinh.every("title")[0].text


def test_each_table_of_figures_sums_to_its_total(page: Element, board: Board) -> None:
    places = [row for each in page.every("table", "places") for row in rows_of(each)[1:]]
    (tiers,), (weeks,), (waiting,) = (page.every("table", name) for name in ("tiers", "days", "tiers-blocked"))

    for *_, total, _ in places:
        assert total.isdigit()
    figures = [[int(cell) for cell in row[1:7]] for row in places]
    assert all(sum(row[:5]) == row[5] for row in figures)
    assert [sum(column) for column in zip(*figures[:-1], strict=True)] == figures[-1]
    assert figures[-1][5] == len(board.tasks)
    assert sum(int(row[-1]) for row in rows_of(tiers)[1:-1]) == int(rows_of(tiers)[-1][-1]) == len(board.tasks)
    for _, *cells, total in rows_of(weeks)[1:]:
        assert sum(map(int, cells)) == int(total) == len(board.tasks)
    blocked = [[int(cell) for cell in row[1:]] for row in rows_of(waiting)[1:]]
    assert [sum(column) for column in zip(*blocked[:-1], strict=True)] == blocked[-1]
    assert blocked[-1] == [
        *(sum(item.status == name for item in board.blocked) for name in BLOCKED_STATUSES),
        len(board.blocked),
    ]


def test_the_headline_is_that_of_status_and_blocked(page: Element, nation: Engine, board: Board) -> None:
    rows, blocked = nation.seen().status(), nation.seen().blocked()
    boxes = [box.text for box in page.every("div", "sum")[0].children]
    finished = sum(row.next_trigger is None and row.standing == "active" for row in rows)
    counted = sum(row.standing == "active" for row in rows)
    roots = {root.task for item in blocked for root in item.root_blockers}

    assert f"{finished}/{counted}" in boxes[0]
    assert boxes[1].split()[0] == str(sum(row.timeliness == "overdue" for row in rows))
    assert boxes[3].split()[0] == str(len(blocked))
    assert boxes[4].split()[0] == str(len(roots))
    adds = page.every("p", "adds")[0].text
    parts = [int(n) for n in re.findall(r"(?:= |\+ )(\d+)", adds)]
    assert sum(parts) == int(adds.split()[0]) == len(rows)


def test_weeks_are_drawn_with_the_numbers_of_the_table(page: Element, board: Board) -> None:
    drawn = {
        (bar.attributes["data-day"], bar.attributes["data-class"]): int(bar.attributes["data-n"])
        for bar in page.by_id("over-time").every("g")
        if "data-day" in bar.attributes
    }

    assert drawn == {
        (each.day.isoformat(), name): getattr(each.progress, name)
        for each in board.over
        for name in ("overdue", "finished")
    }
    assert len(board.over) > 4
    assert len({each.progress.overdue for each in board.over}) > 1


def test_who_holds_up_whom_names_agencies_together_with_how_much_waits(page: Element) -> None:
    (holding,) = page.every("table", "holding")
    rows = rows_of(holding)[1:]

    first = rows[0]
    assert first[0].startswith("2 huyện, quận, thị xã thuộc ")
    assert "chưa thực hiện" in first[1]
    assert int(first[-1]) == 2  # the province and the ministry
    worst = rows_of(page.every("table", "waiting")[0])[1]
    assert worst[0] == "QUÁ HẠN"
    assert worst[3:] == ["2/2", "huyện <1> & “an-giang”, huyện <2> & “an-giang”"]


@pytest.mark.parametrize("look", [LOOK, ENGLISH], ids=["vi", "en"])
def test_the_page_is_complete_in_itself_small_and_safe(nation: Engine, registry: Registry, look: Look) -> None:
    board, seen = board_of(nation, look)

    html = board_page(board, registry, seen)

    assert len(html.encode()) < LIMIT
    page = read_page(html)
    assert page.every("html")[0].attributes["lang"] == look.lang
    assert page.every("script") == page.every("link") == page.every("img") == page.every("iframe") == []
    assert not re.search(r"(?:https?:)?//|@import|url\((?!#)", html)
    assert "<1>" not in html
    assert "&lt;1&gt;" in html
    assert all(svg.attributes.get("aria-label") for svg in page.every("svg") if svg.attributes.get("role") == "img")
    ids = [element.attributes["id"] for element in page.every() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([\w-]+)\)", html)) <= set(ids)
    assert "A4 landscape" in html


def test_hostile_names_and_titles_stay_words(board: Board, registry: Registry) -> None:
    evil = '</style><script>alert("1")</script>\x1b[31m\u202e'
    agencies = {key: replace(agency, name=evil, name_en=evil) for key, agency in board.agencies.items()}
    tasks = tuple(replace(row, agency_name=Name.alike(evil)) for row in board.tasks)
    blocked = tuple(replace(item, agency_name=Name.alike(evil)) for item in board.blocked)
    hostile = replace(board, title=Name.alike(evil), agencies=agencies, tasks=tasks, blocked=blocked, cascade=evil)

    html = board_page(hostile, registry, LOOK)

    assert "<script" not in html
    assert "\x1b" not in html
    assert "\u202e" not in html
    read_page(html)


def test_provinces_without_tasks_are_drawn_empty_and_counted(nation: Engine, registry: Registry) -> None:
    board, look = board_of(nation)
    some = tuple(row for row in board.tasks if row.agency.partition(".")[0] in ("ha-noi", "ca-mau"))
    page = read_page(board_page(replace(board, tasks=some), registry, look))

    empty = page.every("g", "none")

    generation = 63 if board.cascade.endswith("2023") else 34
    assert len(empty) == generation - 2
    assert "Nghệ An: không có nhiệm vụ" in " ".join(tile.text for tile in empty)
    assert f"Ô nét đứt: {generation - 2} tỉnh" in page.by_id("now").text


# one province, one district, nobody


def test_below_a_province_its_own_agencies_are_tiles_worst_first(story: Engine, registry: Registry) -> None:
    board = story.on(LAST_DAY).board(CASCADE, Scope(CASCADE, "binh-dinh"))
    page = read_page(board_page(board, registry, LOOK))

    found = tiles(page)

    assert found.keys() == {row.agency for row in board.tasks}
    assert sum(int(tile["data-total"]) for tile in found.values()) == len(board.tasks)
    assert "Phù Mỹ" in page.every("g", "tile")[0].text
    assert "Tiến độ từng nơi" in page.by_id("now").text


def test_a_cascade_of_one_province_shows_its_agencies_beside_the_ministry(story: Engine, registry: Registry) -> None:
    board = story.on(LAST_DAY).board(CASCADE)
    page = read_page(board_page(board, registry, LOOK))

    assert tiles(page).keys() == {row.agency for row in board.tasks}
    assert page.every("g", "islands") == []


def test_a_cascade_of_ministries_alone_has_a_tile_for_each(nation: Engine, registry: Registry) -> None:
    board, look = board_of(nation)
    ministry = next(row for row in board.tasks if row.agency == "bo-noi-vu")
    keys = ("bo-noi-vu", "bo-y-te", "bo-cong-an")
    tasks = tuple(replace(ministry, agency=key, task=f"ct-1-ttg/2023-H1/{key}") for key in keys)

    page = read_page(board_page(replace(board, tasks=tasks), registry, look))

    assert tiles(page).keys() == set(keys)
    assert page.every("g", "islands") == []


def test_where_there_is_nothing_to_compare_the_page_says_so(story: Engine, registry: Registry) -> None:
    one = story.on(LAST_DAY).board(CASCADE, Scope(CASCADE, "binh-dinh.huyen-tuy-phuoc"))
    page = read_page(board_page(one, registry, LOOK))

    assert tiles(page) == {}
    assert "Không vẽ ô" in page.by_id("now").text
    assert "không có báo cáo tổng hợp nào bị chặn" in page.by_id("blocked").text.lower()
    nobody = read_page(board_page(replace(one, tasks=(), blocked=()), registry, LOOK))
    assert "không có nhiệm vụ nào" in nobody.by_id("now").text


def test_a_page_of_the_past_says_of_which_day_and_known_when(story_file: Path, registry: Registry) -> None:
    day = date(2023, 6, 15)
    with Engine.open(f"sqlite:///{story_file}") as engine:
        board = engine.seen(View(LAST_DAY, day, end_of_day(day))).board(CASCADE, Scope(CASCADE, period="H1"))
    page = read_page(board_page(board, registry, replace(LOOK, today=day)))

    assert "15/06/2023" in page.every("header")[0].text
    assert "ghi nhận đến" in page.every("header")[0].text
    assert "kỳ 6 tháng" in page.every("header")[0].text
    assert rows_of(page.every("table", "days")[0])[1][0] == "15/06/2023"


def test_simulated_events_are_marked_on_every_sheet(story: Engine, registry: Registry) -> None:
    board = story.on(LAST_DAY).board(CASCADE)
    assert board.simulated

    sheets = read_page(board_page(board, registry, LOOK)).every("section", "sheet")

    assert len(sheets) == 4
    assert all("mô phỏng" in sheet.every("footer")[0].text for sheet in sheets)
