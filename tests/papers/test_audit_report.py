"""The audit report, read back: its figures are the engine's, its parts add up, and it says what can be relied on."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import stories
from html_pages import Element, read_page, rows_of
from stories import CASCADE, LAST_DAY

import words
from engine import Engine
from engine.figures.audit_facts import AuditFacts, Figures
from engine.proving.broken import Broken, SealCheck
from engine.results import Blocked, TaskRow
from engine.scope import Scope
from papers.audit_report import report_page
from screen.look import Look
from workflows.dates import end_of_day
from workflows.said import Name, Said

LOOK, ENGLISH = Look("vi", today=LAST_DAY), Look("en", today=LAST_DAY)


@pytest.fixture(scope="module")
def facts(story_file: Path) -> AuditFacts:
    with Engine.open(f"sqlite:///{story_file}") as engine:
        return engine.on(LAST_DAY).audit_facts(CASCADE)


@pytest.fixture
def figures(facts: AuditFacts) -> Figures:
    assert facts.figures is not None
    return facts.figures


@pytest.fixture(scope="module")
def page(facts: AuditFacts) -> Element:
    return read_page(report_page(facts, LOOK))


def with_tasks(facts: AuditFacts, tasks: Sequence[TaskRow]) -> AuditFacts:
    assert facts.figures is not None
    return replace(facts, figures=replace(facts.figures, tasks=tuple(tasks)))


def figures_in(cells: Sequence[str]) -> list[int]:
    return [int(cell) for cell in cells if cell.isdigit()]


# figures


def test_each_table_of_figures_sums_to_its_total(page: Element) -> None:
    states, classes, _ = page.by_id("summary").every("table")

    for row in (*rows_of(states)[1:], *rows_of(classes)[1:]):
        *parts, total = figures_in(row)
        assert sum(parts) == total
    for chart in page.every("table", "chart"):
        rows = [figures_in(row)[:7] for row in rows_of(chart)[1:]]
        assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]
        assert all(row[0] == sum(row[1:]) for row in rows)
    for counts in page.by_id("exceptions").every("table")[:3]:
        rows = [figures_in(row[1:]) for row in rows_of(counts)[1:]]
        assert [sum(column) for column in zip(*rows[:-1], strict=True)] == rows[-1]


def test_the_classes_are_those_of_the_engine(page: Element, story: Engine) -> None:
    whole = story.on(LAST_DAY).lateness(Scope(CASCADE)).whole
    names = ("done_on_time", "done_late", "doing_in_time", "doing_overdue", "no_due_date", "not_counted", "total")

    _, classes, _ = page.by_id("summary").every("table")

    assert [figures_in(row) for row in rows_of(classes)[1:]] == [
        [getattr(counts, name) for name in names] for counts in (whole.deliverables, whole.tasks)
    ]


def test_every_rate_shows_what_it_divides_and_what_it_leaves_out(page: Element, story: Engine) -> None:
    on_time = story.on(LAST_DAY).lateness(Scope(CASCADE)).whole.on_time

    row = next(row for row in rows_of(page.by_id("summary").every("table")[2]) if row[0] == "Đúng hạn")

    assert row[1] == f"{on_time.numerator}/{on_time.denominator}"
    assert row[2] == f"{on_time.percent} %".replace(".", ",")
    assert words.message(on_time.formula, "vi") in row[3]
    for item in on_time.left_out:
        assert f"{words.message(item)} {item.count}" in row[3]


def test_bars_are_divided_by_the_numbers_printed_beside_them(page: Element) -> None:
    bars = 0
    for chart in page.every("table", "chart"):
        for row in chart.every("tr")[1:]:
            segments = row.every("g", "class")
            wide = [float(segment.every("rect")[0].attributes["width"]) for segment in segments]
            counts = [int(segment.attributes["data-n"]) for segment in segments]
            numbers = figures_in([cell.text for cell in row.children if cell.attributes.get("class") == "n"])
            assert sum(counts) == numbers[0]
            assert sorted(counts) == sorted(number for number in numbers[1:7] if number)
            for width, count in zip(wide, counts, strict=True):
                assert width / sum(wide) == pytest.approx(count / sum(counts), abs=0.001)
            bars += bool(segments)
    assert bars >= 6


def test_everybody_who_was_late_is_named_with_the_days(page: Element, figures: Figures) -> None:
    table = page.by_id("lateness").every("table", "late")[0]

    told = [(row[0], row[2], row[5]) for row in rows_of(table)[1:]]

    words = {"plan": "kế hoạch", "own": "báo cáo", "merged": "báo cáo tổng hợp"}
    assert told == [
        (str(item.agency_name), words[item.report], f"{item.days_late} ({item.working_days_late})")
        for item in figures.by_tier.late
    ]


def test_durations_are_those_of_the_engine(page: Element, figures: Figures) -> None:
    table = page.by_id("durations").every("table")[0]
    states = [cell.text.removesuffix(" trung vị · 90 %") for cell in table.every("tr")[0].children[1:]]
    total = dict(zip(states, [cell.text for cell in table.every("tr", "total")[0].children[1:]], strict=True))

    assert len(table.every("tr")) == 2 + len({row.key for row in figures.durations.groups})
    for row in figures.durations.whole:
        if row.ended:
            assert total[LOOK.label("state", row.state)].startswith(f"{row.median} · {row.p90} {row.ended} lần")


def test_every_exception_says_who_and_why_and_what_changed(page: Element) -> None:
    rows = [" | ".join(row) for row in rows_of(page.by_id("exceptions").every("table", "decisions")[0])]

    assert any("15/06/2023 | gia hạn | UBND huyện Hoài Ân, 6 tháng" in row and "thêm 11 ngày" in row for row in rows)
    partial = next(row for row in rows if "tổng hợp thiếu" in row)
    assert "cho phép: Chủ tịch UBND tỉnh | đến hạn gửi Bộ | thiếu: UBND huyện Phù Cát, UBND huyện Phù Mỹ" in partial


def test_what_was_recorded_late_is_counted_and_listed(page: Element, figures: Figures) -> None:
    part = page.by_id("late-entries")
    delays, groups, entries = part.every("table")

    *parts, total = figures_in(rows_of(delays)[1])
    assert sum(parts) == total == figures.late_entries.whole.rows
    assert figures_in(rows_of(groups)[-1])[1] == figures.late_entries.whole.late
    assert "14 (10)" in entries.text
    assert "và 6 nhiệm vụ nữa" in entries.text


def test_blocked_consolidations_name_who_holds_them_up(story: Engine) -> None:
    facts = story.on(date(2023, 6, 30), as_of=date(2023, 6, 30)).audit_facts(CASCADE)

    text = read_page(report_page(facts, LOOK)).by_id("blocked").text

    assert "3 báo cáo tổng hợp bị chặn, 5 điểm nghẽn." in text
    assert "chưa lập kế hoạch, hạn 19/06, quá hạn 11 ngày : UBND huyện Phù Mỹ" in text.replace("/2023", "")
    assert "cho tiếp tục nhiệm vụ của UBND huyện Phù Cát" in text


def test_agencies_that_owe_the_same_are_named_together_and_the_rest_counted(facts: AuditFacts, story: Engine) -> None:
    found = story.on(date(2023, 6, 30), as_of=date(2023, 6, 30)).blocked(Scope(CASCADE))[0]
    root = found.root_blockers[0]
    many = tuple(replace(root, task=f"{n}", agency_name=Name.alike(f"UBND xã {n}")) for n in range(50))
    assert facts.figures is not None
    crowded = replace(facts.figures, blocked=(replace(found, root_blockers=many),))

    text = read_page(report_page(replace(facts, figures=crowded), LOOK)).by_id("blocked").text

    assert text.count("UBND xã") == 20
    assert "và 30 cơ quan khác" in text


# the tree


def test_every_task_has_one_field_in_the_tree_under_its_period(page: Element, figures: Figures) -> None:
    table = page.by_id("tree").every("table")[0]
    heads = [cell.text for cell in table.every("tr")[0].children]

    fields = {}
    for row in table.every("tr")[1:]:
        for head, cell in zip(heads[1:], row.children[1:], strict=True):
            fields.update(dict.fromkeys((task.attributes["data-task"] for task in cell.every("div", "task")), head))

    words = {"2023-H1": "6 tháng", "2023-once": "một lần", "2023-Y": "năm"}
    assert fields == {row.task: words[row.period] for row in figures.tasks}


def test_a_field_says_state_and_lateness_without_colour(page: Element) -> None:
    fields = {div.attributes["data-task"]: div.text for div in page.by_id("tree").every("div", "task")}

    assert fields[stories.PHU_MY] == "đã giao !31"
    assert fields[stories.TUY_PHUOC] == "đã báo cáo +7"
    assert fields[stories.HOAI_AN] == "đã báo cáo ✓"
    assert fields[stories.VAN_CANH] == "được miễn"


def test_the_legend_counts_every_task_once(page: Element, figures: Figures) -> None:
    legend = page.by_id("tree").every("p", "legend")[0]

    counts = [int(span.text.split()[-1]) for span in legend.children[:-1]]

    assert sum(counts) == len(figures.tasks)
    assert legend.children[-1].text == "= 11 nhiệm vụ"


def test_subordinates_stand_below_and_further_in(page: Element) -> None:
    lines = page.by_id("tree").every("th")[4:]
    indents = [int(re.findall(r"\d+", line.attributes["style"])[0]) for line in lines]

    names = [line.text for line in lines]

    assert names[:4] == ["Thủ tướng Chính phủ", "Bộ Nội vụ", "Ủy ban nhân dân tỉnh Bình Định", *names[3:4]]
    assert indents[0] < indents[1] == indents[2] < indents[3]


def test_with_many_periods_fields_carry_the_number_of_their_state(facts: AuditFacts, figures: Figures) -> None:
    months = [
        replace(figures.tasks[n], task=f"{n}", period=f"2023-M{n + 1:02d}", timeliness="on_time", open=0)
        for n in range(8)
    ]

    tree = read_page(report_page(with_tasks(facts, months), LOOK)).by_id("tree")

    numbers = {name: str(position) for position, (name, _, _) in enumerate(figures.states)}
    assert [div.every("span", "field")[0].text for div in tree.every("div", "task")] == [
        numbers[row.state] if row.standing == "active" else LOOK.label("standing", row.standing)
        for row in sorted(months, key=lambda row: tree.text.index(str(row.agency_name)))
    ]
    assert "1 đã giao" in tree.every("p", "legend")[0].text


def test_a_thousand_districts_are_summed_and_still_add_up(facts: AuditFacts, figures: Figures) -> None:
    district = next(row for row in figures.tasks if row.kind == "district")
    top = next(row for row in figures.tasks if row.agency == "binh-dinh")
    states = ("issued", "plan_drafted", "reported")
    many = [
        replace(district, task=f"{n}", agency=f"binh-dinh.huyen-{n}", state=states[n % 3], standing="active")
        for n in range(1000)
    ]

    table = read_page(report_page(with_tasks(facts, [top, *many]), LOOK)).by_id("tree").every("table")[0]

    line = next(row for row in table.every("tr") if row.text.startswith("1000 huyện"))
    counts = Counter({field.text.split()[0]: 1 for field in line.every("span", "field")})
    assert len(table.every("tr")) == 3
    assert sum(int(count) for count in counts) + counts["333"] * 333 == 1000


def test_a_national_cascade_is_folded_by_province_and_still_adds_up(facts: AuditFacts, figures: Figures) -> None:
    province = next(row for row in figures.tasks if row.agency == "binh-dinh")
    ward = replace(next(row for row in figures.tasks if row.kind == "district"), kind="ward", standing="active")
    blocked = Blocked("", "", "2023-H1", date(2023, 6, 19), None, "overdue", 1, 1, 2, 2, ())
    tops = [replace(province, task=f"{n}", agency=f"tinh-{n}", agency_name=Name.alike(f"Tỉnh {n}")) for n in range(63)]
    wards = [replace(ward, task=f"{n}-{at}", agency=f"tinh-{n}.xa-{at}") for n in range(63) for at in range(100)]
    items = tuple(replace(blocked, task=row.task, agency=row.agency) for row in wards)
    national = with_tasks(facts, [*tops, *wards])
    assert national.figures is not None

    text = report_page(replace(national, figures=replace(national.figures, blocked=items)), LOOK)

    assert len(text.encode()) < 1_000_000
    page = read_page(text)
    for name, lines in (("tree", 3), ("blocked", 6)):
        parts = page.by_id(name).every("details")
        assert len(parts) == 63
        assert {len(part.every("tr")) for part in parts} == {lines}
    assert page.by_id("tree").every("summary")[0].text.startswith("Tỉnh 0 · 101")
    assert f"Và {63 * 95} dòng nữa" in page.by_id("blocked").text


# what can be relied on


def test_without_a_seal_it_says_so_plainly(page: Element) -> None:
    box = page.every("div", "seal")[0]

    assert box.attributes["class"] == "seal unsealed"
    assert "KHÔNG CÓ NIÊM PHONG" in box.text
    assert "chưa chứng tỏ được không ai thay cả chuỗi" in box.text


SEAL = SealCheck("niem-phong.json", "2023-07-20T02:00:00.000000Z", "ab" * 32, 11, (CASCADE,), "cd" * 32, True, True)


@pytest.mark.parametrize("has_key", [True, False])
def test_with_a_seal_it_names_file_time_root_and_key(facts: AuditFacts, has_key: bool) -> None:
    sealed = replace(facts, verification=replace(facts.verification, seals=(SEAL,), has_public_key=has_key))

    box = read_page(report_page(sealed, LOOK)).every("div", "seal")[0]

    assert box.attributes["class"] == "seal sealed"
    for said in ("niem-phong.json", "20/07/2023 09:00", "ab" * 32, "cd" * 32):
        assert said in box.text
    assert ("đúng khóa công khai đã cho" in box.text) is has_key
    assert ("chưa biết là khóa của ai" in box.text) is not has_key


def test_what_does_not_hold_stands_first_in_red(facts: AuditFacts) -> None:
    broken = Broken(
        "history",
        "row-content",
        CASCADE,
        stories.TUY_PHUOC,
        3,
        None,
        Said("broken.at", {"place": "<sai>", "details": "nội dung"}),
    )
    damaged = replace(facts, verification=replace(facts.verification, holds=False, broken=(broken,) * 50, more=7))

    root = read_page(report_page(damaged, LOOK))

    box = root.every("div", "seal")[0]
    assert box.attributes["class"] == "seal broken"
    assert "57 chỗ không khớp" in box.text
    assert f"{stories.TUY_PHUOC} 3 <sai>: nội dung row-content" in box.text
    assert "và 17 chỗ khác" in box.text
    assert root.text.index("LỊCH SỬ KHÔNG TOÀN VẸN") < root.text.index("Tóm tắt")


def test_where_nothing_can_be_read_it_says_that_and_gives_no_figure(facts: AuditFacts) -> None:
    ruined = replace(facts, figures=None, verification=replace(facts.verification, holds=False))

    root = read_page(report_page(ruined, LOOK))

    assert "không tính được số liệu nào" in root.every("div", "seal")[0].text
    assert [part.attributes["id"] for part in root.every("section")] == ["check"]


# the page


def test_it_says_of_which_day_and_by_which_knowledge(story: Engine) -> None:
    facts = story.on(LAST_DAY, as_of=date(2023, 6, 15), known_at=end_of_day(date(2023, 6, 20))).audit_facts(CASCADE)

    head = read_page(report_page(facts, LOOK)).every("dl")[0].text

    assert "đến hết ngày 15/06/2023, theo những gì đã ghi nhận đến hết ngày 20/06/2023" in head
    assert "Lập ngày 20/07/2023" in head
    assert facts.figures is not None
    assert facts.figures.by_tier.today == date(2023, 6, 15)


def test_simulated_events_are_called_so_at_the_top(page: Element) -> None:
    assert page.every("p", "simulated")[0].text.startswith("MÔ PHỎNG")


def test_it_needs_nothing_from_elsewhere_and_prints_on_a4(facts: AuditFacts) -> None:
    html = report_page(facts, LOOK)

    assert not re.search(r"<script|https?://|src=|@import|<link|url\((?!#)", html)
    assert "@page { size: A4" in html
    assert 'content: "trang " counter(page) "/" counter(pages) ""' in html


def test_every_table_has_a_head_that_repeats(page: Element) -> None:
    tables = page.every("table")

    assert len(tables) > 8
    assert all(table.children[0].name == "thead" for table in tables)


def test_reasons_are_told_as_text_and_never_as_markup(facts: AuditFacts) -> None:
    html = report_page(facts, LOOK)

    assert "ghi bù vì &lt;nghỉ&gt; &amp; &quot;ốm&quot;" in html
    assert stories.PERSON not in html


def test_a_cascades_title_cannot_break_out_of_the_foot_of_the_sheet(facts: AuditFacts) -> None:
    html = report_page(replace(facts, cascade='x"; } </style><b>', title="</style>"), LOOK)

    assert html.count("</style>") == 1


def test_its_contents_lead_to_its_parts(page: Element) -> None:
    links = [link.attributes["href"] for link in page.every("ol", "contents")[0].every("a")]

    assert links == [f"#{part.attributes['id']}" for part in page.every("section")]


def test_the_commands_to_check_it_with_are_printed(facts: AuditFacts) -> None:
    root = read_page(report_page(facts, LOOK, commands=["dondoc audit verify", "dondoc status --all"]))

    assert root.every("pre")[0].text == "dondoc audit verify dondoc status --all"


def test_in_english_no_vietnamese_word_of_ours_is_left(facts: AuditFacts) -> None:
    text = read_page(report_page(facts, ENGLISH)).text

    for said in ("Audit report of a cascade", "done on time", "NO SEAL", "Where every agency stands"):
        assert said in text
    for word in ("nhiệm vụ", "trạng thái", "đúng hạn", "ngày làm", "tổng hợp", "bỏ ra", "cộng"):
        assert word not in text


def test_a_cascade_in_which_nothing_happened_is_a_report_too(story: Engine) -> None:
    facts = story.on(LAST_DAY, as_of=date(2023, 4, 3)).audit_facts(CASCADE)

    text = read_page(report_page(facts, LOOK)).text

    assert "Không có ngoại lệ nào." in text
    assert "Không có dòng nào ghi muộn." in text


def test_before_the_launch_was_known_there_are_no_tasks(story: Engine) -> None:
    facts = story.on(LAST_DAY, known_at=end_of_day(date(2023, 4, 2))).audit_facts(CASCADE)

    text = read_page(report_page(facts, LOOK)).text

    assert "không có nhiệm vụ nào" in text
    assert "0 nhiệm vụ của 0 cơ quan" in text
