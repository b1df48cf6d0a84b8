"""`python -m fuzz.child NAME FOLDER… -OPTION…`: one target under libFuzzer, which ends this process."""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore] # there only once `make fuzz` has run

with atheris.instrument_imports(include=["workflows", "commands", "features", "rules", "gherkin", "yaml", "csv"]):
    from fuzz.targets import TARGETS

name = sys.argv.pop(1)
atheris.Setup(sys.argv, TARGETS[name][0])
atheris.Fuzz()
