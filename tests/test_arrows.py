"""Imports run one way: cli, commands, papers, screen with exports and spec, drafting, words, engine, workflows.

All files are read as syntax trees, nothing is imported. Each rule is a function from files to complaints, tried here on
the project itself and on small broken ones.
"""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

LAYERS = [
    {"cli"},
    {"commands"},
    {"papers"},
    {"screen", "exports", "spec", "rules", "features"},
    {"drafting"},
    {"words"},
    {"engine"},
    {"workflows"},
    {"definitions"},
]
BESIDE = {"spec": {"rules", "features"}, "rules": {"features"}}  # of one layer, and imported all the same
INSIDE_ENGINE = [  # the door, `facade`, imports them all; what lies beside it is for everyone
    {"forecasting", "notifying"},
    {"figures", "correcting", "migrating", "reports"},
    {"proving", "running"},
    {"policies"},
    {"event_logs"},
    {"questions"},
    {"cascade"},
    {"chain"},
    {"store"},
]
DATABASES = {"sqlalchemy", "sqlmodel", "alembic", "sqlite3", "psycopg"}
TERMINALS = {"click", "rich"}
FOREIGN = {
    "workflows": DATABASES | TERMINALS,
    "engine": TERMINALS,
    "screen": DATABASES | {"click"},
    "papers": DATABASES | TERMINALS,
    "drafting": DATABASES | TERMINALS,
    "exports": DATABASES | TERMINALS,
}
DOOR = {"cli.py", "commands/options.py", "commands/spoken.py"}
UNSHIPPABLE = {"pm4py"}  # AGPL-3.0: for tests/exports/test_process_mining.py alone
NOT_OURS = {"tests", "tools", "docs", "benchmarks", "fuzz", "build", "dist"}


@dataclass(frozen=True)
class SourceFile:
    path: Path  # from the root of the project
    tree: ast.Module

    @property
    def module(self) -> tuple[str, ...]:
        parts = self.path.with_suffix("").parts
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def package(self) -> str:
        return self.module[0]


def read_files(root: Path) -> list[SourceFile]:
    """Every Python file that is ours to ship, and nothing of the environment, tests or tools."""
    shipped = [each for each in root.iterdir() if not each.name.startswith(".") and each.name not in NOT_OURS]
    paths = [path for each in shipped for path in ([each] if each.suffix == ".py" else each.rglob("*.py"))]
    paths = [path for path in paths if not path.name.startswith(("conftest.", "test_"))]
    return [SourceFile(path.relative_to(root), ast.parse(path.read_bytes())) for path in sorted(paths)]


def imports(file: SourceFile, nodes: Iterable[ast.AST]) -> Iterator[tuple[int, str]]:
    """Line and first name of each import in these nodes, also `importlib.import_module("…")` with a plain text."""
    for node in nodes:
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name.partition(".")[0]) for alias in names)
            case ast.ImportFrom(module=module, level=0):
                yield node.lineno, (module or "").partition(".")[0]
            case ast.ImportFrom():  # relative: it cannot leave its top-level package
                yield node.lineno, file.package
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str() as name), *_],
            ):
                yield node.lineno, name.partition(".")[0]


def nodes_run_on_import(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All that runs when the module is imported: not what is inside functions, not what only a type checker reads."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            yield from nodes_run_on_import(node.orelse)
            continue
        yield node
        yield from nodes_run_on_import(ast.iter_child_nodes(node))


def allowed_packages(package: str, layers: list[set[str]] = LAYERS) -> set[str]:
    """The packages of ours that `package` may import: itself, those beside it, and all layers below its own."""
    depth = next(depth for depth, layer in enumerate(layers) if package in layer)
    return {package}.union(BESIDE.get(package, ()), *layers[depth + 1 :])


def find_upward_imports(files: list[SourceFile]) -> Iterator[str]:
    ours = set[str]().union(*LAYERS)
    for file in files:
        if file.package not in ours:
            yield f"{file.path}: the package {file.package} has no place in the layers"
            continue
        for line, name in imports(file, ast.walk(file.tree)):
            if name in ours and name not in allowed_packages(file.package):
                yield f"{file.path}:{line}: {file.package} imports {name}"


def find_upward_imports_in_engine(files: list[SourceFile]) -> Iterator[str]:
    ours = set[str]().union(*INSIDE_ENGINE)
    for file in files:
        if file.package != "engine" or len(file.path.parts) == 2:
            continue
        if (package := file.path.parts[1]) not in ours:
            yield f"{file.path}: engine/{package} has no place in the layers"
            continue
        for node in ast.walk(file.tree):
            if not isinstance(node, ast.ImportFrom) or (node.module or "").partition(".")[0] != "engine":
                continue
            names = (
                [alias.name for alias in node.names] if node.module == "engine" else str(node.module).split(".")[1:2]
            )
            for name in names:
                if name == "facade" or (name in ours and name not in allowed_packages(package, INSIDE_ENGINE)):
                    yield f"{file.path}:{node.lineno}: engine/{package} imports engine/{name}"


def find_foreign_imports(files: list[SourceFile]) -> Iterator[str]:
    for file in files:
        for line, name in imports(file, ast.walk(file.tree)):
            if name in FOREIGN.get(file.package, set()) | UNSHIPPABLE:
                yield f"{file.path}:{line}: {file.package} imports {name}"


def find_slow_door(files: list[SourceFile]) -> Iterator[str]:
    """`dondoc --help` is quick because the door loads click alone, a command's module when it is called.

    What this module loads, and that it is not the engine, is seen by running it: tests/test_cli.py.
    """
    for file in files:
        if str(file.path) in DOOR:
            for line, name in imports(file, nodes_run_on_import(file.tree.body)):
                if name not in {"click", "commands"} and name not in sys.stdlib_module_names:
                    yield f"{file.path}:{line}: {name} is imported before it is needed"


def find_code_in_init(files: list[SourceFile]) -> Iterator[str]:
    for file in files:
        if file.path.name != "__init__.py":
            continue
        for index, node in enumerate(file.tree.body):
            match node:
                case ast.Import() | ast.ImportFrom():
                    pass
                case ast.Expr(value=ast.Constant(value=str())) if index == 0:
                    pass
                case ast.Assign(targets=[ast.Name(id="__all__")]) | ast.AnnAssign(target=ast.Name(id="__all__")):
                    pass
                case _:
                    yield f"{file.path}:{node.lineno}: more than a docstring, imports and __all__"


def find_swallowed_exceptions(files: list[SourceFile]) -> Iterator[str]:
    """Catching everything is allowed only to raise again."""
    for file in files:
        for node in ast.walk(file.tree):
            match node:
                case ast.ExceptHandler() if catches_everything(node.type):
                    if not any(isinstance(inner, ast.Raise) for inner in nodes_run_on_import(node.body)):
                        yield f"{file.path}:{node.lineno}: catches everything and does not raise"
                case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress"), args=args):
                    if any(catches_everything(argument) for argument in args):
                        yield f"{file.path}:{node.lineno}: suppresses everything"


def catches_everything(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(catches_everything(element) for element in caught.elts)
    return caught is None or ast.unparse(caught).rpartition(".")[2] in {"Exception", "BaseException"}


Rule = Callable[[list[SourceFile]], Iterator[str]]
RULES: list[Rule] = [
    find_upward_imports,
    find_upward_imports_in_engine,
    find_foreign_imports,
    find_slow_door,
    find_code_in_init,
    find_swallowed_exceptions,
]


@pytest.fixture(scope="module")
def ours() -> list[SourceFile]:
    return read_files(ROOT)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_project_keeps(rule: Rule, ours: list[SourceFile]) -> None:
    complaints = list(rule(ours))

    assert complaints == []


BROKEN = [
    (find_upward_imports, "engine/running/advance.py", "from words import say"),
    (find_upward_imports, "engine/running/advance.py", "def f():\n    import cli"),
    (find_upward_imports, "workflows/linker.py", "import engine.store.tables as tables"),
    (
        find_upward_imports,
        "workflows/rules/time.py",
        "import importlib\nimportlib.import_module('engine.store.tables')",
    ),
    (find_upward_imports, "screen/tables.py", "from spec.runner import run"),
    (find_upward_imports, "screen/tables.py", "if TYPE_CHECKING:\n    from cli import Common"),
    (find_upward_imports, "screen/tables.py", "from papers.svg import element"),
    (find_upward_imports, "papers/timeline.py", "from commands.common import Common"),
    (find_upward_imports, "features/steps/blocking.py", "from commands.audit import audit"),
    (find_upward_imports, "features/steps/cascades.py", "def f():\n    from rules.policies import read_policy"),
    (find_upward_imports, "rules/lost_lines.py", "from spec import plugin"),
    (find_upward_imports, "spec/runner.py", "from screen.spec_report import html"),
    (find_upward_imports, "commands/audit.py", "from cli import common"),
    (find_upward_imports, "helpers/text.py", ""),
    (find_upward_imports_in_engine, "engine/chain/folds.py", "from engine.cascade.tasks import LiveTask"),
    (find_upward_imports_in_engine, "engine/questions/todo.py", "def f():\n    from engine.running import ledger"),
    (find_upward_imports_in_engine, "engine/figures/rates.py", "from engine.correcting.correct import correct"),
    (find_upward_imports_in_engine, "engine/proving/seals.py", "from engine.facade import Engine"),
    (find_upward_imports_in_engine, "engine/helpers/text.py", ""),
    (find_foreign_imports, "workflows/loader.py", "import sqlmodel"),
    (find_foreign_imports, "workflows/loader.py", "def f():\n    from sqlalchemy.orm import Session"),
    (find_foreign_imports, "workflows/loader.py", "from alembic import command"),
    (find_foreign_imports, "workflows/loader.py", "import click"),
    (find_foreign_imports, "engine/facade.py", "import click"),
    (find_foreign_imports, "screen/trees.py", "import os, click"),
    (find_foreign_imports, "screen/trees.py", "from sqlmodel import Session"),
    (find_foreign_imports, "papers/timeline.py", "import click"),
    (find_foreign_imports, "exports/xes.py", "import sqlite3"),
    (find_foreign_imports, "exports/xes.py", "def f():\n    import pm4py"),
    (find_foreign_imports, "commands/exporting.py", "from pm4py import read_xes"),
    (find_upward_imports, "exports/xes.py", "from commands.common import Common"),
    (find_slow_door, "cli.py", "import click\nimport engine"),
    (find_slow_door, "cli.py", "try:\n    from rich import print\nexcept ImportError:\n    pass"),
    (find_slow_door, "cli.py", "class Common:\n    import yaml"),
    (find_slow_door, "commands/options.py", "import click\nfrom screen.look import Look"),
    (find_code_in_init, "engine/__init__.py", '"""Running."""\nVERSION = 1'),
    (find_code_in_init, "workflows/rules/__init__.py", "def f(): ..."),
    (find_swallowed_exceptions, "engine/running/bulk.py", "try:\n    f()\nexcept Exception:\n    pass"),
    (find_swallowed_exceptions, "engine/running/bulk.py", "try:\n    f()\nexcept:\n    pass"),
    (
        find_swallowed_exceptions,
        "engine/running/bulk.py",
        "try:\n    f()\nexcept (ValueError, BaseException) as e:\n    g(e)",
    ),
    (find_swallowed_exceptions, "engine/running/bulk.py", "with contextlib.suppress(Exception):\n    f()"),
]

SOUND = [
    (find_upward_imports, "cli.py", "import commands.audit\nimport words\nimport engine, workflows"),
    (find_upward_imports, "screen/tables.py", "from engine.results import Move\nfrom . import words"),
    (find_upward_imports, "papers/timeline.py", "from screen.look import Look\nfrom engine.results import TaskRow"),
    (find_upward_imports_in_engine, "engine/correcting/correct.py", "from engine.running import refusals"),
    (find_foreign_imports, "engine/store/tables.py", "from sqlmodel import SQLModel"),
    (find_foreign_imports, "screen/tables.py", "from rich.table import Table"),
    (find_slow_door, "cli.py", "import click\nfrom datetime import date\ndef main():\n    import engine"),
    (find_slow_door, "cli.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from engine import Engine"),
    (find_code_in_init, "engine/__init__.py", '"""Running."""\nfrom engine.facade import Engine\n__all__ = ["Engine"]'),
    (
        find_swallowed_exceptions,
        "engine/running/bulk.py",
        "try:\n    f()\nexcept Exception as e:\n    raise Refused from e",
    ),
    (find_swallowed_exceptions, "engine/running/bulk.py", "try:\n    f()\nexcept ValueError:\n    pass"),
]


def project_with(root: Path, path: str, source: str) -> list[SourceFile]:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(source)
    return read_files(root)


@pytest.mark.parametrize(("rule", "path", "source"), BROKEN)
def test_a_broken_arrow_is_found(rule: Rule, path: str, source: str, tmp_path: Path) -> None:
    complaints = list(rule(project_with(tmp_path, path, source)))

    assert len(complaints) == 1
    assert complaints[0].startswith(path)


@pytest.mark.parametrize(("rule", "path", "source"), SOUND)
def test_a_sound_arrow_is_left_alone(rule: Rule, path: str, source: str, tmp_path: Path) -> None:
    complaints = list(rule(project_with(tmp_path, path, source)))

    assert complaints == []
