"""`python -m fuzz [NAME…] [--seconds N]`: fuzz each target that long; 1 where one gave neither a value nor our error.

Each runs in a child process, for libFuzzer ends the process it runs in. Inputs that led somewhere new are kept in
`--corpus` (left out: a folder that goes again); one that broke something is left in `--finds`, to be run again by
`python -m fuzz NAME --again FILE`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from fuzz.targets import TARGETS


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which targets: {', '.join(TARGETS)} (all)")
    parser.add_argument("--seconds", type=int, default=60, help="how long each (60)")
    parser.add_argument("--corpus", metavar="DIR", type=Path, help="keep what led somewhere new, and start from it")
    parser.add_argument("--finds", metavar="DIR", type=Path, default=Path("build/fuzz"), help="where finds are left")
    parser.add_argument("--again", metavar="FILE", type=Path, help="run one target on this file only")
    given = parser.parse_args()
    names = given.names or list(TARGETS)
    if unknown := [name for name in names if name not in TARGETS]:
        parser.error(f"there is no target {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    if given.again is not None:
        for name in names:
            TARGETS[name][0](given.again.read_bytes())
        return 0
    failed = [name for name in names if not _fuzz(name, given.seconds, given.corpus, given.finds)]
    sys.stdout.write(f"broken: {', '.join(failed)}\n" if failed else "nothing found\n")
    return 1 if failed else 0


def _fuzz(name: str, seconds: int, kept: Path | None, finds: Path) -> bool:
    """Whether the target stood it all."""
    finds.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dondoc-fuzz-") as scratch:
        corpus = Path(scratch if kept is None else kept) / name
        corpus.mkdir(parents=True, exist_ok=True)
        seeds = Path(scratch) / "seeds"
        seeds.mkdir()
        for number, seed in enumerate(TARGETS[name][1]):
            raw = seed.read_bytes() if isinstance(seed, Path) else seed.encode()
            (seeds / str(number)).write_bytes(raw)
        sys.stdout.write(f"{name}: {seconds} s\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", "fuzz.child", name, str(corpus), str(seeds)]
        options = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1"]
        options.append(f"-artifact_prefix={finds / name}-")
        ended = subprocess.run([*command, *options], capture_output=True, text=True, errors="replace")
    shown = ended.stderr.splitlines() if ended.returncode else []
    stats = [line for line in ended.stderr.splitlines() if "number_of_executed_units" in line]
    traceback = [line for line in ended.stdout.splitlines() if line.strip()] if ended.returncode else []
    sys.stdout.writelines(f"  {line}\n" for line in [*traceback[-40:], *shown[-15:], *stats])
    return ended.returncode == 0


sys.exit(main())
