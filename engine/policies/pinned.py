"""The rules that a cascade pinned with the policies that its documents name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.policies.rules import Rule
from engine.store.database import Transaction
from workflows.policies import RULES


@dataclass(frozen=True, slots=True)
class PinnedRule:
    """A rule of a policy. `number`: which of its sentences, counted from 1."""

    policy: str
    number: int
    rule: Rule

    def note(self) -> dict[str, Any]:
        """As the row of a move that breaks it keeps it."""
        place, sentence = self.rule.place, self.rule.sentence
        return {"policy": self.policy, "rule": self.number, "place": place, "sentence": sentence}


def parse_rules(policy: str, text: str) -> Iterator[PinnedRule]:
    """The rules of one pin."""
    for number, content in enumerate(json.loads(text), 1):
        yield PinnedRule(policy, number, Rule.from_content(content))


def rules_of_pins(pins: Mapping[str, str]) -> tuple[PinnedRule, ...]:
    """All rules among what is pinned, by name."""
    named = ((name.removeprefix(RULES), text) for name, text in sorted(pins.items()) if name.startswith(RULES))
    return tuple(rule for policy, text in named for rule in parse_rules(policy, text))


def rules_of(tx: Transaction, cascade_id: int) -> tuple[PinnedRule, ...]:
    """All rules that the cascade pins today."""
    rows = tx.rows(
        "SELECT c.name, p.content FROM cascade_pin c JOIN pinned p ON p.hash = c.hash "
        "WHERE c.cascade_id = :cascade_id AND c.kind = 'definition' AND c.name LIKE :rules",
        cascade_id=cascade_id,
        rules=f"{RULES}%",
    )
    return rules_of_pins(dict(rows))


def rules_at_the_move(
    tx: Transaction, known: dict[str, Any], cascade_id: int, definition_hash: str
) -> dict[str, tuple[PinnedRule, ...]]:
    """`at_the_move` of what the cascade pins; read once for each definition and kept in `known`."""
    if definition_hash not in known:
        known[definition_hash] = at_the_move(rules_of(tx, cascade_id))
    found: dict[str, tuple[PinnedRule, ...]] = known[definition_hash]
    return found


def at_the_move(rules: Iterable[PinnedRule]) -> dict[str, tuple[PinnedRule, ...]]:
    """Those that refuse or note a move, by its trigger; what is to refuse first."""
    found: dict[str, list[PinnedRule]] = {}
    for each in rules:
        if each.rule.effect != "told" and each.rule.is_decided_by_the_move and each.rule.event is not None:
            for trigger in each.rule.event.triggers:
                found.setdefault(trigger, []).append(each)
    return {trigger: tuple(sorted(listed, key=_refusing_first)) for trigger, listed in found.items()}


def _refusing_first(each: PinnedRule) -> bool:
    return each.rule.effect != "refused"
