"""Why a file cannot be read or written: the system's reasons by code."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

from workflows.said import Said

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_REASONS: dict[int, str] = {
    errno.ENOENT: "no-such-file",
    errno.EISDIR: "folder",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.ENOTDIR: "part-no-folder",
    errno.EROFS: "disk-read-only",
    errno.ENOSPC: "disk-full",
    errno.EDQUOT: "disk-full",
    errno.EFBIG: "disk-full",
    errno.ELOOP: "links-in-a-circle",
    errno.ENAMETOOLONG: "name-too-long",
    errno.ENXIO: "pipe",
    errno.EIO: "disk-fails",
}
# as raised by hand, without a number
_KINDS: tuple[tuple[type[OSError], int], ...] = (
    (FileNotFoundError, errno.ENOENT),
    (IsADirectoryError, errno.EISDIR),
    (PermissionError, errno.EACCES),
    (NotADirectoryError, errno.ENOTDIR),
)


def regular(path: Path | Traversable) -> Path | Traversable:
    """The path, unless it is a pipe or a device, which may never end or never begin. Raises OSError."""
    if isinstance(path, Path) and path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.ENXIO, "no regular file", str(path))
    return path


def why(error: OSError) -> Said:
    """The reason; the system's own words for one that is not known here."""
    number = error.errno or next((number for kind, number in _KINDS if isinstance(error, kind)), 0)
    if (code := _REASONS.get(number)) is not None:
        return Said(f"system.{code}")
    return Said("system.other", {"text": error.strerror or str(error)})
