"""Running policy written as Gherkin, against the writer's own definitions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from commands.common import Common, write_file

HOME = "features"


def run(
    common: Common,
    paths: Sequence[str],
    report: str | None,
    junitxml: str | None,
    *,
    coverage: bool,
    tags: str | None,
    fail_fast: bool,
) -> int:
    """Run the feature files of these paths; 1 where a scenario fails."""
    from features.runner import folders_beside
    from features.runner import run as run_features
    from screen.spec_report import page, text

    chosen = [Path(path) for path in paths] or [Path(HOME) if Path(HOME).is_dir() else Path()]
    folders = common.settings.definitions or folders_beside(chosen)
    result = run_features(chosen, folders, common.today, coverage=coverage, tags=tags, fail_fast=fail_fast)
    data = result.as_json()
    common.show(result, lambda: text(data, common.look))
    if report is not None:
        write_file(Path(report), page(data, common.look))
    if junitxml is not None:
        from screen.spec_junit import junit

        write_file(Path(junitxml), junit(data, common.lang))
    return 1 if result.failed else 0
