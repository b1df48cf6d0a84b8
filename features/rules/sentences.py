"""Rules as officers say them: a few sentences, each with the one pattern that it means.

What stands in a hole is a phrase of a closed list: who, what is done, what is so. `Extent` comes last: `của "…"`,
`cấp huyện`, `kỳ "6 tháng"`, `, trừ "…"`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from engine.policies.rules import Condition, Extent, Happening, Pattern, Rule, Whose
from features.steps.grammar import readings_by, tokens_to_read, way_of
from features.steps.names import period_named
from features.steps.phrases import CHOICES, Choice, written_out
from workflows.lifecycle import Role

EXTENT = '[ của "{document}"][ cấp {tier}]{over}[, trừ "{missing}"]'
EXTENT_EN = '[ of "{document}"][ for every {tier}]{over}[, except "{missing}"]'
T = TypeVar("T")
Meant = tuple[str, T]  # in English, and what it means

TIERS: Mapping[str, Meant[tuple[str, ...]]] = {
    "bộ": (
        "ministry",
        (
            "ministry",
            "ministerial-agency",
        ),
    ),
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
    "nơi giao việc hoặc nơi tổng hợp": (
        "issuer or consolidator",
        (
            "issuer",
            "consolidator",
        ),
    ),
}
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
_WHO = {
    **{"cơ quan": "agency", "đơn vị": "unit", "nhiệm vụ": "task", "báo cáo": "report"},
    **{"báo cáo cấp dưới": "report from below", "việc": "piece of work"},
    **{tier: english for tier, (english, _) in TIERS.items()},
}
_HOLES: Mapping[str, Mapping[str, Meant[Any]]]
_HOLES = {"tier": TIERS, "side": SIDES, "deed": DEEDS, "role": ROLES, "so": CONDITIONS}
CHOICES.update({hole: {vi: Choice((en,)) for vi, (en, _) in table.items()} for hole, table in _HOLES.items()})
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

    name: str
    words: str
    english: str
    example: str
    pattern: Pattern
    make: Callable[[Mapping[str, str]], dict[str, Any]]


def _deed(said: str, whose: Whose = "own", kinds: tuple[str, ...] = ()) -> Happening:
    return Happening((DEEDS[said][1],), whose, kinds, report=_REPORTS.get(said))


def _so(said: str) -> Condition:
    return CONDITIONS[said][1]


def _kinds(who: str) -> tuple[str, ...]:
    """Of which agencies, where the sentence says it."""
    return TIERS[who][1] if who in TIERS else ()


FORMS: tuple[Form, ...] = (
    Form(
        "never-while",
        f"không {{who}} nào[ được][ bị] {{deed}}[ được] khi {{so}}{EXTENT}",
        f"no {{deed}} of any {{who}} while {{so}}{EXTENT_EN}",
        "Thì không cơ quan nào tổng hợp được khi còn đơn vị chưa báo cáo",
        "absence",
        lambda said: {"event": _deed(said["deed"], kinds=_kinds(said["who"])), "given": _so(said["so"])},
    ),
    Form(
        "never-so",
        f"{{deed}} không bao giờ {{so}}{EXTENT}",
        f"no {{deed}} by which {{so}}{EXTENT_EN}",
        "Thì gia hạn không bao giờ vượt hạn của cấp trên",
        "absence",
        lambda said: {"event": _deed(said["deed"]), "given": _so(said["so"])},
    ),
    Form(
        "never",
        f"không bao giờ có {{who}}[ được][ bị] {{deed}}{EXTENT}",
        f"never any {{deed}} of any {{who}}{EXTENT_EN}",
        'Thì không bao giờ có báo cáo bị trả lại kỳ "6 tháng"',
        "absence",
        lambda said: {"event": _deed(said["deed"], kinds=_kinds(said["who"]))},
    ),
    Form(
        "only",
        f"chỉ {{role}}[ mới] được {{deed}}{EXTENT}",
        f"only the {{role}} does any {{deed}}{EXTENT_EN}",
        "Thì chỉ nơi giao việc được gia hạn",
        "absence",
        lambda said: {"event": replace(_deed(said["deed"]), not_by=ROLES[said["role"]][1])},
    ),
    Form(
        "effect",
        f"{{deed}} xong thì {{so}}{EXTENT}",
        f"right after any {{deed}} {{so}}{EXTENT_EN}",
        "Thì trả lại báo cáo riêng xong thì chưa báo cáo",
        "effect",
        lambda said: {"event": _deed(said["deed"]), "then": _so(said["so"])},
    ),
    Form(
        "never-after",
        f"sau khi {{side}}[ đã] {{deed}} thì không {{who}} nào[ được][ bị] {{deed2}}[ được][ nữa]{EXTENT}",
        f"after {{deed}} by {{side}}, no {{deed2}} of any {{who}} any more{EXTENT_EN}",
        "Thì sau khi cấp trên đã tổng hợp thì không báo cáo nào bị trả lại nữa",
        "absence_after",
        lambda said: {
            "event": _deed(said["deed2"], kinds=_kinds(said["who"])),
            "other": _deed(said["deed"], SIDES[said["side"]][1]),
        },
    ),
    Form(
        "always",
        f"[luôn luôn ]mọi {{who}}[ {{so}}][ đều] {{so2}}{EXTENT}",
        f"[always ]for every {{who}}[ of which {{so}}], {{so2}}{EXTENT_EN}",
        "Thì mọi nhiệm vụ chưa xong đều có người làm được tiếp",
        "universality",
        lambda said: {"then": _so(said["so2"])} | ({"given": _so(said["so"])} if said.get("so") else {}),
    ),
    Form(
        "if-so",
        f"{{so}} thì[ luôn luôn] {{so2}}{EXTENT}",
        f"whenever {{so}}, {{so2}}{EXTENT_EN}",
        "Thì đã miễn thì không còn bị nhắc",
        "universality",
        lambda said: {"given": _so(said["so"]), "then": _so(said["so2"])},
    ),
    Form(
        "before",
        f'mỗi {{tier2}} {{deed}} trước khi {{tier3}} {{deed2}}[ "{{other}}"]{EXTENT}',
        f'every {{tier2}} does its {{deed}} before the {{tier3}} does its {{deed2}}[ to "{{other}}"]{EXTENT_EN}',
        'Thì mỗi huyện báo cáo trước khi tỉnh báo cáo "Bộ Nội vụ"',
        "precedence",
        lambda said: {
            "event": Happening(
                *((DEEDS[said["deed2"]][1],), "own", _kinds(said["tier3"])),
                to=said.get("other"),
                gives=said["deed2"] in _GIVEN,
            ),
            "other": Happening((DEEDS[said["deed"]][1],), "below", _kinds(said["tier2"]), gives=said["deed"] in _GIVEN),
        },
    ),
    Form(
        "first",
        f"{{deed}} rồi mới[ được] {{deed2}}{EXTENT}",
        f"{{deed}} comes before {{deed2}}{EXTENT_EN}",
        "Thì thực hiện rồi mới được báo cáo",
        "precedence",
        lambda said: {"event": _deed(said["deed2"]), "other": _deed(said["deed"])},
    ),
    Form(
        "then-within",
        f"sau khi {{side}} {{deed}} thì {{side2}} phải {{deed2}} trong vòng {{count}} ngày làm việc{EXTENT}",
        f"after {{deed}} by {{side}}, {{side2}} must do its {{deed2}} within {{count}} working days{EXTENT_EN}",
        "Thì sau khi cấp trên trả lại thì cơ quan phải báo cáo trong vòng 5 ngày làm việc",
        "bounded_response",
        lambda said: {**_response(said), "within": int(said["count"])},
    ),
    Form(
        "then",
        f"sau khi {{side}} {{deed}} thì {{side2}} phải {{deed2}}{EXTENT}",
        f"after {{deed}} by {{side}}, {{side2}} must do its {{deed2}}{EXTENT_EN}",
        "Thì sau khi cấp trên trả lại thì cơ quan phải báo cáo",
        "response",
        lambda said: _response(said),
    ),
    Form(
        "until",
        f"mọi {{who}} {{so}} cho đến khi {{deed}}{EXTENT}",
        f"for every {{who}}, {{so}} until its {{deed}}{EXTENT_EN}",
        "Thì mọi nhiệm vụ có người làm được tiếp cho đến khi báo cáo",
        "until",
        lambda said: {"then": _so(said["so"]), "event": _deed(said["deed"])},
    ),
)
_GIVEN = ("báo cáo", "gửi báo cáo")
_DONE_BY_OTHERS = ("trả lại", "gia hạn", "miễn", "hủy việc miễn", "tạm dừng", "cho tiếp tục", "rút nhiệm vụ", "thu hồi")


def _response(said: Mapping[str, str]) -> dict[str, Any]:
    """What others do to a task is done on the task itself, whoever does it."""
    return {"event": _happening(said["deed"], said["side"]), "other": _happening(said["deed2"], said["side2"])}


def _happening(deed: str, side: str) -> Happening:
    return Happening((DEEDS[deed][1],), "own" if deed in _DONE_BY_OTHERS else SIDES[side][1])


@dataclass(frozen=True, slots=True)
class Names:
    """How names of a sentence become keys of agencies and of documents."""

    agency: Callable[[str], str]
    document: Callable[[str], str]


def form_of(text: str) -> tuple[Form, dict[str, str]] | None:
    """The one form that a sentence has, in either language, with what fills its holes; None: it is no rule."""
    tokens = tokens_to_read(text := text.strip())
    for form in FORMS:
        way = way_of(written_out(form.words))
        if (read := next(readings_by(way, text, tokens, in_quotes=True), None)) is not None:
            return form, dict(read)
    for form in FORMS:
        for lang, words in (("vi", form.words), ("en", form.english)):
            way = way_of(written_out(words, lang, "spoken"), lang, is_spoken=True)
            if (read := next(readings_by(way, text, tokens), None)) is not None:
                return form, dict(read)
    return None


def rule_of(text: str, names: Names, place: str = "") -> Rule | None:
    """The rule that a sentence states; None: it states none. Raises what the look-up of names raises; BadPeriod."""
    found = form_of(text)
    if found is None:
        return None
    form, said = found
    parts = form.make(said)
    if isinstance(event := parts.get("event"), Happening) and event.to is not None:
        parts["event"] = replace(event, to=names.agency(event.to))
    excepted = tuple(names.agency(each.strip()) for each in said.get("missing", "").split(",") if each.strip())
    extent = Extent(
        names.document(said["document"]) if "document" in said else None,
        _kinds(said["tier"]) if "tier" in said else (),
        period_named(said["period"], 2000).code if "period" in said else None,
        (),
        excepted,
    )
    return Rule(text.strip(), form.pattern, extent, place=place, **parts)
