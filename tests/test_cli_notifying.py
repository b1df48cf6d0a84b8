"""`dondoc notify` and `outbox` at the door, against a real mail server and a real HTTP server on this machine."""

import base64
import hashlib
import hmac
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from socket import create_server

import pytest
from click.testing import CliRunner, Result
from graphs import HOAI_AN, TUY_PHUOC, move, province, put_plan_out
from hypothesis import given
from hypothesis import strategies as st
from receivers import LOOPBACK, HookReceiver, MailReceiver, certificate

from cli import main
from engine import Engine, SimulatedClock
from engine.cascade.notices import EVENTS
from engine.notifying.outbox import MOST_ATTEMPTS
from engine.notifying.results import Message, News, Rule
from engine.store.upgrading import upgrade
from papers.notices import mail as mail_of

TODAY = date(2023, 6, 21)
SNV, DISTRICT = "binh-dinh.so-noi-vu", "binh-dinh.huyen-tuy-phuoc"
KEY = bytes(range(32))
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
WORDS = ["1", "báo", "cáo", "bị", "trả", "lại,", "việc", "quá", "hạn", "Bcc:", "UBND", "·", "Ủy", "ban", "nhân", "dân"]
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province of which one report was returned, and three are overdue."""
    file = tmp_path_factory.mktemp("notified") / "dondoc.db"
    upgrade(f"sqlite:///{file}")
    with Engine.open(f"sqlite:///{file}", clock=SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))) as engine:
        engine.launch(province(), today=date(2023, 5, 1))
        put_plan_out(engine)
        for task in (TUY_PHUOC, HOAI_AN):
            move(engine, task, "draft_plan", "implement")
        move(engine, TUY_PHUOC, "report")
        move(engine, TUY_PHUOC, "return_report", as_agency=SNV, what="own", reason="thiếu\nsố liệu")
        move(engine, HOAI_AN, "request_extension", until=date(2023, 7, 10), reason="mưa lũ")
    return file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, template: Path) -> Path:
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    shutil.copy(template, tmp_path / "dondoc.db")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    def call(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--today", "2023-06-21", *arguments])

    return call


@pytest.fixture
def post_office(folder: Path) -> Iterator[MailReceiver]:
    with MailReceiver(folder) as receiver:
        write(folder, server(folder, receiver.port), rule("tp", DISTRICT, "mailto:tuy-phuoc@example.vn"))
        yield receiver


def write(folder: Path, *tables: str) -> None:
    (folder / "dondoc.toml").write_text("\n".join(tables), "utf-8")


def server(folder: Path, port: int, **more: str) -> str:
    given = {"host": LOOPBACK, "from": "dondoc@example.vn", "ca_file": str(certificate(folder)[0]), **more}
    lines = [f'{name} = "{value}"' for name, value in given.items()]
    return "\n".join(["[profile.default.smtp]", f"port = {port}", *lines])


def rule(name: str, agency: str, to: str, **more: object) -> str:
    given = {"agency": agency, "to": to, "digest": "at-once", **more}
    lines = [f"{key} = {json.dumps(value)}" for key, value in given.items()]
    return "\n".join([f"[profile.default.notify.{name}]", "since = 2023-06-01", *lines])


def hook(port: int, **more: object) -> str:
    return rule("hook", DISTRICT, f"http://{LOOPBACK}:{port}/vao?khoa=bi-mat", **more)


def states(run: Run) -> dict[str, str]:
    answer = run("outbox", "list", "--dead", "--sent", "--json")
    waiting = run("outbox", "list", "--json")
    return {each["message_id"]: each["state"] for text in (answer, waiting) for each in json.loads(text.stdout)}


# mail


def test_a_mail_says_what_happened_and_what_to_do(run: Run, post_office: MailReceiver) -> None:
    done = run("notify")

    assert (done.exit_code, done.stderr) == (0, "")
    ((address, mail),) = post_office.accepted
    text = mail.get_content()
    assert address == mail["To"] == "tuy-phuoc@example.vn"
    assert mail["From"] == "dondoc@example.vn"
    assert mail["Subject"] == "UBND huyện Tuy Phước: 1 báo cáo bị trả lại, 1 việc quá hạn · 21/06/2023"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert text.splitlines()[2:7] == [
        "1 BÁO CÁO BỊ TRẢ LẠI",
        "",
        f"{TUY_PHUOC} · #{number(text)}",
        "  UBND huyện Tuy Phước · 6 tháng · hạn 19/06 (văn bản không nêu hạn) · quá hạn 2 ngày",
        "  Sở Nội vụ tỉnh Bình Định trả lại ngày 21/06: thiếu số liệu",
    ]
    assert f'  dondoc advance {TUY_PHUOC} report --as {DISTRICT} --by "…" --document "…"' in text.splitlines()
    assert re.search("đã gửi +[0-9a-f]{12} +mailto:tuy-phuoc@example.vn +1 báo cáo bị trả lại", done.stdout)


def number(text: str) -> str:
    return re.search("#([0-9]+)", text)[1]  # type: ignore[index]


def test_the_same_is_said_in_english_where_a_rule_says_so(run: Run, folder: Path, post_office: MailReceiver) -> None:
    write(folder, server(folder, post_office.port), rule("tp", DISTRICT, "tuy-phuoc@example.vn", lang="en"))

    assert run("notify").exit_code == 0

    ((_, mail),) = post_office.accepted
    assert mail["Subject"] == "UBND huyện Tuy Phước: 1 report returned, 1 task overdue · 2023-06-21"
    assert "returned by Sở Nội vụ tỉnh Bình Định on 2023-06-21" in mail.get_content()


def test_nothing_is_sent_twice(run: Run, post_office: MailReceiver) -> None:
    run("notify")

    done = run("notify")

    assert (done.exit_code, done.stdout) == (0, "Không có thông báo nào.\n")
    assert len(post_office.accepted) == 1


def test_a_dry_run_shows_what_would_go_and_sends_nothing(run: Run, post_office: MailReceiver) -> None:
    tried = run("notify", "--dry-run", "--json")

    assert tried.exit_code == 0
    assert post_office.accepted == []
    run("notify")
    assert post_office.accepted[0][1]["Message-ID"] == f"<{json.loads(tried.stdout)[0]['message_id']}@example.vn>"


def test_a_decider_is_told_of_a_request(run: Run, folder: Path, post_office: MailReceiver) -> None:
    more = {"events": ["request"]}
    write(folder, server(folder, post_office.port), rule("tinh", "binh-dinh", "ubnd@example.vn", **more))

    run("notify")

    ((_, mail),) = post_office.accepted
    lines = mail.get_content().splitlines()
    assert "  UBND huyện Hoài Ân đề nghị gia hạn đến 10/07 ngày 21/06: mưa lũ" in lines
    assert f'  dondoc grant {HOAI_AN} --as binh-dinh --by "…"' in lines


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # here TLS begins before SMTP does
@pytest.mark.parametrize("tls", ["starttls", "tls", "none"])
def test_mail_is_handed_in_with_a_name_and_a_password_from_a_file(tls: str, run: Run, folder: Path) -> None:
    (folder / "mat-khau").write_text("rất bí mật\n".encode("ascii", "ignore").decode(), "utf-8")
    password = (folder / "mat-khau").read_text().strip()
    with MailReceiver(folder, tls, login=("dondoc", password)) as receiver:
        more = {"tls": tls, "user": "dondoc", "password_file": str(folder / "mat-khau")}
        write(folder, server(folder, receiver.port, **more), rule("tp", DISTRICT, "tp@example.vn"))
        done = run("notify")

        assert done.exit_code == 0, done.output
        assert len(receiver.accepted) == 1


def test_a_wrong_password_is_told_not_shown_and_tried_again(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_SMTP_PASSWORD", "sai-mat-khau")
    with MailReceiver(folder, login=("dondoc", "khac")) as receiver:
        write(folder, server(folder, receiver.port, user="dondoc"), rule("tp", DISTRICT, "tp@example.vn"))
        done = run("notify")

    assert done.exit_code == 1
    assert "máy chủ không nhận tên hoặc mật khẩu" in done.stdout
    assert "sai-mat-khau" not in done.output
    assert list(states(run).values()) == ["due"]


def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(run: Run, folder: Path) -> None:
    with MailReceiver(folder) as receiver:
        table = server(folder, receiver.port)
        write(folder, re.sub("ca_file.*", "", table), rule("tp", DISTRICT, "tp@example.vn"))
        done = run("notify")

        assert "TLS" in done.stdout
        assert done.exit_code == 1
        assert receiver.accepted == []


def test_a_server_without_tls_gets_nothing(run: Run, folder: Path) -> None:
    with MailReceiver(folder, "none") as receiver:
        write(folder, server(folder, receiver.port), rule("tp", DISTRICT, "tp@example.vn"))

        assert "TLS" in run("notify").stdout
        assert receiver.accepted == []


@pytest.mark.parametrize(
    ("at", "answer", "state", "error"),
    [
        ("RCPT", "550 No such user", "dead", "smtp:550"),
        ("RCPT", "450 Later", "due", "smtp:450"),
        ("DATA", "554 No", "dead", "smtp:554"),
        ("DATA", "451 Later", "due", "smtp:451"),
    ],
)
def test_what_the_server_answers_decides_whether_it_is_tried_again(
    at: str, answer: str, state: str, error: str, run: Run, post_office: MailReceiver
) -> None:
    post_office.answers[at] = answer

    done = run("notify", "--json")

    assert done.exit_code == 1
    ((message),) = json.loads(done.stdout)
    assert (message["state"], message["error"], message["attempts"]) == (state, error, 1)
    assert run("notify").stdout == "Không có thông báo nào.\n"  # not before its time


def test_a_dead_letter_is_listed_and_sent_again_under_its_id(run: Run, post_office: MailReceiver) -> None:
    post_office.answers["RCPT"] = "550 No such user"
    (message,) = json.loads(run("notify", "--json").stdout)
    listed = run("outbox", "list", "--dead").stdout
    assert re.search("thôi gửi.*mailto:tuy-phuoc@example.vn.*đã thử 1 lần: máy chủ thư trả lời 550", listed)
    post_office.answers.clear()

    again = run("outbox", "resend", message["message_id"][:12])
    assert again.exit_code == 0
    assert run("notify").exit_code == 0

    assert [mail["Message-ID"] for _, mail in post_office.accepted] == [f"<{message['message_id']}@example.vn>"]
    refused = run("outbox", "resend", message["message_id"])
    assert refused.exit_code == 1
    assert "outbox list --dead" in refused.stderr
    assert run("outbox", "list").stdout == "Không có thông báo nào.\n"


def test_a_server_that_is_away_is_asked_once_and_gets_all_when_it_is_back(run: Run, folder: Path) -> None:
    with closing(create_server((LOOPBACK, 0))) as taken:
        port = taken.getsockname()[1]
    rules = [rule(f"r{each}", DISTRICT, f"r{each}@example.vn") for each in range(3)]
    write(folder, server(folder, port), *rules)

    away = json.loads(run("notify", "--json").stdout)

    assert [(each["error"], each["attempts"]) for each in away] == [("unreachable", 1)]
    with MailReceiver(folder, port=port) as receiver:
        assert run("notify").exit_code == 0
        assert len(receiver.accepted) == 2


def test_no_text_of_anybodys_makes_a_header(run: Run, folder: Path, post_office: MailReceiver) -> None:
    with Engine.open(f"sqlite:///{folder}/dondoc.db") as engine:
        (message,) = engine.outbox().fill([told_rule()], TODAY, dry_run=True)
    hostile = replace(message.news[0], whom_name="UBND\r\nBcc: khac@example.vn\r\n\r\nthân thư khác")

    made = mail_of(replace(message, news=(hostile,)), "dondoc@example.vn", "tp@example.vn")

    assert "Bcc" not in made
    assert b"\nBcc:" not in made.as_bytes().partition(b"\n\n")[0]
    assert made.keys() == mail_of(message, "dondoc@example.vn", "tp@example.vn").keys()


@given(st.lists(st.sampled_from(WORDS), min_size=1))
def test_a_subject_is_read_as_it_was_written_wherever_it_is_folded(words: list[str]) -> None:
    news = News("due", "ct-1/2023-H1/a", 1, "a", "A", "A", "2023-H1", None, None, "", 0, 0, "a", " ".join(words), "")
    at = datetime(2023, 6, 21, 2, tzinfo=UTC)
    message = Message("0" * 32, "mailto:tp@example.vn", "due", 0, TODAY, at, at, news=(news,))

    sent = mail_of(message, "dondoc@example.vn", "tp@example.vn").as_bytes()

    read = message_from_bytes(sent, policy=default)
    assert read["Subject"] == f"{' '.join(words)}: 1 việc sắp đến hạn · 21/06/2023"
    assert all(len(line) <= 78 for line in sent.partition(b"\n\n")[0].splitlines())


def told_rule() -> Rule:
    return Rule(DISTRICT, EVENTS, date(2023, 6, 1), "mailto:tp@example.vn")


# webhooks


@pytest.fixture
def signed(folder: Path) -> Path:
    (folder / "khoa").write_text(f"{SECRET}\n")
    return folder / "khoa"


def test_a_webhook_is_posted_and_signed(run: Run, folder: Path, signed: Path) -> None:
    with HookReceiver() as receiver:
        write(folder, hook(receiver.port, secret_file=str(signed)))
        done = run("notify", "--json")

    assert done.exit_code == 0, done.output
    ((path, headers, body),) = receiver.accepted
    (message,) = json.loads(done.stdout)
    assert path == "/vao?khoa=bi-mat"
    assert headers["webhook-id"] == message["message_id"]
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    data = json.loads(body)
    assert data["type"] == "dondoc.news"
    assert data["data"]["news"] == message["news"]
    assert [(each["event"], each["task"]) for each in data["data"]["news"]] == [
        ("returned", TUY_PHUOC),
        ("overdue", TUY_PHUOC),
    ]


def test_neither_key_nor_the_url_behind_its_server_is_shown_or_kept(run: Run, folder: Path, signed: Path) -> None:
    with HookReceiver() as receiver:
        write(folder, hook(receiver.port, secret_file=str(signed)))
        receiver.status = 503
        outputs = [run("notify").output, run("outbox", "list").output, run("outbox", "list", "--json").output]

    assert "503" in outputs[1]
    kept = (folder / "dondoc.db").read_bytes()
    for secret in ("bi-mat", SECRET, SECRET.removeprefix("whsec_")):
        assert secret not in "".join(outputs)
        assert secret.encode() not in kept


@pytest.mark.parametrize(
    ("status", "state"), [(200, "sent"), (302, "due"), (400, "due"), (410, "dead"), (429, "due"), (500, "due")]
)
def test_what_a_receiver_answers_decides_too(status: int, state: str, run: Run, folder: Path, signed: Path) -> None:
    with HookReceiver() as receiver:
        receiver.status = status
        write(folder, hook(receiver.port, secret_file=str(signed)))

        (message,) = json.loads(run("notify", "--json").stdout)

    assert message["state"] == state
    assert message["error"] == (None if state == "sent" else f"http:{status}")


def test_a_webhook_goes_over_tls_to_whom_the_own_certificates_vouch_for(
    run: Run, folder: Path, signed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_WEBHOOK_SECRET", SECRET)
    with HookReceiver(folder) as receiver:
        url = f"https://localhost:{receiver.port}/"
        write(folder, rule("a", DISTRICT, url))
        assert json.loads(run("notify", "--json").stdout)[0]["error"] == "tls"

        write(folder, rule("b", DISTRICT, f"{url}?2", ca_file=str(certificate(folder)[0])))
        assert run("notify").exit_code == 0

        assert len(receiver.accepted) == 1


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 64}.invalid", "khong-co.invalid"])
def test_a_name_that_no_server_has_is_a_server_that_is_away(host: str, run: Run, folder: Path, signed: Path) -> None:
    rules = [rule("m", DISTRICT, "tp@example.vn"), rule("h", DISTRICT, f"https://{host}/", secret_file=str(signed))]
    write(folder, server(folder, 587, host=host), *rules)

    done = run("notify", "--json")

    assert [each["error"] for each in json.loads(done.stdout)] == ["unreachable", "unreachable"]


def test_a_password_that_no_server_takes_is_told(
    run: Run, folder: Path, post_office: MailReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_SMTP_PASSWORD", "mật khẩu")
    with MailReceiver(folder, login=("dondoc", "khac")) as receiver:
        write(folder, server(folder, receiver.port, user="dondoc"), rule("tp", DISTRICT, "tp@example.vn"))

        assert json.loads(run("notify", "--json").stdout)[0]["error"] == "login"


# settings


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (rule("a", DISTRICT, "http://10.0.0.1/vao"), "notify.a.to"),
        (rule("a", DISTRICT, "http://localhost.example.vn/"), "notify.a.to"),
        (rule("a", DISTRICT, "https://ten:mat-khau@example.vn/"), "notify.a.to"),
        (rule("a", DISTRICT, "tp@example.vn\r\nBcc: khac@example.vn"), "notify.a.to"),
        (rule("a", DISTRICT, "không phải thư"), "notify.a.to"),
        (rule("a", DISTRICT, "https://example.vn/"), "DONDOC_WEBHOOK_SECRET"),
        (rule("a", DISTRICT, "https://example.vn/", secret_file="khong-co"), "khong-co"),
        (rule("a", DISTRICT, "https://example.vn/", secret_file="dondoc.toml"), "notify.a.secret_file"),
        (rule("a", DISTRICT, "tp@example.vn", events=["returned", "late"]), "notify.a.events"),
        (rule("a", DISTRICT, "tp@example.vn", within="3"), "notify.a.within"),
        (rule("a", DISTRICT, "tp@example.vn", whithin=3), "within"),
        (rule("a", DISTRICT, "tp@example.vn", digest="weekly"), "notify.a.digest"),
        (rule("a", DISTRICT, "tp@example.vn").replace("since = 2023-06-01", ""), "since"),
        (rule("a", DISTRICT, "tp@example.vn").replace("2023-06-01", '"32/6/2023"'), "32/6/2023"),
        (rule("a", "binh-dinh.so-khong-co", "tp@example.vn"), "so-khong-co"),
        ("notify = 3", "[notify.TÊN]"),
        ("[profile.default.notify]\na = 3", "notify.a"),
    ],
)
def test_a_rule_that_cannot_be_used_is_told_by_its_place(table: str, told: str, run: Run, folder: Path) -> None:
    write(folder, table if "profile" not in table else f"{server(folder, 25)}\n{table}")

    done = run("notify")

    assert done.exit_code == 2, done.output
    assert told in done.stderr
    assert "mat-khau" not in done.output


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"tls": "none", "host": "10.0.0.1"}, "smtp.tls"),
        ({"tls": "ssl"}, "smtp.tls"),
        ({"from": "dondoc"}, "smtp.from"),
        ({"host": ""}, "smtp.host"),
        ({"user": "dondoc"}, "DONDOC_SMTP_PASSWORD"),
        ({"password": "x"}, "password_file"),
        ({"ca_file": "khong-co"}, "smtp.ca_file"),
    ],
)
def test_a_mail_server_that_cannot_be_used_is_told_too(more: dict[str, str], told: str, run: Run, folder: Path) -> None:
    write(folder, server(folder, 25, **more), rule("a", DISTRICT, "tp@example.vn"))

    done = run("notify")

    assert done.exit_code == 2
    assert told in done.stderr


def test_without_rules_an_example_is_shown_and_other_commands_need_none(run: Run, folder: Path) -> None:
    done = run("notify")

    assert done.exit_code == 2
    assert "notify.van-thu = {" in done.stderr
    write(folder, rule("a", DISTRICT, "không phải thư"))
    assert run("todo", "--agency", DISTRICT).exit_code == 0


def test_twelve_attempts_are_what_the_page_says() -> None:
    page = (Path(__file__).resolve().parents[1] / "docs" / "workbooks.md").read_text("utf-8")

    assert f"after {MOST_ATTEMPTS} attempts" in page
