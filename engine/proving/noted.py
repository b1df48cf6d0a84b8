"""The rules that moves say they broke, held against those that their cascade pins, or pinned once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from engine.policies.pinned import parse_rules
from engine.store.database import Transaction
from workflows.policies import RULES

Told = tuple[str, int, str, str, str]
"""A rule as a move notes it, and one of its triggers: policy, number, place, sentence, trigger."""


def rules_noted(tx: Transaction, cascade_id: int, pins: Mapping[str, str]) -> frozenset[Told]:
    """All that moves of the cascade may note. `pins`: what it pins today, by name."""
    listed = [(name, text) for name, text in pins.items() if name.startswith(RULES)]
    earlier = tx.rows(
        "SELECT key, before, after FROM cascade_change WHERE cascade_id = :id AND of_table = 'cascade_pin' "
        "AND key LIKE :rules",
        id=cascade_id,
        rules=f'["definition","{RULES}%',
    )
    for key, *values in earlier:
        hashes = [json.loads(value).get("hash") for value in values if value is not None]
        for (text,) in tx.rows("SELECT content FROM pinned WHERE hash = ANY(:hashes)", hashes=hashes):
            listed.append((json.loads(key)[1], text))
    return frozenset(told for name, text in listed for told in _told(name.removeprefix(RULES), text))


def _told(policy: str, text: str) -> Iterator[Told]:
    try:
        rules = list(parse_rules(policy, text))
    except (ValueError, TypeError, AttributeError):  # a pin that was altered, which its hash tells
        return
    for each in rules:
        for trigger in () if each.rule.event is None or each.rule.effect != "noted" else each.rule.event.triggers:
            yield policy, each.number, each.rule.place, each.rule.sentence, trigger


def notes_pinned(payload: Mapping[str, Any], trigger: Any, known: frozenset[Told]) -> bool:
    """Whether every rule that a row of that trigger notes is one that may be noted there."""
    try:
        return all(
            (note["policy"], note["rule"], note["place"], note["sentence"], trigger) in known
            for note in payload.get("policies", ())
        )
    except (KeyError, TypeError):
        return False
