"""Writes the pages of docs/ and the schemas of definitions/ that are made from code; `--check` only compares.

Run: python tools/write_docs.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def rules_page() -> str:
    """docs/rules.md: every rule of the checker, from its own page."""
    from workflows.checker import FAMILIES
    from workflows.rules.registry import RULES

    assert FAMILIES
    lines = [
        "# The checker's rules",
        "",
        "Made from the rules themselves (`dondoc check --explain CODE` prints the same). An **error** cannot be",
        "compiled: launch refuses. A **warning** contradicts the law, another document or itself. A **note** is worth knowing.",
        "A correct file has none.",
        "",
        "| code | rule | severity | says |",
        "|---|---|---|---|",
    ]
    for rule in RULES.values():
        lines.append(
            f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} | {rule.severity.value} | {rule.vi} |"
        )
    for rule in RULES.values():
        lines += ["", f"## {rule.code} {rule.name}", "", f"*{rule.severity.value}* · {rule.vi}  ", f"*{rule.en}*", ""]
        lines += [_paragraphs(rule.page)]
        if rule.cites:
            lines += ["", "Source: " + "; ".join(rule.cites)]
    return "\n".join(lines) + "\n"


def _paragraphs(page: str) -> str:
    for word in ("Why:", "Example:", "Mend:"):
        page = page.replace(f"\n{word}", f"\n\n**{word}**")
    return page.replace("\n\n\n", "\n\n")


_ANSWERS = (
    ("launch", "Launched", "one object"),
    ("advance, release", "Moved", "a list (a draft_plan moves several tasks)"),
    ("advance --from", "Bulk", "one object"),
    ("blocked", "Blocked", "a list"),
    ("why", "WhyStep", "a list, from the task to who can act"),
    ("status, todo", "TaskRow", "a list"),
    ("history", "HistoryRow", "a list"),
    ("cascades", "CascadeSummary", "a list"),
    ("(inside others)", "BadRow", "a row that a bulk refused"),
    ("(inside others)", "RootBlocker", "a root blocker"),
    ("(inside others)", "OpenInput", "an input that is still open"),
)


def json_page() -> str:
    """docs/json.md: the fields of every answer, from the answers themselves."""
    import dataclasses
    import inspect

    from engine import results

    lines = [
        "# JSON",
        "",
        "Made from the answers' own definitions. `--format json` prints what is below, `jsonl` one object a line,",
        "`csv` the same fields as columns. Fields are added, never renamed. Dates are ISO text, counts integers,",
        "`null` where a thing does not exist. Agencies are given by key, `agency_name` beside it is for people.",
        "",
        "`check` prints a list of `code`, `rule`, `severity`, `file`, `line`, `column`, `at`, `years`, `message`,",
        "`hint`, `cites`, `acknowledged`. An error is one object on standard error: `error`",
        "(its code), `message`, `hint` and its data.",
    ]
    for command, name, shape in _ANSWERS:
        answer = getattr(results, name)
        lines += [
            "",
            f"## {command}: {name}",
            "",
            f"{shape[0].upper()}{shape[1:]}.",
            "",
            inspect.cleandoc(answer.__doc__ or ""),
        ]
        lines += ["", "| field | type |", "|---|---|"]
        for item in dataclasses.fields(answer):
            kind = str(item.type).replace("|", "or").replace(" ... ", " ")
            lines.append(f"| `{item.name.rstrip('_')}` | {kind} |")
    return "\n".join(lines) + "\n"


def pages() -> dict[Path, str]:
    """Everything that is made, by its path."""
    from workflows.json_schemas import SCHEMAS

    made = {ROOT / "docs" / "rules.md": rules_page(), ROOT / "docs" / "json.md": json_page()}
    for name, make in SCHEMAS.values():
        made[ROOT / "definitions" / name] = json.dumps(make(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return made


def main() -> int:
    """Write what differs, or with --check say what does."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        for path in stale:
            sys.stdout.write(f"stale: {path.relative_to(ROOT)} (run: python tools/write_docs.py)\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages()[path], "utf-8")
        sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
