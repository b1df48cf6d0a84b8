"""`dondoc docs`: the pages of the documentation, as they came with the program."""

from __future__ import annotations

import difflib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from commands.common import Common
from commands.options import argument, command, common
from workflows.errors import InputError


class UnknownPage(InputError):
    """No page of that name."""

    code = "unknown-page"
    fields = ("text", "candidates")


@command()
@argument("page", required=False)
@common()
def docs(common: Common, page: str | None) -> None:
    """Print a page, or which pages there are."""
    pages = _pages()
    if page is None:
        titles = {name: entry.read_text("utf-8").partition("\n")[0].lstrip("# ") for name, entry in pages.items()}
        listed = [{"page": name, "title": title} for name, title in titles.items()]
        common.show(listed, lambda: "\n".join(f"{name:<12} {title}" for name, title in titles.items()))
        return
    name = page.strip().removesuffix(".md").removeprefix("docs/")
    if name not in pages:
        raise UnknownPage(page, tuple(difflib.get_close_matches(name, pages, n=3, cutoff=0.4)) or tuple(pages))
    text = pages[name].read_text("utf-8").rstrip()
    common.show([{"page": name, "text": text}], lambda: text)


def _pages() -> dict[str, Traversable]:
    """By name: installed beside the definitions, in a checkout in its own folder."""
    installed = files("definitions").joinpath("docs")
    folder = installed if installed.is_dir() else Path(__file__).resolve().parents[1] / "docs"
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return {entry.name.removesuffix(".md"): entry for entry in entries if entry.name.endswith(".md")}
