"""A made-up country of any size, written as own definitions: one plan per province and, if wanted, per district.

Each province has departments and districts, each district offices and wards, all of them made up, so that the size does
not hang on what the shipped registry holds. The plans look like a real one: two kinds of selectors, four periods, a
department that consolidates, and citations by number of documents that are not on file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workflows.agencies import Registry
from workflows.checker import check
from workflows.compiler import compile_cascade, draft_tasks
from workflows.findings import Finding
from workflows.graph import TaskGraph
from workflows.library import Library
from workflows.linker import link

ROOT, LETTER, YEAR = "ct-1-ttg-2023", "cv-2-bnv-2023", 2023
DEPARTMENTS, DISTRICTS, OFFICES, WARDS = 5, 11, 2, 4


@dataclass
class Country:
    """The country in a folder of its own, which is written when first asked for."""

    folder: Path
    provinces: int
    has_district_plans: bool = False
    districts: int = DISTRICTS

    @property
    def documents(self) -> int:
        """How many plans there are."""
        return self.provinces * (1 + self.districts * self.has_district_plans)

    @cached_property
    def registry(self) -> Registry:
        """The agencies, read once."""
        self._write()
        return Registry.load([self.folder])

    def prepare(self) -> None:
        """Write the files and read the registry, so that this counts for nothing that is measured."""
        _ = self.registry

    def library(self) -> Library:
        """The documents, read anew each time."""
        return Library.load([self.folder])

    def check(self) -> tuple[Finding, ...]:
        """What `dondoc check` does with the country's documents: reads and checks them all."""
        library = self.library()
        return check(library, self.registry, [document.key for document in library.cascade_of(ROOT)])

    def graph(self) -> TaskGraph:
        """The country's cascade, compiled."""
        registry = self.registry
        return compile_cascade(draft_tasks(link(self.library(), registry, ROOT, YEAR)))

    def _write(self) -> None:
        for name in ("agencies", "documents"):
            (self.folder / name).mkdir(parents=True)
        records = [line for number in range(self.provinces) for line in _agencies(number, self.districts)]
        (self.folder / "agencies" / "mau.yaml").write_text("agencies:\n" + "\n".join(records) + "\n", "utf-8")
        self._document(ROOT, _ROOT)
        keys = [_province(number) for number in range(self.provinces)]
        self._document(LETTER, _LETTER.format(root=ROOT, who=", ".join(keys)))
        for number, province in enumerate(keys):
            self._document(f"kh-{province}-2023", _plan(province, number, ["department", "district"], LETTER))
            for district in _districts(province, self.districts) if self.has_district_plans else ():
                key = f"kh-{district.replace('.', '-')}-2023"
                self._document(key, _plan(district, number, ["office", "ward"], f"kh-{province}-2023"))

    def _document(self, key: str, body: str) -> None:
        (self.folder / "documents" / f"{key}.yaml").write_text(f"key: {key}\n{body}", "utf-8")


def _province(number: int) -> str:
    return f"mau-{number + 1}"


def _districts(province: str, count: int) -> list[str]:
    return [f"{province}.huyen-{number + 1}" for number in range(count)]


def _agencies(number: int, districts: int) -> list[str]:
    province = _province(number)
    found = [(province, f"UBND tỉnh Mẫu {number + 1}", "province")]
    found += [
        (f"{province}.so-{at + 1}", f"Sở {at + 1} tỉnh Mẫu {number + 1}", "department") for at in range(DEPARTMENTS)
    ]
    for at, district in enumerate(_districts(province, districts), 1):
        place = f"huyện {at} tỉnh Mẫu {number + 1}"
        found.append((district, f"UBND {place}", "district"))
        found += [(f"{district}.phong-{one + 1}", f"Phòng {one + 1} {place}", "office") for one in range(OFFICES)]
        found += [(f"{district}.xa-{one + 1}", f"UBND xã {one + 1} {place}", "ward") for one in range(WARDS)]
    return [f"  - {{key: {key}, name: {name}, name_en: {key}, kind: {kind}}}" for key, name, kind in found]


def _plan(agency: str, number: int, kinds: list[str], above: str) -> str:
    drafter = f"{agency}.{'so' if 'department' in kinds else 'phong'}-1"
    tier = 20 if "department" in kinds else 10
    return _PLAN.format(
        agency=agency, number=number + 3, kinds=", ".join(kinds), above=above, drafter=drafter, day=tier
    )


_ROOT = """type: chi-thi
number: 1/CT-TTg
date: 2023-01-03
issuer: thu-tuong
title: Việc mẫu
text: not-held
"""
_LETTER = """type: cong-van
number: 2/BNV-CTTN
date: 2023-01-05
issuer: bo-noi-vu
title: Việc mẫu
applies: {{year: 2023}}
implements: [{{document: {root}, at: đoạn 1}}]
assigns:
  - who: [{who}]
    at: mục 1
    plan: {{every: year, due: none, at: mục 1}}
    report:
      to: bo-noi-vu
      at: mục 2
      due:
        Q1: {{before: 2023-03-30, printed: trước ngày 30/3}}
        H1: {{before: 2023-06-30, printed: trước ngày 30/6}}
        9M: {{before: 2023-09-29, printed: trước ngày 29/9}}
        Y: {{before: 2023-12-15, printed: trước ngày 15/12}}
consolidates:
  - {{who: issuer, to: thu-tuong, at: mục 2, due: {{as: theo quy định}}}}
"""
_PLAN = """type: ke-hoach
number: {number}/KH-UBND
date: 2023-01-09
issuer: {agency}
title: Việc mẫu năm 2023
applies: {{year: 2023}}
implements:
  - {{document: {above}, at: mở đầu}}
  - {{number: 28/KH-UBND, date: 2022-02-20, issuer: {agency}, at: mở đầu}}
carries:
  - {{document: ct-1-ttg-2023, at: II.1}}
  - {{number: 11/KH-UBND, date: 2022-01-25, issuer: {agency}, at: II.1}}
  - {{number: 3826/QĐ-UBND, date: 2021-09-15, issuer: {agency}, at: II.1}}
assigns:
  - who: {{kind: [{kinds}], under: {agency}}}
    at: III.2
    plan: {{every: year, due: none, at: III.2.a, content: kế hoạch triển khai của cơ quan}}
    report:
      at: III.2.b
      content: kết quả
      to: {agency}
      via: {drafter}
      due:
        Q1: {{before: 2023-03-{day}, printed: trước ngày {day}/3}}
        H1: {{before: 2023-06-{day}, printed: trước ngày {day}/6}}
        9M: {{before: 2023-09-{day}, printed: trước ngày {day}/9}}
        Y: {{before: 2023-11-{day}, printed: trước ngày {day}/11}}
  - topic: kiem-tra
    who: {drafter}
    at: III.1.b
    plan: {{every: year, due: none, content: kế hoạch kiểm tra}}
consolidates:
  - who: {drafter}
    at: III.1.a
    to: {agency}
    due: {{as: theo quy định}}
"""
