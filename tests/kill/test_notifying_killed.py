"""Moves, `dondoc notify` and the servers that it speaks to are killed at random: nothing is lost, nothing told twice.

Senders work by the command line on a clock that goes on by a day from round to round, so that what failed, and what
nobody let go of, is due again. The receivers write down what they take before they acknowledge it.
"""

import json
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest
from killing import run
from receivers import LOOPBACK, certificate
from works import DEPARTMENT, TASKS, fill, steady_moves, typed

from engine import Engine, SimulatedClock, facade
from engine.notifying.results import Message

FIRST = datetime(2023, 6, 21, 2, tzinfo=UTC)
SECONDS = 8
ROUNDS = 30
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
SUPPORT = Path(__file__).resolve().parents[1] / "support"


class Receivers:
    """The program of the receivers, on ports that it keeps."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.ports = folder, ("0", "0")
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-W", "ignore", str(SUPPORT / "receivers.py"), str(self._folder), *self.ports]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        smtp, http = self._process.stdout.readline().split()
        self.ports = (smtp, http)

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def accepted(self) -> list[dict[str, str]]:
        """All that was ever taken, in order; a line that was cut off by a kill was acknowledged to nobody."""
        file = self._folder / "accepted.jsonl"
        lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
        return [json.loads(line) for line in lines]


@pytest.fixture
def receivers(tmp_path: Path) -> Iterator[Receivers]:
    made = Receivers(tmp_path)
    yield made
    made.kill()


def write_rules(folder: Path, ports: tuple[str, str]) -> None:
    certificate_file, _ = certificate(folder)
    smtp = f'host = "{LOOPBACK}"\nport = {ports[0]}\nfrom = "dondoc@example.vn"\nca_file = "{certificate_file}"'
    tables = [f"[profile.default.smtp]\n{smtp}"]
    wide = f'agency = "{DEPARTMENT}"\nunder = "binh-dinh"\nsince = 2023-06-01\ndigest = "at-once"'
    hooks = [f"http://{LOOPBACK}:{ports[1]}/{name}" for name in "ab"]
    for number, to in enumerate(("snv@example.vn", "ubnd@example.vn", *hooks)):
        tables.append(f'[profile.default.notify.r{number}]\n{wide}\nto = "{to}"')
    (folder / "dondoc.toml").write_text("\n".join(tables))


def notify(url: str, moment: datetime) -> None:
    """`dondoc notify` at that moment; that servers are away is no fault."""
    facade.SystemClock = lambda: SimulatedClock(moment)  # type: ignore[misc,assignment]
    os.environ["DONDOC_WEBHOOK_SECRET"] = KEY
    if (code := typed(url, "notify")) > 1:
        raise SystemExit(code)


def stored(url: str) -> dict[str, Message]:
    with Engine.open(url) as engine:
        return {each.message_id: each for each in engine.outbox().messages(["due", "sent", "dead"])}


@pytest.mark.kill
def test_nothing_is_lost_and_nothing_told_twice(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, receivers: Receivers
) -> None:
    monkeypatch.chdir(tmp_path)
    write_rules(tmp_path, receivers.ports)
    fill(database_url)
    seed = Random().randrange(10**6)
    rng, kills, moment = Random(seed), 0, FIRST
    print("seed", seed)
    usual, until = None, time.monotonic() + SECONDS
    marked: set[str] = set()
    for _ in range(ROUNDS):
        if time.monotonic() > until:
            break
        before = len(receivers.accepted())
        works = [partial(steady_moves, database_url, rng.randrange(10**6), 6)]
        works += [partial(notify, database_url, moment)] * 2
        done = run(works, rng, usual)
        usual = usual or done.seconds
        kills += done.kills
        assert done.failures == []
        again = {each["id"] for each in receivers.accepted()[before:]} & marked
        assert not again, f"marked as sent, and sent again: {again}"
        marked = {id_ for id_, message in stored(database_url).items() if message.state == "sent"}
        if rng.random() < 0.5:
            receivers.kill()
            kills += 1
            if rng.random() < 0.5:
                run([partial(notify, database_url, moment + timedelta(hours=12))], rng, usual)
            receivers.start()
        moment += timedelta(days=1)

    for _ in range(3):
        assert run([partial(notify, database_url, moment)], rng, None).failures == []
        moment += timedelta(days=1)

    messages, accepted = stored(database_url), receivers.accepted()
    print(f"{kills} kills, {len(messages)} messages, taken {len(accepted)} times")
    assert kills > 0
    assert len(messages) > 3
    assert {message.state for message in messages.values()} == {"sent"}
    assert {each["id"] for each in accepted} == set(messages)
    assert len(accepted) - len(messages) <= kills  # who was killed had one in hand
    check_told_once(accepted, messages)


def check_told_once(accepted: list[dict[str, str]], messages: dict[str, Message]) -> None:
    """One id is one message to one address; by ids no address hears of one thing twice."""
    by_id: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for each in accepted:
        by_id[each["id"]].add((each["to"], each["content"]))
    assert {id_: len(contents) for id_, contents in by_id.items()} == dict.fromkeys(messages, 1)
    told: set[tuple[str, str, str, str]] = set()
    for message in messages.values():
        for news in message.news:
            if news.event in ("overdue", "due"):
                one = (message.address, news.event, news.task, str(news.due))
                assert one not in told
                told.add(one)
    tasks = {news.task for message in messages.values() for news in message.news}
    assert tasks >= set(TASKS)
