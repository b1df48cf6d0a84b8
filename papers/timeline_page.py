"""Tasks over time as one page that prints on A4 across: the pictures, and below them every recorded row in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.questions.timeline_results import TaskTimeline, TimelineMove
from papers.markup import words as shown
from papers.timeline import Asked, lanes_svg, legend_svg, titles
from screen.formers import formers_lines
from screen.look import Look
from screen.page import page
from screen.past import moment
from screen.timeline import task_name
from words import sentence

_FIRST, _OTHERS = 560.0, 700.0  # heights of pictures that fill a sheet across, the first below title and legend
_COLUMNS = ("seq", "occurred_on", "trigger", "state", "agency", "by", "document", "reason", "recorded_at")
_CSS = """
body { max-width: 80rem; }
svg { display: block; width: 100%; height: auto; margin: .6rem 0; break-inside: avoid; }
tbody.task { break-inside: auto; } tbody th { background: none; padding-top: .7rem; break-after: avoid; }
td.gone { text-decoration: line-through; color: var(--soft); }
.note { display: block; font-size: .85em; color: var(--soft); }
@page { size: A4 landscape; margin: 12mm; }
@media print { table { font-size: 8.5pt; } svg { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
"""


def timeline_page(timelines: Sequence[TaskTimeline], asked: Asked, look: Look) -> str:
    """The whole page."""
    title, subtitle = titles(timelines, asked, look)
    parts = [f"<header><h1>{shown(title)}</h1><p class=soft>{shown(subtitle)}</p></header>"]
    if timelines:
        parts += [legend_svg(timelines, look), *lanes_svg(timelines, look, _FIRST, _OTHERS)]
        parts.append(f"<section><h2>{shown(look.say('timeline.rows'))}</h2>{_table(timelines, look)}</section>")
        parts += [f"<p class=soft>{shown(line)}</p>" for line in formers_lines(timelines, look)]
    else:
        parts.append(f"<p>{shown(sentence(look.say('status.none')))}.</p>")
    parts.append(f"<footer>dondoc audit timeline · {shown(subtitle)}</footer>")
    return page(title, parts, look.lang, _CSS)


def _table(timelines: Sequence[TaskTimeline], look: Look) -> str:
    head = "".join(f"<th>{shown(look.label('head', name))}</th>" for name in _COLUMNS)
    return f"<table><thead><tr>{head}</tr></thead>{''.join(_task(it, look) for it in timelines)}</table>"


def _task(timeline: TaskTimeline, look: Look) -> str:
    heading = f'{shown(task_name(timeline, look))} <span class="soft">{shown(timeline.task)}</span>'
    rows = "".join(f"<tr>{''.join(_cells(move, look))}</tr>" for move in timeline.moves)
    if not rows:
        rows = f'<tr><td colspan="{len(_COLUMNS)}" class=soft>{shown(look.say("history.none"))}</td></tr>'
    return f'<tbody class="task"><tr><th colspan="{len(_COLUMNS)}">{heading}</th></tr>{rows}</tbody>'


def _cells(move: TimelineMove, look: Look) -> Iterator[str]:
    is_gone = not move.counts and move.kind != "correction"
    what = look.done(move.trigger, move.kind)
    if move.kind == "correction":
        what = look.say("timeline.correction", seq=move.ref_seq)
    state = look.label("state", move.to) if move.to else ""
    if move.standing != "active":
        state = look.label("standing", move.standing)
    if move.due_after is not None:
        state = look.say("word.due", due=look.day(move.due_after, with_year=True))
    yield f"<td>{move.seq}</td>"
    yield f"<td>{shown(look.day(move.occurred_on, with_year=True))}{_note(_restated(move, look))}</td>"
    yield f"<td{' class=gone' if is_gone else ''}>{shown(what)}</td>"
    yield f"<td>{shown(state)}</td>"
    for text in (look.told(move.agency_name or move.agency), move.by, move.document):
        yield f"<td>{shown(text or '')}</td>"
    allowed = look.say("timeline.allowed_by", who=move.allowed_by) if move.allowed_by else ""
    yield f"<td>{shown(move.reason or '')}{_note(allowed)}</td>"
    late = look.say("timeline.days_later", n=move.days_to_record) if move.days_to_record else ""
    yield f"<td>{shown(moment(move.recorded_at, look))}{_note(late)}</td>"


def _restated(move: TimelineMove, look: Look) -> str:
    if move.said_on is not None:
        day = look.day(move.said_on, with_year=True)
        return look.say("timeline.restated", day=day, seq=move.superseded_by)
    if not move.counts and move.superseded_by is not None:
        return look.say("timeline.taken_back", seq=move.superseded_by)
    return ""


def _note(words: str) -> str:
    return f'<span class="note">{shown(words)}</span>' if words else ""
