"""The picture of tasks over time, read back as the SVG that it is."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
import stories
from graphs import AN_LAO, HOAI_AN, TUY_PHUOC
from stories import LAST_DAY, PHU_CAT, PHU_MY, VAN_CANH

from engine import Engine
from engine.questions.timeline_results import TaskTimeline, TimelineMove
from engine.scope import Scope
from papers.lettering import width_of
from papers.timeline import Asked, timeline_svg
from papers.timeline_page import timeline_page
from screen.look import Look

LOOK, ENGLISH = Look("vi", today=LAST_DAY), Look("en", today=LAST_DAY)
Node = ElementTree.Element


@pytest.fixture
def timelines(story: Engine) -> tuple[TaskTimeline, ...]:
    return story.on(LAST_DAY).timeline(scope=Scope(under="thu-tuong"))


def read(timelines: Sequence[TaskTimeline], look: Look = LOOK, asked: Asked = Asked()) -> Node:  # noqa: B008
    """The picture as a tree, its names without their space."""
    root = ElementTree.fromstring(timeline_svg(timelines, asked, look))
    for node in root.iter():
        node.tag = node.tag.removeprefix("{http://www.w3.org/2000/svg}")
    return root


def of_class(root: Node, name: str) -> list[Node]:
    return [node for node in root.iter() if name in node.get("class", "").split()]


def lane(root: Node, task: str) -> Node:
    return next(node for node in of_class(root, "lane") if node.get("data-task") == task)


def number(node: Node | None, name: str) -> float:
    assert node is not None
    return float(node.get(name, "nan"))


def words(node: Node) -> str:
    return " ".join(node.itertext())


def day(text: str | None) -> date:
    assert text is not None
    return date.fromisoformat(text)


def test_bars_begin_and_end_at_their_days_on_one_scale(timelines: Sequence[TaskTimeline]) -> None:
    root = read(timelines)
    edges = []
    for bar in of_class(root, "spell"):
        box = of_class(bar, "bar")[0]
        edges.append((day(bar.get("data-since")), number(box, "x")))
        until = day(bar.get("data-until")) if bar.get("data-until") else LAST_DAY
        edges.append((until, number(box, "x") + number(box, "width")))

    (first_day, first_x), (last_day, last_x) = min(edges), max(edges)
    per_day = (last_x - first_x) / (last_day - first_day).days

    assert per_day > 1
    assert {on for on, _ in edges} >= {spell.since for it in timelines for spell in it.spells}
    for on, x in edges:
        assert x == pytest.approx(first_x + (on - first_day).days * per_day, abs=0.05)


def test_every_recorded_row_has_its_tick_at_its_day(timelines: Sequence[TaskTimeline]) -> None:
    root = read(timelines)
    line = next(node for node in of_class(root, "shown-on")[0] if node.tag == "line")
    launched = of_class(root, "spell")[0]
    since, x = day(launched.get("data-since")), number(of_class(launched, "bar")[0], "x")
    per_day = (number(line, "x1") - x) / (LAST_DAY - since).days

    drawn = {
        (it.get("data-task"), int(move.get("data-seq", "0"))): move
        for it in of_class(root, "lane")
        for move in of_class(it, "move")
    }

    assert drawn.keys() == {(it.task, move.seq) for it in timelines for move in it.moves}
    for it in timelines:
        for move in it.moves:
            if move.kind == "move" and move.occurred_on is not None:
                tick = next(node for node in drawn[it.task, move.seq] if node.tag == "line")
                assert number(tick, "x1") == pytest.approx(x + (move.occurred_on - since).days * per_day, abs=0.05)


def test_due_dates_stand_where_the_next_day_begins(timelines: Sequence[TaskTimeline]) -> None:
    marks = of_class(lane(read(timelines), HOAI_AN), "due-date")

    told = [(mark.get("data-day"), mark.get("data-in-force")) for mark in marks]
    places = [number(mark.find("line"), "x1") for mark in marks]

    assert told == [("2023-07-14", "1"), ("2023-06-19", "0"), ("2023-06-30", "0")]
    assert places[1] < places[2] < places[0]
    assert (places[2] - places[1]) / 11 == pytest.approx((places[0] - places[2]) / 14, abs=0.01)


def test_what_was_done_on_the_last_day_is_left_of_the_due_date_and_what_came_after_right_of_it(
    timelines: Sequence[TaskTimeline],
) -> None:
    it = next(it for it in timelines if it.task == HOAI_AN)
    own = next(mark for mark in it.due_dates if mark.report == "own")

    for last_day, is_before in ((date(2023, 7, 12), True), (date(2023, 7, 11), False)):
        root = read([replace(it, due_dates=(replace(own, last_day=last_day, earlier=()),))])
        given = next(tick for tick in of_class(root, "move") if tick.get("data-day") == "2023-07-12")

        is_left = number(given.find("line"), "x1") < number(of_class(root, "due-date")[0].find("line"), "x1")

        assert is_left is is_before


def test_late_days_are_marked_and_counted_in_words(timelines: Sequence[TaskTimeline]) -> None:
    root = read(timelines)

    late = {
        it.get("data-task"): [(mark.get("data-days"), words(mark)) for mark in of_class(it, "late-days")]
        for it in of_class(root, "lane")
    }

    assert late[AN_LAO] == late[HOAI_AN] == late[PHU_CAT] == []
    assert [days for days, _ in late[PHU_MY]] == ["31"]
    assert "quá 31 ngày" in late[PHU_MY][0][1]
    assert "muộn 7 ngày" in late[TUY_PHUOC][0][1]


def test_suspended_days_are_left_free_among_the_late_ones(timelines: Sequence[TaskTimeline]) -> None:
    it = next(each for each in timelines if each.task == PHU_MY)
    own = next(mark for mark in it.due_dates if mark.report == "own")
    assert own.last_day is not None
    days = [own.last_day + timedelta(number) for number in (0, 3, 8)]
    ends = zip([it.launched_on, *days[1:]], [*days[1:], None], ("active", "suspended", "active"), strict=True)
    spells = tuple(
        replace(it.spells[-1], since=since, until=until, standing=standing, days=((until or LAST_DAY) - since).days)
        for since, until, standing in ends
    )

    whole, (before, after) = (
        of_class(lane(read([replace(it, spells=each)]), PHU_MY), "late-days")[0].findall("rect")
        for each in (it.spells, spells)
    )

    def span(band: Node) -> tuple[float, float]:
        return number(band, "x"), number(band, "x") + number(band, "width")

    (first, last), (start, left), (back, end) = span(whole[0]), span(before), span(after)
    assert (len(whole), start, end) == (1, first, last)
    day_width = (left - start) / 2  # the due date is the first of three
    assert back - left == pytest.approx(5 * day_width, abs=0.1)


def test_what_was_recorded_late_stands_at_both_days(timelines: Sequence[TaskTimeline]) -> None:
    tick = next(m for m in of_class(lane(read(timelines), TUY_PHUOC), "move") if m.get("data-recorded") == "2023-05-17")

    line, circle = tick.find("line"), tick.find("circle")

    assert tick.get("data-day") == "2023-05-03"
    assert number(circle, "cx") > number(line, "x1") + 20


def test_what_was_taken_back_is_crossed_out_and_says_by_which_row(timelines: Sequence[TaskTimeline]) -> None:
    it = lane(read(timelines), AN_LAO)
    gone = next(move for move in of_class(it, "move") if move.get("data-seq") == "4")

    assert gone.get("data-counts") == "0"
    assert gone.find("path") is not None
    assert "đã rút lại ở dòng #5" in words(it)
    assert "lúc đầu ghi là 09/06/2023, đính chính ở dòng #7" in words(it)


def test_a_pause_is_hatched_and_a_waiver_struck_so_that_no_colour_is_needed(timelines: Sequence[TaskTimeline]) -> None:
    root = read(timelines)
    patterns = {node.get("id") for node in root.iter("pattern")}

    def fills(task: str, standing: str) -> set[str]:
        bars = [bar for bar in of_class(lane(root, task), "spell") if bar.get("data-standing") == standing]
        return {box.get("fill", "") for bar in bars for box in bar.iter("rect")}

    assert {"url(#t-hatch)", "url(#t-void)"} == (
        (fills(HOAI_AN, "suspended") | fills(VAN_CANH, "waived")) & {f"url(#{name})" for name in patterns}
    )


def test_a_finished_task_is_a_thin_bar(timelines: Sequence[TaskTimeline]) -> None:
    bars = of_class(lane(read(timelines), HOAI_AN), "spell")

    heights = [number(of_class(bar, "bar")[0], "height") for bar in bars]

    assert heights[-1] < heights[0] / 2


def test_reasons_and_names_are_told_as_text_and_never_as_markup(timelines: Sequence[TaskTimeline]) -> None:
    root = read(timelines)

    assert stories.AWKWARD in words(root)
    assert stories.PERSON in words(root)
    assert root.find(".//b") is None


def test_signs_that_xml_cannot_hold_do_not_break_the_picture(timelines: Sequence[TaskTimeline]) -> None:
    it = timelines[0]
    move = replace(it.moves[0], reason="a\x00b\x1b]0;c\ud800")

    assert "a\\u0000b\\u001b]0;c\ufffd" in words(read([replace(it, moves=(move,))]))


def test_the_picture_has_a_name_and_a_description(timelines: Sequence[TaskTimeline]) -> None:
    root = read(timelines)

    names = {node.get("id"): words(node) for node in root if node.tag in ("title", "desc")}

    assert root.get("role") == "img"
    assert root.get("aria-labelledby", "").split() == list(names)
    assert "11 nhiệm vụ" in names["t-desc"]


def test_it_says_what_it_is_about_in_both_languages(timelines: Sequence[TaskTimeline]) -> None:
    asked = Asked("UBND tỉnh Bình Định")

    vietnamese, english = words(read(timelines, LOOK, asked)), words(read(timelines, ENGLISH, asked))

    assert "Diễn biến: UBND tỉnh Bình Định" in vietnamese
    assert "đến hết ngày 20/07/2023" in vietnamese
    assert "MÔ PHỎNG" in vietnamese
    assert "tháng 4" in vietnamese
    assert "report due 19 Jun" in english
    assert "SIMULATED" in english
    assert "April" in english


def test_a_single_task_is_named_in_the_title(story: Engine) -> None:
    text = words(read(story.on(LAST_DAY).timeline(TUY_PHUOC)))

    assert "Diễn biến: UBND huyện Tuy Phước, kỳ 6 tháng năm 2023" in text


def test_tasks_are_grouped_by_period(timelines: Sequence[TaskTimeline]) -> None:
    groups = [words(node) for node in of_class(read(timelines), "group")]

    assert groups == ["Kỳ 6 tháng năm 2023", "Kỳ một lần năm 2023", "Kỳ năm 2023"]


def test_the_legend_holds_what_occurs_and_nothing_else(story: Engine) -> None:
    plain = of_class(read(story.on(LAST_DAY).timeline(PHU_MY)), "legend")[0]
    rich = of_class(read(story.on(LAST_DAY).timeline(HOAI_AN)), "legend")[0]

    assert "hạn trước khi gia hạn" not in words(plain)
    assert "đã tổng hợp" not in words(plain)
    assert "hạn trước khi gia hạn" in words(rich)
    assert "tạm dừng" in words(rich)


def test_eighty_lanes_do_not_touch_and_the_months_stand_below_too(timelines: Sequence[TaskTimeline]) -> None:
    name = "Sở Lao động - Thương binh và Xã hội thành phố Hồ Chí Minh và các đơn vị trực thuộc"
    many = [replace(timelines[n % 8], task=f"{n}", agency_name=f"{name} {n}", period="2023-H1") for n in range(88)]

    root = read(many)

    tops = [float(re.findall(r"[\d.]+", it.get("transform", ""))[1]) for it in of_class(root, "lane")]
    assert len(tops) == 88
    assert min(after - before for before, after in itertools.pairwise(tops)) > 40
    assert tops[-1] < number(root, "height")
    assert len(of_class(root, "year")) == 2


def test_a_picture_of_nothing_says_so() -> None:
    assert "không có nhiệm vụ nào" in words(read([]))
    assert "Không có nhiệm vụ nào" in timeline_page([], Asked(), LOOK)


def test_a_task_that_nobody_touched_is_a_lane_all_the_same(story: Engine) -> None:
    it = story.on(LAST_DAY, as_of=date(2023, 4, 3)).timeline(PHU_MY)[0]

    root = read([it])

    assert it.moves == ()
    assert len(of_class(root, "lane")) == 1
    assert "chờ văn bản · còn hạn" in words(root)


def test_years_after_the_end_a_finished_task_is_not_squeezed(story: Engine) -> None:
    later = date(2031, 1, 1)
    finished, owed = (story.on(later).timeline(task) for task in (HOAI_AN, PHU_MY))

    assert {words(node) for node in of_class(read(finished), "year")} == {"2023"}
    assert "đến 01/01/2031 →" in words(read(finished))
    assert "2030" in {words(node) for node in of_class(read(owed), "year")}


# the page


def test_the_page_needs_nothing_from_elsewhere(timelines: Sequence[TaskTimeline]) -> None:
    page = timeline_page(timelines, Asked(), LOOK)

    assert not re.search(r"<script|https?://|src=|@import|<link|url\((?!#)", page)
    assert "@page { size: A4 landscape" in page


def test_the_page_tells_every_row_in_words(timelines: Sequence[TaskTimeline]) -> None:
    page = timeline_page(timelines, Asked(), LOOK)

    table = page[page.index("<table") : page.index("</table>")]
    assert table.count("<tr><td>") == sum(len(it.moves) for it in timelines)
    assert "Nguyễn &lt;b&gt;A&lt;/b&gt;" in table
    assert "ghi bù vì &lt;nghỉ&gt; &amp; &quot;ốm&quot;" in table
    assert "cho phép: Chủ tịch UBND tỉnh" in table


def test_pictures_of_one_page_share_their_months_and_no_names(timelines: Sequence[TaskTimeline]) -> None:
    page = timeline_page([*timelines, *timelines, *timelines], Asked(), LOOK)

    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    names = [re.findall(r'id="([^"]+)"', picture) for picture in pictures]
    months = {tuple(re.findall(r'class="month"[^>]*>([^<]+)<', picture))[:8] for picture in pictures[1:]}
    assert len(pictures) > 3
    assert len({name for of in names for name in of}) == sum(len(of) for of in names)
    assert len(months) == 1


def test_what_was_recorded_years_later_stands_at_the_edge_and_the_season_keeps_its_width(
    timelines: Sequence[TaskTimeline],
) -> None:
    def recorded(move: TimelineMove) -> TimelineMove:
        return replace(move, recorded_on=date(2026, 11, 29), days_to_record=1200) if move.seq == 2 else move

    later = [replace(it, moves=tuple(map(recorded, it.moves))) for it in timelines]

    root, as_it_was = read(later), read(timelines)

    moves = [m for m in of_class(root, "move") if m.get("data-recorded") == "2026-11-29"]
    assert len(moves) > 1
    assert all(of_class(move, "beyond") for move in moves)
    widths = [{bar.get("width") for bar in of_class(picture, "bar")} for picture in (root, as_it_was)]
    assert widths[0] == widths[1]


@pytest.mark.parametrize("look", [LOOK, ENGLISH])
def test_no_line_of_a_lane_runs_through_its_words(timelines: tuple[TaskTimeline, ...], look: Look) -> None:
    crossed = []
    for each in of_class(read(timelines, look), "lane"):
        lines = [node for node in each.iter("line") if node.get("x1") == node.get("x2")]
        for text in (node for style in ("due", "tick", "lateness") for node in of_class(each, style)):
            x, y, is_bold = number(text, "x"), number(text, "y"), "tick" not in text.get("class", "")
            width = width_of(words(text), 10, bold=is_bold)
            left = x - width * {"middle": 0.5, "end": 1}.get(text.get("text-anchor", ""), 0)
            for line in lines:
                top, bottom = sorted((number(line, "y1"), number(line, "y2")))
                if left < number(line, "x1") < left + width and top < y and y - 7 < bottom:
                    crossed.append(f"{each.get('data-task')}: {words(text)}")

    assert crossed == []
