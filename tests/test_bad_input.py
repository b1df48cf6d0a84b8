"""Bad input, in one table: what a person gives, what comes back in both languages, and that nothing was changed by it.

Every row goes through the real command line. What comes back says what is wrong, where, and what to do.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from graphs import province, put_plan_out
from own_definitions import document_text

from cli import main
from engine import Engine, SimulatedClock
from engine.store.database import connect
from postgres import migrate, postgres_database

ROOT = Path(__file__).resolve().parents[1]
TODAY = "2023-06-21"
TUY_PHUOC = "2023-H1/binh-dinh.huyen-tuy-phuoc"
AS = ("--as", "binh-dinh.huyen-tuy-phuoc")
MOVE = ("advance", TUY_PHUOC, "draft-plan", *AS)
HEAD = "task,trigger,as,by,on\n"
GOOD_ROW = f"{TUY_PHUOC},draft-plan,{AS[1]},,\n"


@dataclass(frozen=True)
class Case:
    """What is given, and what must come back: the exit code and words of the message in each language."""

    command: tuple[str, ...]
    vi: tuple[str, ...]
    en: tuple[str, ...]
    code: int = 2
    files: Mapping[str, str | bytes | None] = field(default_factory=dict)  # None: a folder


def said(vi: str, en: str, *both: str) -> dict[str, Any]:
    """Words of a message: `|` stands between the words to be found; `both` in either language."""
    return {"vi": (*vi.split("|"), *both), "en": (*en.split("|"), *both)}


# definitions: no database is asked


def of_document(body: str, vi: str, en: str, *both: str) -> Case:
    return Case(("check", "x.yaml"), **said(vi, en, *both), files={"x.yaml": document_text("x", body)})


def of_lifecycle(change: tuple[str, str], vi: str, en: str, *both: str) -> Case:
    standard = (ROOT / "definitions/lifecycles/standard.yaml").read_text("utf-8")
    assert change[0] in standard
    files = {"own/lifecycles/mine.yaml": standard.replace("key: standard", "key: mine").replace(*change, 1)}
    return Case(
        ("diagram", "mine", "--definitions", "own"), **said(vi, en, "own/lifecycles/mine.yaml:", *both), files=files
    )


def of_file(name: str, content: str | bytes | None, command: str, vi: str, en: str, *both: str) -> Case:
    return Case(tuple(command.split()), **said(vi, en, *both), files={name: content})


BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
CHECK, OWN = "check x.yaml", "check --dates ct-33-ttg-2021 --definitions own"
DEFINITIONS = {
    "a tag that would make an object": of_document(
        'unit: !!python/object/apply:os.system ["true"]',
        "không dùng thẻ|một tệp chỉ chứa",
        "tags are refused|a file holds",
        "x.yaml:7:7",
    ),
    "a tag of one's own": of_document("unit: !mine x", "không dùng thẻ !mine", "tags are refused: !mine", "x.yaml:7:7"),
    "anchors that explode": of_file(
        "x.yaml",
        BOMB,
        CHECK,
        "không dùng neo &a|không dùng bí danh *a|viết lại",
        "anchors are refused: &a|aliases are refused: *a|write the value out",
        "x.yaml:1:4",
        "x.yaml:2:",
    ),
    "a merge key": of_document("signer: {<<: x}", "khóa gộp <<", "merge keys are refused", "x.yaml:7:"),
    "nested a thousand deep": of_file(
        "x.yaml",
        "a: " + "[" * 1000 + "]" * 1000,
        CHECK,
        "lồng nhau quá 12 tầng",
        "nested deeper than 12 levels",
        "x.yaml:1:",
    ),
    "a bracket that is never closed": of_file(
        "x.yaml", "key: [x\n", CHECK, "cú pháp YAML sai", "YAML syntax error", "x.yaml:2:1"
    ),
    "a colon in plain text": of_document(
        "at: V/v: x", "cú pháp YAML sai|ngoặc kép", "YAML syntax error|quote text", "x.yaml:7:"
    ),
    "a tab": of_file(
        "x.yaml",
        "key: x\nissuer:\n\t- a\n",
        CHECK,
        "cú pháp YAML sai|dấu cách",
        "YAML syntax error|indent with spaces",
        "x.yaml:3:",
    ),
    "two documents in one file": of_file(
        "x.yaml",
        "key: x\n---\nkey: y\n",
        CHECK,
        "một tệp chỉ chứa một văn bản",
        "one file holds one document",
        "x.yaml:2:1",
    ),
    "a key twice": of_document(
        "title: a\ntitle: b",
        "khóa “title” đã có ở dòng 6|bỏ một",
        'key "title" stands already on line 6|remove one',
        "x.yaml:7:1",
    ),
    "an empty file": of_file("x.yaml", "", CHECK, "tệp trống", "the file is empty", "x.yaml:1:1"),
    "a control character": of_document('at: "a\\0b"', "ký tự điều khiển", "control character", "x.yaml:7:5"),
    "a file of two megabytes": of_file(
        "x.yaml", b"# " + b"x" * 2_000_000, CHECK, "lớn hơn 2 MB", "larger than 2 MB", "x.yaml:1:1"
    ),
    "an unknown key": of_document(
        "asigns: []",
        "không có khóa “asigns”|có phải: assigns",
        'unknown key "asigns"|did you mean: assigns',
        "x.yaml:7:1",
    ),
    "a key that is missing": of_file(
        "x.yaml", "key: x\n", CHECK, "thiếu khóa “issuer”", 'the key "issuer" is missing', "x.yaml:1:1"
    ),
    "29 February 2023": of_document("date: 2023-02-29", "“2023-02-29”", '"2023-02-29"', "x.yaml:6:"),
    "a day that no calendar has": of_document("date: 32/13/2023", "“32/13/2023”", '"32/13/2023"', "x.yaml:6:"),
    "a guard with dots in a lifecycle": of_lifecycle(
        ("inputs_closed", "os.system"),
        "“os.system” không phải giá trị|cho phép: 'owes_plan'",
        "\"os.system\" is not a value|allowed: 'owes_plan'",
    ),
    "a callback in a lifecycle": of_lifecycle(
        ("    who: [issuer]", "    before: os.system\n    who: [issuer]"),
        "không có khóa “before”",
        'unknown key "before"',
    ),
    "a state that there is not": of_lifecycle(("to: issued", "to: nowhere"), "nowhere", "no such state: nowhere"),
    "a lifecycle with an alias": of_lifecycle(("[issuer]", "*x"), "YAML", "YAML"),
    "a document in Windows-1258": of_file(
        "x.yaml",
        b"key: x\ntitle: S\xf2 N\xf5i\n",
        CHECK,
        "không phải UTF-8|chuyển bằng: iconv",
        "not UTF-8|convert with: iconv",
        "x.yaml:2:1",
    ),
    "agencies in Windows-1258": of_file(
        "own/agencies/a.yaml",
        b"agencies:\n# S\xf2\n",
        "agencies x --definitions own",
        "không phải UTF-8|chuyển bằng: iconv",
        "not UTF-8|convert with: iconv",
        "a.yaml:2",
    ),
    "a calendar in Windows-1258": of_file(
        "own/calendars/c.yaml",
        b"key: c\n# S\xf2\n",
        OWN,
        "không phải UTF-8|chuyển bằng: iconv",
        "not UTF-8|convert with: iconv",
        "c.yaml:2:1",
    ),
    "a folder in place of a document": of_file(
        "own/x.yaml",
        None,
        OWN,
        "không đọc được tệp: đó là một thư mục",
        "the file cannot be read: it is a folder",
        "own/x.yaml:1:1",
    ),
    "a folder in place of agencies": of_file(
        "own/agencies/a.yaml",
        None,
        "agencies x --definitions own",
        "không đọc được tệp: đó là một thư mục",
        "the file cannot be read: it is a folder",
        "a.yaml",
    ),
    "a folder in place of the settings": of_file(
        "dondoc.toml", None, "check", "đó là một thư mục", "it is a folder", "dondoc.toml"
    ),
    "a feature that is not there": Case(
        ("spec", "x.feature"), **said("không có tệp hoặc thư mục này", "no such file or folder", "x.feature")
    ),
    "a link that leads round in a circle": of_file(
        "own/x.yaml", "-> x.yaml", OWN, "liên kết trỏ vòng quanh", "its links go round in a circle", "own/x.yaml:1:1"
    ),
    "a folder in place of a calendar": of_file(
        "own/calendars/c.yaml", None, OWN, "đó là một thư mục", "it is a folder", "c.yaml"
    ),
    "a document that is not there": Case(
        ("check", "x.yaml"), **said("không có tệp|xem lại đường dẫn", "no such file|check the path", "x.yaml")
    ),
    "a folder of definitions that is not there": Case(
        ("check", "--definitions", "own"), **said("không có thư mục này", "no such folder", "own:1:1")
    ),
    "a document without end": Case(
        ("launch", "ct-33-ttg-2021", "--year", "2023", "--definitions", "own"),
        **said("không phải tệp thường", "no regular file", "x.yaml:1:1"),
        files={"own/x.yaml": "-> /dev/zero"},
    ),
    "a year before all documents": Case(
        ("launch", "ct-33-ttg-2021", "--year", "2020"),
        **said("năm 2020 không có văn bản|xem lại năm", "is in force in the year 2020|check the year"),
    ),
    "a year that no calendar has": Case(
        ("launch", "ct-33-ttg-2021", "--year", "99999"),
        **said("năm 99999|xem lại năm", "the year 99999|check the year"),
    ),
    "a year to check that no calendar has": Case(
        ("check", "--year", "99999"), **said("năm 99999|xem lại năm", "the year 99999|check the year")
    ),
    "a year that is no number": Case(
        ("launch", "ct-33-ttg-2021", "--year", "nay"), **said("--year", "--year|it must be a number")
    ),
    "an unknown directive": Case(
        ("launch", "ct-33-ttg-2020", "--year", "2023"),
        **said(
            "không có văn bản “ct-33-ttg-2020”|gần nhất: ct-33-ttg-2021",
            'no document "ct-33-ttg-2020"|nearest: ct-33-ttg-2021',
        ),
    ),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("case", DEFINITIONS.values(), ids=DEFINITIONS)
def test_a_definition(case: Case, lang: str, folder: Path) -> None:
    lay_out(case, folder)
    before = contents(folder)

    returned = invoke(case, lang)

    assert_told(case, lang, *returned)
    assert contents(folder) == before


# words and files about a running cascade: on both databases


def of_csv(content: str | bytes, vi: str, en: str, *both: str, code: int = 2) -> Case:
    return Case(("advance", "--from", "moves.csv"), **said(vi, en, *both), code=code, files={"moves.csv": content})


WORDS = {
    "29 February 2023": Case(
        ("status", "--today", "29/02/2023"),
        **said(
            "“29/02/2023” không phải là một ngày|viết 2023-06-20", '"29/02/2023" is not a real date|write 2023-06-20'
        ),
    ),
    "a day in words": Case(
        (*MOVE, "--on", "hôm qua"), **said("“hôm qua”|viết 2023-06-20", '"hôm qua" is not a real date|write 2023-06-20')
    ),
    "a day to come": Case((*MOVE, "--on", "2023-06-22"), **said("[", "["), code=1),
    "an unknown period": Case(
        ("blocked", "--period", "2023-Q5"),
        **said("“2023-Q5” không phải là một kỳ|các kỳ:", '"2023-Q5" is not a reporting period|periods:'),
    ),
    "an unknown trigger": Case(
        ("advance", TUY_PHUOC, "fly", *AS),
        **said("không có hành động “fly”|các hành động:", 'no trigger "fly"|triggers:'),
    ),
    "a trigger that would be code": Case(
        ("advance", TUY_PHUOC, "os.system", *AS), **said("không có hành động “os.system”", 'no trigger "os.system"')
    ),
    "a trigger out of turn": Case(
        ("advance", TUY_PHUOC, "report", *AS),
        **said(f"ct-33-ttg-2021/{TUY_PHUOC} · báo cáo|tiếp theo", f"ct-33-ttg-2021/{TUY_PHUOC} · report|next"),
        code=1,
    ),
    "somebody else's task": Case(
        ("advance", TUY_PHUOC, "draft-plan", "--as", "binh-dinh"),
        **said("[not-yours]|ai được", "[not-yours]|who may"),
        code=1,
    ),
    "an unknown agency": Case(
        ("todo", "--agency", "UBND huyện Tuy Phong"),
        **said(
            "không có cơ quan “UBND huyện Tuy Phong”|gần nhất: binh-dinh.huyen-tuy-phuoc",
            'no agency "UBND huyện Tuy Phong"|nearest: binh-dinh.huyen-tuy-phuoc',
        ),
    ),
    "an agency that could be three": Case(
        ("todo", "--agency", "huyện"),
        **said(
            "có nhiều cơ quan khớp với “huyện”|hãy chọn một|binh-dinh.huyen-an-lao",
            'several agencies match "huyện"|choose one|binh-dinh.huyen-an-lao',
        ),
    ),
    "a key that is none": Case(("why", "2023-H1"), **said("“2023-H1”|dạng đúng:", '"2023-H1"|expected:')),
    "an unknown cascade": Case(("status", "ct-99/2023"), **said("ct-99/2023", "ct-99/2023")),
    "an unknown option": Case(("status", "--tody", "x"), **said("--tody|--today|--help", "--tody|--today|--help")),
    "an unknown command": Case(("statsu",), **said("statsu|--help", "statsu|--help")),
    "an unknown format": Case(
        ("status", "--format", "xml"), **said("“xml”: chọn text, json", '"xml": choose one of text, json', "--format")
    ),
    "a word that is not UTF-8": Case(
        (*MOVE, "--by", "\udcff"), **said("không phải UTF-8|đặt bảng mã", "not UTF-8|set the terminal", "udcff")
    ),
    "no agency given": Case(MOVE[:3], **said("thiếu --as|ví dụ:", "--as is missing|for example:")),
    "an answer into a folder": Case(
        (*MOVE, "--out", "there"),
        **said(
            "không ghi được there: đó là một thư mục|chọn tệp khác", "cannot write there: it is a folder|choose another"
        ),
        files={"there": None},
    ),
    "an answer into a folder that is not there": Case(
        (*MOVE, "--out", "nowhere/x"),
        **said("không ghi được nowhere/x|chọn tệp khác", "cannot write nowhere/x|choose another"),
    ),
    "an answer onto a full device": Case(
        ("status", "--out", "/dev/full"),
        **said("không ghi được /dev/full: đĩa đầy", "cannot write /dev/full: the disk is full"),
    ),
    "rejects into a folder that is not there": Case(
        ("advance", "--from", "moves.csv", "--keep-going", "--rejects", "nowhere/x"),
        **said("không ghi được nowhere/x|chọn tệp khác", "cannot write nowhere/x|choose another"),
        files={"moves.csv": HEAD + GOOD_ROW + "x,x,x\n"},
    ),
    "a CSV that is not there": Case(
        ("advance", "--from", "moves.csv"),
        **said("không có tệp|xem lại đường dẫn", "no such file|check the path", "moves.csv"),
    ),
    "a folder in place of a CSV": Case(
        ("advance", "--from", "moves.csv"),
        **said("đó là một thư mục", "it is a folder", "moves.csv"),
        files={"moves.csv": None},
    ),
    "an empty CSV": of_csv("", "tệp trống|các cột", "the file is empty|columns", "moves.csv:1:"),
    "a CSV in Windows-1258": of_csv(
        f"{HEAD}{GOOD_ROW}".encode() + b"x,report,S\xf2 N\xf5i v\xf8,,\n",
        "không phải UTF-8|chuyển bằng: iconv",
        "not UTF-8|convert with: iconv",
        "moves.csv:3:",
    ),
    "a CSV in UTF-16": of_csv(
        (HEAD + GOOD_ROW).encode("utf-16"), "không phải UTF-8|iconv", "not UTF-8|iconv", "moves.csv:1:"
    ),
    "an unknown column": of_csv(
        "task,triger,as\n",
        "không có cột “triger”|có phải: trigger|các cột",
        'no column "triger"|did you mean: trigger|columns',
        "moves.csv:1:",
    ),
    "a column twice": of_csv("task,trigger,as,as\n", "cột “as” có hai lần", 'column "as" stands twice', "moves.csv:1:"),
    "a column that is missing": of_csv("task,as\n", "thiếu cột trigger", "missing columns: trigger", "moves.csv:1:"),
    "a quote that is never closed": of_csv(
        f'{HEAD}{GOOD_ROW}"x,y\n', "dấu nháy kép|các cột", "a quote|columns", "moves.csv:3:"
    ),
    "a heading without end": of_csv("x" * 200_000, "dài hơn 131072", "longer than 131072", "moves.csv:1:"),
    "a cell without end": of_csv(HEAD + "x" * 200_000, "dài hơn 131072", "longer than 131072", "moves.csv:2:"),
    "a zero byte in a cell": of_csv(
        HEAD + GOOD_ROW + GOOD_ROW.replace(",,", ",a\0b,"),
        "dòng 3|ký tự điều khiển|[bad-row]|sửa các dòng",
        "line 3|control character|[bad-row]|mend",
        code=1,
    ),
    "too many cells": of_csv(
        HEAD + GOOD_ROW + ",,,,,,x\n", "dòng 3|nhiều hơn 5 cột", "line 3|more than the 5 columns", code=1
    ),
    "bad rows among good ones": of_csv(
        HEAD + GOOD_ROW + GOOD_ROW.replace("plan", "pla") + GOOD_ROW.replace(",,", ",,32/13/2023"),
        "2 dòng bị từ chối|dòng 3|dòng 4|không ghi gì",
        "2 rows refused|line 3|line 4|nothing was written",
        code=1,
    ),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("case", WORDS.values(), ids=WORDS)
def test_words_and_files(case: Case, lang: str, folder: Path, launched: Launched) -> None:
    lay_out(case, folder)
    before = contents(folder), dump(launched.url)

    returned = invoke(case, lang, DONDOC_DB=launched.url)

    assert_told(case, lang, *returned)
    assert (contents(folder), dump(launched.url)) == before


ACCEPTED = {
    "a BOM": (HEAD + GOOD_ROW).encode("utf-8-sig"),
    "tabs": (HEAD + GOOD_ROW).replace(",", "\t").encode(),
    "tabs, with commas and semicolons within cells": (HEAD + GOOD_ROW)
    .replace(",", "\t")
    .replace("\t\t", "\tchị A, anh B; chị C\t")
    .encode(),
    "the words on screen for a trigger": (HEAD + GOOD_ROW).replace("draft-plan", "Lập kế hoạch").encode(),
    "NFD": unicodedata.normalize("NFD", HEAD + f"{TUY_PHUOC},draft-plan,UBND huyện Tuy Phước,văn thư,\n").encode(),
    "NFD with a BOM": unicodedata.normalize("NFD", HEAD + GOOD_ROW + "# Tổng hợp\n").encode("utf-8-sig"),
    "Windows line ends": (HEAD + GOOD_ROW).replace("\n", "\r\n").encode(),
    "other line breaks of Unicode within a cell": (HEAD + GOOD_ROW.replace(",,", ",a\u2028b\x85c,")).encode(),
}


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED)
def test_a_csv_is_accepted_with(content: bytes, folder: Path, launched: Launched) -> None:
    (folder / "moves.csv").write_bytes(content)

    code, answer, told = invoke(
        Case(("advance", "--from", "moves.csv", "--dry-run"), (), ()), "vi", DONDOC_DB=launched.url
    )

    assert (code, answer.count("đã giao → đã có kế hoạch")) == (0, 1), told


# databases that cannot be used


DATABASES = {
    "of a newer version": (
        "UPDATE alembic_version SET version_num = 'dondoc_9999'",
        "mới hơn chương trình|dùng bản dondoc mới hơn",
        "is newer than|use a newer dondoc",
    ),
    "of an older version": (
        "UPDATE alembic_version SET version_num = 'dondoc_0000'",
        "cũ hơn chương trình|dondoc db upgrade",
        "is older than|dondoc db upgrade",
    ),
    "of another program that uses Alembic": (
        "UPDATE alembic_version SET version_num = 'ae1027a6acf'",
        "không phải cơ sở dữ liệu của dondoc|xem lại --db",
        "no database of dondoc|check --db",
    ),
    "of another program": (
        "DROP TABLE alembic_version",
        "không phải cơ sở dữ liệu của dondoc|xem lại --db",
        "no database of dondoc|check --db",
    ),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("statement", "vi", "en"), DATABASES.values(), ids=DATABASES)
def test_a_database(statement: str, vi: str, en: str, lang: str, folder: Path, database_url: str) -> None:
    with closing(connect(database_url)[0]) as connection:
        connection.execute(statement)
    before = dump(database_url)

    for command in (("status",), MOVE, ("launch", "ct-33-ttg-2021", "--year", "2023")):
        case = Case(command, **said(vi, en))
        assert_told(case, lang, *invoke(case, lang, DONDOC_DB=database_url))
    if "newer" in en or "no database" in en:
        for command in (("init",), ("db", "upgrade")):
            case = Case(command, **said(vi.split("|")[0], en.split("|")[0]))
            assert_told(case, lang, *invoke(case, lang, DONDOC_DB=database_url))

    assert dump(database_url) == before


PLACES = {
    "not there": ("sqlite:///x.db", "chưa có tệp này|dondoc init", "there is no such file|dondoc init"),
    "a folder": ("sqlite:///there", "không mở được|xem lại --db", "cannot be opened|check --db"),
    "some other file": (
        "sqlite:///note.txt",
        "không phải cơ sở dữ liệu SQLite|xem lại --db",
        "no SQLite database|check --db",
    ),
    "an address of nothing we know": (
        "mysql://u:geheim@x/y",
        "không phải địa chỉ|viết sqlite:///",
        "no address of|write sqlite:///",
    ),
    "an address cut short": ("postgresql://u:geheim@[::1/x", "xem lại --db", "check --db"),
    "an unknown mode": ("sqlite:///note.txt?mode=x", "xem lại --db", "check --db"),
    "a server that is not there": (
        "postgresql+psycopg://u:geheim@127.0.0.1:1/x",
        "không kết nối được|xem lại --db",
        "no connection|check --db",
    ),
    "a server's password elsewhere": (
        "postgresql://127.0.0.1:1/x?user=u&password=geheim",
        "không kết nối được|xem lại --db",
        "no connection|check --db",
    ),
    "a port that is no number": (
        "postgresql://u:geheim@127.0.0.1:x/x",
        "không kết nối được|xem lại --db",
        "no connection|check --db",
    ),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(("url", "vi", "en"), PLACES.values(), ids=PLACES)
def test_a_place_of_a_database(url: str, vi: str, en: str, lang: str, folder: Path) -> None:
    lay_out(Case((), (), (), files={"there": None, "note.txt": "đây là văn bản\n" * 100}), folder)
    before = contents(folder)
    words = said(vi, en, re.split(r"[?@:]", url.rpartition("/")[2])[0])

    for command in (("status",), MOVE) + ((("init",),) if "x.db" not in url else ()):
        code, answer, told = invoke(Case(command, **words), lang, DONDOC_DB=url)
        assert_told(Case(command, **words), lang, code, answer, told)
        assert "geheim" not in told

    assert contents(folder) == before


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_server_without_that_database(lang: str, folder: Path, postgres_url: str) -> None:
    case = Case(("status",), **said("không mở được|xem lại --db", "cannot be opened|check --db", "khong-co"))

    assert_told(case, lang, *invoke(case, lang, DONDOC_DB=re.sub(r"/\w+\?", "/khong-co?", postgres_url)))


READ_ONLY = {"sqlite": "?mode=ro", "postgresql": "&options=-c%20default_transaction_read_only%3Don"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_database_that_is_read_only(lang: str, folder: Path, launched: Launched) -> None:
    before = dump(launched.url)
    case = Case(MOVE, **said("chỉ đọc được|xem quyền ghi", "it is read-only|check the right to write"))
    url = launched.url + READ_ONLY[launched.dialect]

    asked = invoke(Case(("status",), (), ()), lang, DONDOC_DB=url)
    returned = invoke(case, lang, DONDOC_DB=url)

    assert asked[0] == 0
    assert_told(case, lang, *returned)
    assert dump(launched.url) == before


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_database_that_another_process_holds(
    lang: str, folder: Path, launched: Launched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.store.database.LOCK_SECONDS", 0.05)
    before = dump(launched.url)
    case = Case(
        MOVE, **said("đang bị tiến trình khác khóa|thử lại sau", "another process holds a lock|try again later")
    )
    holding = {"sqlite": ("BEGIN IMMEDIATE",), "postgresql": ("BEGIN", "LOCK TABLE task IN EXCLUSIVE MODE")}

    with closing(connect(launched.url)[0]) as holder:
        for statement in holding[launched.dialect]:
            holder.execute(statement)
        hurried = "" if launched.dialect == "sqlite" else "&options=-c%20lock_timeout%3D50"
        returned = invoke(case, lang, DONDOC_DB=launched.url + hurried)
        asked = invoke(Case(("status",), (), ()), lang, DONDOC_DB=launched.url)

    assert_told(case, lang, *returned)
    assert asked[0] == 0
    assert dump(launched.url) == before


# a full disk, another user: in processes of their own


FULL = said("có thể đĩa đầy|giải phóng đĩa", "the disk may be full|free some space")
LONG = (*MOVE, "--reason", "vì " * 3_300)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_database_with_no_page_left(
    lang: str, folder: Path, own_sqlite: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(own_sqlite)
    monkeypatch.setattr("engine.store.database.sqlite3.connect", connect_with_no_page_left)

    returned = invoke(Case(LONG, **FULL), lang, DONDOC_DB=own_sqlite)
    monkeypatch.undo()

    assert_told(Case(LONG, **FULL), lang, *returned)
    assert dump(own_sqlite) == before


def connect_with_no_page_left(*given: Any, connect_really: Any = sqlite3.connect, **more: Any) -> sqlite3.Connection:
    connection: sqlite3.Connection = connect_really(*given, **more)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    return connection


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_server_whose_disk_is_full(lang: str, folder: Path, postgres_url: str) -> None:
    launch_province(postgres_url)
    before = dump(postgres_url)
    reason = " ".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(100))
    case = Case((*MOVE, "--reason", reason), **FULL)

    with long_texts_on_a_full_device(postgres_url):
        returned = invoke(case, lang, DONDOC_DB=postgres_url)
    afterwards = invoke(Case((*MOVE, "--dry-run"), (), ()), lang, DONDOC_DB=postgres_url)

    assert_told(case, lang, *returned)
    assert "No space left on device" in returned[2]
    assert afterwards[0] == 0
    assert dump(postgres_url) == before


@contextmanager
def long_texts_on_a_full_device(url: str) -> Iterator[None]:
    """The server keeps long texts of history in a file apart, still empty: let it be a device that is always full."""
    with closing(connect(url)[0]) as connection:
        (data,) = connection.execute("SHOW data_directory").fetchone()
        apart = "SELECT pg_relation_filepath(reltoastrelid) FROM pg_class WHERE oid = 'history'::regclass"
        file = Path(data, *connection.execute(apart).fetchone())
    assert file.stat().st_size == 0
    aside = file.rename(file.with_suffix(".aside"))
    file.symlink_to("/dev/full")
    try:
        yield
    finally:
        aside.replace(file)


CHILD = """
import json, os, sys
given = json.load(sys.stdin)
sys.path.insert(0, given["root"])
from click.testing import CliRunner
from cli import main
for command in given["first"]:  # loads all that is needed, while it may be read
    assert CliRunner().invoke(main, command).exit_code == 0, command
if given["bytes"]:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (given["bytes"], given["bytes"]))
if given["drop"] and os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
done = [CliRunner().invoke(main, command, catch_exceptions=False) for command in given["commands"]]
print(json.dumps([(result.exit_code, result.stdout, result.stderr) for result in done]))
"""


def told_in_child(
    commands: list[tuple[str, ...]], url: str, first: list[tuple[str, ...]], *, size: int = 0, drop: bool = False
) -> list[tuple[int, str, str]]:
    """Run commands in one process that may write so many bytes or has dropped its user: code, answer, words of each."""
    shared = ["--db", url, "--today", TODAY]
    given = {
        "root": str(ROOT),
        "first": [[*command, *shared] for command in first],
        "commands": [[*command, *shared] for command in commands],
        "bytes": size,
        "drop": drop,
    }

    ended = subprocess.run([sys.executable, "-c", CHILD], input=json.dumps(given), capture_output=True, text=True)

    assert ended.returncode == 0, ended.stderr
    return [(code, answer, words) for code, answer, words in json.loads(ended.stdout)]


def assert_told_in_child(
    cases: list[Case], url: str, first: list[tuple[str, ...]], *, size: int = 0, drop: bool = False
) -> None:
    """Run all cases, each in both languages."""
    asked = [(case, lang) for case in cases for lang in ("vi", "en")]
    commands = [(*case.command, "--lang", lang) for case, lang in asked]
    for (case, lang), returned in zip(asked, told_in_child(commands, url, first, size=size, drop=drop), strict=True):
        assert_told(case, lang, *returned)


def test_a_disk_that_is_full(folder: Path, own_sqlite: str) -> None:
    before = dump(own_sqlite)

    assert_told_in_child([Case(LONG, **FULL)], own_sqlite, [(*MOVE, "--dry-run")], size=20_000)

    assert dump(own_sqlite) == before


def test_an_answer_that_no_longer_fits_leaves_the_old_file(folder: Path, own_sqlite: str) -> None:
    (folder / "answer.json").write_text("old", "utf-8")
    command = ("schema", "--out", str(folder / "answer.json"))
    case = Case(command, **said("đĩa đầy|chọn tệp khác", "the disk is full|choose another", "answer.json"))

    assert_told_in_child([case], own_sqlite, [("schema",)], size=1000)

    assert contents(folder) == {"answer.json": b"old"}


def test_another_user_may_read_and_not_write(open_folder: Path, own_sqlite: str) -> None:
    path = Path(shutil.copy(own_sqlite.removeprefix("sqlite:///"), open_folder / "x.db"))
    path.chmod(0o444)
    before = dump(own_sqlite)
    case = Case(MOVE, **said("chỉ đọc được|xem quyền ghi", "it is read-only|check the right to write"))

    assert_told_in_child([case], f"sqlite:///{path}", [(*MOVE, "--dry-run")], drop=True)

    assert dump(f"sqlite:///{path}") == before


def test_another_user_may_not_even_read(open_folder: Path, own_sqlite: str) -> None:
    path = Path(shutil.copy(own_sqlite.removeprefix("sqlite:///"), open_folder / "x.db"))
    document, other = open_folder / "x.yaml", open_folder / "y.yaml"
    document.write_text(document_text("x"), "utf-8")
    other.write_text(document_text("y"), "utf-8")
    for closed in (path, document):
        closed.chmod(0o600)
    cases = [
        Case(("status",), **said("không mở được|quyền truy cập", "cannot be opened|access rights")),
        Case(
            ("check", str(document)),
            **said("không đọc được|không có quyền|quyền đọc", "cannot read|permission denied|right to read"),
        ),
        Case(
            ("status", "--out", str(open_folder / "out")),
            **said("không ghi được|không có quyền", "cannot write|permission denied"),
        ),
    ]

    assert_told_in_child(cases, f"sqlite:///{path}", [("status",), ("check", str(other))], drop=True)

    assert not (open_folder / "out").exists()


NO_BACKUP = said("không dùng được|làm tệp sao lưu", "cannot serve as a backup")


def test_a_backup_that_no_longer_fits_leaves_no_file(folder: Path, own_sqlite: str) -> None:
    with Engine.open(own_sqlite) as engine:  # more than fits
        engine.launch(province(8, directive="ct-2"), today=date(2023, 6, 1))
    before, there = dump(own_sqlite), set(contents(folder))
    words = {lang: (*NO_BACKUP[lang], *FULL[lang][:1]) for lang in ("vi", "en")}

    assert_told_in_child([Case(("backup", str(folder / "b")), **words)], own_sqlite, [("status",)], size=60_000)

    assert dump(own_sqlite) == before
    assert set(contents(folder)) == there


def test_a_servers_backup_that_no_longer_fits_leaves_no_file(folder: Path, postgres_url: str) -> None:
    launch_province(postgres_url)
    words = {"vi": (*NO_BACKUP["vi"], "đĩa đầy"), "en": (*NO_BACKUP["en"], "disk is full")}

    assert_told_in_child([Case(("backup", str(folder / "b.zip")), **words)], postgres_url, [("status",)], size=2_000)

    assert contents(folder) == {}


def test_a_restore_that_no_longer_fits_changes_nothing(folder: Path, own_sqlite: str) -> None:
    invoke(Case(("backup", "sao-luu"), (), ()), "vi", DONDOC_DB=own_sqlite)
    with Engine.open(own_sqlite) as engine:
        engine.launch(province(8, directive="ct-2"), today=date(2023, 6, 1))
    before = dump(own_sqlite)
    command = ("restore", str(folder / "sao-luu"), "--replace", Path(own_sqlite.removeprefix("sqlite:///")).name)

    assert_told_in_child([Case(command, **FULL)], own_sqlite, [("status",)], size=60_000)

    assert dump(own_sqlite) == before


def test_another_user_may_not_restore_over_what_he_may_not_write(open_folder: Path, own_sqlite: str) -> None:
    path = Path(shutil.copy(own_sqlite.removeprefix("sqlite:///"), open_folder / "x.db"))
    invoke(Case(("backup", str(open_folder / "sao-luu")), (), ()), "vi", DONDOC_DB=own_sqlite)
    (open_folder / "sao-luu").chmod(0o444)
    path.chmod(0o444)
    before = dump(f"sqlite:///{path}")
    read_only = said("chỉ đọc được|xem quyền ghi", "it is read-only|check the right to write")
    restoring = ("restore", str(open_folder / "sao-luu"), "--replace", "x.db")
    cases = [
        Case(restoring, **read_only),
        Case(("backup", str(open_folder / "khac")), **said("không có quyền", "permission denied")),
    ]

    assert_told_in_child(cases, f"sqlite:///{path}", [(*restoring, "--dry-run")], drop=True)

    assert dump(f"sqlite:///{path}") == before
    assert not (open_folder / "khac").exists()


def test_a_clock_that_goes_backwards(folder: Path, database_url: str) -> None:
    launch_province(database_url)
    with Engine.open(database_url, clock=SimulatedClock(datetime(2101, 1, 1, tzinfo=UTC))) as engine:
        engine.advance(TUY_PHUOC, "draft_plan", as_agency=AS[1], today=date(2023, 6, 21))
    before = dump(database_url)
    case = Case(("advance", TUY_PHUOC, "implement", *AS), **said("đồng hồ", "clock"), code=1)

    for lang in ("vi", "en"):
        assert_told(case, lang, *invoke(case, lang, DONDOC_DB=database_url))

    assert dump(database_url) == before


# damage


def test_a_damaged_file_answers_or_says_so(folder: Path, own_sqlite: str) -> None:
    """Cut anywhere, or with noise anywhere: a question is answered, or a sentence says why it is not; never a fault."""
    file = Path(own_sqlite.removeprefix("sqlite:///"))
    content, rng, told_damaged = file.read_bytes(), random.Random(5), 0
    for number in range(24):
        damaged = bytearray(content)
        if number % 4 == 0:
            del damaged[rng.randrange(len(content)) :]
        else:
            start = rng.randrange(len(content) - 4096)
            damaged[start : start + 2048] = rng.randbytes(2048)
        for command in (("status",), ("audit", "verify"), MOVE, ("backup", f"sao-luu-{number}")):
            for beside in folder.glob(f"{file.name}-*"):
                beside.unlink()
            file.write_bytes(damaged)
            code, _, told = invoke(Case(command, (), ()), "vi", DONDOC_DB=own_sqlite)
            assert code in (0, 1, 2, 3), (number, command, told)
            assert "Traceback" not in told
            told_damaged += "bị hỏng" in told
    assert told_damaged > 10


@pytest.mark.parametrize("command", ["status --db x.db", "init --db x.db"])
def test_a_current_folder_that_is_gone(command: str, tmp_path: Path) -> None:
    """The program's own path, shown in suggested commands, cannot be made relative to it."""
    gone = tmp_path / "gone"
    gone.mkdir()
    program = (
        f"import sys, os; os.rmdir({str(gone)!r}); sys.path.insert(0, {str(ROOT)!r}); sys.argv[0] = '/x/dondoc'\n"
        "import cli; cli.main()"
    )
    environment = {**os.environ, "PATH": "/nonexistent"}

    ended = subprocess.run(
        [sys.executable, "-c", program, *command.split()], cwd=gone, env=environment, capture_output=True, text=True
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr
    assert "gợi ý" in ended.stderr


def test_an_answer_onto_a_full_device(folder: Path, own_sqlite: str) -> None:
    for lang, words in (("vi", "đĩa đầy"), ("en", "the disk is full")):
        with open("/dev/full", "w") as full:
            ended = subprocess.run(
                [sys.executable, "-m", "cli", "status", "--db", own_sqlite, "--lang", lang],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        assert (ended.returncode, ended.stderr.strip()) == (2, words)


# how a row is tried


@dataclass(frozen=True)
class Launched:
    """A database with one province launched, whose plan is out; shared, since nothing here changes it."""

    url: str
    dialect: str


def launch_province(url: str) -> None:
    with Engine.open(url, clock=SimulatedClock(datetime(2023, 6, 21, 2, tzinfo=UTC))) as engine:
        engine.launch(province(), today=date(2023, 5, 1))
        put_plan_out(engine)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """The URL of the launched province on a kind of database, made when first asked for."""
    made: dict[str, str] = {}
    with ExitStack() as stack:

        def url_of(dialect: str) -> str:
            if dialect not in made:
                if dialect == "sqlite":
                    made[dialect] = f"sqlite:///{tmp_path_factory.mktemp('launched') / 'province.sqlite'}"
                    migrate(made[dialect])
                else:
                    made[dialect] = stack.enter_context(postgres_database(migrated=True))
                launch_province(made[dialect])
            return made[dialect]

        yield url_of


@pytest.fixture(params=["sqlite", "postgresql"])
def launched(request: pytest.FixtureRequest, both: Callable[[str], str]) -> Launched:
    return Launched(both(request.param), request.param)


@pytest.fixture
def own_sqlite(both: Callable[[str], str], tmp_path: Path) -> str:
    """A copy of the launched province for what needs a file of its own."""
    return f"sqlite:///{shutil.copy(both('sqlite').removeprefix('sqlite:///'), tmp_path / 'own.sqlite')}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, without settings of the person who runs the tests."""
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("COLUMNS", "400")
    return tmp_path / "work"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may look into, and only this one may write to; pytest's own is closed to others."""
    with tempfile.TemporaryDirectory(prefix="dondoc-open-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def lay_out(case: Case, folder: Path) -> None:
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.mkdir()
        elif isinstance(content, str) and content.startswith("-> "):
            path.symlink_to(content.removeprefix("-> "))
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())


def contents(folder: Path) -> dict[str, bytes | None]:
    """Every file and folder below, with what it holds."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def dump(url: str) -> dict[str, list[str]]:
    """Every row of every table."""
    catalogues = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
    connection, dialect = connect(url)
    with closing(connection):
        names = [name for (name,) in connection.execute(catalogues[dialect]).fetchall()]
        return {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}").fetchall())) for name in names}


def invoke(case: Case, lang: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, answer, words. An error that is not ours comes through as it is."""
    today = () if "--today" in case.command else ("--today", TODAY)
    with environ(environment):
        result = CliRunner().invoke(main, [*case.command, "--lang", lang, *today], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


@contextmanager
def environ(given: Mapping[str, str]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        yield


def assert_told(case: Case, lang: str, code: int, answer: str, told: str) -> None:
    told_in_one_line = " ".join(told.split()).casefold()
    missing = [words for words in getattr(case, lang) if words.casefold() not in told_in_one_line]

    assert code == case.code, told
    assert missing == [], told
    assert "Traceback" not in told
    assert answer == "" or code == 1


def test_another_user_may_ask_in_a_folder_that_he_may_not_write(open_folder: Path, own_sqlite: str) -> None:
    """A file in WAL mode: every question, `verify`, `export` and `audit` only read."""
    closed = open_folder / "closed"
    closed.mkdir()
    path = Path(shutil.copy(own_sqlite.removeprefix("sqlite:///"), closed / "x.db"))
    path.chmod(0o644)
    closed.chmod(0o555)
    questions = (("status",), ("blocked",), ("todo", "--agency", "binh-dinh"), ("history",), ("audit", "verify"))
    more = (("audit", "lateness"), ("export", "csv", "--out", "-"), ("cascades",))

    told = told_in_child([*questions, *more, MOVE], f"sqlite:///{path}", [*questions, *more], drop=True)

    assert [code for code, _, _ in told] == [0] * 8 + [2]
    assert "chỉ đọc được" in told[-1][2]
    assert [entry.name for entry in closed.iterdir()] == ["x.db"]
