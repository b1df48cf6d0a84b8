"""What agencies put into their reports, and what a report put together from it says."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from graphs import AN_LAO, DEPARTMENT, HOAI_AN, TOP, TUY_PHUOC, move, put_plan_out
from reported import CONTENT, DIALOGUES, LETTER, TODAY, put_figures, put_text, reporting_province, withdraw

from engine import Engine, SimulatedClock
from engine.errors import NotFound, Refused
from engine.reports.compiling import merged
from engine.reports.contributing import BadFigure, Contribution, NothingContributed
from engine.reports.outlines import NoOutline
from engine.reports.results import CompiledReport, ReportFigure

SNV = "binh-dinh.so-noi-vu"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    clock = SimulatedClock(datetime(2023, 6, 21, 2, 0, tzinfo=UTC))
    with Engine.open(database_url, clock=clock) as opened:
        opened.launch(reporting_province(), today=date(2023, 5, 1))
        put_plan_out(opened)
        for task in (TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT):
            move(opened, task, "draft_plan", "implement")
        yield opened


def compiled(engine: Engine, task: str = DEPARTMENT) -> CompiledReport:
    return engine.on(TODAY).compiled(task)


def figure(report: CompiledReport, name: str = DIALOGUES) -> ReportFigure:
    return next(each for each in report.figures if each.name == name)


def chapter(report: CompiledReport, place: str) -> list[tuple[str, str]]:
    (found,) = (each for each in report.chapters if each.place == place)
    return [(part.source.task, part.attachment.name) for part in found.parts]


def give_back(engine: Engine, task: str, what: str = "own") -> None:
    move(engine, task, "return_report", as_agency=SNV, what=what, reason="thiếu số liệu")


def test_a_contribution_is_in_the_chain_by_its_hash_and_moves_nothing(engine: Engine) -> None:
    before = engine.on(TODAY).task(TUY_PHUOC)

    made = put_text(engine, TUY_PHUOC, "iii.7", "đã đối thoại")

    row = engine.seen().history(TUY_PHUOC)[-1]
    assert (row.kind, row.trigger, row.hash) == ("contribution", None, made.hash)
    assert row.payload["chapter"] == made.chapter == "III.7"
    assert row.payload["attachments"][0]["sha256"] == sha256("đã đối thoại".encode()).hexdigest()
    after = engine.on(TODAY).task(TUY_PHUOC)
    assert (after.state, after.due, after.triggers) == (before.state, before.due, before.triggers)
    assert engine.seen().attachment(f"{TUY_PHUOC}#{made.seq}") == "đã đối thoại".encode()
    assert engine.verify(receipts=[str(made.hash)]).holds


def test_the_outline_is_that_of_whoever_asks_further_up(engine: Engine) -> None:
    outline = engine.seen().outline(TUY_PHUOC)

    assert outline.document == LETTER
    assert [section.place for section in outline.sections[:4]] == ["I", "II", "II.1", "II.2"]
    assert (outline.indicators[DIALOGUES][1].merge, outline.indicators[DIALOGUES][1].unit) == ("sum", "cuộc")


def test_a_report_that_nobody_gives_an_outline_for_says_so(engine: Engine) -> None:
    with pytest.raises(NoOutline):
        engine.seen().outline("2023-once/binh-dinh.so-noi-vu/kiem-tra")
    with pytest.raises(NoOutline):
        engine.on(TODAY).compiled(DEPARTMENT, outline="kh-binh-dinh-2023")


def test_only_reports_that_were_sent_count_and_the_others_are_named(engine: Engine) -> None:
    put_figures(engine, TUY_PHUOC, {DIALOGUES: "12"})
    put_figures(engine, HOAI_AN, {DIALOGUES: "30"})
    put_text(engine, HOAI_AN, "III.7", "chưa gửi")
    move(engine, TUY_PHUOC, "report")

    report = compiled(engine)

    assert (report.reports, report.counted) == (3, 1)
    assert [(each.task, each.why) for each in report.left_out] == [(AN_LAO, "not_sent"), (HOAI_AN, "not_sent")]
    assert (figure(report).value, [each.source.task for each in figure(report).values]) == ("12", [TUY_PHUOC])
    assert chapter(report, "III.7") == []


def test_what_each_value_comes_from_is_a_row_with_its_hash(engine: Engine) -> None:
    made = put_figures(engine, TUY_PHUOC, {DIALOGUES: "12"})
    move(engine, TUY_PHUOC, "report")

    (value,) = figure(compiled(engine)).values

    assert (value.source.task, value.source.seq, value.source.hash) == (TUY_PHUOC, made.seq, made.hash)


def test_a_returned_report_leaves_the_total_until_it_is_sent_again_and_accepted(engine: Engine) -> None:
    for task, value in ((TUY_PHUOC, "12"), (HOAI_AN, "30")):
        put_figures(engine, task, {DIALOGUES: value})
        move(engine, task, "report")
    assert figure(compiled(engine)).value == "42"

    give_back(engine, HOAI_AN)
    assert (figure(compiled(engine)).value, compiled(engine).left_out[-1].why) == ("12", "returned")

    put_figures(engine, HOAI_AN, {DIALOGUES: "31"})
    move(engine, HOAI_AN, "report")
    assert (figure(compiled(engine)).value, compiled(engine).left_out[-1].why) == ("12", "not_accepted")

    move(engine, HOAI_AN, "accept", as_agency=SNV, what="own")
    assert figure(compiled(engine)).value == "43"


def test_what_is_waived_is_left_out_and_told(engine: Engine) -> None:
    move(engine, AN_LAO, "waive", as_agency="binh-dinh", reason="bão lũ")

    (out,) = (each for each in compiled(engine).left_out if each.task == AN_LAO)

    assert (out.why, out.standing) == ("not_owed", "waived")


def test_a_consolidations_own_part_stands_first_and_what_it_merges_follows_up_to_the_top(engine: Engine) -> None:
    for task in (TUY_PHUOC, HOAI_AN, AN_LAO, DEPARTMENT):
        put_text(engine, task, "II.1", f"của {task}")
        put_figures(engine, task, {DIALOGUES: "10", CONTENT: "80"})
        move(engine, task, "report")
    move(engine, DEPARTMENT, "consolidate")

    top = compiled(engine, TOP)

    assert [task for task, _ in chapter(top, "II.1")] == [DEPARTMENT, AN_LAO, HOAI_AN, TUY_PHUOC]
    assert (figure(top).value, figure(top, CONTENT).value, figure(top).without) == ("40", "80.00", ())
    assert (top.reports, top.counted, top.left_out) == (4, 4, ())


def test_a_merged_text_stands_for_all_that_it_merges_in_that_chapter_only(engine: Engine) -> None:
    for place in ("II.1", "II.2"):
        put_text(engine, TUY_PHUOC, place, "phần của huyện")
    move(engine, TUY_PHUOC, "report")

    put_text(engine, DEPARTMENT, "II.1", "toàn tỉnh", merged=True)

    report = compiled(engine)
    assert [task for task, _ in chapter(report, "II.1")] == [DEPARTMENT]
    assert [task for task, _ in chapter(report, "II.2")] == [TUY_PHUOC]


def test_the_last_contribution_to_a_chapter_holds_and_it_can_be_withdrawn(engine: Engine) -> None:
    for text in ("đầu", "sau"):
        put_text(engine, TUY_PHUOC, "II.1", text)
    assert engine.seen().attachment(compiled(engine, TUY_PHUOC).chapters[2].parts[0].attachment.sha256) == b"sau"

    withdraw(engine, TUY_PHUOC, "II.1")

    assert chapter(compiled(engine, TUY_PHUOC), "II.1") == []
    with pytest.raises(Refused) as refusal:
        withdraw(engine, TUY_PHUOC, "II.1")
    assert refusal.value.rule == "nothing-to-withdraw"


def test_nothing_is_put_into_a_report_that_was_sent(engine: Engine, dump: Callable[[], object]) -> None:
    move(engine, TUY_PHUOC, "report")
    before = dump()

    with pytest.raises(Refused) as refusal:
        put_text(engine, TUY_PHUOC, "II.1", "muộn")

    assert (refusal.value.rule, refusal.value.who_can) == ("report-given", (SNV, "binh-dinh.huyen-tuy-phuoc"))
    assert [each.action for each in refusal.value.proposals] == ["advance", "correct"]
    assert dump() == before


@pytest.mark.parametrize(
    ("task", "more", "rule"),
    [
        (TUY_PHUOC, {"as_agency": "binh-dinh.huyen-an-lao"}, "not-yours"),
        (TUY_PHUOC, {"merged": True}, "no-report-owed"),
        ("2023-once/binh-dinh.so-noi-vu/kiem-tra", {"as_agency": SNV}, "no-report-owed"),
    ],
)
def test_who_may_not_and_what_is_not_owed(
    engine: Engine, dump: Callable[[], object], task: str, more: dict[str, object], rule: str
) -> None:
    before = dump()

    with pytest.raises(Refused) as refusal:
        put_text(engine, task, "II.1", "x", **more)

    assert refusal.value.rule == rule
    assert dump() == before


def test_a_dry_run_and_a_repeat_record_nothing_anew(engine: Engine, dump: Callable[[], object], tmp_path: Path) -> None:
    before = dump()
    tried = put_text(engine, TUY_PHUOC, "II.1", "x", dry_run=True, folder=tmp_path / "kept")
    assert (tried.hash, dump() == before, (tmp_path / "kept").exists()) == (None, True, False)

    made, again = (put_text(engine, TUY_PHUOC, "II.1", "x", idempotency_key="k1") for _ in range(2))

    assert (again.seq, again.hash, again.repeated) == (made.seq, made.hash, True)
    with pytest.raises(Refused, match="key-reused"):
        put_text(engine, TUY_PHUOC, "II.1", "khác", idempotency_key="k1")


def test_what_the_outline_does_not_have_is_refused_with_what_it_has(engine: Engine) -> None:
    with pytest.raises(NotFound) as missing:
        put_text(engine, TUY_PHUOC, "VII", "x")
    assert "III.7" in missing.value.facts["candidates"]
    with pytest.raises(NotFound):
        put_figures(engine, TUY_PHUOC, {"số hội nghị": "1"})
    for value in ("mười", "NaN", "1e400", "1" * 31):
        with pytest.raises(BadFigure):
            put_figures(engine, TUY_PHUOC, {DIALOGUES: value})
    with pytest.raises(NothingContributed):
        engine.contribute(TUY_PHUOC, Contribution("binh-dinh.huyen-tuy-phuoc"), today=TODAY)


def test_a_report_as_of_a_past_moment_has_what_was_known_then(engine: Engine, database_url: str) -> None:
    put_figures(engine, TUY_PHUOC, {DIALOGUES: "12"})
    move(engine, TUY_PHUOC, "report")
    with Engine.open(database_url, clock=SimulatedClock(datetime(2023, 6, 23, 2, 0, tzinfo=UTC))) as later:
        put = Contribution("binh-dinh.huyen-an-lao", figures={DIALOGUES: "5"}, file=None)
        with pytest.raises(NothingContributed):  # a figure says which file it was read from
            later.contribute(AN_LAO, put, today=date(2023, 6, 23))
        move(later, AN_LAO, "report", today=date(2023, 6, 23))

        now, then = (later.on(day).compiled(DEPARTMENT) for day in (date(2023, 6, 23), date(2023, 6, 21)))
        past = later.on(date(2023, 6, 23), as_of=date(2023, 6, 21)).compiled(DEPARTMENT)

    assert (now.counted, then.counted, past.counted) == (2, 2, 1)
    assert figure(past).value == "12"


@pytest.mark.parametrize(
    ("values", "merge", "told"),
    [
        (["1", "2.50", "-0.5"], "sum", "3.00"),
        (["0.1"] * 10, "sum", "1.0"),
        (["1", "2", "2"], "average", "1.67"),
        (["80", "85.5"], "average", "82.75"),
        (["7", "9"], "last", "9"),
        (["7", "9"], None, None),
        ([], "sum", None),
    ],
)
def test_figures_are_merged_exactly(values: list[str], merge: str | None, told: str | None) -> None:
    assert merged(values, merge) == told  # type: ignore[arg-type]
