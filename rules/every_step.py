"""Every step of the vocabulary, and every rule that a step may state: each is declared by importing its module."""

import rules.steps  # noqa: F401 - first, so that a rule is thought of before another step that is as near
from features.steps import (  # noqa: F401
    auditing,
    blocking,
    bulk,
    correcting,
    due_dates,
    figures,
    findings,
    history,
    keeping,
    launching,
    mandates,
    migrating,
    moving,
    noting,
    past,
    policies,
    reminding,
    requesting,
    side_roads,
    standing_still,
)
