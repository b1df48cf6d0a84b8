"""Finds feature files, reads them as people save them (NFD, BOM, CRLF), and says in their words what is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser

from rules.lost_lines import lost_lines, meant_step, nearest_title, title_hint
from workflows.errors import BadDefinition, InputError, UnreadableFile
from workflows.file_errors import regular, why
from workflows.findings import Place, Problem
from workflows.marked_yaml import decode
from workflows.said import Said

SUFFIX = ".feature"
LANGUAGE = "# language: vi"


class BadFeature(BadDefinition):
    """Feature files that cannot be read; every problem of every file at once."""

    code = "bad-feature"


class NoFeatures(InputError):
    """No feature file where they were looked for."""

    code = "no-features"
    fields = ("paths",)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as written. `kind`: given, when or then, also for Và and Nhưng."""

    keyword: str
    kind: str
    text: str
    line: int
    table: tuple[tuple[str, ...], ...]
    has_text_below: bool = False

    def filled(self, example: dict[str, str]) -> Step:
        """The step with an outline's row filled in."""
        table = tuple(tuple(_fill(cell, example) for cell in row) for row in self.table)
        return replace(self, text=_fill(self.text, example), table=table)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario with the steps of its backgrounds before its own. `examples`: the rows of an outline."""

    name: str
    line: int
    description: str
    tags: tuple[str, ...]
    rule: str | None
    steps: tuple[Step, ...]
    examples: tuple[dict[str, str], ...] | None

    @property
    def rows(self) -> tuple[dict[str, str], ...]:
        """What is filled in each time that it is run."""
        return ({},) if self.examples is None else self.examples


@dataclass(frozen=True, slots=True)
class FeatureFile:
    """One file. `shown`: its path as given; `text`: normalised; `language`: of its keywords."""

    path: Path
    shown: str
    text: str
    name: str
    description: str
    tags: tuple[str, ...]
    rules: tuple[dict[str, str], ...]
    scenarios: tuple[Scenario, ...]
    language: str


def find_files(paths: Sequence[Path]) -> list[Path]:
    """Every feature file that is named or lies below a folder that is, each once. Raises NoFeatures, UnreadableFile."""
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise UnreadableFile(str(path), Said("feature.no-such-path"))
        for file in _below(path) if path.is_dir() else [path]:
            found.setdefault(file.resolve(), file)
    if not found:
        raise NoFeatures(", ".join(map(str, paths)))
    return list(found.values())


def _below(folder: Path) -> Iterator[Path]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        yield from (Path(here, name) for name in sorted(names) if name.endswith(SUFFIX))


def read_files(paths: Iterable[Path]) -> tuple[FeatureFile, ...]:
    """The files, parsed. Raises BadFeature with every problem of all of them."""
    read: list[FeatureFile] = []
    problems: list[Problem] = []
    for path in paths:
        result = read_file(path)
        if isinstance(result, FeatureFile):
            read.append(result)
        else:
            problems += result
    if problems:
        raise BadFeature(tuple(problems))
    return tuple(read)


def read_file(path: Path) -> FeatureFile | list[Problem]:
    """One file, or all that is wrong with it."""
    try:
        raw = regular(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(str(path), why(error)) from None
    return parse_file(raw, path)


def parse_file(raw: bytes, path: Path) -> FeatureFile | list[Problem]:
    """The same for bytes in hand; `path` is where they are said to come from."""
    shown = str(path)
    text, problems = decode(raw, shown)
    if problems:
        return problems
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        document: Any = Parser().parse(text)
    except CompositeParserException as error:
        return _mistakes(error.errors, text, shown)
    except ParserException as error:
        return _mistakes([error], text, shown)
    feature = document.get("feature")
    if feature is None:
        return [Problem(Place(shown, 1, 1), Said("feature.no-feature", {"hint": _hint(text)}))]
    scenarios, rules, problems = _scenarios(feature, text.split("\n"), shown)
    if problems:
        return problems
    tags = _tags(feature)
    description = _paragraph(feature["description"])
    return FeatureFile(path, shown, text, feature["name"], description, tags, rules, scenarios, feature["language"])


def _scenarios(
    feature: dict[str, Any], lines: Sequence[str], shown: str
) -> tuple[tuple[Scenario, ...], tuple[dict[str, str], ...], list[Problem]]:
    found: list[Scenario] = []
    rules: list[dict[str, str]] = []
    lost = list(lost_lines(feature, lines, shown))
    problems = [problem for _, problem in lost]
    titles = {title for title, _ in lost}
    background: tuple[Step, ...] = ()
    for child in feature["children"]:
        if "background" in child:
            background = tuple(_steps(child["background"], shown, problems))
        elif "scenario" in child:
            found.append(_scenario(child["scenario"], None, (), background, shown, titles, problems))
        else:
            rule, above = child["rule"], background
            rules.append({"name": rule["name"], "description": _paragraph(rule["description"])})
            for inner in rule["children"]:
                if "background" in inner:
                    above = (*background, *_steps(inner["background"], shown, problems))
                else:
                    own = inner["scenario"], rule["name"], _tags(rule)
                    found.append(_scenario(*own, above, shown, titles, problems))
    problems.sort(key=lambda problem: problem.place.line)
    if not found and not problems:
        place = Place(shown, feature["location"]["line"], 1)
        problems.append(Problem(place, Said("feature.no-scenario")))
    return tuple(found), tuple(rules), problems


def _scenario(
    node: dict[str, Any],
    rule: str | None,
    tags: tuple[str, ...],
    background: tuple[Step, ...],
    shown: str,
    with_lost: Collection[int],
    problems: list[Problem],
) -> Scenario:
    """The scenario of that node. `with_lost`: the titles below which a line is lost; what they lack follows from it."""
    line = node["location"]["line"]
    own = tuple(_steps(node, shown, problems))
    place = Place(shown, line, node["location"].get("column", 1))
    if line not in with_lost:
        problems += _checks_nothing(node, own, background, place)
    examples = _examples(node, place, problems)
    tags = (*tags, *_tags(node))
    description = _paragraph(node["description"])
    return Scenario(node["name"], line, description, tags, rule, (*background, *own), examples)


def _checks_nothing(
    node: dict[str, Any], own: Sequence[Step], background: Sequence[Step], place: Place
) -> Iterator[Problem]:
    """A scenario that would pass whatever happens."""
    if not own:
        said = _paragraph(node["description"]).partition("\n")[0]
        told = Said("feature.description", {"said": said}) if said else ""
        yield Problem(place, Said("feature.no-steps", {"told": told}))
    elif not any(step.kind == "then" for step in (*background, *own)):
        yield Problem(
            place,
            Said("feature.checks-nothing"),
        )


def _steps(node: dict[str, Any], shown: str, problems: list[Problem]) -> Iterator[Step]:
    kinds = {"Context": "given", "Action": "when", "Outcome": "then"}
    kind = None
    for step in node["steps"]:
        line = step["location"]["line"]
        kind = kinds.get(step["keywordType"], kind)
        keyword = step["keyword"].strip()
        if kind is None:
            problems.append(
                Problem(
                    Place(shown, line, step["location"].get("column", 1)),
                    Said("feature.first-step", {"keyword": keyword}),
                )
            )
            return
        rows = step.get("dataTable", {}).get("rows", ())
        yield Step(keyword, kind, step["text"], line, tuple(map(_cells, rows)), "docString" in step)


def _examples(node: dict[str, Any], place: Place, problems: list[Problem]) -> tuple[dict[str, str], ...] | None:
    is_outline = bool(node["examples"]) or node["keyword"].startswith(("Khung", "Scenario Outline"))
    if not is_outline:
        return None
    rows: list[dict[str, str]] = []
    for table in node["examples"]:
        head = _cells(table["tableHeader"]) if table.get("tableHeader") else ()
        rows += [dict(zip(head, _cells(row), strict=True)) for row in table.get("tableBody", ())]
        if len(set(head)) < len(head):
            at = Place(place.file, table["tableHeader"]["location"]["line"], 1)
            problems.append(Problem(at, Said("feature.examples-columns")))
    if not rows:
        problems.append(Problem(place, Said("feature.examples-empty")))
        return ()
    for name in dict.fromkeys(name for step in node["steps"] for name in re.findall(r"<([^<>]+)>", step["text"])):
        if name not in rows[0]:
            at = next(step["location"]["line"] for step in node["steps"] if f"<{name}>" in step["text"])
            problems.append(
                Problem(
                    Place(place.file, at, 1),
                    Said("feature.not-an-example", {"name": name, "columns": tuple(rows[0])}),
                )
            )
    return tuple(rows)


def _mistakes(errors: Iterable[Any], text: str, shown: str) -> list[Problem]:
    """What the parser could not read, line by line; what follows from the first mistake is left out."""
    lines = text.split("\n")
    problems = []
    for error in list(errors)[:5]:
        number = error.location["line"]
        said = lines[number - 1].strip() if 0 < number <= len(lines) else ""
        if "inconsistent cell count" in str(error):
            code = "feature.cell-count"
        elif "unexpected end of file" in str(error):
            code = "feature.ends-early"
        else:
            code = "feature.line-unread"
        place = Place(shown, number, error.location.get("column", 1) or 1)
        problems.append(Problem(place, Said(code, {"line": said, "hint": _hint(text, said)})))
    return problems


def _hint(text: str, line: str = "") -> Said:
    """What to do: say the language, mend a keyword that is nearly right, or read which there are."""
    told = re.search(r"^\s*#\s*language\s*:\s*(\w*)", text, re.MULTILINE)
    if told is None:
        return Said("feature.say-language", {"line": LANGUAGE})
    if (step := meant_step(line, told[1])) is not None:
        return step
    meant = nearest_title(line, told[1])
    return title_hint(meant) if meant is not None else Said("feature.keywords")


def _tags(node: dict[str, Any]) -> tuple[str, ...]:
    return tuple(tag["name"] for tag in node["tags"])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(cell["value"] for cell in row["cells"])


def _fill(text: str, example: dict[str, str]) -> str:
    return re.sub(r"<(.+?)>", lambda hole: example.get(hole[1], hole[0]), text)


def _paragraph(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().split("\n"))
