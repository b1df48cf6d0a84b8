"""Where tests keep their files: in memory where there is room for them, else where temporary files lie.

Most of a run on a disk is waiting for it: databases by the thousand are made, flushed and thrown away.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")  # a file system in memory, on Linux
ROOM = 4 * 1024**3  # bytes, of that file system and of memory at once; a whole run takes an eighth


def keep_in_memory() -> None:
    """Have this process and those that it starts make temporary files in memory; not where `TMPDIR` says otherwise."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available) < ROOM:
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # as it is asked for anew
