"""A feature file for a document, to start from: its main path, refusals, due dates, and the rules that hold for it.

Every scenario that could be meant is written and run; what passes is kept, so that the file passes as it is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import words
from features.steps.cascades import Cascade, Folders, cascade_of, definitions
from rules.sentences import FORMS
from spec.runner import run
from workflows.errors import BadYear
from workflows.graph import DueDate, TaskNode
from workflows.schema import Document

_DAY = timedelta(days=1)
_MOST = 4  # tasks that stand for all others: each period first, then each kind
_EARLY = ("chưa có kế hoạch", "không đúng trạng thái", "còn đầu vào chưa báo cáo")
_AGAIN = ("không đúng trạng thái", "nhiệm vụ đã xong")


@dataclass(frozen=True, slots=True)
class Written:
    """A scenario: under which Quy tắc, what it tells, its steps; `instead`: of several with the same, one is kept."""

    rule: str
    name: str
    steps: tuple[str, ...]
    instead: str = ""


def generate(document: str, folders: Folders, year: int | None, today: date) -> str:
    """The feature file. `year`: of the cascade; None: the one that the document speaks of, else today's.

    Raises UnknownDocument, BadYear where the document gives nobody work in that year, NotLaunchable.
    """
    library, _ = definitions(folders)
    found = library.get(document)
    directive = library.roots(found)[0].key
    chosen = year if year is not None else _year_of(found, today)
    cascade = cascade_of(folders, directive, chosen)
    tasks = [task for task in cascade.graph.tasks if found.key in task.documents]
    if not tasks:
        raise BadYear(found.key, chosen)
    head = [
        "# language: vi",
        f"Tính năng: {found.number.value or found.key} {found.title}".rstrip(),
        f"  Nháp từ tệp {found.key}.yaml: mỗi kịch bản dưới đây đã chạy đạt; sửa lại cho đúng ý của cơ quan.",
        "",
        "  Bối cảnh:",
        f'    Biết đợt triển khai năm {chosen} của "{directive}" đã được mở',
    ]
    written = _in_order(list(_scenarios(cascade, found, _standing_for_all(tasks))))
    return "\n".join([*head, *_lines(_kept(head, written, folders, today))]) + "\n"


def _year_of(document: Document, today: date) -> int:
    if document.applies is not None and document.applies.year is not None:
        return document.applies.year
    return document.date.value.year if document.date.value is not None else today.year


def _standing_for_all(tasks: Sequence[TaskNode]) -> list[TaskNode]:
    """A few tasks: of each period one that reports and one that merges."""
    found: dict[tuple[str, bool], TaskNode] = {}
    for task in tasks:
        if task.topic is None and (task.owes_report or task.consolidates):
            found.setdefault((task.period.code, task.consolidates), task)
    return list(found.values())[:_MOST] or list(tasks)[:1]


def _scenarios(cascade: Cascade, document: Document, tasks: Sequence[TaskNode]) -> Iterator[Written]:
    names = cascade.names
    is_out = f'Biết văn bản "{document.key}" đã ban hành'
    for task in tasks:
        who, when = names[task.agency], words.message(task.period)
        at = f'"{who}" kỳ "{when}"'
        state = "đã tổng hợp" if task.consolidates else "đã báo cáo"
        main = "Quy tắc: Đường đi chính"
        path: tuple[str, ...]
        if task.consolidates:
            path = (f'Biết "{who}" đã tổng hợp kỳ "{when}"', f'Thì {at} ở trạng thái "{state}"')
        else:
            path = (
                f'Biết "{who}" đã thực hiện kỳ "{when}"',
                f'Khi "{who}" báo cáo kỳ "{when}"',
                f'Thì {at} ở trạng thái "{state}"',
            )
        yield Written(main, f"{who}, {when}: làm đến cùng", path)
        yield from _refused(task, who, when, next((names[key] for key in task.receivers if key in names), None), is_out)
        due = task.merged_due if task.consolidates else task.own_due
        yield from _due(at, due, is_out)
    for form in FORMS:
        sentence = form.example.removeprefix("Thì ")
        if " kỳ " not in sentence and " trừ " not in sentence:
            step = f'Thì {sentence} của "{document.key}"'
            yield Written("Quy tắc: Điều giữ với mọi nhiệm vụ", f"{sentence[0].upper()}{sentence[1:]}", (step,))


def _refused(task: TaskNode, who: str, when: str, above: str | None, is_out: str) -> Iterator[Written]:
    """What is done too early, again, or by somebody else; for which of several reasons is found by trying."""
    rule, last = "Quy tắc: Điều bị từ chối", "tổng hợp" if task.consolidates else "báo cáo"
    for reason in _EARLY:
        early = is_out, f'Khi "{who}" {last} kỳ "{when}"', f'Thì bị từ chối vì "{reason}"'
        yield Written(rule, f"{who}, {when}: {last} khi chưa đến lượt", early, f"early {task.key}")
    if task.consolidates:
        missing = f'Biết "{who}" đã thực hiện kỳ "{when}"', f'Khi "{who}" tổng hợp kỳ "{when}"'
        said = 'Thì bị từ chối vì "còn đầu vào chưa báo cáo"'
        yield Written(rule, f"{who}, {when}: tổng hợp khi còn nơi chưa báo cáo", (*missing, said))
    for reason in _AGAIN:
        done = f'Biết "{who}" đã {last} kỳ "{when}"', f'Khi "{who}" thực hiện kỳ "{when}"'
        again = (*done, f'Thì bị từ chối vì "{reason}"')
        yield Written(rule, f"{who}, {when}: làm lại việc đã xong", again, f"again {task.key}")
    if above is not None and above != who:
        other = is_out, f'Khi "{above}" làm "thực hiện" kỳ "{when}" thay cho "{who}"'
        said = 'Thì bị từ chối vì "không phải việc của cơ quan này"'
        yield Written(rule, f"{who}, {when}: nơi khác làm thay", (*other, said))


def _due(at: str, due: DueDate | None, is_out: str) -> Iterator[Written]:
    """The day before the last on-time day, that day, and the day after it."""
    if due is None or due.last_day is None:
        return
    for day, said in (
        (due.last_day - _DAY, "chưa quá hạn"),
        (due.last_day, "chưa quá hạn"),
        (due.last_day + _DAY, "quá hạn 1 ngày"),
    ):
        steps = (is_out, f"Khi đến ngày {day:%d/%m/%Y}", f"Thì {at} {said}")
        yield Written("Quy tắc: Hạn", f"{at.replace(chr(34), '')}, ngày {day:%d/%m/%Y}", steps)


def _in_order(written: Sequence[Written]) -> list[Written]:
    """Those under the same rule together."""
    rules = list(dict.fromkeys(each.rule for each in written))
    return sorted(written, key=lambda each: rules.index(each.rule))


def _kept(head: Sequence[str], written: Sequence[Written], folders: Folders, today: date) -> Iterable[Written]:
    """The scenarios that pass."""
    with tempfile.TemporaryDirectory(prefix="dondoc-draft-") as name:
        path = Path(name, "draft.feature")
        path.write_text("\n".join([*head, *_lines(written)]) + "\n", "utf-8")
        result = run([path], folders, today)
    kept: dict[object, Written] = {}
    for number, (each, scenario) in enumerate(zip(written, result.features[0].scenarios, strict=True)):
        if scenario.outcome == "passed":
            kept.setdefault(each.instead or number, each)
    return kept.values()


def _lines(written: Iterable[Written]) -> Iterator[str]:
    for rule, scenarios in groupby(written, key=lambda each: each.rule):
        yield from ("", f"  {rule}")
        for each in scenarios:
            yield from ("", f"    Kịch bản: {each.name}", *(f"      {step}" for step in each.steps))
