"""The result of running feature files: on a terminal, and as one self-contained page that prints well."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from screen.look import Look
from screen.page import page as make_page
from screen.page import with_breaks

Data = Mapping[str, Any]

_KINDS = ("transition", "guard", "due", "refusal", "finding")
_COUNTS = ("tasks", "held", "broken", "undecided", "untouched")
_EXPLORED = ("runs", "moves", "refused", "states", "arrows", "arrows_possible", "pairs")
_SIGNS = {"passed": "✓", "failed": "✗", "skipped": "·"}
_STYLES = {"passed": "done", "failed": "late", "skipped": "dim"}


def _say(look: Look, key: str, /, **values: Any) -> str:
    return look.say(f"spec.{key}", **values)


# on a terminal


def text(data: Data, look: Look) -> str:
    """Feature by feature and rule by rule, what held and what did not, and the totals."""
    lines: list[str] = []
    for feature in data["features"]:
        lines += [*_feature_text(feature, look), ""]
    if data["coverage"] is not None:
        lines += [*_coverage_text(data["coverage"], look), "", _not_policy(data, look), ""]
    lines += _totals(data, look)
    return "\n".join(lines)


def _feature_text(feature: Data, look: Look) -> Iterator[str]:
    yield f"{look.paint(feature['name'], 'head')}  {look.paint(feature['file'], 'dim')}"
    for rule, scenarios in _by_rule(feature):
        indent = "  "
        if rule is not None:
            yield f"  {_say(look, 'rule')}: {rule['name']}"
            indent = "    "
        for scenario in scenarios:
            yield from _scenario_text(feature, scenario, look, indent)


def _scenario_text(feature: Data, scenario: Data, look: Look, indent: str) -> Iterator[str]:
    yield f"{indent}{_sign(scenario['outcome'], look)} {scenario['name']}"
    for run in scenario["runs"]:
        if scenario["outline"]:
            row = " · ".join(run["example"].values())
            yield f"{indent}  {_sign(run['outcome'], look)} {row}"
        is_explored = any(step["rule"] and step["rule"]["explored"] for step in run["steps"])
        for step in run["steps"]:
            is_told = step["rule"] and (is_explored or step["rule"]["vacuous"])
            if step["message"] or is_told:
                yield f"{indent}    {step['keyword']} {step['text']}"
            if step["message"]:
                yield from _failure_text(feature, step, look, indent + "    ")
            if is_told:
                yield from _rule_text(step["rule"], look, indent + "      ")


def _failure_text(feature: Data, step: Data, look: Look, indent: str) -> Iterator[str]:
    yield f"{indent}{look.paint('{}:{}'.format(feature['file'], step['line']), 'dim')}"
    yield from _wrapped(_message(step, look), look, indent, "late")
    for hint in step["hints"]:
        first, *rest = hint.split("\n")
        yield f"{indent}{_say(look, 'near')}: {look.paint(first, 'command')}"
        yield from (f"{indent}{' ' * len(_say(look, 'near'))}  {line}" for line in rest)


def _rule_text(rule: Data, look: Look, indent: str) -> Iterator[str]:
    """What is told of a rule, and the run by which it broke."""
    for said, style in _rule_lines(rule, look):
        yield from _wrapped(said, look, indent, style)
    if rule["explored"] and rule["explored"]["counterexample"]:
        yield f"{indent}{look.paint(_broken_after(rule['explored'], look), 'late')}"
        yield from (f"{indent}  {line}" for line in rule["explored"]["counterexample"].splitlines())


def _rule_lines(rule: Data, look: Look) -> Iterator[tuple[str, str]]:
    """Of a rule what the graph or the scenario says, and what running on said: each line with its style."""
    explored = rule["explored"]
    if explored is not None or not rule["vacuous"]:
        yield _say(look, f"rule_{rule['by']}", **{name: rule[name] for name in _COUNTS}), "dim"
    if rule["vacuous"]:
        yield _say(look, f"vacuous_{rule['by']}"), "risk"
    if explored is None:
        return
    yield _say(look, "explored", **{name: explored[name] for name in _EXPLORED}), "dim"
    how = _say(look, "exhaustive") if explored["exhaustive"] else _say(look, "sampled", seed=explored["seed"])
    yield how, "done" if explored["exhaustive"] else "dim"
    if explored["vacuous"]:
        yield _say(look, "vacuous_explored"), "risk"


def _broken_after(explored: Data, look: Look) -> str:
    return _say(look, "broken_after", n=explored["broken_after"])


def _message(step: Data, look: Look) -> str:
    """What does not hold; the feature's own words stay in Vietnamese."""
    return str(step["message"] if look.lang == "vi" else step["message_en"] or step["message"])


def _wrapped(said: str, look: Look, indent: str, style: str) -> Iterator[str]:
    width = max(look.width - len(indent), 40)
    for line in textwrap.wrap(said, width, break_long_words=False, break_on_hyphens=False) or [""]:
        yield indent + look.paint(line, style)


def _sign(outcome: str, look: Look) -> str:
    return look.paint(_SIGNS[outcome], _STYLES[outcome])


def _totals(data: Data, look: Look) -> Iterator[str]:
    style = "late" if data["failed"] else "done"
    counted = _say(look, "total", n=data["scenarios"], passed=data["passed"], failed=data["failed"])
    outlines = any(scenario["outline"] for feature in data["features"] for scenario in feature["scenarios"])
    yield look.paint(counted, style) + (f" ({_say(look, 'rows')})" if outlines else "")
    yield f"{_steps(data, look)} · {_files(data, look)} · {_definitions(data, look)}"
    if any(not step["known"] for step in _all_steps(data)):
        yield _say(look, "vocabulary")


def _steps(data: Data, look: Look) -> str:
    return _say(look, "steps", n=sum(data["steps"].values()), **data["steps"])


def _files(data: Data, look: Look) -> str:
    count = len(data["features"])
    return _say(look, "file" if count == 1 else "files", n=count)


def _definitions(data: Data, look: Look) -> str:
    folders = ", ".join(data["definitions"])
    return _say(look, "own", folders=folders) if folders else _say(look, "shipped")


def _all_steps(data: Data) -> Iterator[Data]:
    for feature in data["features"]:
        for scenario in feature["scenarios"]:
            for run in scenario["runs"]:
                yield from run["steps"]


def _by_rule(feature: Data) -> Iterator[tuple[Data | None, list[Data]]]:
    """The scenarios under no rule, then those of each rule, in the file's order."""
    loose = [scenario for scenario in feature["scenarios"] if scenario["rule"] is None]
    if loose:
        yield None, loose
    for rule in feature["rules"]:
        yield rule, [scenario for scenario in feature["scenarios"] if scenario["rule"] == rule["name"]]


def _coverage_text(items: Sequence[Data], look: Look) -> Iterator[str]:
    yield look.paint(_say(look, "coverage"), "head")
    rows = [[_say(look, "document"), *(_say(look, kind) for kind in _KINDS)]]
    rows += [[document, *figures] for document, figures in _figures(items)]
    rows.append([_say(look, "all"), *_sums(items)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        yield "  " + "   ".join(cells).rstrip()
    missing = [item for item in items if _is_missing(item)]
    yield ""
    yield look.paint(_say(look, "untouched" if missing else "all_touched"), "head" if missing else "done")
    for document in dict.fromkeys(item["document"] for item in missing):
        yield f"  {document}"
        for kind in _KINDS:
            said = [_item(item, look) for item in missing if (item["document"], item["kind"]) == (document, kind)]
            if said:
                yield from _listed(_say(look, kind), said, look)
    never = list(_never(items, look))
    if never:
        yield ""
        yield look.paint(_say(look, "never"), "head")
    for document in dict.fromkeys(key for key, *_ in never):
        yield f"  {document}"
        for key, kind, lines in never:
            if key == document:
                yield from _listed(kind, lines, look)


def _is_missing(item: Data) -> bool:
    return not item["scenarios"] and not item["reason_vi"]


def _never(items: Sequence[Data], look: Look) -> Iterator[tuple[str, str, list[str]]]:
    """Document, kind, and for each reason the things that it keeps from happening there."""
    groups: dict[tuple[str, str], dict[str, list[str]]] = {}
    for item in items:
        if item["reason_vi"]:
            reason = item["reason_vi"] if look.lang == "vi" else item["reason_en"]
            groups.setdefault((item["document"], item["kind"]), {}).setdefault(reason, []).append(_item(item, look))
    touchable = {(item["document"], item["kind"]) for item in items if not item["reason_vi"]}
    for (document, kind), reasons in groups.items():
        lines = [f"{_say(look, 'because', reason=reason)} {'; '.join(said)}" for reason, said in reasons.items()]
        if len(reasons) == 1 and (document, kind) not in touchable:
            lines = [_say(look, "because_all", reason=next(iter(reasons)))]
        yield document, _say(look, kind), lines


def _not_policy(data: Data, look: Look) -> str:
    rules = data["not_counted"]
    names = rules.values() if look.lang == "vi" else [rule.replace("-", " ") for rule in rules]
    return _say(look, "not_policy", rules=", ".join(f"“{name}”" for name in names))


def _listed(head: str, said: Sequence[str], look: Look) -> Iterator[str]:
    for number, line in enumerate(said):
        label = head if number == 0 else ""
        wrapped = textwrap.wrap(line, max(look.width - 26, 40), break_long_words=False, break_on_hyphens=False)
        for position, part in enumerate(wrapped):
            yield f"    {label if position == 0 else '':<20}{part}"


def _item(item: Data, look: Look) -> str:
    said = item["item_vi"] if look.lang == "vi" else item["item_en"] or item["item"]
    return f"{said} [{item['at']}]" if item["at"] else str(said)


def _figures(items: Sequence[Data]) -> Iterator[tuple[str, list[str]]]:
    for document in dict.fromkeys(item["document"] for item in items):
        yield document, _sums([item for item in items if item["document"] == document])


def _sums(items: Iterable[Data]) -> list[str]:
    listed = list(items)
    cells = []
    for kind in _KINDS:
        of_kind = [item for item in listed if item["kind"] == kind and not item["reason_vi"]]
        touched = sum(item["scenarios"] > 0 for item in of_kind)
        cells.append(f"{touched}/{len(of_kind)}" if of_kind else "–")
    return cells


# as a page

_CSS = """
.file { color: var(--soft); font-size: .82rem; }
td.n, th.n { width: 7rem; }
.scenario { border-left: 4px solid var(--good); background: var(--tint); padding: .55rem .9rem .6rem; margin: .7rem 0;
  break-inside: avoid; border-radius: 0 6px 6px 0; }
.scenario.failed { border-left-color: var(--bad); }
.scenario h4 { margin: 0 0 .3rem; font-size: .98rem; }
.steps { list-style: none; margin: 0; padding: 0; font-size: .92rem; }
.steps li { padding: .06rem 0 .06rem 1.35rem; position: relative; }
.steps li > .sign { position: absolute; left: 0; }
.steps .passed .sign { color: var(--good); }
.steps .failed > .sign, .steps .failed > .said { color: var(--bad); }
.steps .skipped { color: var(--soft); }
.steps b { font-weight: 600; }
.said { display: block; font-weight: 600; } .near { display: block; color: var(--soft); }
.steps pre { margin: .3rem 0; padding: .4rem .6rem; background: var(--paper); font-size: .82rem;
  white-space: pre-wrap; }
.steps table, .rows { width: auto; background: var(--paper); margin: .3rem 0 .3rem; font-size: .86rem; }
.tag { font-size: .78rem; color: var(--soft); border: 1px solid var(--line); border-radius: 3px; padding: 0 .3rem; }
ul.plain { margin: .2rem 0 1rem; padding-left: 1.2rem; font-size: .9rem; }
@media print { .scenario { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
"""


def page(data: Data, look: Look) -> str:
    """The whole result as one HTML page: no script, no font, no picture from elsewhere."""
    day = look.day(date.fromisoformat(data["today"]), with_year=True)
    head = _say(look, "title")
    parts = [
        f"<header><h1>{escape(head)}</h1><p class=soft>{escape(_say(look, 'day', day=day))} · ",
        f"{escape(_files(data, look))} · {escape(_definitions(data, look))}</p>{_sum_html(data, look)}</header>",
        _contents_html(data, look),
        *(_feature_html(number, feature, look) for number, feature in enumerate(data["features"], 1)),
    ]
    if data["coverage"] is not None:
        parts.append(_coverage_html(data["coverage"], look))
        parts.append(f"<p class=soft>{escape(_not_policy(data, look))}</p>")
    parts.append(f"<footer>dondoc spec · {escape(_say(look, 'day', day=day))} · {escape(_steps(data, look))}</footer>")
    return make_page(f"{head} · {day}", parts, look.lang, _CSS)


def _sum_html(data: Data, look: Look) -> str:
    bad = "bad" if data["failed"] else ""
    boxes = [("", data["scenarios"], "scenario"), ("good", data["passed"], "passed"), (bad, data["failed"], "failed")]
    cells = "".join(
        f'<div><b class="{style}">{count}</b><span>{escape(_say(look, word).lower())}</span></div>'
        for style, count, word in boxes
    )
    return f'<div class="sum">{cells}</div><p class=soft>{escape(_say(look, "rows").capitalize())}.</p>'


def _contents_html(data: Data, look: Look) -> str:
    rows = []
    for number, feature in enumerate(data["features"], 1):
        runs = [run for scenario in feature["scenarios"] for run in scenario["runs"]]
        failed = sum(run["outcome"] == "failed" for run in runs)
        rows.append(
            f'<tr><td><a href="#f{number}">{escape(feature["name"])}</a></td><td class=n>{len(runs)}</td>'
            f'<td class="n good">{len(runs) - failed}</td><td class="n {"bad" if failed else ""}">{failed}</td></tr>'
        )
    head = "".join(f"<th class=n>{escape(_say(look, word))}</th>" for word in ("scenario", "passed", "failed"))
    total = (
        f"<tr><th>{escape(_say(look, 'all'))}</th><th class=n>{data['scenarios']}</th>"
        f"<th class=n>{data['passed']}</th><th class=n>{data['failed']}</th></tr>"
    )
    return f"<table><tr><th>{escape(_say(look, 'contents'))}</th>{head}</tr>{''.join(rows)}{total}</table>"


def _feature_html(number: int, feature: Data, look: Look) -> str:
    parts = [f'<section id="f{number}"><h2>{escape(feature["name"])}</h2><p class=file>{escape(feature["file"])}</p>']
    if feature["description"]:
        parts.append(f"<p>{with_breaks(feature['description'])}</p>")
    for rule, scenarios in _by_rule(feature):
        if rule is not None:
            parts.append(f"<h3>{escape(_say(look, 'rule'))}: {escape(rule['name'])}</h3>")
            if rule["description"]:
                parts.append(f"<p>{with_breaks(rule['description'])}</p>")
        elif feature["rules"]:
            parts.append(f"<h3>{escape(_say(look, 'background'))}</h3>")
        parts += [_scenario_html(feature, scenario, look) for scenario in scenarios]
    return "".join([*parts, "</section>"])


def _scenario_html(feature: Data, scenario: Data, look: Look) -> str:
    tags = "".join(f' <span class="tag">{escape(tag)}</span>' for tag in scenario["tags"])
    sign = f'<span class="{"good" if scenario["outcome"] == "passed" else "bad"}">{_SIGNS[scenario["outcome"]]}</span>'
    parts = [f'<div class="scenario {scenario["outcome"]}"><h4>{sign} {escape(scenario["name"])}{tags}</h4>']
    if scenario["description"]:
        parts.append(f"<p class=soft>{with_breaks(scenario['description'])}</p>")
    runs = scenario["runs"]
    if scenario["outline"]:
        parts.append(_rows_html(runs, look))
        shown = [run for run in runs if run["outcome"] == "failed"] or runs[:1]
    else:
        shown = runs
    for run in shown:
        if scenario["outline"]:
            row = " · ".join(run["example"].values())
            parts.append(f"<p class=soft>{escape(row)}</p>")
        parts.append(f'<ul class="steps">{"".join(_step_html(feature, step, look) for step in run["steps"])}</ul>')
    return "".join([*parts, "</div>"])


def _rows_html(runs: Sequence[Data], look: Look) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in runs[0]["example"])
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in run['example'].values())}"
        f'<td class="{"good" if run["outcome"] == "passed" else "bad"}">{_SIGNS[run["outcome"]]} '
        f"{escape(_say(look, run['outcome']))}</td></tr>"
        for run in runs
    )
    return f'<table class="rows"><tr>{head}<th>{escape(_say(look, "result"))}</th></tr>{rows}</table>'


def _step_html(feature: Data, step: Data, look: Look) -> str:
    said = ""
    if step["message"]:
        place = f"{feature['file']}:{step['line']}"
        said = f'<span class="said">{escape(_message(step, look))}</span><span class="near">{escape(place)}</span>'
        near = escape(_say(look, "near"))
        said += "".join(f'<span class="near">{near}: {with_breaks(hint)}</span>' for hint in step["hints"])
    table = ""
    if step["table"]:
        first, *rest = step["table"]
        head = "".join(f"<th>{escape(cell)}</th>" for cell in first)
        body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rest)
        table = f"<table><tr>{head}</tr>{body}</table>"
    sign = f'<span class="sign">{_SIGNS[step["outcome"]]}</span>'
    words = f"<b>{escape(step['keyword'])}</b> {escape(step['text'])}"
    return f'<li class="{step["outcome"]}">{sign}{words}{table}{said}{_rule_html(step, look)}</li>'


def _rule_html(step: Data, look: Look) -> str:
    rule = step["rule"]
    if rule is None:
        return ""
    said = "".join(f'<span class="near">{escape(line)}</span>' for line, _ in _rule_lines(rule, look))
    explored = rule["explored"]
    if explored is None or not explored["counterexample"]:
        return said
    head = escape(_broken_after(explored, look))
    return f'{said}<span class="said">{head}</span><pre>{escape(explored["counterexample"])}</pre>'


def _coverage_html(items: Sequence[Data], look: Look) -> str:
    head = "".join(f"<th class=n>{escape(_say(look, kind))}</th>" for kind in _KINDS)
    rows = "".join(
        f"<tr><td>{escape(document)}</td>{''.join(f'<td class=n>{cell}</td>' for cell in cells)}</tr>"
        for document, cells in _figures(items)
    )
    total = (
        f"<tr><th>{escape(_say(look, 'all'))}</th>{''.join(f'<th class=n>{cell}</th>' for cell in _sums(items))}</tr>"
    )
    parts = [
        f"<section><h2>{escape(_say(look, 'coverage'))}</h2><table>",
        f"<tr><th>{escape(_say(look, 'document'))}</th>{head}</tr>{rows}{total}</table>",
    ]
    missing = [item for item in items if _is_missing(item)]
    parts.append(f"<h3>{escape(_say(look, 'untouched'))}</h3>" if missing else f"<p>{_say(look, 'all_touched')}</p>")
    for document in dict.fromkeys(item["document"] for item in missing):
        listed = [item for item in missing if item["document"] == document]
        lines = "".join(f"<li>{escape(_say(look, item['kind']))}: {escape(_item(item, look))}</li>" for item in listed)
        parts.append(f'<p><b>{escape(document)}</b></p><ul class="plain">{lines}</ul>')
    never = list(_never(items, look))
    if never:
        parts.append(f"<h3>{escape(_say(look, 'never'))}</h3>")
    for document in dict.fromkeys(key for key, *_ in never):
        entries = [(kind, line) for key, kind, said in never for line in said if key == document]
        lines = "".join(f"<li>{escape(kind)}: {escape(line)}</li>" for kind, line in entries)
        parts.append(f'<p><b>{escape(document)}</b></p><ul class="plain">{lines}</ul>')
    return "".join([*parts, "</section>"])
