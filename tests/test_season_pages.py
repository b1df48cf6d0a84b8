"""docs/writing.md and docs/office.md, in both languages: a whole season each, every command with what it says."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from pages import Command, assert_reads, commands_of, put, steps_of

from cli import main
from features.steps import cascades, phrases, vocabulary
from spec import coverage

DOCS = Path(__file__).resolve().parents[1] / "docs"


def forget_definitions() -> None:
    """They are read once a process; here files change between commands of one process."""
    for module in (cascades, coverage, phrases, vocabulary):
        for each in vars(module).values():
            if hasattr(each, "cache_clear"):
                each.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", "")  # no LibreOffice: whether letters come as .pdf too is not for these pages
    monkeypatch.chdir(tmp_path)
    forget_definitions()
    yield tmp_path
    forget_definitions()


@pytest.mark.parametrize(
    ("page", "width"),
    [("writing.md", 120), ("writing.en.md", 150), ("office.md", 120), ("office.en.md", 150)],
)
def test_each_command_on_the_page_says_what_the_page_says(
    page: str, width: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = (DOCS / page).read_text("utf-8")
    assert len(commands_of(text)) > 15

    for step in steps_of(text):
        if isinstance(step, Command):
            result = CliRunner().invoke(main, step.words, catch_exceptions=False)
            assert_reads(result.output, step.said, f"$ dondoc {step.line}")
            assert result.exit_code == step.code, step.line
        else:
            put(step, folder)
            forget_definitions()


@pytest.mark.parametrize("name", ["writing", "office"])
def test_both_languages_follow_the_same_season(name: str) -> None:
    vi, en = (
        [command.words[0] for command in commands_of((DOCS / page).read_text("utf-8"))]
        for page in (f"{name}.md", f"{name}.en.md")
    )

    assert [name for name in vi if name != "agencies"] == en


@pytest.mark.parametrize(
    ("found", "shown", "is_so"),
    [
        ("a\nb\nc\n", "a\n…\nc", True),
        ("a\nc\n", "a\n…\nc", False),
        ("a b\nc\n", "a …\nc", True),
        ("a b\nc\n", "a\nc", False),
        ("a\nb\nc\n", "a\n…\nd", False),
        ("a\nb\n", "a", False),
    ],
)
def test_what_is_left_out_on_a_page_hides_nothing_else(found: str, shown: str, is_so: bool) -> None:
    try:
        assert_reads(found, shown, "")
    except AssertionError:
        assert not is_so
    else:
        assert is_so
