"""Finds feature files, reads them as people save them (NFD, BOM, CRLF), and says in their words what is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from gherkin.errors import CompositeParserException, ParserException
from gherkin.parser import Parser

from rules.lost_lines import lost_lines, meant_line
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

    @property
    def runs(self) -> Iterator[list[Step]]:
        """Its steps as each of them has them, filled in."""
        return ([step.filled(row) for step in self.steps] for row in self.rows)

    @property
    def every_step(self) -> Iterator[Step]:
        """The steps of all its runs."""
        return chain.from_iterable(self.runs)


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
    reader = _Reader(shown)
    scenarios = reader.scenarios(feature, text.split("\n"))
    if reader.problems:
        return sorted(reader.problems, key=lambda problem: problem.place.line)
    tags, rules = _tags(feature), tuple(reader.rules)
    description = _paragraph(feature["description"])
    return FeatureFile(path, shown, text, feature["name"], description, tags, rules, scenarios, feature["language"])


class _Reader:
    """Reads what the parser found in one file. `problems`: what is wrong with it, though it can be parsed."""

    def __init__(self, shown: str) -> None:
        self._shown = shown
        self.problems: list[Problem] = []
        self.rules: list[dict[str, str]] = []
        self._with_lost: set[int] = set()  # titles below which a line is lost; what they lack follows from it

    def _wrong(self, location: dict[str, int], code: str, **facts: Any) -> None:
        self.problems.append(
            Problem(Place(self._shown, location["line"], location.get("column", 1)), Said(code, facts))
        )

    def scenarios(self, feature: dict[str, Any], lines: Sequence[str]) -> tuple[Scenario, ...]:
        """All scenarios, in their order."""
        for title, problem in lost_lines(feature, lines, self._shown):
            self._with_lost.add(title)
            self.problems.append(problem)
        found = tuple(self._below(feature, (), None, ()))
        if not found and not self.problems:
            self._wrong({"line": feature["location"]["line"]}, "feature.no-scenario")
        return found

    def _below(
        self, above: dict[str, Any], background: tuple[Step, ...], rule: str | None, tags: tuple[str, ...]
    ) -> Iterator[Scenario]:
        """Those of the feature, or of one of its rules."""
        for child in above["children"]:
            ((kind, node),) = child.items()
            if kind == "background":
                background = (*background, *self._steps(node))
            elif kind == "scenario":
                yield self._scenario(node, background, rule, tags)
            else:
                self.rules.append({"name": node["name"], "description": _paragraph(node["description"])})
                yield from self._below(node, background, node["name"], _tags(node))

    def _scenario(
        self, node: dict[str, Any], background: tuple[Step, ...], rule: str | None, tags: tuple[str, ...]
    ) -> Scenario:
        at, description = node["location"], _paragraph(node["description"])
        own = tuple(self._steps(node))
        steps = (*background, *own)
        if at["line"] not in self._with_lost:  # else it would pass whatever happens
            if not own:
                said = description.partition("\n")[0]
                self._wrong(at, "feature.no-steps", told=Said("feature.description", {"said": said}) if said else "")
            elif not any(step.kind == "then" for step in steps):
                self._wrong(at, "feature.checks-nothing")
        examples = self._examples(node)
        return Scenario(node["name"], at["line"], description, (*tags, *_tags(node)), rule, steps, examples)

    def _steps(self, node: dict[str, Any]) -> Iterator[Step]:
        kinds = {"Context": "given", "Action": "when", "Outcome": "then"}
        kind = None
        for step in node["steps"]:
            kind = kinds.get(step["keywordType"], kind)
            keyword = step["keyword"].strip()
            if kind is None:
                self._wrong(step["location"], "feature.first-step", keyword=keyword)
                return
            rows = step.get("dataTable", {}).get("rows", ())
            line, table = step["location"]["line"], tuple(map(_cells, rows))
            yield Step(keyword, kind, step["text"], line, table, "docString" in step)

    def _examples(self, node: dict[str, Any]) -> tuple[dict[str, str], ...] | None:
        is_outline = bool(node["examples"]) or node["keyword"].startswith(("Khung", "Scenario Outline"))
        if not is_outline:
            return None
        rows: list[dict[str, str]] = []
        for table in node["examples"]:
            head = _cells(table["tableHeader"]) if table.get("tableHeader") else ()
            rows += [dict(zip(head, _cells(row), strict=True)) for row in table.get("tableBody", ())]
            if len(set(head)) < len(head):
                self._wrong({"line": table["tableHeader"]["location"]["line"]}, "feature.examples-columns")
        if not rows:
            self._wrong(node["location"], "feature.examples-empty")
            return ()
        for name in dict.fromkeys(name for step in node["steps"] for name in re.findall(r"<([^<>]+)>", step["text"])):
            if name not in rows[0]:
                at = next(step["location"]["line"] for step in node["steps"] if f"<{name}>" in step["text"])
                self._wrong({"line": at}, "feature.not-an-example", name=name, columns=tuple(rows[0]))
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
    return meant_line(line, told[1]) or Said("feature.keywords")


def _tags(node: dict[str, Any]) -> tuple[str, ...]:
    return tuple(tag["name"] for tag in node["tags"])


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(cell["value"] for cell in row["cells"])


def _fill(text: str, example: dict[str, str]) -> str:
    return re.sub(r"<(.+?)>", lambda hole: example.get(hole[1], hole[0]), text)


def _paragraph(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().split("\n"))
