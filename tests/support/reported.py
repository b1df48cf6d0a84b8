"""A province whose Ministry asks for a report by the outline of letter 1432, and what its agencies put into theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from graphs import agency_of, province
from own_definitions import document_text, shipped_documents

from engine import Engine
from engine.reports.contributing import Contribution
from engine.reports.results import Contributed
from engine.running.notes import Attached
from workflows.graph import TaskGraph

LETTER = "cv-1432-bnv-2023"
DIALOGUES = "số cuộc đối thoại trực tiếp"
CONTENT = "chỉ số hài lòng của người dân và doanh nghiệp"
TODAY = date(2023, 6, 21)


def reporting_province(districts: int = 3) -> TaskGraph:
    """The province of `graphs.py`, its Ministry's letter pinned with the outline that is shipped."""
    graph = province(districts)
    (letter,) = (each for each in graph.documents if each.key == LETTER)
    outline = shipped_documents()[LETTER].text.partition("\noutline:")[2]
    head = {"number": str(letter.number), "date": str(letter.issued_on), "title": letter.title}
    text = document_text(LETTER, f"outline:{outline}", type=letter.type, issuer=letter.issuers[0], **head)
    return replace(graph, pins={**graph.pins, f"document/{LETTER}": text})


def put_text(engine: Engine, task: str, chapter: str, text: str, **more: Any) -> Contributed:
    """A chapter's text, by the task's agency if no other is named."""
    given = {"as_agency": agency_of(task), **more}
    done = {name: given.pop(name) for name in ("dry_run", "folder") if name in given}
    file = Attached(f"{chapter}.md", text.encode())
    return engine.contribute(task, Contribution(chapter=chapter, file=file, **given), today=TODAY, **done)


def put_figures(engine: Engine, task: str, figures: dict[str, str]) -> Contributed:
    """Figures by name."""
    file = Attached("so-lieu.csv", repr(sorted(figures.items())).encode())
    return engine.contribute(task, Contribution(agency_of(task), figures=figures, file=file), today=TODAY)


def withdraw(engine: Engine, task: str, chapter: str | None = None) -> Contributed:
    """What was contributed to a chapter, or of figures, holds no longer."""
    return engine.contribute(task, Contribution(agency_of(task), chapter, withdrawn=True), today=TODAY)
