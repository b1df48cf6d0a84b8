"""`note`, `assign`, `tag`, `follow-up`, `attachment get` and named views at the door."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from at_work import Run, at_work
from graphs import AN_LAO, HOAI_AN

OWN = ("--as", "binh-dinh.huyen-an-lao")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return at_work(sqlite_url)


def test_what_an_agency_notes_is_said_with_its_receipt_and_stands_in_lists(run: Run) -> None:
    assigned = run("assign", AN_LAO, "--to", "Nguyễn Văn An", *OWN)
    tagged = run("tag", AN_LAO, "Trọng tâm", *OWN, "--lang", "en")
    followed = run("follow-up", AN_LAO, "25/06/2023", *OWN)

    assert "giao cho Nguyễn Văn An" in assigned.stdout
    assert "tagged “trọng tâm”" in tagged.stdout
    assert "xem lại ngày 25/06/2023" in followed.stdout
    todo = run("todo", "--agency", "binh-dinh.huyen-an-lao").stdout
    assert "Nguyễn Văn An · “trọng tâm” · xem lại 25/06" in todo
    assert "ghi chú" in run("history", AN_LAO).stdout
    listed = json.loads(run("status", "--tag", "trọng  TÂM", "--json").stdout)
    assert [(row["task"], row["assigned_to"], row["follow_up"]) for row in listed] == [
        (AN_LAO, "Nguyễn Văn An", "2023-06-25")
    ]
    assert run("follow-up", AN_LAO, "--done", *OWN).exit_code == 0
    assert json.loads(run("status", "--follow-up-within", "30", "--json").stdout) == []


def test_mine_is_whoever_the_settings_say_types(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("assign", AN_LAO, "--to", "An", *OWN)
    asked = run("status", "--mine", "--json")
    monkeypatch.setenv("DONDOC_BY", "An")

    assert asked.exit_code == 2
    assert [row["task"] for row in json.loads(run("status", "--mine", "--json").stdout)] == [AN_LAO]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("note", AN_LAO, "x", "--as", "binh-dinh"), 1),
        (("tag", AN_LAO, *OWN), 2),
        (("assign", AN_LAO, *OWN), 2),
        (("assign", AN_LAO, "--to", "An", "--nobody", *OWN), 2),
        (("follow-up", AN_LAO, *OWN), 2),
        (("note", AN_LAO, "--attach", "khong-co.pdf", *OWN), 2),
        (("note", AN_LAO, "x"), 2),
        (("attachment", "get", "khong-co", "--out", "x"), 2),
    ],
)
def test_what_cannot_be_noted_says_so_and_records_nothing(run: Run, arguments: tuple[str, ...], code: int) -> None:
    before = run("history", AN_LAO).stdout
    told = run(*arguments)

    assert (told.exit_code, told.stdout) == (code, "")
    assert told.stderr
    assert run("history", AN_LAO).stdout == before


def test_the_command_that_a_refusal_proposes_is_legal(run: Run) -> None:
    refused = json.loads(run("note", AN_LAO, "x", "--as", "binh-dinh", "--json").stderr)
    proposal = refused["proposals"][0]["arguments"]

    assert refused["who_can"] == ["binh-dinh.huyen-an-lao"]
    assert run("note", proposal["task"], "đã gọi", "--as", proposal["as"], "--by", "An").exit_code == 0


@pytest.mark.parametrize("folder", [None, "kept"])
def test_an_attachment_comes_back_byte_for_byte_or_with_3(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str, folder: str | None
) -> None:
    if folder is not None:
        monkeypatch.setenv("DONDOC_ATTACHMENTS", folder)
    Path("cv.pdf").write_bytes(bytes(range(256)))
    noted = json.loads(run("note", AN_LAO, "--attach", "cv.pdf", *OWN, "--json").stdout)
    place = f"{AN_LAO}#{noted['seq']}"

    assert run("attachment", "get", place, "--out", "back.pdf").exit_code == 0
    assert Path("back.pdf").read_bytes() == bytes(range(256))
    assert run("audit", "verify").exit_code == 0
    if folder is None:
        _spoil(sqlite_url)
    else:
        next(path for path in Path(folder).rglob("*") if path.is_file()).write_bytes(b"x")
    assert run("attachment", "get", place, "--out", "again.pdf").exit_code == 3
    assert not Path("again.pdf").exists()
    assert run("audit", "verify").exit_code == 3


def _spoil(url: str) -> None:
    from engine.store.database import connect

    connection, _ = connect(url)
    connection.execute("UPDATE attachment SET content = 'x'")
    connection.close()


VIEWS = """
[views]
gap = "status --tag 'gấp'"
cho = "blocked"
dai = "status --limit 2 --watch 1"
sai = "status --tody"
viet = "advance x report"
"""


def test_named_views_are_asked_and_counted(run: Run) -> None:
    Path("dondoc.toml").write_text(VIEWS, "utf-8")
    for task, agency in ((AN_LAO, "an-lao"), (HOAI_AN, "hoai-an")):
        run("tag", task, "gấp", "--as", f"binh-dinh.huyen-{agency}")

    counted = {row["name"]: row for row in json.loads(run("views", "--json").stdout)}
    asked = run("view", "gap", "--limit", "1", "--json")

    blocked = json.loads(run("blocked", "--json").stdout)
    assert {name: row["count"] for name, row in counted.items()} == {
        **{"gap": 2, "cho": len(blocked), "dai": 2},
        **{"sai": None, "viet": None},
    }
    assert "--tody" in counted["sai"]["problem"]
    assert [row["task"] for row in json.loads(asked.stdout)] == [AN_LAO]
    assert json.loads(run("view", "cho", "--json").stdout) == blocked
    assert "gap" in run("views").stdout


@pytest.mark.parametrize("name", ["viet", "khong-co", "sai"])
def test_a_view_that_cannot_be_asked_is_bad_input(run: Run, name: str) -> None:
    Path("dondoc.toml").write_text(VIEWS, "utf-8")

    told = run("view", name)

    assert (told.exit_code, told.stdout) == (2, "")
    assert told.stderr


def test_views_that_are_no_table_of_lines_are_refused(run: Run) -> None:
    Path("dondoc.toml").write_text("[views]\ngap = 3\n", "utf-8")

    assert run("views").exit_code == 2
