"""The schemas that editors read: the files are what the models make, and a mistake is seen while one types."""

from __future__ import annotations

import functools
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from own_definitions import document_text

from workflows.json_schemas import SCHEMAS

ROOT = Path(str(files("definitions")))
FOLDERS = {"document": "documents", "lifecycle": "lifecycles", "calendar": "calendars"}
SHIPPED = [(kind, path) for kind, folder in FOLDERS.items() for path in sorted((ROOT / folder).glob("*.yaml"))]


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: numbers, true, false and null are not text; dates, hours and `no` are."""


EditorLoader.yaml_implicit_resolvers = {}
EditorLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
for tag, pattern, first in [
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
    ("null", r"~|null|", ["~", "n", ""]),
]:
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), list(first))


@functools.cache
def validator(kind: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(SCHEMAS[kind][1]())


def mistakes(kind: str, text: str) -> list[str]:
    return [error.message for error in validator(kind).iter_errors(yaml.load(text, EditorLoader))]


def asked(due: str) -> str:
    return f"assigns:\n  - who: binh-dinh.so-noi-vu\n    report: {{to: binh-dinh, due: {due}}}\n"


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_file_is_what_the_models_make(kind: str) -> None:
    name, make = SCHEMAS[kind]

    written = json.loads((ROOT / name).read_text("utf-8"))

    assert written == make()


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_is_a_schema(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[kind][1]())


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=[path.name for _, path in SHIPPED])
def test_every_shipped_definition_fits_its_schema(kind: str, path: Path) -> None:
    assert mistakes(kind, path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", [path for kind, path in SHIPPED if kind == "document"], ids=lambda path: path.name)
def test_every_shipped_document_names_its_schema_for_editors(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]

    assert first == "# yaml-language-server: $schema=../schema.json"


@pytest.mark.parametrize(
    "body",
    [
        asked("none"),
        asked("{H1: none}"),
        asked("{H1: {before: 30/5}, Y: {by: 2023-12-10 16:00}}"),
        asked("{Q: {by: {day: end, month: next}}}"),
        asked("{as: theo quy định}"),
        asked("{unspecified: {as: theo quy định}, ad-hoc: none}"),
        asked("{once: {within: 2023-05}, Y: {within: {working_days: 5, after: closing}}}"),
        "number: {missing: để trống, printed: /KH-UBND}",
        "date: {missing: để trống, not_before: 2023-02-20}\napplies: {year: 2023}",
        "applies: {from: 2023-04-03, until: 2024-01-01}",
        "issuer: [binh-dinh, binh-dinh.ban-dan-van-tinh-uy]",
        "implements:\n  - ct-33-ttg-2021\n  - {document: ct-33-ttg-2021, attached: true}",
        "assigns:\n  - who: [{open: các đơn vị}, {kind: ward, count: 14}]\n    duty: [theo dõi, đôn đốc]",
        "outline: cv-1432-bnv-2023",
        "outline: [Chương một, {title: Chương hai, figures: [{name: số cuộc, merge: sum}]}]",
        "acknowledged:\n  - {rule: missing-number, reason: bản thu thập được chưa ghi số}",
    ],
)
def test_what_the_language_reads_an_editor_accepts(body: str) -> None:
    assert mistakes("document", document_text("kh-thu-2023", body)) == []


@pytest.mark.parametrize(
    "body",
    [
        "at: 2",
        "number: 246",
        asked("{Q: {by: {day: 6, month: next}}}"),
        asked("{Y: {by: 10/1, year: +1}}"),
        "assigns:\n  - who: issuer\n    report: {to: binh-dinh, data_to: 14, due: none}",
    ],
)
def test_text_that_looks_like_a_number_an_editor_accepts(body: str) -> None:
    assert mistakes("document", document_text("kh-thu-2023", body)) == []


@pytest.mark.parametrize(
    "body",
    [
        "assigns:\n  - who: issuer\n    plan: {at: III, đoạn cuối}",
        "assigns:\n  - who: issuer\n    plan: {content: tiếp công dân, đơn thư}",
        asked("{H1: 10/5}"),
        asked("{6T: none}"),
        asked("{6 tháng: none}"),
        asked("{cả năm: none}"),
        asked("{quy1: none}"),
        asked("10/5"),
        "assigns:\n  - who: issuer\n    report: {to: binh-dinh}",
        "assigns:\n  - duty: x",
        "assigns:\n  - who: {kind: phong-ban}\n    duty: x",
        "assigns:\n  - who: issuer\n    plan: {every: month}",
        "type: ke-hoac",
        "khac: x",
        "text: nhap",
        "consolidates:\n  - to: binh-dinh",
    ],
)
def test_a_mistake_that_a_schema_can_see_is_seen(body: str) -> None:
    assert mistakes("document", document_text("kh-thu-2023", body)) != []


@pytest.mark.parametrize("missing", ["key", "type", "number", "date", "issuer", "title"])
def test_what_every_document_needs_is_asked_for(missing: str) -> None:
    lines = document_text("kh-thu-2023").splitlines(keepends=True)

    text = "".join(line for line in lines if not line.startswith(f"{missing}:"))

    assert mistakes("document", text) != []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("calendar", "key: tinh\noff:\n  - {date: 2023-08-07, why: x}\n"),
        ("calendar", "key: tinh\noof: []\n"),
        ("lifecycle", "key: own\n"),
    ],
)
def test_mistakes_in_the_other_files_are_seen_too(kind: str, text: str) -> None:
    assert mistakes(kind, text) != []


def test_a_dotted_guard_is_seen_while_one_types() -> None:
    text = (ROOT / "lifecycles" / "standard.yaml").read_text("utf-8").replace("[owes_plan]", "[os.system]", 1)

    assert mistakes("lifecycle", text) != []


def test_the_keys_explain_themselves_while_one_types() -> None:
    schema: dict[str, Any] = SCHEMAS["document"][1]()

    assert schema["$defs"]["Assignment"]["properties"]["with"]["description"].startswith("Co-workers")
    assert schema["properties"]["key"]["description"]
