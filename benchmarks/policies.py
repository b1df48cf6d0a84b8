"""`dondoc audit policy` over a year of a whole country ÷ reading that year's rows.

The right side reads every row of the cascade's history through the engine's own door (`Answers.records`), streamed
chain by chain, each as a value by name for every column, with the task's key: the form in which rows are handed on to
be used. The left side is `Answers.policies`: it lays the rows in the order of days, keeps the cascade's tasks in memory
and watches the rules. Sentences are read and names found before anything counts. The country is made up (`country.py`):
a year with plans, and four periods of reports and consolidations, of which some are extended, returned, waived. Each
province's moves of a day are one transaction. 11,000 tasks; a national cascade of 44,000 with DONDOC_BENCH_FULL=1
(`--full`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.cascades import TickingClock, url_of
from benchmarks.country import ROOT, YEAR
from benchmarks.pairs import Goal, Row, Spread, interleave, milliseconds, timed
from benchmarks.profiles import peak_memory, profile
from benchmarks.year import a_year
from engine import Engine
from engine.policies.auditing import RuleAudit
from engine.policies.rules import Rule
from engine.scope import Scope
from rules.sentences import Names, rule_of

NAME = "policies"
_KEY = f"{ROOT}/{YEAR}"
_END = date(YEAR + 1, 1, 15)
_SIX = (
    "không cơ quan nào tổng hợp được khi còn đơn vị chưa báo cáo",
    "gia hạn không bao giờ vượt hạn của cấp trên",
    "mọi báo cáo cấp dưới đến hạn trước hạn tổng hợp của cấp trên",
    "thực hiện rồi mới được báo cáo",
    "sau khi cấp trên trả lại thì cơ quan phải báo cáo trong vòng 5 ngày làm việc",
    "sau khi cấp trên đã tổng hợp thì không báo cáo nào bị trả lại nữa",
)
_MORE = (
    *_SIX,
    "chỉ nơi giao việc được gia hạn",
    "trả lại báo cáo riêng xong thì chưa báo cáo",
    "sau khi cấp trên trả lại thì cơ quan phải báo cáo",
    "mọi nhiệm vụ chưa xong đều có người làm được tiếp",
    "mọi nhiệm vụ có người làm được tiếp cho đến khi báo cáo",
)


def run(folder: Path, quick: bool) -> Iterator[Row]:
    """The ratio for the rules that the documentation has as examples, and for one of each kind of sentence."""
    provinces = 2 if quick else 47 if os.environ.get("DONDOC_BENCH_FULL") else 12
    path = a_year(folder / "year", provinces)
    yield _compared(path, _SIX, 7, Goal("≤", 3))
    yield _compared(path, _MORE, 7, None)
    yield _memory(folder)


def explain(folder: Path) -> str:
    """Where the time goes."""
    path = a_year(folder / "year", 8)
    with _rules(path, _SIX) as (dondoc, rules):
        return profile(partial(_audit, dondoc, rules), 40)


def _compared(path: Path, sentences: Sequence[str], count: int, goal: Goal | None) -> Row:
    with _rules(path, sentences) as (dondoc, rules):
        rows = _read(dondoc)
        pairs = interleave(timed(partial(_audit, dondoc, rules)), timed(partial(_read, dondoc)), count)
    what = f"{len(rules)} rules over {rows} rows ÷ reading these, time"
    return Row(NAME, what, pairs.time_ratio, milliseconds(pairs.left), milliseconds(pairs.right), "ms", count, goal)


def _memory(folder: Path) -> Row:
    """The peak of Python's memory for a task of a country four times as large."""
    peaks = []
    for provinces in (1, 4):
        path = a_year(folder / f"memory-{provinces}", provinces)
        with _rules(path, _SIX) as (dondoc, rules):
            tasks = _audit(dondoc, rules)[0].tasks
            peaks.append(1e3 * peak_memory(partial(_audit, dondoc, rules)) / tasks)
    small, large = (Spread.of([peak]) for peak in peaks)
    return Row(
        NAME,
        "peak memory for a task, 4 times the provinces",
        Spread.of([peaks[1] / peaks[0]]),
        large,
        small,
        "kB/task",
        1,
        Goal("≤", 1.2),
    )


@contextmanager
def _rules(path: Path, sentences: Sequence[str]) -> Iterator[tuple[Engine, list[Rule]]]:
    with Engine.open(url_of(path), clock=TickingClock()) as dondoc:
        names = Names(lambda text: dondoc.on(_END).find_agency(text, _KEY).key, str, dondoc.on(_END).lifecycle(_KEY))
        rules = [rule for each in sentences if (rule := rule_of(each, names)) is not None]
        if len(rules) != len(sentences):
            raise AssertionError("a sentence is no rule")
        yield dondoc, rules


def _audit(dondoc: Engine, rules: Sequence[Rule]) -> tuple[RuleAudit, ...]:
    found = dondoc.on(_END).policies({_KEY: rules}, Scope(_KEY))
    if len(found) != len(rules):
        raise AssertionError(f"{len(found)} of {len(rules)} rules")
    return found


def _read(dondoc: Engine) -> int:
    """Read every row of history, in the form in which rows are used; how many there are."""
    return dondoc.on(_END).records(lambda rows: sum(1 for _ in rows), Scope(_KEY))
