"""Why a correction is refused: its rule's stable name, the sentence in both languages, and what would unblock it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date

from engine.cascade.tasks import LiveTask
from engine.errors import Refused

CORRECT = "correct"


def not_your_row(task: LiveTask, seq: int, agency: str, who_can: Sequence[str], option: str) -> Refused:
    """Only who may make that move may correct it."""
    return Refused(
        "not-yours",
        task.key,
        CORRECT,
        f"{agency} không được làm bước ghi ở dòng {seq} nên không được đính chính; cơ quan được làm: "
        f"{', '.join(who_can) or '–'}",
        f"{agency} may not make the move of row {seq}, so it may not correct it; who may: {', '.join(who_can) or '–'}",
        tuple(who_can),
        tuple(correct_command(task, seq, who, option) for who in who_can[:1]),
    )


def without_reason(task: LiveTask, seq: int, agency: str, option: str) -> Refused:
    """A correction stays readable for ever, and so does its reason."""
    return Refused(
        "missing-reason",
        task.key,
        CORRECT,
        "đính chính phải nêu lý do",
        "a correction needs a reason",
        (agency,),
        (correct_command(task, seq, agency, option),),
    )


def is_correction(task: LiveTask, seq: int, ref_seq: int | None, agency: str, option: str) -> Refused:
    """A correction is mended by another correction of the same row."""
    return Refused(
        "is-correction",
        task.key,
        CORRECT,
        f"dòng {seq} là đính chính của dòng {ref_seq}: hãy đính chính lại dòng {ref_seq}",
        f"row {seq} is a correction of row {ref_seq}: correct row {ref_seq} again",
        (agency,),
        () if ref_seq is None else (correct_command(task, ref_seq, agency, option),),
    )


def already_undone(task: LiveTask, seq: int, by_seq: int) -> Refused:
    """What was taken back is done again, not corrected."""
    return Refused(
        "already-undone",
        task.key,
        CORRECT,
        f"dòng {seq} đã được rút lại ở dòng {by_seq}; nếu việc đó có thật, hãy ghi lại từ đầu",
        f"row {seq} was taken back by row {by_seq}; if it did take place, record it again",
        (),
        (),
    )


def not_a_move(task: LiveTask, seq: int, kind: str) -> Refused:
    """Only moves are corrected."""
    return Refused(
        "not-a-move",
        task.key,
        CORRECT,
        f"dòng {seq} không phải bước chuyển ({kind})",
        f"row {seq} is no move ({kind})",
        (),
        (),
    )


def nothing_to_correct(task: LiveTask, seq: int, what: str) -> Refused:
    """The row says that already."""
    return Refused(
        "nothing-to-correct",
        task.key,
        CORRECT,
        f"dòng {seq} đã ghi đúng như vậy: {what}",
        f"row {seq} says so already: {what}",
        (),
        (),
    )


def out_of_order(task: LiveTask, seq: int, on: date, neighbour: int, day: str, agency: str) -> Refused:
    """A chain's days never run backwards: the neighbouring row has to be corrected first."""
    is_before = day > on.isoformat() and neighbour < seq
    vi = f"trước ngày {_vi(day)} của dòng {neighbour}" if is_before else f"sau ngày {_vi(day)} của dòng {neighbour}"
    en = f"before the {day} of row {neighbour}" if is_before else f"after the {day} of row {neighbour}"
    return Refused(
        "out-of-order",
        task.key,
        CORRECT,
        f"ngày {on:%d/%m/%Y} của dòng {seq} sẽ {vi}: hãy đính chính dòng {neighbour} trước",
        f"{on} of row {seq} would be {en}: correct row {neighbour} first",
        (agency,),
        (correct_command(task, neighbour, agency, '--on "…"'),),
    )


def before_input(
    task: LiveTask, seq: int, on: date, below: LiveTask, below_on: str, above: LiveTask, above_on: str
) -> Refused:
    """With that day a consolidation would have been passed on before, or named as missing after, what it rests on."""
    return Refused(
        "before-input",
        task.key,
        CORRECT,
        f"dòng {seq} không thể là ngày {on:%d/%m/%Y}: {above.agency_name} tổng hợp ngày {_vi(above_on)} dựa trên "
        f"báo cáo của {below.agency_name}, khi đó là ngày {_vi(below_on)}",
        f"row {seq} cannot be dated {on}: what {above.agency_name} consolidated on {above_on} rests on the input of "
        f"{below.agency_name}, then of {below_on}",
        tuple(dict.fromkeys((above.agency, below.agency))),
        (f"dondoc history {shlex.quote(above.key)}", f"dondoc history {shlex.quote(below.key)}"),
    )


def correct_command(task: LiveTask, seq: int, agency: str, option: str) -> str:
    """What that agency would type. `option`: what is to be corrected, `--undo` or the like."""
    return f'dondoc correct {task.key} --seq {seq} {option} --as {shlex.quote(agency)} --reason "…"'


def _vi(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}"
