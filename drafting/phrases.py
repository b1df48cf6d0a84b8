"""The turns of phrase by which sentences of documents order, report, merge: what is a verb, what only a thing named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafting.text import Text, one_of, plainly
from drafting.when import Dues, dues, tokens
from workflows.vocabulary import vocabulary

# to whom something goes, in small letters with accents: "kết quả" holds no "qua"
RECEIVES = re.compile(
    r"(?<!\w)(?:gửi(?: báo cáo)?(?: kết quả)?(?: về| đến| tới| cho)?"
    r"|báo cáo(?: kết quả)?(?:, đề xuất)?(?: về| cho| lên| với)?"
    r"|phản ánh(?: về| cho| đến)?|về|trình)\s+"
)
NO_VERB_BEFORE = ("theo ", "che do ", "tong hop ", "tong hop, ", "de ", "tham muu ")
"""Behind these a word of `RECEIVES` sends nothing."""
THROUGH = re.compile(r"(?<!\w)(?:thông qua|qua)\s+")
BEFORE_MERGING = re.compile(  # what may stand between a name and what it merges
    r"(?:\s|,|\)|\(|de|se|va|theo doi|don doc|kiem tra|ra soat|lam dau moi|chu tri|co trach nhiem|duoc biet"
    r"|truoc ngay [\d/]+(?: hang nam)?|theo quy dinh|cham nhat [\w /]{0,30}|dinh ky|chung)*"
)
BEHIND_MERGING = re.compile(  # what may stand between a merging and whom its result goes to
    r"(?:,|\s|ket qua|thuc hien|tinh hinh|\)|va|de|theo quy dinh|dinh ky|chung)*?"
    r"\b(?:tham muu|giup|bao cao|trinh|gui)\b"
    r"(?:\s+(?:cho|ve|len|voi|trinh|ket qua|tinh hinh|thuc hien|ke hoach|chuong trinh|chi thi))*\s+"
)
DRAFTS = re.compile(
    r"\b(?:tham muu|du thao|giup"
    r"|trinh(?=\s+(?:lanh dao\s+)?(?:bo|ubnd|uy ban nhan dan|chu tich ubnd)\b[^,;.]{0,40}\bbao cao\b))\b"
)
SENDS_UP = re.compile(  # a draft's way: `báo cáo định kỳ kết quả thực hiện với UBND …`
    r"\b(?:bao cao|gui|trinh)\b"
    r"(?:\s+(?:dinh ky|ket qua thuc hien|tinh hinh thuc hien|ket qua|ve|voi|len|cho|cap co tham quyen))*"
    r"\s+(?:voi\s+|cho\s+|ve\s+)?"
)
ASKS = re.compile(r"\b(?:de nghi|yeu cau|giao cho|giao)\s+")
FRAMES = re.compile(
    r"(?:dinh ky|truoc ngay|hang|moi|trong qua trinh|neu|khi|tren co so|can cu|theo|de|nham|tren day)\b"
)
"""A sentence that begins so names who acts behind a comma, or with `các`."""
FRAMES_TIME = re.compile(r"(?:dinh ky|truoc ngay|hang|moi)\b")

_MOST_WORDS = 12
_NO_LAST_WORD = ("của", "và", "về", "cho", "theo", "tại", "để", "các", "với", "trên")


def sentences(text: Text) -> Iterator[Text]:
    """The sentences of a paragraph; at a semicolon only where an order begins behind it."""
    start = 0
    for match in re.finditer(r"[.;]\s+", text.said):
        if text.said.count("(", 0, match.start()) > text.said.count(")", 0, match.start()):
            continue  # `(báo cáo 6 tháng trước ngày 20/6; báo cáo năm trước ngày 10/12)`
        is_capital = text.said[match.end() : match.end() + 1].isupper()
        if not is_capital and (match[0][0] == "." or not re.match(one_of("acts"), text.plain[match.end() :])):
            continue
        if part := text.said[start : match.start()].strip():
            yield Text(part)
        start = match.end()
    if rest := text.said[start:].strip():
        yield Text(rest)


def words_begin(plain: str, start: int, end: int) -> Iterator[int]:
    """Where a word begins, from the left."""
    for match in re.finditer(r"(?<!\w)\w", plain[start:end]):
        yield start + match.start()


def report_verb(text: Text) -> re.Match[str] | None:
    """The first word that orders a report; in `chế độ báo cáo`, `tổng hợp báo cáo` it only names one."""
    verbs = re.finditer(rf"\b{one_of('duties.report')}", text.plain)
    is_cited = re.compile(r"\s+(?:số|so(?=\s*\d))(?!\w)")  # `báo cáo số 12`, not `báo cáo sơ kết`
    return next((e for e in verbs if not is_cited.match(text.lower, e.end()) and not _is_noun(text.plain, e)), None)


def sending_verb(text: Text) -> re.Match[str] | None:
    """What orders something to be sent that is not called a report: `lập danh sách gửi Phòng X trước ngày …`."""
    return re.search(r"\b(?:gui|nop)\b", text.plain)


def _is_noun(plain: str, verb: re.Match[str]) -> bool:
    before, after = plain[: verb.start()].rstrip(), plain[verb.end() :]
    if verb[0] == "phan anh" and not (before.endswith("kip thoi") or re.match(r"\s+(?:ve|cho|voi|den)\b", after)):
        return True
    things = r"che do|noi dung|theo|dang|tai|mau|de cuong|so lieu trong|lam|tong hop|tong hop,|cac|nhung"
    return bool(re.search(rf"\b(?:{things})$", before))


def plan_verb(text: Text) -> re.Match[str] | None:
    """What orders a plan, with the group `what`; not where others are to be urged to draw one up, nor a title."""
    verb, plans = one_of("duties.plan"), one_of("duties.plans")
    match = re.search(
        rf"\b{verb}(?:\s+(?!cac\b|ke\b|chuong\b)\w+){{0,3}}?,?\s+(?P<what>(?:chuong trinh,\s+)?{plans})"
        r"(?!\s+(?:so|nay|tren|da|duoc giao)\b)",
        text.plain,
    )
    if match is None:
        return None
    before = text.plain[: match.start()]
    is_others = re.search(rf"\b{one_of('duties.lets_others')}.*\bcac\b", before)
    return (
        None
        if is_others
        or re.search(r"\b(?:tham muu|giup|phoi hop)\b(?:[^,;.]|, thanh pho\b){0,60}$|\bve viec\s+$", before)
        else match
    )


def elsewhere(plain: str) -> str | None:
    """The words that point to dates told elsewhere: `theo quy định`."""
    return next((phrase for phrase in vocabulary()["elsewhere"] if plainly(phrase) in plain), None)


def orders(text: Text) -> bool:
    """Whether a paragraph seems to order something."""
    return len(text.said.split()) > 6 and bool(re.search(one_of("acts"), text.plain))


def hands_over(text: Text) -> bool:
    """Whether it seems to order something that can be handed over."""
    return bool(re.search(r"\b(bao cao|ke hoach|truoc ngay|cham nhat|tong hop|hoan thanh|gui ve)\b", text.plain))


def is_narrative(said: Text) -> bool:
    """What was asked for before, or is formal: `đã có Công văn số …`, who carries out a decision, from when."""
    return bool(
        re.search(r"\b(?:co|da gui|da ban hanh|da co) (?:cong van|van ban|cong dien) so\b", said.plain)
        or re.search(r"\b(?:chiu trach nhiem thi hanh|co hieu luc|ban hanh kem theo)\b", said.plain)
        or re.search(r"\bchua (?:gui|nhan duoc|bao cao|co bao cao)\b", said.plain)
        or re.match(r"den nay\b|tran trong\b|sau khi nghe\b", said.plain)
        or re.search(r"\bchu tri (?:cuoc )?hop\b", said.plain)
    )


def orders_merging(plain: str) -> bool:
    """Whether it says what is merged, and not that somebody sends something to be merged."""
    merges = re.search(r"\btong hop\b.{0,40}\b(bao cao|ket qua|tinh hinh)\b", plain)
    return bool(merges) and not re.search(r"\bgui\b.{0,60}\btong hop\b", plain)


def of_merging(text: Text) -> Dues:
    """The dates of a merging itself: behind it where others stand before, and before what is drafted of it."""
    at = text.plain.find("tong hop")
    if drafts := DRAFTS.search(text.plain, at):
        text = text.part(0, drafts.start())
    found = tokens(text)
    comes_in = re.search(r"\b(?:gui|bao cao|nop)\b", text.plain[:at])
    if comes_in and any(token.rules and token.start < at for token in found):
        found = [token for token in found if token.start > at]
    return dues(found)


def merges_only(text: Text) -> bool:
    """Whether a sentence that merges sends no report of its own beside."""
    to = r"ủy|ubnd|sở|phòng|bộ|văn phòng|cục"
    return not re.search(rf"(?<!\w)(?:gửi|(?<!kết )qua|về(?= (?:{to})))(?!\w)", text.lower)


def what_about(rest: str) -> str | None:
    """A few words of what a report or plan is about: up to the next clause, cut short; None: it does not say."""
    about = r"tình hình|kết quả|công tác|việc|nội dung|kế hoạch|chương trình"
    match = re.match(rf"(?:về\s+)?((?:{about})\b(?:[^,;.(:]|, (?=chống|giáo dục))*)", rest, re.IGNORECASE)
    content = None if match is None else cut_short(_before_its_way(match[1]))
    return None if content is None or " " not in content else content[:1].lower() + content[1:]


def named_before_a_colon(rest: Text) -> str | None:
    """`Báo cáo đầu năm học: trước ngày 15/10`: which report of a list it is, where no period tells."""
    match = re.match(r"\s+(\w[^:,;.()]{2,40}):\s", rest.said)
    return None if match is None or tokens(Text(match[1])) else match[1].strip()


def _before_its_way(said: str) -> str:
    """Before whom it goes to and when."""
    to = r"ủy|uỷ|ubnd|sở|phòng|bộ|ban|văn phòng|thanh tra|tổng cục|cục|vụ|chi cục|trung tâm"
    others = "gửi|qua|trước ngày|theo quy định|định kỳ|quý i|0?6 tháng|nhằm|để|trong|đảm bảo|bảo đảm|phù hợp|ngày"
    match = re.search(rf"(?<!\w)(?:về(?= (?:{to}))|{others})(?!\w)", Text(said).lower)
    return said[: match.start()] if match and match.start() > 0 else said


def cut_short(said: str) -> str | None:
    """The first clause in a dozen words at most, not ending in a word that waits for more."""
    words = re.split(r"[.;]\s|\n", said.strip())[0].split()[:_MOST_WORDS]
    while words and words[-1].lower() in _NO_LAST_WORD:
        words.pop()
    return " ".join(words).strip(" ,:") or None
