"""The libraries of the extra `office`, loaded only where a workbook or a calendar is read or written."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from workflows.errors import InputError


class NoOffice(InputError):
    """A library of the extra is not installed."""

    code = "no-office"
    fields = ("library",)


def load_openpyxl() -> Any:
    """The library that reads and writes workbooks. Raises NoOffice."""
    return _loaded("openpyxl")


def load_icalendar() -> Any:
    """The library that reads and writes calendars. Raises NoOffice."""
    return _loaded("icalendar")


def _loaded(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise NoOffice(name) from None
