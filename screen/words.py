"""Every word on screen, in Vietnamese and in English, in one catalogue.

An English text with a `|` has a singular before it and a plural after it; `n` chooses.
"""

from __future__ import annotations

from typing import Any

LANGUAGES = ("vi", "en")

WORDS: dict[str, tuple[str, str]] = {
    # states, as the standard lifecycle names them
    "state.pending": ("chờ văn bản", "pending"),
    "state.issued": ("đã giao", "issued"),
    "state.plan_drafted": ("đã có kế hoạch", "plan drafted"),
    "state.implemented": ("đã thực hiện", "implemented"),
    "state.reported": ("đã báo cáo", "reported"),
    "state.consolidated": ("đã tổng hợp", "consolidated"),
    # triggers
    "trigger.release": ("ban hành", "release"),
    "trigger.draft_plan": ("lập kế hoạch", "draft plan"),
    "trigger.implement": ("thực hiện", "implement"),
    "trigger.report": ("báo cáo", "report"),
    "trigger.consolidate": ("tổng hợp", "consolidate"),
    "trigger.consolidate_partial": ("tổng hợp thiếu", "consolidate in part"),
    "trigger.return_report": ("trả lại báo cáo", "return report"),
    "trigger.extend": ("gia hạn", "extend"),
    "trigger.waive": ("miễn", "waive"),
    "trigger.unwaive": ("bỏ miễn", "unwaive"),
    "trigger.suspend": ("tạm dừng", "suspend"),
    "trigger.resume": ("cho tiếp tục", "resume"),
    "trigger.revoke": ("thu hồi", "revoke"),
    # triggers not yet done
    "undone.release": ("chờ văn bản", "not yet released"),
    "undone.draft_plan": ("chưa lập kế hoạch", "no plan yet"),
    "undone.implement": ("chưa thực hiện", "not implemented"),
    "undone.report": ("chưa báo cáo", "not reported"),
    "undone.consolidate": ("chưa tổng hợp", "not consolidated"),
    "undone.resume": ("đang tạm dừng", "suspended"),
    # standing
    "standing.active": ("đang thực hiện", "active"),
    "standing.suspended": ("tạm dừng", "suspended"),
    "standing.waived": ("được miễn", "waived"),
    "standing.revoked": ("đã thu hồi", "revoked"),
    # timeliness
    "timeliness.on_time": ("còn hạn", "on time"),
    "timeliness.due_soon": ("sắp đến hạn", "due soon"),
    "timeliness.overdue": ("quá hạn", "overdue"),
    "timeliness.done_on_time": ("xong đúng hạn", "done on time"),
    "timeliness.done_late": ("xong muộn", "done late"),
    "timeliness.no_due_date": ("không có hạn", "no due date"),
    "timeliness.not_counted": ("không tính", "not counted"),
    # blocked consolidations
    "blocked.overdue": ("QUÁ HẠN", "OVERDUE"),
    "blocked.at_risk": ("NGUY CƠ", "AT RISK"),
    "blocked.waiting": ("ĐANG CHỜ", "WAITING"),
    "blocked.count": ("{n} báo cáo tổng hợp bị chặn", "1 blocked consolidation|{n} blocked consolidations"),
    "blocked.roots": ("{n} điểm nghẽn", "1 root blocker|{n} root blockers"),
    "blocked.none": ("không có báo cáo tổng hợp nào bị chặn", "no consolidation is blocked"),
    "blocked.waits": ("chờ", "waits"),
    "blocked.waits_for_merged": ("{agency} tổng hợp", "{agency} to consolidate"),
    "blocked.holds": ("đang chặn {n}", "holds up {n}"),
    "blocked.holds.short": ("chặn {n}", "holds {n}"),
    "blocked.inputs_late": ("đầu vào quá hạn {n} ngày", "inputs 1 day late|inputs {n} days late"),
    "blocked.inputs_late.short": ("đầu vào quá {n} ngày", "inputs {n} d late"),
    "blocked.input_due": ("đầu vào hạn {day}", "an input is due {day}"),
    "blocked.input_due.short": ("đầu vào {day}", "input {day}"),
    "blocked.rest": (
        "và {n} điểm nghẽn khác: {groups}",
        "and 1 other root blocker: {groups}|and {n} other root blockers: {groups}",
    ),
    "blocked.rest_hint": ("xem đủ: thêm --all", "to see all: add --all"),
    "blocked.resumes": ("cho tiếp tục nhiệm vụ của {of}", "resuming the task of {of}"),
    "blocked.releases": ("ban hành {document}", "release of {document}"),
    # lateness
    "late.days": ("quá {n} ngày", "1 day late|{n} days late"),
    "late.days.short": ("quá {n} ngày", "{n} d late"),
    "late.left": ("còn {n} ngày", "1 day left|{n} days left"),
    "late.today": ("đến hạn hôm nay", "due today"),
    "late.done": ("xong muộn {n} ngày", "done 1 day late|done {n} days late"),
    "late.done.short": ("muộn {n} ngày", "{n} d late"),
    "agency.thu-tuong": ("Thủ tướng Chính phủ", "Prime Minister"),
    # due dates
    "due": ("hạn {due}", "due {due}"),
    "due.before": ("trước {day}", "before {day}"),
    "due.by": ("chậm nhất {day}", "by {day}"),
    "due.within_month": ("trong tháng {month}/{year}", "within {month} {year}"),
    "due.within_year": ("trong năm {year}", "within {year}"),
    "due.within_period": ("trong kỳ báo cáo", "within the period"),
    "due.within_named": ("trong {period}", "within {period}"),
    "due.working_days_issue": (
        "trong {n} ngày làm việc kể từ ngày ban hành",
        "within 1 working day of issue|within {n} working days of issue",
    ),
    "due.working_days_closing": (
        "trong {n} ngày làm việc sau khi chốt số liệu",
        "within 1 working day of the data closing|within {n} working days of the data closing",
    ),
    "due.working_days_period": (
        "trong {n} ngày làm việc sau khi hết kỳ",
        "within 1 working day of the period's end|within {n} working days of the period's end",
    ),
    "due.day_of_month": ("ngày {day} {month}", "day {day} of {month}"),
    "due.end_of_month": ("ngày cuối {month}", "the last day of {month}"),
    "due.month_first": ("tháng đầu kỳ", "the period's first month"),
    "due.month_last": ("tháng cuối kỳ", "the period's last month"),
    "due.month_next": ("tháng sau kỳ", "the month after the period"),
    "due.meeting": ("theo cuộc họp {meeting}", "at the meeting {meeting}"),
    "due.extended": ("gia hạn", "extended"),
    "due.as_prescribed": ("theo quy định", "as prescribed"),
    "due.none": ("văn bản không nêu hạn", "no due date stated"),
    "due.none.short": ("không nêu hạn", "none stated"),
    # what to do next
    "next": ("Tiếp theo:", "Next:"),
    # the tree
    "status.tasks": ("{n} nhiệm vụ", "1 task|{n} tasks"),
    "status.states": ("trạng thái", "states"),
    "status.timeliness": ("thời hạn", "timeliness"),
    "status.standings": ("tình trạng", "standing"),
    "status.others.ministry": ("{n} bộ, cơ quan trung ương", "1 central agency|{n} central agencies"),
    "status.others.province": ("{n} tỉnh, thành phố", "1 province|{n} provinces"),
    "status.others.other": ("{n} cơ quan", "1 agency|{n} agencies"),
    "status.topic": ("· {topic}", "· {topic}"),
    "status.done": ("xong {done}/{of}", "{done}/{of} done"),
    "status.more": (
        "Cơ quan không có đầu vào được cộng chung một dòng; xem từng cơ quan: thêm --all hoặc --under",
        "Agencies without inputs are summed in one line; to see each: add --all or --under",
    ),
    "status.none": ("không có nhiệm vụ nào", "no tasks"),
    "status.open": ("thiếu {open}/{inputs}", "{open}/{inputs} open"),
    # what an agency has to do
    "todo.title": (
        "{agency} · {day} · {n} việc phải làm",
        "{agency} · {day} · 1 task to do|{agency} · {day} · {n} tasks to do",
    ),
    "todo.none": ("{agency} · {day} · không còn việc phải làm", "{agency} · {day} · nothing to do"),
    "todo.can": ("làm được ngay", "can be done now"),
    "todo.waits": ("chờ {agency}: {what}", "waits for {agency}: {what}"),
    "todo.cannot": ("chưa làm được", "cannot be done yet"),
    # why
    "why.since": ("từ {day}", "since {day}"),
    "why.waits": ("chờ", "waits for"),
    "why.can_act": ("làm được ngay", "can act now"),
    "why.finished": ("đã xong", "finished"),
    "why.open": ("còn {n} đầu vào", "1 input open|{n} inputs open"),
    # history
    "history.none": ("chưa có gì được ghi", "nothing is recorded yet"),
    "history.count": ("{n} dòng lịch sử", "1 row of history|{n} rows of history"),
    # headings of tables
    "head.task": ("nhiệm vụ", "task"),
    "head.seq": ("số", "seq"),
    "head.occurred_on": ("ngày làm", "done on"),
    "head.recorded_at": ("ghi lúc", "recorded"),
    "head.trigger": ("hành động", "trigger"),
    "head.state": ("trạng thái", "state"),
    "head.agency": ("cơ quan", "agency"),
    "head.by": ("người làm", "by"),
    "head.document": ("văn bản", "document"),
    "head.reason": ("lý do", "reason"),
    "head.hash": ("dấu", "hash"),
    "head.content": ("việc", "work"),
    "head.key": ("khóa", "key"),
    "head.name": ("tên", "name"),
    "head.short": ("tắt", "short"),
    "head.kind": ("loại", "kind"),
    "head.validity": ("hiệu lực", "in force"),
    "head.cascade": ("đợt triển khai", "cascade"),
    "head.tasks": ("nhiệm vụ", "tasks"),
    "head.consolidations": ("tổng hợp", "consolidations"),
    "head.blocked": ("bị chặn", "blocked"),
    "head.overdue": ("quá hạn", "overdue"),
    "head.launched_on": ("mở ngày", "launched"),
    # periods
    "period": ("kỳ {period}", "{period}"),
    # kinds of agencies
    "kind.prime-minister": ("Thủ tướng", "Prime Minister"),
    "kind.ministry": ("bộ", "ministry"),
    "kind.ministerial-agency": ("cơ quan ngang bộ", "ministerial-level agency"),
    "kind.government-agency": ("cơ quan thuộc Chính phủ", "Government agency"),
    "kind.province": ("tỉnh, thành phố", "province"),
    "kind.department": ("sở, ngành", "department"),
    "kind.district": ("huyện, quận, thị xã", "district"),
    "kind.office": ("phòng, ban", "office"),
    "kind.ward": ("xã, phường", "commune"),
    "kind.party": ("cơ quan Đảng", "Party body"),
    "kind.front": ("Mặt trận, đoàn thể", "Front body"),
    "kind.vertical": ("ngành dọc", "vertical agency"),
    "kind.public-unit": ("đơn vị", "public unit"),
    "agencies.count": ("{n} cơ quan", "1 agency|{n} agencies"),
    "agencies.none": ("không có cơ quan nào khớp", "no agency matches"),
    "agencies.from": ("từ {day}", "from {day}"),
    "agencies.until": ("đến {day}", "until {day}"),
    "agencies.before": (
        "  trước: {name} ({key}), đến {day}, {basis}",
        "  before: {name} ({key}), until {day}, {basis}",
    ),
    "agencies.after": ("  sau: {name} ({key}), từ {day}, {basis}", "  after: {name} ({key}), from {day}, {basis}"),
    "what.report": ("báo cáo", "report"),
    "what.product": ("sản phẩm", "product"),
    "what.plan": ("kế hoạch", "plan"),
    "what.consolidation": ("tổng hợp", "consolidation"),
    # launch, release, advance
    "launched": (
        "Đã mở {cascade}: {figures}",
        "Launched {cascade}: {figures}",
    ),
    "launched.dry": (
        "Thử mở {cascade} (không ghi gì): {figures}",
        "Dry run of {cascade} (nothing written): {figures}",
    ),
    "launched.figures": (
        "{tasks} nhiệm vụ của {agencies} cơ quan, {consolidations} lần tổng hợp, {feeds} đường báo cáo",
        "{tasks} tasks of {agencies} agencies, {consolidations} consolidations, {feeds} feeds",
    ),
    "launched.released": ("{n} nhiệm vụ đã được giao ngay", "1 task is issued at once|{n} tasks are issued at once"),
    "launched.hash": ("dấu của định nghĩa {hash}", "definition hash {hash}"),
    "launched.findings": (
        "{n} phát hiện được ghi kèm đợt; xem: {command}",
        "1 finding is pinned with it; see: {command}|{n} findings are pinned with it; see: {command}",
    ),
    "moved.repeated": ("đã ghi từ trước", "recorded before"),
    "moved.released": ("giao thêm {n} nhiệm vụ", "1 task issued|{n} tasks issued"),
    "moved.unblocked": ("tổng hợp được: {tasks}", "can now consolidate: {tasks}"),
    "moved.reopened": ("phải tổng hợp lại: {tasks}", "to be consolidated again: {tasks}"),
    "moved.blocked": ("chờ trở lại: {tasks}", "waits again: {tasks}"),
    "moved.supplement_to": ("bổ sung cho báo cáo đã tổng hợp: {tasks}", "supplement to what was consolidated: {tasks}"),
    "moved.missing": ("tổng hợp không có: {tasks}", "consolidated without: {tasks}"),
    "moved.until": ("hạn mới {day}", "due {day} now"),
    "moved.none": ("không có nhiệm vụ nào chuyển trạng thái", "no task moved"),
    "moved.count": ("{n} lần chuyển trạng thái", "1 move|{n} moves"),
    "moved.more": ("và {n} dòng nữa", "and 1 more row|and {n} more rows"),
    "bulk.bad": ("{n} dòng bị từ chối", "1 row refused|{n} rows refused"),
    "bulk.nothing": (
        "không ghi gì: sửa các dòng trên, hoặc thêm --keep-going",
        "nothing was written: mend these rows, or add --keep-going",
    ),
    "bulk.line": ("dòng {n}", "line {n}"),
    "bulk.rejects": ("các dòng bị từ chối: {file}", "refused rows: {file}"),
    "dry_run": ("chạy thử: không ghi gì", "dry run: nothing was written"),
    "progress.launch": ("mở đợt", "launching"),
    "progress.bulk": ("ghi", "recording"),
    # cascades
    "cascades.none": ("chưa có đợt triển khai nào; mở bằng: {command}", "no cascade yet; launch one: {command}"),
    "simulated": ("mô phỏng", "simulated"),
    # databases
    "db.created": ("Cơ sở dữ liệu {url} đã sẵn sàng", "The database {url} is ready"),
    "db.upgraded": ("Cơ sở dữ liệu {url} đã đúng phiên bản", "The database {url} is of this version"),
    "db.backup": ("bản sao trước khi nâng cấp: {file}", "copy from before the upgrade: {file}"),
    # findings
    "severity.error": ("lỗi", "error"),
    "severity.warning": ("cảnh báo", "warning"),
    "severity.note": ("lưu ý", "note"),
    "findings.none": ("Không có phát hiện nào.", "No findings."),
    "findings.error": ("{n} lỗi", "1 error|{n} errors"),
    "findings.warning": ("{n} cảnh báo", "1 warning|{n} warnings"),
    "findings.note": ("{n} lưu ý", "1 note|{n} notes"),
    "findings.acknowledged": ("{n} đã biết", "1 acknowledged|{n} acknowledged"),
    "findings.count": ("{n} phát hiện", "1 finding|{n} findings"),
    "findings.acknowledged_because": ("đã biết: {reason}", "acknowledged: {reason}"),
    "findings.hint": ("gợi ý", "hint"),
    "findings.cites": ("căn cứ", "cites"),
    "findings.years": ("năm", "years"),
    "findings.explain": ("giải thích một mã: {command}", "to explain a code: {command}"),
    "check.replaced": ("{key}: tệp {file} thay bản đi kèm {before}", "{key}: {file} replaces the shipped {before}"),
    # errors
    "error.at": ("tại", "at"),
    "error.waits": ("chờ", "waits for"),
    "error.who": ("ai được", "who may"),
    "error.next": ("tiếp theo", "next"),
    "error.hint": ("gợi ý", "hint"),
    "error.interrupted": ("đã dừng", "stopped"),
    "usage.no_option": ("không có tùy chọn {name}{meant}", "no such option: {name}{meant}"),
    "usage.no_command": ("không có lệnh “{name}”{meant}", 'no such command "{name}"{meant}'),
    "usage.needs_value": ("tùy chọn {name} cần một giá trị", "option {name} needs a value"),
    "usage.missing": ("thiếu {name}", "{name} is missing"),
    "usage.choose": ("chọn một trong {choices}", "choose one of {choices}"),
    "usage.number": ("phải là một số", "it must be a number"),
    "usage.bad_value": ("giá trị của {name} không dùng được: {why}", "bad value for {name}: {why}"),
    "error.help": ("xem: {command}", "see: {command}"),
    # diagrams
    "diagram.own": ("báo cáo", "report"),
    "diagram.merged": ("báo cáo tổng hợp", "merged report"),
    "diagram.implements": ("thực hiện", "implements"),
    # audits
    "audit.holds": ("TOÀN VẸN", "HOLDS"),
    "audit.broken": ("KHÔNG TOÀN VẸN", "DOES NOT HOLD"),
    "audit.checked": (
        "{cascades}: {tasks} nhiệm vụ, {rows} dòng lịch sử, {feeds} đường báo cáo",
        "{cascades}: {tasks} tasks, {rows} rows of history, {feeds} feeds",
    ),
    "audit.seal": (
        "niêm phong {file} lúc {at}: {tasks} nhiệm vụ, gốc {root}",
        "seal {file} of {at}: {tasks} tasks, root {root}",
    ),
    "audit.signed": ("chữ ký đúng khóa đã cho", "signed with the key given"),
    "audit.unsigned": ("chữ ký sai", "the signature is wrong"),
    "audit.own_key": (
        "chữ ký khớp khóa ghi trong tệp ({key}); thêm --public-key để biết là khóa của ai",
        "signed with the key that the file names ({key}); add --public-key to know whose it is",
    ),
    "audit.receipt": ("dấu {hash}: {task} dòng {seq}", "receipt {hash}: {task} row {seq}"),
    "audit.row": ("dòng {seq}", "row {seq}"),
    "audit.count": ("{n} chỗ không khớp", "1 thing does not hold|{n} things do not hold"),
    "audit.more": ("và {n} chỗ khác", "and 1 more|and {n} more"),
    "audit.no_seal": (
        "Không có niêm phong hay dấu đã giữ: dữ liệu nhất quán, nhưng chưa chứng tỏ được không ai thay cả chuỗi",
        "No seal or receipt was given: this shows that the data are consistent, not that no whole chain was replaced",
    ),
    "audit.keys": (
        "Khóa riêng {private} (chỉ chủ tệp đọc được), khóa công khai {public}",
        "Private key {private} (only its owner may read it), public key {public}",
    ),
    "audit.keys_hint": (
        "Giữ khóa riêng ngoài máy chủ cơ sở dữ liệu; đưa khóa công khai cho người kiểm tra",
        "Keep the private key away from the database's server; give the public key to those who check",
    ),
    "audit.sealed": (
        "Đã niêm phong {tasks} nhiệm vụ lúc {at}, gốc {root}; hãy giữ tệp ngoài máy chủ",
        "Sealed {tasks} tasks at {at}, root {root}; keep the file away from the server",
    ),
    "audit.proven": ("Đã ghi chứng minh của {task}", "Wrote the proof of {task}"),
    "audit.proof": (
        "{task}: {rows} dòng, như đã niêm phong lúc {at}",
        "{task}: {rows} rows, as sealed at {at}",
    ),
    "progress.verify": ("kiểm tra", "verifying"),
    # the demo
    "demo.made": (
        "Cơ sở dữ liệu mẫu {file}: đợt thật {cascade}, sự kiện mô phỏng đến {day}",
        "Demo database {file}: the real cascade {cascade}, simulated events up to {day}",
    ),
    "demo.tree": ("Nhánh {agency}, kỳ {period}", "The branch of {agency}, {period}"),
    "demo.blocked": ("Bị chặn, và bởi ai", "What is blocked, and by whom"),
    "demo.findings": ("Kiểm tra các văn bản", "What the checker finds"),
    "demo.try": ("Thử tiếp", "Try next"),
}


def say(key: str, lang: str = "vi", /, **values: Any) -> str:
    """The words of that key, filled in. Raises KeyError for a key that the catalogue lacks."""
    text = WORDS[key][0 if lang == "vi" else 1]
    if "|" in text:
        singular, plural = text.split("|")
        text = singular if values.get("n") == 1 else plural
    return text.format_map(values) if values else text


def label(family: str, name: str, lang: str = "vi") -> str:
    """The words of one state, trigger, …; for one of somebody's own lifecycle its name with spaces."""
    key = f"{family}.{name}"
    return say(key, lang) if key in WORDS else name.replace("_", " ")


def sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
