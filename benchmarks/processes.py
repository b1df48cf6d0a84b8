"""Whole processes as sides: a command from its start to its end, its output thrown away."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.pairs import Side, timed

PYTHON = sys.executable
DONDOC = str(Path(sys.executable).with_name("dondoc"))


class Processes:
    """Runs commands with byte code kept in a folder of its own, as an installed program has it.

    Without that, an environment that keeps no byte code would compare compilers.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DONDOC_", "PYTHON")) and name != "COLUMNS"
        }
        self._environment = {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}

    def run(self, command: Sequence[str]) -> str:
        """Run to the end; what it wrote to stderr. Raises CalledProcessError if it fails."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=True,
            text=True,
        )
        return done.stderr

    def side(self, command: Sequence[str]) -> Side:
        """The command as one side of a pair; its byte code is written before anything counts."""
        self.run(command)
        return timed(lambda: self.run(command))
