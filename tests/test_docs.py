"""The pages that are made from code are the ones on disk."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

from graphs import province

from engine import Engine, Scope, View

ROOT = Path(__file__).resolve().parent.parent


def test_the_pages_made_from_code_are_up_to_date():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "write_docs.py"), "--check"], capture_output=True, text=True, check=False
    )

    assert done.stdout == ""
    assert done.returncode == 0


def test_the_page_on_extending_names_files_that_are_there():
    page = (ROOT / "docs" / "extending.md").read_text("utf-8")

    named = {name for name in re.findall(r"`([\w./]+/(?:[\w.]+)?)`", page) if "/" in name} - {"lifecycles/"}

    assert len(named) > 25
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_question_shown_on_the_page_on_extending_is_answered(sqlite_url: str):
    page = (ROOT / "docs" / "extending.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    with Engine.open(sqlite_url) as dondoc:
        dondoc.launch(province(), today=date(2023, 5, 1))

    exec(code, {"url": sqlite_url, "Engine": Engine, "Scope": Scope, "View": View, "date": date})
