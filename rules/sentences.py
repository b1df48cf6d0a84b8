"""Rules as officers say them: a few sentences, each with the one pattern that it means.

What stands in a hole is a phrase of a closed list: who, what is done, what is so. `Extent` comes last: `của "…"`,
`cấp huyện`, `kỳ "6 tháng"`, `, trừ "…"`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from engine.cascade.lookup import get_trigger
from engine.errors import Ambiguous
from engine.policies.rules import Condition, Extent, Happening, Pattern, Rule, Whose
from features.steps.grammar import readings_by, tokens_to_read, way_of
from features.steps.names import listed, period_named
from features.steps.phrases import CHOICES, Choice, written_out
from workflows.lifecycle import Lifecycle, Role, UnknownTrigger
from workflows.said import Said

EXTENT = '[ của "{document}"][ cấp {tier}]{over}[, trừ "{missing}"]'
EXTENT_EN = '[ of "{document}"][ for every {tier}]{over}[, except "{missing}"]'
_DEED, _DEED2 = '({deed}|"{act}")', '({deed2}|"{act2}")'  # as the list has it, or by its name in the lifecycle
_SO, _SO2 = '({so}|{stage} "{step}")', '({so2}|{stage2} "{step2}")'
T = TypeVar("T")
Meant = tuple[str, T]  # in English, and what it means

TIERS: Mapping[str, Meant[tuple[str, ...]]] = {
    "bộ": ("ministry", ("ministry", "ministerial-agency")),
    "tỉnh": ("province", ("province",)),
    "sở": ("department", ("department",)),
    "huyện": ("district", ("district",)),
    "xã": ("commune", ("ward",)),
}
SIDES: Mapping[str, Meant[Whose]] = {
    "cơ quan": ("the agency", "own"),
    "đơn vị": ("the unit", "own"),
    "nhiệm vụ": ("the task", "own"),
    "cấp trên": ("the one above", "above"),
    "cấp dưới": ("the one below", "inputs"),
    "đơn vị cấp dưới": ("the unit below", "inputs"),
}
DEEDS: Mapping[str, Meant[str]] = {
    "ban hành": ("release", "release"),
    "lập kế hoạch": ("planning", "draft_plan"),
    "thực hiện": ("implementation", "implement"),
    "gửi báo cáo": ("sending of a report", "report"),
    "báo cáo": ("reporting", "report"),
    "tổng hợp thiếu": ("partial consolidation", "consolidate_partial"),
    "tổng hợp": ("consolidation", "consolidate"),
    "trả lại báo cáo riêng": ("return of the own report", "return_report"),
    "trả lại báo cáo tổng hợp": ("return of the merged report", "return_report"),
    "trả lại": ("return", "return_report"),
    "gia hạn": ("extension", "extend"),
    "hủy việc miễn": ("end of a waiver", "unwaive"),
    "miễn": ("waiver", "waive"),
    "tạm dừng": ("suspension", "suspend"),
    "cho tiếp tục": ("resumption", "resume"),
    "rút nhiệm vụ": ("withdrawal", "withdraw"),
    "thu hồi": ("revocation", "revoke"),
    "đề nghị gia hạn": ("request for extension", "request_extension"),
    "chấp thuận": ("grant", "grant"),
    "chấp nhận báo cáo": ("acceptance of a report", "accept"),
}
_REPORTS = {"trả lại báo cáo riêng": "own", "trả lại báo cáo tổng hợp": "merged"}
ROLES: Mapping[str, Meant[tuple[Role, ...]]] = {
    "cơ quan được giao": ("agency asked", ("assignee",)),
    "nơi tổng hợp": ("consolidator", ("consolidator",)),
    "nơi giao việc": ("issuer", ("issuer",)),
    "nơi nhận báo cáo": ("receiver", ("receiver",)),
    "nơi giao việc hoặc nơi tổng hợp": ("issuer or consolidator", ("issuer", "consolidator")),
}
_REPORT = "report"
_MAIN = {
    "lập kế hoạch": ("draw up its plan", "drawn up its plan"),
    "thực hiện": ("implement", "implemented"),
    "báo cáo": ("report", "reported"),
    "tổng hợp": ("consolidate", "consolidated"),
}
CONDITIONS: Mapping[str, Meant[Condition]] = {
    "còn đơn vị chưa báo cáo": ("reports from below are missing", Condition("inputs_open")),
    "các đơn vị đã báo cáo đủ": ("all reports from below are in", Condition("inputs_open", "", True)),
    "chưa xong": ("it is unfinished", Condition("unfinished")),
    "đã xong": ("it is finished", Condition("finished")),
    "quá hạn": ("it is overdue", Condition("overdue")),
    "không quá hạn": ("it is not overdue", Condition("overdue", "", True)),
    "bị chặn": ("it is blocked", Condition("blocked")),
    "không bị chặn": ("it is not blocked", Condition("blocked", "", True)),
    "bị nhắc": ("it is urged", Condition("urged")),
    "còn bị nhắc": ("it is still urged", Condition("urged")),
    "không bị nhắc": ("it is not urged", Condition("urged", "", True)),
    "không còn bị nhắc": ("it is no longer urged", Condition("urged", "", True)),
    "có người làm được tiếp": ("somebody can go on with it", Condition("can_go_on")),
    "đến hạn trước hạn tổng hợp của cấp trên": (
        "it is due before the consolidation above",
        Condition("due_before_above"),
    ),
    "đến hạn trước hạn của cấp trên": ("it is due before the one above", Condition("due_before_above")),
    "vượt hạn của cấp trên": ("it is due past the one above", Condition("due_past_above")),
    "không vượt hạn của cấp trên": ("it is not due past the one above", Condition("due_past_above", "", True)),
    "có hạn": ("it has a due date", Condition("dated")),
    "đang thực hiện": ("it is active", Condition("standing", "active")),
    "đang tạm dừng": ("it is suspended", Condition("standing", "suspended")),
    "đã miễn": ("it was waived", Condition("standing", "waived")),
    "được miễn": ("it is waived", Condition("standing", "waived")),
    "đã thu hồi": ("it is revoked", Condition("standing", "revoked")),
    # of each step of the main line
    **{f"đã {vi}": (f"it has {done}", Condition("done", DEEDS[vi][1])) for vi, (_, done) in _MAIN.items()},
    **{f"chưa {vi}": (f"it has not {done}", Condition("done", DEEDS[vi][1], True)) for vi, (_, done) in _MAIN.items()},
    **{f"phải {vi}": (f"it must {do}", Condition("owes", DEEDS[vi][1])) for vi, (do, _) in _MAIN.items()},
    **{
        f"không phải {vi}": (f"it need not {do}", Condition("owes", DEEDS[vi][1], True))
        for vi, (do, _) in _MAIN.items()
    },
    "cấp trên đã tổng hợp mà không có nó": ("the one above was consolidated without it", Condition("passed_on")),
}
_NOT_YET = "chưa"
_STAGES = {"đã": "it has done", _NOT_YET: "it has not done"}
_WHO = {
    **{"cơ quan": "agency", "đơn vị": "unit", "nhiệm vụ": "task", "báo cáo": "report"},
    **{"báo cáo cấp dưới": "report from below", "việc": "piece of work"},
    **{tier: english for tier, (english, _) in TIERS.items()},
}
_HOLES: Mapping[str, Mapping[str, Meant[Any]]]
_HOLES = {"tier": TIERS, "side": SIDES, "deed": DEEDS, "role": ROLES, "so": CONDITIONS}
CHOICES.update({hole: {vi: Choice((en,)) for vi, (en, _) in table.items()} for hole, table in _HOLES.items()})
_DONE = {f"{before} {vi}": vi for vi in _MAIN for before in _STAGES}
CHOICES["stage"] = {vi: Choice((en,)) for vi, en in _STAGES.items()}
CHOICES["who"] = {vi: Choice((en,)) for vi, en in _WHO.items()}

READINGS: Mapping[Pattern, str] = {
    "absence": "việc ấy không xảy ra lần nào, hoặc không lần nào khi điều kiện đúng ngay trước lúc đó",
    "absence_after": "từ khi việc trước xảy ra, chừng nào nó chưa bị lấy lại, việc sau không xảy ra",
    "universality": "điều ấy đúng vào mọi lúc, hoặc mọi lúc mà điều kiện đúng: lúc mở đợt, sau mỗi việc, và hôm nay",
    "precedence": "lúc việc sau xảy ra, việc trước đã xong ở mọi nhiệm vụ liên quan còn phải chờ",
    "response": "sau việc trước, việc sau có xảy ra; chưa xảy ra thì chưa kết luận được",
    "bounded_response": "như trên, trong số ngày làm việc ấy, tính theo lịch của cơ quan",
    "until": "điều ấy đúng từ lúc mở đợt cho đến khi việc ấy xảy ra",
    "effect": "điều ấy đúng ngay sau mỗi lần việc ấy xảy ra",
}
"""What is checked of each task of the extent."""


@dataclass(frozen=True, slots=True)
class Form:
    """One sentence with the pattern that it means. `make`: the rule without its extent."""

    words: str
    english: str
    example: str
    pattern: Pattern
    make: Callable[[Meaning], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What stands in the holes of a sentence, as the lifecycle has it. `lang`: the language in which it is said."""

    holes: Mapping[str, str]
    lang: str
    lifecycle: Lifecycle

    def __getitem__(self, hole: str) -> str:
        return self.holes[hole]

    def trigger(self, nth: str = "") -> str:
        """What is done. Raises UnknownTrigger, Ambiguous."""
        if (deed := self.holes.get(f"deed{nth}")) is not None:
            return self._listed(deed)
        return get_trigger(self.lifecycle, self.holes[f"act{nth}"])

    def deed(self, nth: str = "", whose: Whose = "own", kinds: tuple[str, ...] = ()) -> Happening:
        """That it is done, and what it is done to."""
        return Happening((self.trigger(nth),), whose, kinds, report=_REPORTS.get(self.holes.get(f"deed{nth}", "")))

    def given(self, nth: str, whose: Whose, kinds: tuple[str, ...], to: str | None = None) -> Happening:
        """The same, where a report is given by whatever counts as that."""
        trigger = self.trigger(nth)
        return Happening((trigger,), whose, kinds, to=to, gives=trigger == _REPORT)

    def done_by(self, nth: str, side: str) -> Happening:
        """The same, by that side; what others do to a task is done on the task itself, whoever does it."""
        trigger = self.trigger(nth)
        is_aside = trigger in self.lifecycle.data.side_triggers
        is_by_others = is_aside and "assignee" not in self.lifecycle.who_may(trigger)
        return Happening((trigger,), "own" if is_by_others else SIDES[side][1])

    @property
    def has_so(self) -> bool:
        """Whether the sentence says when."""
        return "so" in self.holes or "step" in self.holes

    def so(self, nth: str = "") -> Condition:
        """What is so. Raises UnknownTrigger, Ambiguous."""
        if (said := self.holes.get(f"so{nth}")) is not None:
            condition = CONDITIONS[said][1]
            return replace(condition, argument=self._listed(_DONE[said])) if said in _DONE else condition
        step = get_trigger(self.lifecycle, said_so := self.holes[f"step{nth}"])
        main = tuple(self.lifecycle.data.triggers)
        if step not in main:
            raise UnknownTrigger(said_so, main, tuple(map(self.lifecycle.label, main)))
        return Condition("done", step, self.holes[f"stage{nth}"] == _NOT_YET)

    def _listed(self, deed: str) -> str:
        """What a phrase of the list means: what it always does, unless the lifecycle calls something else so."""
        english, usual = DEEDS[deed]
        words = (deed if self.lang == "vi" else english).casefold()
        every = self.lifecycle.every_trigger
        called_so = [name for name in every if self.lifecycle.label(name).say(self.lang).casefold() == words]
        meant = tuple(dict.fromkeys([usual] * (usual in every) + called_so)) or (usual,)
        if len(meant) > 1:
            raise Ambiguous(Said("what.trigger", {"n": 2}), deed, meant)
        return meant[0]


def _kinds(who: str) -> tuple[str, ...]:
    """Of which agencies, where the sentence says it."""
    return TIERS[who][1] if who in TIERS else ()


def _response(said: Meaning) -> dict[str, Any]:
    return {"event": said.done_by("", said["side"]), "other": said.done_by("2", said["side2"])}


FORMS: tuple[Form, ...] = (
    Form(
        f"không {{who}} nào[ được][ bị] {_DEED}[ được] khi {_SO}{EXTENT}",
        f"no {_DEED} of any {{who}} while {_SO}{EXTENT_EN}",
        "Thì không cơ quan nào tổng hợp được khi còn đơn vị chưa báo cáo",
        "absence",
        lambda said: {"event": said.deed(kinds=_kinds(said["who"])), "given": said.so()},
    ),
    Form(
        f"{_DEED} không bao giờ {_SO}{EXTENT}",
        f"no {_DEED} by which {_SO}{EXTENT_EN}",
        "Thì gia hạn không bao giờ vượt hạn của cấp trên",
        "absence",
        lambda said: {"event": said.deed(), "given": said.so()},
    ),
    Form(
        f"không bao giờ có {{who}}[ được][ bị] {_DEED}{EXTENT}",
        f"never any {_DEED} of any {{who}}{EXTENT_EN}",
        'Thì không bao giờ có báo cáo bị trả lại kỳ "6 tháng"',
        "absence",
        lambda said: {"event": said.deed(kinds=_kinds(said["who"]))},
    ),
    Form(
        f"chỉ {{role}}[ mới] được {_DEED}{EXTENT}",
        f"only the {{role}} does any {_DEED}{EXTENT_EN}",
        "Thì chỉ nơi giao việc được gia hạn",
        "absence",
        lambda said: {"event": replace(said.deed(), not_by=ROLES[said["role"]][1])},
    ),
    Form(
        f"{_DEED} xong thì {_SO}{EXTENT}",
        f"right after any {_DEED} {_SO}{EXTENT_EN}",
        "Thì trả lại báo cáo riêng xong thì chưa báo cáo",
        "effect",
        lambda said: {"event": said.deed(), "then": said.so()},
    ),
    Form(
        f"sau khi {{side}}[ đã] {_DEED} thì không {{who}} nào[ được][ bị] {_DEED2}[ được][ nữa]{EXTENT}",
        f"after {_DEED} by {{side}}, no {_DEED2} of any {{who}} any more{EXTENT_EN}",
        "Thì sau khi cấp trên đã tổng hợp thì không báo cáo nào bị trả lại nữa",
        "absence_after",
        lambda said: {
            "event": said.deed("2", kinds=_kinds(said["who"])),
            "other": said.deed("", SIDES[said["side"]][1]),
        },
    ),
    Form(
        f"[luôn luôn ]mọi {{who}}[ {_SO}][ đều] {_SO2}{EXTENT}",
        f"[always ]for every {{who}}[ of which {_SO}], {_SO2}{EXTENT_EN}",
        "Thì mọi nhiệm vụ chưa xong đều có người làm được tiếp",
        "universality",
        lambda said: {"then": said.so("2")} | ({"given": said.so()} if said.has_so else {}),
    ),
    Form(
        f"{_SO} thì[ luôn luôn] {_SO2}{EXTENT}",
        f"whenever {_SO}, {_SO2}{EXTENT_EN}",
        "Thì đã miễn thì không còn bị nhắc",
        "universality",
        lambda said: {"given": said.so(), "then": said.so("2")},
    ),
    Form(
        f'mỗi {{tier2}} {_DEED} trước khi {{tier3}} {_DEED2}[ "{{other}}"]{EXTENT}',
        f'every {{tier2}} does its {_DEED} before the {{tier3}} does its {_DEED2}[ to "{{other}}"]{EXTENT_EN}',
        'Thì mỗi huyện báo cáo trước khi tỉnh báo cáo "Bộ Nội vụ"',
        "precedence",
        lambda said: {
            "event": said.given("2", "own", _kinds(said["tier3"]), said.holes.get("other")),
            "other": said.given("", "below", _kinds(said["tier2"])),
        },
    ),
    Form(
        f"{_DEED} rồi mới[ được] {_DEED2}{EXTENT}",
        f"{_DEED} comes before {_DEED2}{EXTENT_EN}",
        "Thì thực hiện rồi mới được báo cáo",
        "precedence",
        lambda said: {"event": said.deed("2"), "other": said.deed()},
    ),
    Form(
        f"sau khi {{side}} {_DEED} thì {{side2}} phải {_DEED2} trong vòng {{count}} ngày làm việc{EXTENT}",
        f"after {_DEED} by {{side}}, {{side2}} must do its {_DEED2} within {{count}} working days{EXTENT_EN}",
        "Thì sau khi cấp trên trả lại thì cơ quan phải báo cáo trong vòng 5 ngày làm việc",
        "bounded_response",
        lambda said: {**_response(said), "within": int(said["count"])},
    ),
    Form(
        f"sau khi {{side}} {_DEED} thì {{side2}} phải {_DEED2}{EXTENT}",
        f"after {_DEED} by {{side}}, {{side2}} must do its {_DEED2}{EXTENT_EN}",
        "Thì sau khi cấp trên trả lại thì cơ quan phải báo cáo",
        "response",
        _response,
    ),
    Form(
        f"mọi {{who}} {_SO} cho đến khi {_DEED}{EXTENT}",
        f"for every {{who}}, {_SO} until its {_DEED}{EXTENT_EN}",
        "Thì mọi nhiệm vụ có người làm được tiếp cho đến khi báo cáo",
        "until",
        lambda said: {"then": said.so(), "event": said.deed()},
    ),
)


@dataclass(frozen=True, slots=True)
class Names:
    """How names of a sentence become keys of agencies, of documents, and of triggers of a lifecycle."""

    agency: Callable[[str], str]
    document: Callable[[str], str]
    lifecycle: Lifecycle


def form_of(text: str) -> tuple[Form, dict[str, str], str] | None:
    """The one form that a sentence has, with what fills its holes, and its language; None: it is no rule."""
    tokens = tokens_to_read(text := text.strip())
    for form in FORMS:
        way = way_of(written_out(form.words))
        if (read := next(readings_by(way, text, tokens, in_quotes=True), None)) is not None:
            return form, dict(read), "vi"
    for form in FORMS:
        for lang, words in (("vi", form.words), ("en", form.english)):
            way = way_of(written_out(words, lang, "spoken"), lang, is_spoken=True)
            if (read := next(readings_by(way, text, tokens), None)) is not None:
                return form, dict(read), lang
    return None


def rule_of(text: str, names: Names, place: str = "") -> Rule | None:
    """The rule that a sentence states; None: it states none.

    Raises what the look-up of names raises; BadPeriod; UnknownTrigger, and Ambiguous where several triggers are meant.
    """
    found = form_of(text)
    if found is None:
        return None
    form, said, lang = found
    parts = form.make(Meaning(said, lang, names.lifecycle))
    if isinstance(event := parts.get("event"), Happening) and event.to is not None:
        parts["event"] = replace(event, to=names.agency(event.to))
    excepted = tuple(map(names.agency, listed(said.get("missing", ""))))
    extent = Extent(
        names.document(said["document"]) if "document" in said else None,
        _kinds(said["tier"]) if "tier" in said else (),
        period_named(said["period"], 2000).code if "period" in said else None,
        (),
        excepted,
    )
    return Rule(text.strip(), form.pattern, extent, place=place, **parts)
