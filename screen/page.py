"""One HTML page complete in itself: no script, no font, no picture from elsewhere. What all pages have in common."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from workflows.spelling import visible

CSS = """
:root { --ink: #1b1d21; --soft: #5c636e; --line: #d8dce2; --paper: #fff;
  --good: #1a7f4b; --bad: #b42318; --tint: #f5f7f9; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2.5rem 2rem 4rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 "Be Vietnam Pro", "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.25rem; margin: 2.6rem 0 .2rem; padding-top: 1rem; border-top: 2px solid var(--ink);
  break-after: avoid; }
h3 { font-size: 1.02rem; margin: 1.6rem 0 .4rem; break-after: avoid; }
p { margin: .2rem 0 .6rem; } .soft { color: var(--soft); }
.good { color: var(--good); } .bad { color: var(--bad); }
.sum { display: flex; gap: .8rem; margin: 1.2rem 0; flex-wrap: wrap; }
.sum div { border: 1px solid var(--line); border-radius: 6px; padding: .5rem 1rem; min-width: 7.5rem; }
.sum b { display: block; font-size: 1.6rem; line-height: 1.2; }
.sum span { color: var(--soft); font-size: .85rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; font-size: .9rem; }
th, td { text-align: left; padding: .28rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; background: var(--tint); } td.n, th.n { text-align: right; white-space: nowrap; }
a { color: inherit; }
tr { break-inside: avoid; }
footer { margin-top: 3rem; padding-top: .6rem; border-top: 1px solid var(--line); color: var(--soft);
  font-size: .82rem; }
@page { size: A4; margin: 16mm 15mm 18mm; }
@media print { body { max-width: none; padding: 0; font-size: 9.5pt; } h2 { margin-top: 1.6rem; }
  th, .sum div { -webkit-print-color-adjust: exact; print-color-adjust: exact; } a { text-decoration: none; } }
"""


def page(title: str, body: Iterable[str], lang: str, css: str = "") -> str:
    """The page. `title`: plain text; `body`: markup already; `css`: what this kind of page adds or changes."""
    parts = [
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(visible(title))}</title><style>{CSS}{css}</style></head><body>",
        *body,
    ]
    return "\n".join([*parts, "</body></html>\n"])


def with_breaks(text: str) -> str:
    """Text of several lines, escaped."""
    return "<br>".join(escape(line) for line in text.split("\n"))
