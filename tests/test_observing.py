"""The log and the traces of a command: on by a setting or by OTEL_* variables, nothing at all where they are off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from audits import launch_and_fill
from click.testing import CliRunner, Result
from graphs import HOAI_AN, TUY_PHUOC, agency_of
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from whole import read_all

from cli import main
from engine.store.database import connect

ROOT = Path(__file__).resolve().parents[1]
Run = Callable[..., Result]
REPORT = ("advance", HOAI_AN, "report", "--as", agency_of(HOAI_AN), "--by", "Lê Thị Hoa", "--today", "2023-06-21")
SECRETS = ("--document", "99/BC-UBND", "--reason", "chuyện riêng")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Run:
    """Commands on a province in the middle of its half-year, in an empty folder."""
    for name in [name for name in os.environ if name.startswith(("DONDOC_", "OTEL_"))]:
        monkeypatch.delenv(name)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    launch_and_fill(database_url)
    monkeypatch.setenv("DONDOC_DB", database_url)

    def call(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(main, list(arguments), env=environment, catch_exceptions=False)

    return call


def last_row(url: str) -> dict[str, Any]:
    with closing(connect(url)[0]) as connection:
        names = ("hash", "recorded_at", "seq", "task_no", "cascade_id")
        row = connection.execute(f"SELECT {', '.join(names)} FROM history ORDER BY recorded_at DESC").fetchone()
    return dict(zip(names, row, strict=True))


# the log


def test_a_move_is_one_line_with_nobodys_secrets(run: Run, database_url: str) -> None:
    done = run(*REPORT, *SECRETS, DONDOC_LOG="viec.log")

    (line,) = Path("viec.log").read_text("utf-8").splitlines()
    told, row = json.loads(line), last_row(database_url)
    assert done.exit_code == 0, done.stderr
    assert told == {
        **{"at": row["recorded_at"], "cascade_id": 2023000001, "task_no": row["task_no"], "seq": row["seq"]},
        **{"kind": "move", "trigger": "report", "from": "implemented", "to": "reported", "agency": agency_of(HOAI_AN)},
        **{"by": "Lê Thị Hoa", "occurred_on": "2023-06-21", "hash": row["hash"]},
    }
    assert "chuyện riêng" not in line
    assert "99/BC" not in line


def test_what_is_not_recorded_is_not_logged(run: Run) -> None:
    run(*REPORT, "--dry-run", DONDOC_LOG="viec.log")
    refused = run("advance", HOAI_AN, "consolidate", "--as", agency_of(HOAI_AN), DONDOC_LOG="viec.log")
    run("status", DONDOC_LOG="viec.log")

    assert refused.exit_code == 1
    assert not Path("viec.log").exists()


def test_a_file_of_moves_is_a_line_each_and_all_or_none(run: Run) -> None:
    head, good = "task,trigger,as\n", f"{HOAI_AN},report,{agency_of(HOAI_AN)}\n"
    Path("moves.csv").write_text(head + good + f"{TUY_PHUOC},report,{agency_of(TUY_PHUOC)}\n", "utf-8")

    refused = run("advance", "--from", "moves.csv", "--today", "2023-06-21", DONDOC_LOG="viec.log")
    is_silent = not Path("viec.log").exists()
    run("advance", "--from", "moves.csv", "--keep-going", "--today", "2023-06-21", DONDOC_LOG="viec.log")

    assert refused.exit_code == 1
    assert is_silent
    assert len(Path("viec.log").read_text("utf-8").splitlines()) == 1


def test_the_log_is_a_setting_and_may_be_standard_error(run: Run) -> None:
    Path("dondoc.toml").write_text('[profile.default]\nlog = "-"\n', "utf-8")

    done = run(*REPORT, "--quiet", "--json")

    assert json.loads(done.stderr)["hash"] == json.loads(done.stdout)[0]["hash"]


def test_a_log_that_cannot_be_written_stops_a_command_before_it_begins(run: Run, database_url: str) -> None:
    before = read_all(database_url)

    refused = run(*REPORT, DONDOC_LOG="khong-co/viec.log")

    assert refused.exit_code == 2
    assert "khong-co/viec.log" in refused.stderr
    assert read_all(database_url) == before


def test_a_log_that_fails_afterwards_is_told_and_the_move_stays(run: Run, database_url: str) -> None:
    before = len(read_all(database_url)["history"])
    done = run(*REPORT, DONDOC_LOG="/dev/full")

    assert done.exit_code == 0
    assert "nhật ký" in done.stderr
    assert "đĩa đầy" in done.stderr
    assert len(read_all(database_url)["history"]) == before + 1


# traces


class Collector(HTTPServer):
    """Takes spans by OTLP over HTTP on the loopback."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.spans: list[Any] = []
        self.names: set[str] = set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        request = ExportTraceServiceRequest()
        request.ParseFromString(self.rfile.read(int(self.headers["Content-Length"])))
        for resource in request.resource_spans:
            self.server.names |= {each.value.string_value for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.server.spans += scope.spans
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def attributes(span: Any) -> dict[str, str]:
    return {each.key: each.value.string_value for each in span.attributes}


def test_a_command_is_a_span_with_its_transactions_below(run: Run, collector: Collector, database_url: str) -> None:
    done = run(*REPORT, *SECRETS, OTEL_EXPORTER_OTLP_ENDPOINT=collector.address)

    (command,) = [span for span in collector.spans if span.name == "advance"]
    below = [span for span in collector.spans if span.name == "transaction"]
    assert done.exit_code == 0, done.stderr
    assert below
    assert {span.parent_span_id for span in below} == {command.span_id}
    assert {span.trace_id for span in below} == {command.trace_id}
    dialect = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    assert {attributes(span)["db.system.name"] for span in below} == {dialect}
    assert "write" in {attributes(span)["db.operation.name"] for span in below}
    assert "dondoc" in collector.names
    assert not any(secret in str(collector.spans) for secret in ("chuyện riêng", "99/BC", "Hoa", "hoai-an"))


def test_a_refusal_is_an_error_of_which_the_code_is_told(run: Run, collector: Collector) -> None:
    refused = run(
        *("advance", HOAI_AN, "consolidate", "--as", agency_of(HOAI_AN)), OTEL_EXPORTER_OTLP_ENDPOINT=collector.address
    )

    (command,) = [span for span in collector.spans if span.name == "advance"]
    assert refused.exit_code == 1
    assert attributes(command)["error.type"] == "refused"
    assert command.status.message == ""
    assert not command.events


def test_traces_go_on_from_whoever_called(run: Run, collector: Collector) -> None:
    trace, above = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"

    run("status", OTEL_EXPORTER_OTLP_ENDPOINT=collector.address, TRACEPARENT=f"00-{trace}-{above}-01")

    assert {span.trace_id.hex() for span in collector.spans} == {trace}
    assert above in {span.parent_span_id.hex() for span in collector.spans}


@pytest.mark.parametrize(
    "off", [{"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}, {"OTEL_EXPORTER_OTLP_ENDPOINT": ""}]
)
def test_traces_are_off_as_the_standard_says(run: Run, collector: Collector, off: dict[str, str]) -> None:
    done = run("status", **{"OTEL_EXPORTER_OTLP_ENDPOINT": collector.address, **off})

    assert done.exit_code == 0
    assert collector.spans == []


def test_a_service_has_the_name_that_it_is_given(run: Run, collector: Collector) -> None:
    run("status", OTEL_EXPORTER_OTLP_ENDPOINT=collector.address, OTEL_SERVICE_NAME="so-noi-vu")

    assert "so-noi-vu" in collector.names


def test_an_exporter_that_nobody_knows_is_refused(run: Run) -> None:
    refused = run("status", OTEL_TRACES_EXPORTER="zipkin")

    assert refused.exit_code == 2
    assert "zipkin" in refused.stderr


def test_without_what_sends_them_the_hint_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)

    refused = run("status", OTEL_TRACES_EXPORTER="otlp")

    assert refused.exit_code == 2
    assert "dondoc[otel]" in refused.stderr


def test_where_both_are_off_nothing_of_them_is_loaded(sqlite_url: str) -> None:
    program = (
        "import sys, click\nfrom click.testing import CliRunner\nfrom cli import main\n"
        f"assert CliRunner().invoke(main, ['--db', {sqlite_url!r}, 'status']).exit_code == 0\n"
        "print(*sorted({'opentelemetry', 'commands.observing', 'engine.store.observed'} & set(sys.modules)))"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "DONDOC_"))}

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT, env=environment
    )

    assert done.stdout.strip() == ""
