"""Writes the pages of docs/ and the schemas of definitions/ that are made from code; `--check` only compares.

Run: python tools/write_docs.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import words  # noqa: E402

if TYPE_CHECKING:
    from features.steps.sentences import StepWords


def rules_page() -> str:
    """docs/rules.md: every rule of the checker, from its own page."""
    from words import template as say
    from workflows.checker import FAMILIES
    from workflows.rules.registry import RULES

    assert FAMILIES
    lines = [
        "# The checker's rules",
        "",
        "Made from the rules themselves (`dondoc check --explain CODE` prints the same). An **error** cannot be",
        "compiled: launch refuses. A **warning** contradicts the law, another document or itself. A **note**",
        "is worth knowing. A correct file has none.",
        "",
        "| code | rule | severity | says |",
        "|---|---|---|---|",
    ]
    for rule in RULES.values():
        link = f"[{rule.code}](#{rule.code.lower()}-{rule.name})"
        lines.append(f"| {link} | {rule.name} | {rule.severity.value} | {say(f'rule.{rule.code}')} |")
    for rule in RULES.values():
        lines += ["", f"## {rule.code} {rule.name}", "", f"*{rule.severity.value}* · {say(f'rule.{rule.code}')}  "]
        lines += [f"*{say(f'rule.{rule.code}', 'en')}*", "", say(f"rule.{rule.code}.means", "en"), ""]
        for part in ("why", "example", "mend"):
            lines += [f"**{say(f'page.{part}', 'en')}:** {say(f'rule.{rule.code}.{part}', 'en')}", ""]
        if rule.cites:
            lines += ["Source: " + "; ".join(say(f"law.{code}", "en") for code in rule.cites)]
        else:
            lines.pop()
    return "\n".join(lines) + "\n"


_ANSWERS = (
    ("launch", "Launched", "one object"),
    (
        "advance, advance --from, import xlsx, release, revoke, request-extension, request-withdrawal, refuse, grant, "
        "deny, accept",
        "Moved",
        "a list (a draft_plan moves several tasks, a grant is followed by what it granted); the rows that `--from` "
        "refused are on stderr as `bad_rows`, those of a workbook with their `cell`",
    ),
    ("mandate grant, mandate load, mandate end", "MandateRecorded", "a list"),
    ("mandate list", "MandateRow", "a list"),
    ("mandate whoami", "WhoAmI", "one object"),
    ("correct", "Corrected", "a list, first the row asked about"),
    ("migrate", "Migrated", "one object"),
    ("migrate --undo", "Undone", "one object"),
    ("close, reopen", "Closed", "one object"),
    ("note, assign, tag, follow-up", "Noted", "one object"),
    ("remind", "Letter", "a list (with `--record` one)"),
    ("(inside remind)", "Reminded", "one thing that a letter urges"),
    ("notify, outbox list, outbox resend", "Message", "a list"),
    ("(inside messages)", "News", "one thing that is told; a webhook has it so, too"),
    ("blocked", "Blocked", "a list"),
    ("why", "WhyStep", "a list, from the task to who can act"),
    ("status", "TaskRow", "a list"),
    ("todo", "TodoRow", "a list"),
    ("today", "Today", "one object"),
    ("contribute", "Contributed", "one object"),
    ("compile-report", "CompiledReport", "one object"),
    ("(inside compile-report)", "ReportChapter", "a chapter with what was contributed"),
    ("(inside compile-report)", "ChapterPart", "what one agency gave to a chapter"),
    ("(inside compile-report)", "ReportFigure", "a figure over all reports that count"),
    ("(inside compile-report)", "FigureValue", "one agency's value"),
    ("(inside compile-report)", "LeftOut", "a report that does not count"),
    ("(inside compile-report)", "Source", "the row that it comes from"),
    ("whatif", "WhatIf", "one object"),
    ("forecast", "Forecasts", "one object"),
    ("forecast --backtest", "Backtest", "one object"),
    ("requests", "RequestRow", "a list"),
    ("history", "HistoryRow", "a list"),
    ("cascades", "CascadeSummary", "a list"),
    ("views", "ViewCount", "a list"),
    ("audit lateness", "Lateness", "one object"),
    ("audit late-entries", "LateEntries", "one object"),
    ("audit durations", "Durations", "one object"),
    ("audit exceptions", "Exceptions", "one object"),
    ("audit policy", "RuleAudit", "a list, one for each rule and cascade"),
    ("audit timeline", "TaskTimeline", "a list"),
    ("audit keygen", "Keys", "one object"),
    ("audit verify", "Verification", "one object"),
    ("audit check-proof", "ProofCheck", "one object"),
    ("backup", "BackedUp", "one object"),
    ("restore", "Restored", "one object"),
    ("db partition", "Years", "one object"),
    ("db distribute", "Distributed", "one object"),
    ("archive", "Archived", "one object"),
    ("hold", "Held", "one object"),
    ("(inside others)", "Broken", "one thing that does not hold"),
    ("(inside others)", "SealCheck", "a seal that was checked"),
    ("(inside others)", "ReceiptCheck", "a receipt that was looked for"),
    ("(inside others)", "BadRow", "a row of a file that was refused"),
    ("(inside others)", "TaskChange", "what a migration makes of a task"),
    ("(inside others)", "HeirChoice", "which of several heirs takes a task over, and who decides that"),
    ("(inside others)", "Upstream", "a consolidation above"),
    ("(inside others)", "BrokenRule", "a rule of a pinned policy that a move broke"),
    ("(inside others)", "RootBlocker", "a root blocker"),
    ("(inside others)", "AttachmentRow", "a file that accompanies a note"),
    ("(inside others)", "Stuck", "that a task stands still"),
    ("(inside others)", "OpenInput", "an input that is still open"),
    ("(inside others)", "ExtensionRow", "a later due date that was given"),
    ("(inside others)", "WaitsFor", "whom a task waits for, in one sentence"),
    ("audit lateness, in jsonl and csv", "Deliverable", "a line a late deliverable (`--every`: of every one)"),
    ("audit lateness --figures, in jsonl and csv", "LatenessGroup", "a line a group"),
    ("audit late-entries, in jsonl and csv", "LateEntry", "a line a row recorded late"),
    ("audit late-entries --figures, in jsonl and csv", "EntryGroup", "a line a group"),
    ("audit durations, in jsonl and csv", "StateDurations", "a line a group and state"),
    ("audit exceptions, in jsonl and csv", "ExceptionRow", "a line an exception"),
    ("audit exceptions --figures, in jsonl and csv", "ExceptionCount", "a line a count"),
    ("(inside today)", "OwnTask", "a task of its own, and how much time is left"),
    ("(inside today)", "Urged", "whom to urge, by superior"),
    ("(inside forecasts)", "Forecast", "an unfinished consolidation"),
    ("(inside forecasts)", "ForecastStep", "one task on the critical path"),
    ("(inside forecasts)", "Untold", "tasks of which nothing can be said, and why"),
    ("(inside forecasts)", "ForecastBin", "forecasts of a tenth of chances"),
    ("(inside timelines)", "Spell", "days on end in one state"),
    ("(inside timelines)", "DueMark", "a report that is owed, and its due date"),
    ("(inside timelines)", "TimelineMove", "a recorded row"),
    ("(inside figures)", "Classes", "counts by class"),
    ("(inside figures)", "Delay", "a count of rows by days"),
    ("(inside figures)", "Rate", "a share, and all that it was made of"),
    ("(inside figures)", "LeftOut", "a count of what was left out, and why"),
)


def json_page() -> str:
    """docs/json.md: the fields of every answer, from the answers themselves."""
    import dataclasses
    import inspect

    from engine import receipts, results
    from engine.figures import audit_results
    from engine.forecasting import results as forecast_results
    from engine.notifying import results as notify_results
    from engine.policies import auditing
    from engine.proving import broken
    from engine.questions import timeline_results
    from engine.reports import results as report_results
    from screen import views

    lines = [
        "# JSON",
        "",
        "Made from the answers' own definitions. `--format json` prints what is below, `jsonl` one object a line,",
        "`csv` the same fields as columns. Fields are added, never renamed. Dates are ISO text, counts integers,",
        "`null` where a thing does not exist. Agencies are given by key; `agency_name` is what people call them, its",
        "English form is `agency_name_en`. `formerly`: the agencies named in documents, or that handed tasks over,",
        "whose work it holds on the day asked about, each a pair of `vi` and `en`; empty where there are none.",
        "",
        "`csv` is for people: heads and states are in the language asked (`--lang`), what is nested is written out, a",
        "cell that a spreadsheet would take for a formula (`=`, `+`, `-`, `@` first) has a `'` before it, and none is",
        "longer than 32,767 signs. `--out x.csv` chooses it by the name. Programs read `json` or `jsonl`.",
        "",
        "`check` prints a list of `code`, `rule`, `severity`, `file`, `line`, `column`, `at`, `years`, `message`,",
        "`hint`, `cites`, `acknowledged` and `cases` (whom and when it holds for). An error is one object on standard",
        "error: `error` (its code), `message`, `hint` and its data; a refusal has `proposals` (`action`, `arguments`,",
        "null for what only a person knows) and the same as commands in `unblock`.",
        "",
        "Figures for auditors come whole in `json`. In `jsonl` and `csv` they come as rows: what is listed one by one,",
        "or with `--figures` the groups. `csv` has no nested fields: a class or a rate stands under both names (*tasks",
        "waived*, *On time: percent*), what is left out is a sum with the reasons beside it.",
    ]
    answers = (
        *(receipts, results, broken, audit_results, forecast_results, notify_results, report_results, timeline_results),
        *(auditing, views),
    )
    for command, name, shape in _ANSWERS:
        answer = next(getattr(module, name) for module in answers if hasattr(module, name))
        lines += [
            "",
            f"## {command}: {name}",
            "",
            f"{shape[0].upper()}{shape[1:]}.",
            "",
            inspect.cleandoc(answer.__doc__ or ""),
        ]
        lines += ["", "| field | type |", "|---|---|"]
        for item in dataclasses.fields(answer):
            kind = str(item.type).replace("|", "or").replace(" ... ", " ")
            name = item.name.rstrip("_")
            said = ("vi", "en") if name == "said" else (f"{name}_vi", f"{name}_en")
            lines += [f"| `{each}` | str |" for each in said] if kind == "Said" else [f"| `{name}` | {kind} |"]
    return "\n".join(lines) + "\n"


# derived by hand from the documents and the registry; tests/workflows/test_documents_that_outlive.py holds it
_IN_2026 = [
    "",
    "## Read in 2026: the City's plan of 2022",
    "",
    "246/KH-UBND names no end, so it binds in 2026, when half of whom it names is gone. On 9 May and on 9 November",
    "2026, the last days of its two periods:",
    "",
    "- *các sở, ban, ngành* (III.1 ý 2) are the City's 15 specialised bodies of that day: Sở Nội vụ, Tư pháp,",
    "  Tài chính, Công Thương, Nông nghiệp và Môi trường, Xây dựng, Khoa học và Công nghệ, Văn hóa và Thể",
    "  thao, Du lịch, Giáo dục và Đào tạo, Y tế, Dân tộc và Tôn giáo, An toàn thực phẩm, Thanh tra, Văn phòng",
    "  UBND;",
    "- *quận, huyện* are nobody: there is no district level (A205), and the plan does not say that the wards",
    "  stand for it;",
    "- Sở Tài nguyên và Môi trường (III.2.d) is Sở Nông nghiệp và Môi trường, which took over all its work",
    "  (A103);",
    "- so Sở Nội vụ, which consolidates (III.2.b), waits in each period for 18 reports: of the 14 others, and",
    "  for the four topics of Văn phòng UBND (III.2.a), Thanh tra (III.2.c), Nông nghiệp và Môi trường",
    "  (III.2.d), Xây dựng (III.2.đ);",
    "- no ward owes anything: phường Vườn Lài, on the area of Quận 10, has no task, as nothing in force gives",
    "  it one.",
    "",
    "Where the office says that the wards stand for the districts (`tiers: {tier: district, now: ward, at: …}` in",
    "`overlays/kh-246-tphcm-2022.yaml`), phường Vườn Lài owes what a district owed, as each of the City's 168 wards,",
    "communes and special zones: one plan of the year, for which the City set no day (III.1 ý 1), and two reports",
    "(III.1 ý 2), addressed to the City's Committee through Sở Nội vụ, of six months before 10 May (9 May is the last",
    "day) and of the year before 10 November (9 November). Sở Nội vụ then waits for 18 + 168 = 186 reports a period.",
    "",
    "In 2025 the district level ends between the two days. For six months, due on 9 May, Sở Nội vụ waits for 41",
    "reports: of the 15 other bodies of that day (Sở Giao thông công chánh ended on 30 June), of the 22 districts, and",
    "for the four topics. For the year, due on 9 November, it waits for the 18 of 2026.",
]


def findings_page() -> str:
    """docs/findings.md: what the checker finds in the shipped documents, as an example of what it is for."""
    from rules.policies import read_policy
    from workflows.agencies import Registry
    from workflows.checker import check
    from workflows.library import Library

    library = Library.load()
    lines = [
        "# What the checker finds in the real documents",
        "",
        "Made by `dondoc check` over all shipped definitions. Each line names the document, the place in it (`at`),",
        "the rule ([explained here](rules.md)), the years in which it holds, and the law that it rests on. None of it",
        "is a matter of taste: the due date of every tier must be stated and fit the next (Decree 09/2019/NĐ-CP,",
        "art. 8(5)).",
        "",
        "Where the words decide: *tham mưu báo cáo trình … ký* is drafting, not consolidating. By 4666/UBND-KGVX",
        "(đoạn 2) the Department of Home Affairs hands its People's Committee a draft by the Ministry's dates: a",
        "report of its own, for which the Committee waits; nobody reports to the Department. Where the drafter is",
        "also told to consolidate (*tổng hợp*), the consolidation is the draft, and it stands as `drafted_by`:",
        "246/KH-UBND (III.2.b; III.1 ý 2), District 10 (III.1).",
    ]
    lines += _IN_2026
    before = ""
    for finding in check(library, Registry.load(), read_policy=read_policy):
        key = Path(finding.place.file).stem
        if key != before:
            document = library.get(key)
            number = document.number.value or f"số: {document.number.missing}"
            day = f"{document.date.value:%d/%m/%Y}" if document.date.value else f"ngày: {document.date.missing}"
            lines += [
                "",
                f"## {key}",
                "",
                f"{document.title} ({number}, {day})",
                "",
                "| at | rule | years | says | law |",
            ]
            lines += ["|---|---|---|---|---|"]
            before = key
        years = f"{finding.years[0]}–{finding.years[-1]}" if len(finding.years) > 1 else str(finding.years[0])
        rule = f"[{finding.code} {finding.rule}](rules.md#{finding.code.lower()}-{finding.rule})"
        law = "; ".join(words.say(f"law.{code}") for code in finding.cites) or "–"
        lines.append(
            f"| {finding.place.at} | {rule}, {finding.severity.value} | {years} | {words.message(finding)} | {law} |"
        )
    return "\n".join(lines) + "\n"


_STEPS = {
    "launching": ("Đợt triển khai, ngày và văn bản", "cascades, days, documents: who is asked for what, and for whom"),
    "moving": ("Làm việc: được hay bị từ chối", "moves, refusals, states, what an agency has to do"),
    "migrating": ("Chuyển một đợt đang chạy theo văn bản mới", "a running cascade goes to what its files say now"),
    "policies": ("Chính sách mà đợt theo từ lúc mở", "policies that a cascade pins; what a move breaks of them"),
    "mandates": ("Thẩm quyền, nhập thay", "mandates, entering for others"),
    "bulk": ("Làm nhiều việc theo bảng", "many moves at once"),
    "side_roads": (
        "Miễn, tạm dừng, gia hạn, trả lại, tổng hợp thiếu, thu hồi",
        "waivers, pauses, extensions, returned reports, partial consolidations, revocations",
    ),
    "requesting": (
        "Đề nghị, quyết định, chấp nhận báo cáo",
        "requests for more time, withdrawals, refusals; decisions; accepted reports",
    ),
    "standing_still": ("Đứng yên mà chưa quá hạn", "standing still, though not overdue"),
    "noting": ("Việc trong nội bộ cơ quan", "what an agency notes about its own work"),
    "reminding": ("Đôn đốc bằng văn bản", "letters that urge"),
    "due_dates": ("Hạn và trễ hạn", "due dates, lateness"),
    "blocking": ("Bị chặn, điểm nghẽn, ai chờ ai", "blocked consolidations, root blockers, who waits for whom"),
    "figures": ("Bao nhiêu nhiệm vụ đang ở đâu", "figures of a cascade, a period, a branch"),
    "history": ("Lịch sử", "history"),
    "correcting": ("Đính chính", "corrections"),
    "past": ("Xem lại một ngày đã qua", "what was so, and what was known, on a day"),
    "findings": ("Kiểm tra văn bản", "what the checker finds"),
    "keeping": ("Sao lưu, khôi phục", "backups, and what is there again"),
    "auditing": ("Số liệu kiểm tra", "figures for auditors: lateness, late entries, durations, exceptions"),
}


_TABLE_NOTES = (
    "- `lập kế hoạch` một lần là cho cả năm: mọi kỳ của cùng một kế hoạch được ghi cùng lúc. Mỗi kế hoạch chỉ cần một",
    "  dòng; dòng thứ hai cho kỳ khác của kế hoạch ấy bị từ chối vì “không đúng trạng thái”.",
    "- `Thì 2 việc được ghi, 1 dòng bị từ chối`: số việc là số nhiệm vụ đã chuyển, không phải số dòng của bảng; một",
    "  dòng `lập kế hoạch` cho kế hoạch có hai kỳ là 2 việc. Số dòng bị từ chối là số dòng của bảng.",
    "",
    "*A yearly plan is drawn up once for all its periods: a second row of the same plan is refused. What is recorded",
    "is counted in tasks moved, what is refused in rows of the table.*",
)


def _rules_section() -> list[str]:
    """The sentences that state rules, each with the pattern that it means and the reading that is checked."""
    from rules.sentences import CONDITIONS, DEEDS, FORMS, READINGS

    lines = [
        "",
        "## Quy tắc: điều giữ với mọi nhiệm vụ",
        "",
        "*Rules that hold for every task: absence, universality, precedence, response (Dwyer, Avrunin, Corbett 1999),",
        "bounded response (Konrad, Cheng 2005).*",
        "",
        "| Thì … | ví dụ | Then … | mẫu |",
        "|---|---|---|---|",
    ]
    for form in FORMS:
        words, english = (text.replace("|", r"\|") for text in (form.words, form.english))
        lines.append(f"| {words} | `{form.example}` | {english} | {form.pattern} |")
    lines += ["", "| mẫu | điều được kiểm tra với từng nhiệm vụ trong phạm vi |", "|---|---|"]
    lines += [f"| {pattern} | {reading} |" for pattern, reading in READINGS.items()]
    lines += ["", f"`{{deed}}`: {', '.join(DEEDS)}.", "", f"`{{so}}`: {', '.join(CONDITIONS)}."]
    lines += [
        "",
        '`"{act}"`: mọi hành động của vòng đời, kể cả vòng đời riêng, gọi theo tên (`label`, tiếng Việt hay tiếng',
        'Anh) hoặc khóa, đặt trong ngoặc kép: `không nhiệm vụ nào bị "hoãn" khi đã báo cáo`. `{stage} "{step}"`: `đã`',
        'hay `chưa` và tên một khâu: `chưa "thẩm định"`. Tên mà hai hành động cùng mang, hay cụm từ của danh sách mà',
        "vòng đời dùng để gọi một hành động khác, thì không đoán: nêu ra từng nghĩa để chọn.",
        "",
        "*In quotes stands any trigger of the lifecycle, an own one too, by its label in either language or its key.",
        "What may mean two triggers is refused with both.*",
        "",
        "Hạn và nơi nhận thì xét ngay trên bản đồ việc của đợt; điều còn lại xét trên những gì kịch bản đã ghi.",
        "Quy tắc không nói về nhiệm vụ nào thì kịch bản không đạt; chưa có gì xảy ra để nó nói đến thì kịch bản đạt và",
        "điều ấy được nêu bên cạnh.",
        "",
        "### Chạy thử từ cuối kịch bản",
        "",
        "`dondoc spec THƯ-MỤC --explore 2000` hoặc `--seconds 60`: từ cuối mỗi kịch bản có quy tắc, trên bản sao",
        "cơ sở dữ liệu của nó, thử mọi việc: hành động nào, ai làm, việc bên lề, đề nghị và quyết định, đính",
        "chính, ghi muộn, các ngày khác nhau. Chuỗi ngắn thử trước, nên chuỗi việc đầu tiên phá một quy tắc là",
        "chuỗi ngắn nhất; nó được in thành kịch bản, `--save THƯ-MỤC` ghi thành tệp `.feature` không đạt đúng ở",
        "quy tắc ấy. `--explore` là số lượt của mỗi kịch bản, `--seconds` là số giây của cả lần chạy; cùng",
        "`--seed` và `--explore` thì thử lại như cũ. Chỉ nói “đã xét mọi tình huống” khi mọi tình huống tới được",
        "bằng các việc ấy đều đã gặp, tính theo trạng thái, tình trạng, hạn, đề nghị đang chờ của mọi nhiệm vụ,",
        "văn bản đã ra và đã thu hồi, mỗi tình huống theo một chuỗi việc; nếu không thì đó là một phần. Điều mà",
        "hạn và nơi nhận quyết định thì không phải chạy thử.",
        "",
        "Đợt lớn thì không xét hết được: mỗi lượt đi ngẫu nhiên trên một nhánh nhỏ (một nhiệm vụ, nơi tổng hợp nó, và",
        "nơi tổng hợp tiếp theo), ưu tiên nhánh đã có việc; chuỗi phá quy tắc được bỏ bớt việc cho đến khi không bỏ",
        "được nữa.",
    ]
    return lines


def steps_page() -> str:
    """docs/steps.md: every step that feature files may use, from the registry that runs them."""
    import dataclasses
    import inspect

    from features.steps import names
    from features.steps.sentences import KEYWORDS, KEYWORDS_IN
    from features.steps.vocabulary import VOCABULARY
    from spec import plugin, results

    assert plugin.matching
    lines = [
        "# Viết chính sách thành kịch bản: các bước dùng được",
        "",
        "*Every step that a policy writer's `.feature` file may use, made from the registry that runs them.*",
        "",
        "`dondoc spec THƯ-MỤC` chạy mọi tệp `.feature` trong thư mục ấy, không cần viết Python. Văn bản của mình để",
        "trong thư mục `definitions/` bên cạnh, hoặc chỉ ra bằng `--definitions`. `--report TỆP.html` ghi một",
        "trang để in, `--coverage` cho biết những gì của văn bản chưa kịch bản nào chạm tới. Không gì được ghi vào",
        'thư mục ấy. `--tags "@gấp and not @nháp"` chỉ chạy kịch bản có các thẻ ấy, `--fail-fast` dừng ở kịch bản',
        "không đạt đầu tiên, `--junitxml TỆP.xml` ghi kết quả cho máy chủ kiểm thử.",
        "",
        "```gherkin",
        "# language: vi",
        "Tính năng: Báo cáo 6 tháng của tỉnh Hà Giang",
        "  Bối cảnh:",
        '    Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở',
        "",
        "  Quy tắc: Có kế hoạch rồi mới thực hiện",
        "    Kịch bản: Chưa có kế hoạch",
        '      Khi "UBND tỉnh Hà Giang" thực hiện kỳ "6 tháng"',
        '      Thì bị từ chối vì "chưa có kế hoạch"',
        "```",
        "",
        "- Dòng đầu là `# language: vi`. Từ khóa: Tính năng, Quy tắc, Bối cảnh, Kịch bản (Tình huống), Khung kịch bản,",
        "  Dữ liệu; Biết (Cho): đã có gì, Khi: ai làm gì, Thì: phải ra sao; Và, Nhưng: như bước trên.",
        "- Cơ quan viết bằng tên hoặc khóa (`dondoc agencies TÊN`), nhiều cơ quan cách nhau bằng dấu phẩy; kỳ bằng",
        "  tên: `quý I`, `6 tháng`, `6 tháng đầu năm 2023`, `9 tháng`, `năm`, `một lần`; ngày: `20/06/2023`.",
        "- Không cần dấu ngoặc kép quanh tên đầy đủ của cơ quan, khóa văn bản, kỳ, trạng thái, lý do từ chối, và",
        "  lý do ở cuối câu: `Khi UBND huyện Tuy Phước gửi báo cáo 6 tháng ngày 18/6/2023`. Cần khi tên không có",
        "  sẵn: nhãn, lời ghi chú. `gửi báo cáo`, `nộp báo cáo` là báo cáo; `trễ hạn`, `bị trễ hạn` là quá hạn;",
        "  có thể bỏ `vào`, `kỳ`.",
        "- Không nói kỳ nào thì là kỳ mà kịch bản đã nói tới và cơ quan có việc; kịch bản chưa nói kỳ nào thì là",
        "  kỳ duy nhất cơ quan có việc. Tên chỉ nhiều cơ quan (`Sở Nội vụ`) là cơ quan gần nhất với cơ quan khác",
        "  trong câu (cùng tỉnh, cùng huyện), không có thì là cơ quan duy nhất của đợt. Câu còn hai nghĩa thì",
        "  không chạy, và các nghĩa được viết ra đủ.",
        "- Tệp có dòng đầu `# language: en` viết bằng tiếng Anh, từ khóa Given, When, Then, And, But; cột cuối",
        "  của mỗi bảng là lời tiếng Anh của bước ấy, lý do và trạng thái gọi theo cột `name` (`inputs open`,",
        "  `done on time`), tên cơ quan giữ nguyên; ví dụ: `features/blocked.en.feature`. *A file that begins",
        "  with `# language: en` is in English, with the words of the last column.*",
        "- Phần trong `[…]` có thể bỏ; của `(…|…)` viết một. `Biết` coi mọi việc phải có trước là đã làm;",
        "  `Khi` thì không.",
        "- Kịch bản nào cũng có ít nhất một bước `Thì`. Từ khóa của bước viết đúng chữ hoa, sau đó là dấu cách,",
        "  không có dấu hai chấm. Dòng trông như một bước hay một tiêu đề mà viết sai là lỗi (mã 2), không bị bỏ qua",
        "  như lời mô tả.",
        "- Việc bị từ chối phải được một bước `Thì bị từ chối vì …` nói tới, nếu không kịch bản không đạt.",
        "- Không nói hôm nay là ngày nào thì là ngày cuối năm của đợt, đợt mở từ đầu năm, văn bản có ngày thì ra đúng",
        "  ngày ấy, và việc nào cũng được ghi ngay trong ngày làm. Đã nói hôm nay là ngày nào thì mọi việc từ đó được",
        "  ghi vào hôm ấy, dù làm từ ngày trước.",
        "- `Khi chỉ thử việc tiếp theo, không ghi`: việc ngay sau đó cho thấy kết quả mà không ghi gì.",
        '- Hành động của vòng đời khác vòng đời chuẩn, hay hành động nào chưa có bước riêng: `làm "…"`.',
    ]
    stories = {step.module.rpartition(".")[2] for step in VOCABULARY if step.module.startswith("features.steps.")}
    assert stories == _STEPS.keys()
    for module, (title, about) in _STEPS.items():
        lines += ["", f"## {title}", "", f"*{about}*"]
        for kind, keyword in KEYWORDS.items():
            steps = [step for step in VOCABULARY if (step.module, step.kind) == (f"features.steps.{module}", kind)]
            if not steps:
                continue
            lines += ["", f"| {keyword} … | ví dụ | {KEYWORDS_IN['en'][kind]} … |", "|---|---|---|"]
            lines += [_step_row(step) for step in steps]
    lines += _rules_section()
    for table in dict.fromkeys(step.table for step in VOCABULARY if step.table):
        lines += ["", "## Bảng việc", "", f"Các cột, ba cột đầu bắt buộc: {', '.join(table)}."]
        examples = [step.example for step in VOCABULARY if step.table == table]
        lines += ["", "```gherkin", *"\n\n".join(examples).split("\n"), "```", "", *_TABLE_NOTES]
    for title, known in (
        ("Lý do từ chối", names.REFUSALS),
        ("Tình trạng của báo cáo tổng hợp bị chặn", names.BLOCKED),
        ("Thời hạn của một nhiệm vụ", names.TIMELINESS),
        ("Sản phẩm phải nộp", names.DELIVERABLES),
        ("Một sản phẩm phải nộp được tính là", names.LATE_CLASSES),
    ):
        lines += ["", f"## {title}", "", "| tên | name |", "|---|---|"]
        lines += [f"| {words} | `{name}` |" for words, name in known.items()]
    lines += [
        "",
        "## `dondoc spec --json`",
        "",
        "One object, `SpecResult`. Exit code 0: all passed, 1: a scenario failed,",
    ]
    lines += ["2: a file that cannot be read, has a lost line or a scenario without `Thì`, or no file."]
    for answer in (
        results.SpecResult,
        results.FeatureResult,
        results.ScenarioResult,
        results.RunResult,
        results.StepResult,
        results.RuleResult,
        results.ExploredResult,
        results.CoverageItem,
    ):
        lines += ["", f"### {answer.__name__}", "", inspect.cleandoc(answer.__doc__ or ""), "", "| field | type |"]
        lines += ["|---|---|"]
        lines += [f"| `{item.name}` | {str(item.type).replace('|', 'or')} |" for item in dataclasses.fields(answer)]
    return "\n".join(lines) + "\n"


def _step_row(step: StepWords) -> str:
    from features.steps.phrases import CHOICES

    words, english = (text.replace("|", r"\|") for text in ("<br>".join((step.words, *step.also)), step.english))
    for hole, choices in CHOICES.items():
        if len(choices) == 1:  # a hole that takes one phrase is that phrase
            ((said, choice),) = choices.items()
            words, english = words.replace(f"{{{hole}}}", said), english.replace(f"{{{hole}}}", choice.english[0])
    return f"| {words} | `{_one_line(step.example)}` | {english} |"


def _one_line(example: str) -> str:
    return example.partition("\n")[0]


def pages() -> dict[Path, str]:
    """Everything that is made, by its path."""
    from export_docs import exports_page, xes_extension

    from workflows.agencies import Registry
    from workflows.json_schemas import SCHEMAS

    made = {
        ROOT / "docs" / "rules.md": rules_page(),
        ROOT / "docs" / "json.md": json_page(),
        ROOT / "docs" / "findings.md": findings_page(),
        ROOT / "docs" / "steps.md": steps_page(),
        ROOT / "docs" / "exports.md": exports_page(),
        ROOT / "docs" / "dondoc.xesext": xes_extension(),
    }
    names = "\n".join(Registry.load().index_of_names()) + "\n"
    made[ROOT / "definitions" / "agencies" / "names.txt"] = names
    for name, make in SCHEMAS.values():
        made[ROOT / "definitions" / name] = json.dumps(make(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return made


def main() -> int:
    """Write what differs, or with --check say what does."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            sys.stdout.write(f"stale: {path.relative_to(ROOT)} (run: python tools/write_docs.py)\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages()[path], "utf-8")
        sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
