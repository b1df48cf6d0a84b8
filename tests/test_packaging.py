"""What is handed out: the locks, the wheel, and files that say nothing of the machine they were written on."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"]
SHIPPED = [
    "cli.py",
    "commands",
    "drafting",
    "exports",
    "papers",
    "workflows",
    "engine",
    "screen",
    "words",
    "definitions",
    "features",
    "rules",
    "spec",
]

# Put together here, so that this file does not name them itself.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("ghcr", "io"), ("docker", "io")]
]
# A path that begins with a home or working folder; not the same word inside a longer path or an address.
MACHINE_PATH = re.compile(
    r"(?<![\w./~-])/(?:{})/\w|[A-Z]:\\Users\b".format("|".join(["home", "root", "work", "Users"]))
)

REQUIREMENT = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.!+-]+)(?: ; (?P<marker>[^#\\]+?))?"
    r"(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)"
)


def project_files() -> list[Path]:
    """Every file that git knows or would add, from the root of the project; without git, all but hidden folders."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True
    )
    if listing.returncode == 0:
        paths = [Path(name) for name in listing.stdout.decode().split("\0") if name]
    else:
        paths = [path.relative_to(ROOT) for path in ROOT.rglob("*")]
        paths = [path for path in paths if path.parts[0] == ".ci" or not path.parts[0].startswith(".")]
    skipped = {"__pycache__", "uv.lock"}
    return [path for path in paths if (ROOT / path).is_file() and not skipped.intersection(path.parts)]


def requirements(lock: str) -> dict[str, re.Match[str]]:
    """Name to requirement, of a lock whose every line is an exact version with hashes."""
    text = (ROOT / lock).read_text().replace("\\\n", "")
    lines = [re.sub(r" +", " ", line).strip() for line in text.splitlines()]
    matches = {line: REQUIREMENT.fullmatch(line) for line in lines if line and not line.startswith("#")}
    odd = [line for line, match in matches.items() if match is None]
    assert odd == []
    return {match["name"]: match for match in matches.values() if match is not None}


def project_table() -> dict[str, list[str]]:
    """What pyproject.toml asks for, by lock."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {
        name: [item for item in items if isinstance(item, str)] for name, items in table["dependency-groups"].items()
    }
    runs = table["project"]["dependencies"] + groups["build"]
    extras = [item for items in table["project"]["optional-dependencies"].values() for item in items]
    return dict(zip(LOCKS, (runs, runs + extras + groups["dev"], groups["bench"]), strict=True))


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in project_files():
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if any(host in line for host in REGISTRY_HOSTS) or MACHINE_PATH.search(line):
                found.append(f"{path}:{number}: {line.strip()}")

    assert found == []


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (["cd ", "/", "home", "/an"], True),
        (['"', "/", "work", "/main"], True),
        (["C:", "\\", "Users", "\\an"], True),
        (["example.vn", "/", "home", "/page"], False),
        (["tests", "/", "work", "/x"], False),
        (["/", "usr/bin/env"], False),
    ],
)
def test_a_machine_path_is_told_from_an_address(line: list[str], named: bool) -> None:
    assert bool(MACHINE_PATH.search("".join(line))) is named


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_exact_versions_with_hashes_and_no_address(lock: str) -> None:
    assert requirements(lock)
    assert "://" not in (ROOT / lock).read_text()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_what_pyproject_asks_for(lock: str) -> None:
    locked = {f"{name}=={match['version']}" for name, match in requirements(lock).items()}
    asked = {re.sub(r"\[.*?\]", "", item) for item in project_table()[lock]}

    assert asked - locked == set()


def test_the_lock_for_tests_contains_the_lock_that_runs() -> None:
    runs, tests, _ = (requirements(lock) for lock in LOCKS)

    differing = [name for name in runs if name not in tests or runs[name].groups() != tests[name].groups()]
    assert differing == []


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    return set(ZipFile(wheel).namelist())


def test_the_wheel_holds_every_shipped_file_and_nothing_else(wheel_names: set[str]) -> None:
    wanted = {path.as_posix() for path in project_files() if path.parts[0] in SHIPPED}
    wanted |= {f"definitions/{path.as_posix()}" for path in project_files() if path.parts[0] == "docs"}
    wanted -= {name for name in wanted if re.fullmatch(r"features/(conftest|test_\w+)\.py", name)}

    assert {name for name in wheel_names if ".dist-info/" not in name} == wanted


@pytest.mark.parametrize(
    "pattern",
    [
        r"cli\.py",
        r"definitions/__init__\.py",
        r"definitions/documents/.+\.yaml",
        r"definitions/agencies/.+\.yaml",
        r"definitions/lifecycles/standard\.yaml",
        r"workflows/__init__\.py",
        r"engine/__init__\.py",
        r"engine/store/migrations/env\.py",
        r"engine/store/migrations/versions/0001_\w+\.py",
        r"screen/__init__\.py",
        r"features/.+\.feature",
        r"features/steps/\w+\.py",
        r"rules/\w+\.py",
        r"spec/\w+\.py",
        r"dondoc-[\d.]+\.dist-info/entry_points\.txt",
    ],
)
def test_the_wheel_holds(pattern: str, wheel_names: set[str]) -> None:
    assert [name for name in wheel_names if re.fullmatch(pattern, name)] != []
