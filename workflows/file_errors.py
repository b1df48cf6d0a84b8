"""Why a file cannot be read or written: the system's reasons in words of ours, in both languages."""

from __future__ import annotations

import errno
from importlib.resources.abc import Traversable
from pathlib import Path

_REASONS: dict[int, tuple[str, str]] = {
    errno.ENOENT: ("không có tệp hoặc thư mục này", "no such file or folder"),
    errno.EISDIR: ("đó là một thư mục", "it is a folder"),
    errno.EACCES: ("không có quyền", "permission denied"),
    errno.EPERM: ("không có quyền", "permission denied"),
    errno.ENOTDIR: ("một phần của đường dẫn không phải thư mục", "a part of the path is no folder"),
    errno.EROFS: ("ổ đĩa chỉ đọc được", "the disk is read-only"),
    errno.ENOSPC: ("đĩa đầy", "the disk is full"),
    errno.EDQUOT: ("đĩa đầy", "the disk is full"),
    errno.EFBIG: ("đĩa đầy", "the disk is full"),
    errno.ELOOP: ("liên kết trỏ vòng quanh", "its links go round in a circle"),
    errno.ENAMETOOLONG: ("tên tệp quá dài", "the file's name is too long"),
    errno.ENXIO: ("đó là ống hoặc thiết bị, không phải tệp thường", "it is a pipe or a device, no regular file"),
    errno.EIO: ("lỗi đọc ghi của ổ đĩa", "the disk fails"),
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


def why(error: OSError) -> tuple[str, str]:
    """The reason in Vietnamese and in English; the system's own words for one that is not known here."""
    number = error.errno or next((number for kind, number in _KINDS if isinstance(error, kind)), 0)
    said = error.strerror or str(error)
    return _REASONS.get(number, (f"hệ thống báo “{said}”", said))
