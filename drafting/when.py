"""Reporting periods and due dates as documents print them, and which date is said of which period.

Read in small letters with their accents: "quý" is not "quy", "năm" is not "nam". A date goes to a period only where the
order of the words leaves no choice; else both are told as doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from drafting.text import Text
from workflows.schema import YEARS
from workflows.vocabulary import vocabulary

QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class Rule:
    """A due date in the language's terms: `way` (before, by, within) and `day` (2023-06-20, 30/5, {day, month})."""

    way: str
    day: str | dict[str, str]
    printed: str
    year: str | None = None
    reading: str | None = None
    """Why it was read so, as a code of the catalogue."""
    is_yearly: bool = False
    """Said to come back every year."""

    @property
    def month(self) -> int | None:
        if isinstance(self.day, dict):
            return None
        day = self.day.partition(" ")[0]
        return int(day.split("-")[1]) if "-" in day else int(day.split("/")[1]) if "/" in day else None


@dataclass(frozen=True, slots=True)
class Token:
    """A period (`codes`) or a date (`rules`, one a day) at a place of the text."""

    start: int
    end: int
    codes: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(slots=True)
class Dues:
    """Each period with its rule (None: no date is given for it), and what could not be told apart."""

    rules: dict[str, Rule | None]
    doubtful: tuple[str, ...] = ()


# dates --------------------------------------------------------------------------------------------------------------

_D = r"(?P<d>\d{1,2})"
_DAY = (
    rf"(?:{_D}\s*[/.-]\s*(?P<m>\d{{1,2}})(?:\s*[/.-]\s*(?P<y>\d{{4}}))?(?![/\d])"
    r"|(?P<d2>\d{1,2})\s+tháng\s+(?P<m2>\d{1,2})(?:\s+năm\s+(?P<y2>\d{4}))?)"
)
_HOUR = r"(?:(?P<h>\d{1,2})\s*(?:giờ|h|g)\s*(?P<min>\d{2})?(?:\s*phút)?,?\s*(?:ngày\s*)?)?"


def _phrases(*lists: Sequence[str]) -> str:
    """A pattern for one of these phrases, the longest first."""
    return "|".join(sorted({re.escape(each) for some in lists for each in some}, key=len, reverse=True))


_BEFORE, _BY = (tuple(vocabulary()["dates"][way]) for way in ("before", "by"))
_WAY = rf"(?P<way>{_phrases(_BEFORE, _BY)})?"
_AFTER = "(?:sau|tiếp theo|kế tiếp|liền kề)"
_EVERY_DAY = re.compile(
    rf"{_WAY}\s*{_HOUR}(?P<p>{_D}|cuối cùng)\s*(?:của\s+)?"
    r"(?:(?P<monthly>hằng tháng|hàng tháng|mỗi tháng|của tháng(?! (?:đầu|cuối|thứ)))"
    r"|(?P<last>tháng cuối(?: của)?(?: mỗi)? (?:quý|kỳ))"
    rf"|(?P<next>tháng {_AFTER}|tháng (?:đầu|thứ nhất)(?: tiên)?(?: của)? quý {_AFTER}))"
)
_A_DAY = re.compile(rf"{_WAY}\s*{_HOUR}(?:ngày\s+)?{_DAY}")
_BARE = re.compile(rf"\s*(?:,|và|;|hoặc)\s*(?:ngày\s+|trước(?: ngày)?\s+)?{_DAY}")
_SHARED = re.compile(
    rf"{_WAY}\s*(?P<d>\d{{1,2}})\s*/\s*\((?P<months>\d{{1,2}}(?:\s*[/,;]\s*\d{{1,2}})+)\)(?:\s*/\s*(?P<y>\d{{4}}))?"
)
_BARE_DAY = re.compile(
    rf"{_WAY[:-1]}\s+(?P<d>\d{{1,2}})(?=\s*(?:[),;.]|$|hằng tháng|hàng tháng))(?![/.-]\d)(?P<last>)(?P<next>(?!))?"
)
_WITHIN = re.compile(
    r"(?:trong|hoàn thành(?: trong)?)\s+(?:(?P<month>tháng\s+(?P<m>\d{1,2}))|(?P<quarter>quý\s+(?P<q>iv|i{1,3}|[1-4]))"
    r"|(?P<year>năm(?=\s+\d)))\s*(?:/|năm)?\s*(?P<y>\d{4})"
)
_SOME_DAY = r"[\d/.\-]+(?: tháng \d+(?: năm \d+)?)?"
_NOT_DUE = re.compile(  # dates that say what a report is about
    rf"(?:tính )?từ (?:ngày )?{_SOME_DAY}\s*(?:năm trước |của [\w ]{{1,25}})?(?:đến|tới)(?: hết)? (?:ngày )?{_SOME_DAY}"
    rf"|(?:số liệu|tính|chốt)[\w ]{{0,20}}? (?:đến|tới)(?: hết)? ngày {_SOME_DAY}"
)


def _given(match: re.Match[str], name: str) -> str | None:
    groups = match.groupdict()
    return groups.get(name) or groups.get(f"{name}2")


def is_day(day: int, month: int, year: int | None) -> bool:
    """Whether the calendar has that day; one of every year may be the 29th of February."""
    try:
        return date(year or 2024, month, day).year in YEARS
    except ValueError:
        return False


def _rule(match: re.Match[str], way: str, hour: str | None, following: str, printed: str) -> Rule | None:
    day, month, year = (_given(match, name) for name in "dmy")
    assert day is not None
    assert month is not None
    if not is_day(int(day), int(month), int(year) if year else None):
        return None
    next_year = bool(re.match(r"\s*(?:của\s+)?năm (?:sau|kế tiếp|tiếp theo|liền kề)", following))
    if next_year:
        year = None
    text = f"{year}-{int(month):02}-{int(day):02}" if year else f"{int(day)}/{int(month)}"
    return Rule(_way(way), f"{text} {hour}" if hour else text, printed, "+1" if next_year else None)


def _way(said: str) -> str:
    """`before` leaves the day out, `by` counts it; `chậm nhất trước ngày` says both, and the stricter counts."""
    return "by" if said in _BY else "before"


def tokens(text: Text) -> list[Token]:
    """The periods and dates of a sentence, in its order."""
    lower = text.lower
    lower = _NOT_DUE.sub(lambda found: " " * len(found[0]), lower)
    found: list[Token] = []
    for pattern, make in ((_SHARED, _shared), (_EVERY_DAY, _every), (_WITHIN, _within), (_BARE_DAY, _every)):
        for match in pattern.finditer(lower):
            if (token := make(match, text.said)) is not None:
                found.append(token)
        lower = _blank(lower, found)
    way = ""
    for match in _A_DAY.finditer(lower):
        if any(token.start <= match.start() < token.end for token in found):
            continue
        way = match["way"] or (way if _PERIOD_IN_BRACKETS.match(lower, match.end()) else "")
        if (token := _one_or_more(match, way, lower, text.said)) is not None:
            found.append(token)
    lower = _blank(lower, found)
    found += _periods(lower)
    return sorted(found, key=lambda token: token.start)


def _blank(lower: str, found: Sequence[Token]) -> str:
    signs = list(lower)
    for token in found:
        signs[token.start : token.end] = "\x00" * (token.end - token.start)
    return "".join(signs)


def _hour(match: re.Match[str]) -> str | None:
    hour = match.groupdict().get("h")
    if hour is None or int(hour) > 23 or int(match["min"] or 0) > 59:
        return None
    return f"{int(hour):02}:{match['min'] or '00'}"


def _shared(match: re.Match[str], said: str) -> Token | None:
    """`trước ngày 20/(3/6/9)/2023`."""
    way, printed = match["way"] or "", said[match.start() : match.end()].strip()
    months = [int(each) for each in re.findall(r"\d+", match["months"])]
    day = int(match["d"])
    year = int(match["y"]) if match["y"] else None
    if not way or not all(is_day(day, month, year) for month in months):
        return None
    texts = [f"{match['y']}-{month:02}-{day:02}" if match["y"] else f"{day}/{month}" for month in months]
    return Token(match.start(), match.end(), rules=tuple(Rule(_way(way), text, printed) for text in texts))


def _every(match: re.Match[str], said: str) -> Token | None:
    """`trước ngày 20 hằng tháng`, `ngày 15 tháng cuối quý`, `ngày 05 tháng sau`."""
    way = match["way"] or ""
    day = match["d"]
    if not way or (day is not None and not 1 <= int(day) <= 31):
        return None
    month = "next" if match["next"] else "last"
    spec = {"day": str(int(day)) if day else "end", "month": month}
    return Token(match.start(), match.end(), rules=(Rule(_way(way), spec, said[match.start() : match.end()].strip()),))


def _within(match: re.Match[str], said: str) -> Token | None:
    """`trong tháng 6/2026`, `trong quý II năm 2026`."""
    if int(match["y"]) not in YEARS or (match["month"] and not 1 <= int(match["m"]) <= 12):
        return None
    period = match["y"]
    if not match["year"]:
        period += f"-{int(match['m']):02}" if match["month"] else f"-Q{QUARTERS[match['q']]}"
    return Token(match.start(), match.end(), rules=(Rule("within", period, said[match.start() : match.end()].strip()),))


def _one_or_more(match: re.Match[str], way: str, lower: str, said: str) -> Token | None:
    """A day, and those joined to it: `trước ngày 15/6 và 15/12 hằng năm`."""
    end = match.end()
    matches = [match]
    while more := _BARE.match(lower, end):
        if not way:
            break
        matches.append(more)
        end = more.end()
    hour = _hour(match)
    printed = said[match.start() : end].strip()
    rules = [_rule(each, way, hour, lower[end : end + 30], printed) for each in matches]
    if any(rule is None for rule in rules) or (not way and not _in_brackets(lower, match.start(), end)):
        return None
    every = re.match(r"\s*(?:hằng|hàng|mỗi) năm", lower[end:])
    if every:
        end += every.end()
    found = tuple(replace(rule, is_yearly=bool(every)) for rule in rules if rule is not None)
    return Token(match.start(), end, rules=found)


def _in_brackets(lower: str, start: int, end: int) -> bool:
    return lower[:start].rstrip().endswith("(") and lower[end:].lstrip().startswith(")")


# periods ------------------------------------------------------------------------------------------------------------

_QUARTER = re.compile(r"(?<!\w)quý (iv|iii|ii|i|[1-4])(?!\w)(?:\s*(?:/|năm )\s*\d{4})?")
_PERIODS = {
    code: [each for each in said if not each.startswith("bare ")] for code, said in vocabulary()["periods"].items()
}
_BARE_PERIODS = {
    each.removeprefix("bare "): code
    for code, said in vocabulary()["periods"].items()
    for each in said
    if each.startswith("bare ")
}
_PERIOD_IN_BRACKETS = re.compile(  # `trước ngày 10/3 (quý I), 10/6 (6 tháng)`
    rf"\s*\((?:báo cáo |kỳ )*(?:{_QUARTER.pattern}|(?:{_phrases(*_PERIODS.values(), list(_BARE_PERIODS))})[ \d]*)\)"
)
_IN_A_LIST = re.compile(r"[\s,;()\x00/]*(?:và|hoặc)?[\s(]*")
_NO_PERIOD = r"(?!\s*(?:\d{1,2}\b|[iv]+\b|sau|trước|qua|nay|tới|học|kế|tiếp|liền))"


def _periods(lower: str) -> list[Token]:
    """The periods that a text names, which has its dates blanked out."""
    found = [Token(match.start(), match.end(), (f"Q{QUARTERS[match[1]]}",)) for match in _QUARTER.finditer(lower)]
    rest = _blank(lower, found)
    for code, phrases in _PERIODS.items():
        for match in re.finditer(rf"(?<!\w)(?:{_phrases(phrases)})(?: \d{{4}})?(?!\w)(?! (?:sau|trước|học))", rest):
            found.append(Token(match.start(), match.end(), (code,)))
        rest = _blank(rest, found)
    bare = [
        Token(match.start(), match.end(), (_BARE_PERIODS[match[1]],))
        for match in re.finditer(rf"(?<!\w)({_phrases(list(_BARE_PERIODS))})(?: \d{{4}})?(?!\w){_NO_PERIOD}", rest)
    ]
    while more := [
        each for each in bare if each not in found and any(_is_beside(lower, each, other) for other in found)
    ]:
        found += more
    return found


def _is_beside(lower: str, token: Token, other: Token) -> bool:
    between = lower[min(token.end, other.end) : max(token.start, other.start)]
    is_list = _IN_A_LIST.fullmatch(between) is not None and not between.isspace()
    return bool(between) and len(between) < _FAR and is_list


_FAR = 60  # signs, a date in brackets among them


# which date is of which period --------------------------------------------------------------------------------------


def dues(found: Sequence[Token]) -> Dues:
    """The periods of a sentence with their dates. Pairs only where each run of periods has its run of dates."""
    found = [token for at, token in enumerate(found) if not _is_said_again(token, found[at + 1 :])]
    periods = [token for token in found if token.codes]
    dates = [token for token in found if token.rules]
    codes = [code for token in periods for code in token.codes]
    rules = [rule for token in dates for rule in token.rules]
    if not codes:
        if len(rules) == 1:
            code = _when(rules[0])
            return Dues({code: rules[0]}) if code else Dues({}, (rules[0].printed,))
        if len(rules) == 2 and [rule.month in near for rule, near in zip(rules, _HALVES, strict=True)] == [True, True]:
            return Dues(
                dict(zip(("H1", "Y"), (replace(rule, reading="draft.reading.halves") for rule in rules), strict=True))
            )
        return Dues({}, tuple(dict.fromkeys(rule.printed for rule in rules)))
    if not rules:
        return Dues(dict.fromkeys(codes))
    paired: dict[str, Rule | None] = {}
    for run_codes, run_rules in _runs(found):
        if len(run_codes) == len(run_rules):
            paired.update(zip(run_codes, run_rules, strict=True))
        elif len(run_rules) == 1 and isinstance(run_rules[0].day, dict):
            paired.update(dict.fromkeys(run_codes, run_rules[0]))  # a day of each period's month
        elif not run_rules:
            paired.update(dict.fromkeys(run_codes))
        else:
            return Dues(dict.fromkeys(codes), tuple(dict.fromkeys(rule.printed for rule in rules)))
    loose = [rule for rule in rules if isinstance(rule.day, dict) and not _MONTHLY.search(rule.printed.lower())]
    if loose and set(codes) != {"M"}:  # a day without a month is one of every month, where that is what is said
        return Dues(dict.fromkeys(codes), tuple(dict.fromkeys(rule.printed for rule in loose)))
    if any(not _is_possible(code, rule) for code, rule in paired.items()):
        return Dues(dict.fromkeys(codes), tuple(dict.fromkeys(rule.printed for rule in rules)))
    return Dues(paired)


def _is_said_again(token: Token, later: Sequence[Token]) -> bool:
    """`định kỳ 6 tháng và hằng năm đánh giá …, gửi báo cáo 6 tháng trước …`: the later naming counts.

    So do quarters one by one behind `hằng quý`, where each has its date.
    """
    codes = {code for each in later for code in each.codes}
    if token.codes == ("Q",) and len([code for code in codes if re.fullmatch(r"Q\d", code)]) > 1:
        return any(each.rules for each in later)
    return bool(token.codes) and {*token.codes} <= codes


_END_OF_YEAR = (10, 11, 12, 1, 2)
_MONTHLY = re.compile(r"tháng|quý|kỳ")
_HALVES = ((5, 6, 7), (11, 12, 1))  # months in which reports of a half year, and of a year, are due


def _when(rule: Rule) -> str:
    if not isinstance(rule.day, dict):
        return "Y" if (rule.is_yearly or rule.year == "+1") and rule.month in _END_OF_YEAR else "once"
    if not _MONTHLY.search(rule.printed.lower()):
        return ""
    return "Q" if "quý" in rule.printed.lower() else "M"


def _runs(found: Sequence[Token]) -> list[tuple[list[str], list[Rule]]]:
    """Runs of periods each with the dates that follow; where dates stand first, with those that precede."""
    dates_first = bool(found) and bool(found[0].rules)
    runs: list[tuple[list[str], list[Rule]]] = []
    last = ""
    for token in found:
        kind = "period" if token.codes else "date"
        begins = kind == ("date" if dates_first else "period")
        if not runs or (begins and last != kind):
            runs.append(([], []))
        runs[-1][0].extend(token.codes)
        runs[-1][1].extend(token.rules)
        last = kind
    return runs


_FIRST_MONTH = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 4, "H2": 10, "9M": 7, "Y": 10}
_LAST_MONTH = {"Q1": 4, "Q2": 7, "Q3": 10, "Q4": 13, "H1": 8, "H2": 14, "9M": 11, "Y": 15}


def _is_possible(code: str, rule: Rule | None) -> bool:
    """Whether a report of that period may be due on that day: near its end, or soon after."""
    if rule is None or rule.month is None or code not in _FIRST_MONTH:
        return True
    month = rule.month
    return any(_FIRST_MONTH[code] <= each <= _LAST_MONTH[code] for each in (month, month + 12))
