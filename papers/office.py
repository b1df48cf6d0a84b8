"""Word files filled from a template, which may come from anybody, and turned into PDF where LibreOffice is there.

A template says values, conditions and loops over what it is given, and nothing else: it calls nothing, reckons nothing,
and reads no file. `docxtpl` is needed.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from papers.office_libraries import NoOffice
from workflows.errors import InputError
from workflows.said import Said

if TYPE_CHECKING:
    from jinja2 import nodes

MAX_BYTES, MAX_UNPACKED = 5_000_000, 50_000_000
MAX_DEPTH = 2  # loops within each other
PDF_SECONDS = 120
_FILTERS = frozenset({"upper", "lower", "capitalize", "join", "length", "default", "trim", "first", "last"})
_TESTS = frozenset({"defined", "none"})
_SAYS = frozenset(
    [
        *("Template", "Output", "TemplateData", "Name", "Const", "Getattr", "For", "If", "CondExpr"),
        *("Filter", "Test", "Compare", "Operand", "Not", "And", "Or"),
    ]
)


class BadTemplate(InputError):
    """A template that cannot be filled. `why`: a code of the catalogue with its data."""

    code = "bad-template"
    fields = ("file", "why")


def form(kind: Literal["letter", "report"] = "letter") -> bytes:
    """The form of a letter, or of a report, that is there. Raises NoOffice."""
    from papers import official_forms

    try:
        return official_forms.letter_form() if kind == "letter" else official_forms.report_form()
    except ModuleNotFoundError as missing:
        raise NoOffice(str(missing.name)) from None


def fill(template: bytes, name: str, values: Mapping[str, Any]) -> bytes:
    """The template with these values, as a .docx file. `name`: of its file. Raises BadTemplate, NoOffice."""
    try:
        from docxtpl import DocxTemplate
        from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ModuleNotFoundError as missing:
        raise NoOffice(str(missing.name)) from None

    class Sandbox(ImmutableSandboxedEnvironment):
        def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
            tree = super()._parse(source, name, filename)
            _check(tree, 0)
            return tree

    def _check(node: nodes.Node, depth: int) -> None:
        kind, word = type(node).__name__, getattr(node, "name", "")
        is_said = kind in _SAYS and (kind != "Filter" or word in _FILTERS) and (kind != "Test" or word in _TESTS)
        depth += kind == "For"
        if not is_said or depth > MAX_DEPTH or getattr(node, "recursive", False):
            raise _bad(name, "not-said", what=f"{kind} {word}".strip())
        for child in node.iter_child_nodes():
            _check(child, depth)

    _look_at(template, name)
    sandbox = Sandbox(undefined=StrictUndefined, autoescape=True)
    out = io.BytesIO()
    try:
        made = DocxTemplate(io.BytesIO(template))
        made.render(dict(values), sandbox)
        made.save(out)
    except UndefinedError as error:
        raise _bad(name, "unknown", what=str(error.message)) from None
    except TemplateSyntaxError as error:
        raise _bad(name, "syntax", what=str(error.message)) from None
    except (
        TemplateError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
        zipfile.BadZipFile,
    ) as error:
        raise _bad(name, "broken", what=type(error).__name__) from None
    except Exception as error:  # lxml's own errors share no class with others
        if type(error).__module__.partition(".")[0] not in ("lxml", "docx"):
            raise
        raise _bad(name, "broken", what=type(error).__name__) from None
    return out.getvalue()


def _look_at(template: bytes, name: str) -> None:
    """See that it is a Word file of a size that a letter has."""
    if len(template) > MAX_BYTES:
        raise _bad(name, "too-big", what=MAX_BYTES // 1_000_000)
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MAX_UNPACKED:
                raise _bad(name, "too-big", what=MAX_UNPACKED // 1_000_000)
            is_word = "word/document.xml" in packed.namelist()
    except zipfile.BadZipFile:
        is_word = False
    if not is_word:
        raise _bad(name, "no-word-file")


def _bad(name: str, word: str, **facts: Any) -> BadTemplate:
    return BadTemplate(name, Said(f"template.{word}", facts))


def as_pdf(content: bytes) -> bytes | None:
    """The Word file as PDF; None where LibreOffice is not there, or does not make it."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "letter.docx"
        source.write_bytes(content)
        own = f"-env:UserInstallation=file://{folder}/profile"
        command = [office, own, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=PDF_SECONDS, check=True)
            return source.with_suffix(".pdf").read_bytes()
        except (subprocess.SubprocessError, OSError):
            return None
