"""Due dates as people read them: the neutral phrases of `workflows.due_dates.phrase_of` put into words."""

from __future__ import annotations

import calendar
import re
from datetime import date

from engine.results import ReturnedReport, RootBlocker, Stuck, TaskRow, WhyStep
from screen.look import Look
from screen.tables import Cell
from workflows.errors import BadPeriod
from workflows.periods import parse_period

_PRESCRIBED = "theo quy định"


def phrase_words(phrase: str, look: Look) -> str:
    """`before 30/5` → `trước 30/5`, `before 30 May`; an empty phrase: the document states no due date."""
    word, _, rest = phrase.partition(" ")
    if word in ("before", "by"):
        return look.say(f"due.{word}", day=_day_words(rest, look))
    if word == "within":
        return _within(rest, look)
    if word == "as":
        return look.say("due.as_prescribed") if rest == _PRESCRIBED or not rest else f"“{rest}”"
    if phrase == "extended":
        return look.say("due.extended")
    if word == "meeting":
        return look.say("due.meeting", meeting=rest).strip()
    return look.say("due.none")


def due_cell(due: date | None, phrase: str, look: Look, *, named: bool = True, style: str = "") -> Cell:
    """The last on-time day with the phrase behind it: `hạn 29/05 (trước 30/5)`; where there is no day, the phrase.

    `named`: with the word `hạn` before it.
    """
    if due is None:
        words = phrase_words(phrase, look)
        if words == look.say("due.none"):
            return Cell(words, style, look.say("due.none.short") if named else "–")
        return Cell(look.say("word.due", due=words) if named else words, style, words)
    day = look.day(due)
    full = f"{day} ({phrase_words(phrase, look)})" if phrase else day
    if named:
        return Cell(look.say("word.due", due=full), style, look.say("word.due", due=day))
    return Cell(full, style, day)


def late_cell(due: date | None, days_late: int, look: Look, *, soon: bool = False, suspended_days: int = 0) -> Cell:
    """`quá 2 ngày`; `còn 3 ngày` where it is due soon; nothing where there is time, or no date."""
    if days_late > 0:
        said = not_counting(look.say("late.days", n=days_late), suspended_days, look)
        return Cell(said, "late", look.say("late.days.short", n=days_late))
    if soon and due is not None and look.today is not None:
        left = (due - look.today).days
        return Cell(look.say("late.today") if left == 0 else look.say("late.left", n=left), "risk")
    return Cell("")


def not_counting(said: str, suspended_days: int, look: Look) -> str:
    """`quá hạn 13 ngày (không tính 5 ngày tạm dừng)`; where no day is left out, the words alone."""
    return f"{said} ({look.say('late.suspended', n=suspended_days)})" if suspended_days else said


def returned_words(returned: ReturnedReport, look: Look) -> str:
    """`bị trả lại ngày 20/06 vì “thiếu số liệu”`."""
    return look.say(f"returned.{returned.what}", day=look.day(returned.on), reason=returned.reason)


def stuck_cell(stuck: Stuck, look: Look) -> Cell:
    """`đứng yên 45 ngày, thường không quá 20 ngày (theo 63 lần đã xong ở cấp tỉnh)`."""
    ground = look.say("stuck.lifecycle")
    if stuck.ground == "history":
        level = look.label("level", stuck.level) if stuck.level else ""
        ground = look.say("stuck.history_at" if level else "stuck.history", n=stuck.stays, level=level)
    words = look.say("stuck.words", n=stuck.days, usual=stuck.usual_days, ground=ground)
    return Cell(words, "risk", look.say(f"stuck.{stuck.ground}.short", n=stuck.days, usual=stuck.usual_days))


def with_reminders(cell: Cell, of: RootBlocker | WhyStep | TaskRow, look: Look) -> Cell:
    """The cell, and behind it how often the agency was urged: `đang chặn 3, đã đôn đốc 2 lần, gần nhất 20/06`."""
    if not of.reminders:
        return cell
    words = look.say("remind.times", n=of.reminders, day=look.day(of.reminded_on))
    short = look.say("remind.times.short", n=of.reminders)
    before = [cell.text] if cell.text else []
    return Cell(", ".join([*before, words]), cell.style, ", ".join([*([cell.short] if cell.short else before), short]))


def undone_words(root: RootBlocker, look: Look) -> str:
    """What a root blocker has not done: `chưa báo cáo`."""
    if root.next_trigger == "release" and root.document:
        return look.say("blocked.releases", document=root.document)
    if root.next_trigger == "resume" and root.of:
        return look.say("blocked.resumes", of=root.of_name or root.of)
    return look.label("undone", root.next_trigger)


def holds_cell(root: RootBlocker, look: Look) -> Cell:
    """How many consolidations it holds up, and how often its agency was urged."""
    holds = Cell(look.say("blocked.holds", n=root.holds), "", look.say("blocked.holds.short", n=root.holds))
    return with_reminders(holds, root, look)


def _day_words(text: str, look: Look) -> str:
    """`30/5`, `2024-05-09 16:00`, `day end of the last month`."""
    if match := re.fullmatch(r"day (\S+) of the (\w+) month(?: (\S+))?", text):
        month = look.say(f"due.month_{match[2]}")
        words = (
            look.say("due.end_of_month", month=month)
            if match[1] == "end"
            else look.say("due.day_of_month", day=match[1], month=month)
        )
        return f"{words} {match[3]}" if match[3] else words
    day, _, hour = text.partition(" ")
    if look.lang != "vi":
        if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})", day):
            day = f"{int(match[1])} {calendar.month_abbr[int(match[2])]}"
    elif match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", day):
        day = f"{match[3]}/{match[2]}/{match[1]}"
    return f"{day} {hour}" if hour else day


def _within(text: str, look: Look) -> str:
    if match := re.fullmatch(r"(\d+) working days after (\w+)", text):
        return look.say(f"due.working_days_{match[2]}", n=int(match[1]))
    if match := re.fullmatch(r"(\d{4})-M?(\d{2})", text):
        month = match[2].lstrip("0")
        return look.say(
            "due.within_month", month=month if look.lang == "vi" else calendar.month_name[int(month)], year=match[1]
        )
    if re.fullmatch(r"\d{4}", text):
        return look.say("due.within_year", year=text)
    if text == "period":
        return look.say("due.within_period")
    return look.say("due.within_named", period=period_words(text, look))


def period_words(text: str, look: Look, *, with_year: bool = False) -> str:
    """`2023-H1` → `6 tháng`; the text itself where it names no period."""
    try:
        period = parse_period(text, year=2000)
    except BadPeriod:
        return text
    return look.message(period.said_with_year if with_year or look.with_years else period)
