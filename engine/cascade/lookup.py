"""Finding what a person means: a task, an agency, a trigger, by key or name. Several hits are refused, not guessed."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from engine.cascade.cascades import Cascades, RunningCascade
from engine.cascade.tasks import TASK_COLUMNS, TASKS, LiveTask, task_key_of
from engine.errors import Ambiguous, NotFound
from engine.store.database import Row, Transaction
from workflows.agency_finding import find
from workflows.agency_names import Shelf
from workflows.errors import AmbiguousAgency, BadKey, UnknownAgency
from workflows.graph import AgencyNode
from workflows.keys import AGENCY_KEY
from workflows.lifecycle import Lifecycle, UnknownTrigger
from workflows.periods import CODES, Period, parse_period
from workflows.said import Name, Said
from workflows.spelling import fold, nfc, slug

_AGENCY_COLUMNS = "key, name, name_en, kind, level, superior, short"
_CANDIDATES = 8
_NEAR = 0.5
_TASK_KEY = re.compile(r"(?:([a-z0-9-]+)/)?([12]\d{3})-(\w+)/([a-z0-9.-]+)(?:/([a-z0-9-]+))?\Z")


_FIND_TASK = (
    f"SELECT {TASK_COLUMNS} FROM {TASKS} WHERE a.cascade_id = :cascade_id AND a.key = :agency "
    "AND t.period = :period AND t.topic = :topic"
)
_LOCK_TASK = f"{_FIND_TASK} FOR UPDATE OF t"

Beside = Callable[[RunningCascade, Mapping[str, Any]], None]  # a cascade, and its number with a task's names


# each key is found from the one before it, so that it costs what is known, and not what all cascades hold
_KNOWN = (
    "WITH RECURSIVE known (key) AS (SELECT min(key) FROM agency UNION ALL "
    "SELECT (SELECT min(o.key) FROM agency o WHERE o.key > k.key) FROM known k WHERE k.key IS NOT NULL) "
    f"SELECT {', '.join(f'a.{name}' for name in _AGENCY_COLUMNS.split(', '))} FROM known k JOIN agency a "
    "ON a.key = k.key AND a.cascade_id = (SELECT max(o.cascade_id) FROM agency o "
    "WHERE o.key = k.key AND o.cascade_id = ANY(:cascades)) ORDER BY a.key"
)
# the same where no machine has them all
_KNOWN_APART = (
    "WITH known AS (SELECT key, max(cascade_id) AS cascade_id FROM agency WHERE cascade_id = ANY(:cascades) "
    f"GROUP BY key) SELECT {', '.join(f'a.{name}' for name in _AGENCY_COLUMNS.split(', '))} FROM known k JOIN agency a "
    "ON a.cascade_id = k.cascade_id AND a.key = k.key ORDER BY a.key"
)


# agencies


def get_agency(tx: Transaction, cascade: RunningCascade, text: str) -> AgencyNode:
    """The cascade's agency of that key or name, in any accents, or of an unambiguous part of it.

    Raises NotFound with the nearest names, Ambiguous with the candidates.
    """
    return get_agency_anywhere(tx, [cascade], text)[0][1]


def get_agency_anywhere(
    tx: Transaction, cascades: Sequence[RunningCascade], text: str
) -> list[tuple[RunningCascade, AgencyNode]]:
    """The one agency that is meant, in every one of these cascades that has it. Raises NotFound, Ambiguous."""
    text = nfc(text).strip()
    for key in dict.fromkeys((text, slug(text))):
        if AGENCY_KEY.match(key) and (found := _with_key(tx, cascades, key)):
            return found
    if (named := _keys_named(tx, cascades, text)) and len(named) == 1:
        return _with_key(tx, cascades, named[0])
    known = _known(tx, cascades)
    try:
        meant = find(_Running(known), text)
    except AmbiguousAgency as error:
        raise Ambiguous(Said("what.agency", {"n": 2}), text, _described(error.candidates)) from None
    except UnknownAgency as error:
        raise NotFound(Said("what.agency"), text, _described(error.candidates)) from None
    return _with_key(tx, cascades, meant.key)


def _keys_named(tx: Transaction, cascades: Sequence[RunningCascade], name: str) -> list[str]:
    """Whom these cascades call just so, in either language, accents and all."""
    ids = [cascade.cascade_id for cascade in cascades]
    rows = tx.rows(
        "SELECT key FROM agency WHERE name = :name AND cascade_id = ANY(:cascades) "
        "UNION SELECT key FROM agency WHERE name_en = :name AND cascade_id = ANY(:cascades) LIMIT 2",
        name=name,
        cascades=ids,
    )
    return [row[0] for row in rows]


def _known(tx: Transaction, cascades: Sequence[RunningCascade]) -> dict[str, AgencyNode]:
    """The agencies that any of these cascades uses, by key, each once: as the last of them has it."""
    if len(cascades) == 1:
        return all_agencies(tx, cascades[0])
    statement = _KNOWN_APART if tx.has_citus else _KNOWN
    rows = tx.rows(statement, cascades=[cascade.cascade_id for cascade in cascades])
    return {row[0]: AgencyNode(*row) for row in rows}


def _with_key(tx: Transaction, cascades: Sequence[RunningCascade], key: str) -> list[tuple[RunningCascade, AgencyNode]]:
    # of several cascades in all that have it: to name a thousand costs more than to find the few
    one, given = (" AND cascade_id = :id", {"id": cascades[0].cascade_id}) if len(cascades) == 1 else ("", {})
    found = tx.rows(f"SELECT cascade_id, {_AGENCY_COLUMNS} FROM agency WHERE key = :key{one}", key=key, **given)
    rows = {row[0]: AgencyNode(*row[1:]) for row in found}
    return [(cascade, rows[cascade.cascade_id]) for cascade in cascades if cascade.cascade_id in rows]


class _Running:
    """The agencies of running cascades, as names are looked for among them."""

    def __init__(self, agencies: Mapping[str, AgencyNode]) -> None:
        self._agencies = agencies
        tops = {key.partition(".")[0] for key in agencies if "." in key}
        self.base = Shelf({key: node for key, node in agencies.items() if "." not in key}, agencies.get)
        self._shelves = {
            top: Shelf({key: node for key, node in agencies.items() if key.startswith(f"{top}.")}, agencies.get)
            for top in sorted(tops)
        }

    def shelf(self, top: str) -> Shelf[AgencyNode]:
        """Those below a province."""
        return self._shelves.get(top) or Shelf({}, self._agencies.get)

    def everywhere(self) -> Iterator[Shelf[AgencyNode]]:
        """All of them."""
        yield self.base
        yield from self._shelves.values()

    def likely(self, plain: str, short: str) -> Iterator[Shelf[AgencyNode]]:
        """All of them: they stand in memory."""
        return self.everywhere()

    def nearby(self, plain: str) -> Iterator[Shelf[AgencyNode]]:
        """All of them."""
        return self.everywhere()


def _described(agencies: Iterable[AgencyNode]) -> tuple[str, ...]:
    return tuple(f"{agency.key} ({agency.name})" for agency in itertools.islice(agencies, _CANDIDATES))


def all_agencies(tx: Transaction, cascade: RunningCascade) -> dict[str, AgencyNode]:
    """The agencies that the cascade uses, by key."""
    rows = tx.rows(
        f"SELECT {_AGENCY_COLUMNS} FROM agency WHERE cascade_id = :cascade_id ORDER BY agency_no",
        cascade_id=cascade.cascade_id,
    )
    return {row[0]: AgencyNode(*row) for row in rows}


def subtree(tx: Transaction, cascade: RunningCascade, agency: str) -> list[int]:
    """The numbers of an agency and of everything below it, by superior or by key."""
    rows = tx.rows(
        "WITH RECURSIVE below (key, agency_no) AS ("
        " SELECT key, agency_no FROM agency WHERE cascade_id = :cascade_id AND (key = :key OR key LIKE :prefix)"
        " UNION SELECT a.key, a.agency_no FROM agency a JOIN below b ON a.superior = b.key"
        " WHERE a.cascade_id = :cascade_id) SELECT agency_no FROM below",
        cascade_id=cascade.cascade_id,
        key=agency,
        prefix=f"{agency}.%",
    )
    return [row[0] for row in rows]


def of_agencies(
    tx: Transaction, cascade: RunningCascade, column: Literal["kind", "level"], numbers: Collection[int]
) -> dict[int, str]:
    """Of which kind these agencies of the cascade are, or on which level, by number."""
    if not numbers:
        return {}
    rows = tx.rows(
        f"SELECT agency_no, {column} FROM agency WHERE cascade_id = :cascade_id AND agency_no = ANY(:numbers)",
        cascade_id=cascade.cascade_id,
        numbers=sorted(numbers),
    )
    return dict(rows)


def names_of(tx: Transaction, cascade: RunningCascade, keys: Collection[str]) -> dict[str, Name]:
    """What these agencies of the cascade are called, by key."""
    if not keys:
        return {}
    rows = tx.rows(
        "SELECT key, name, name_en FROM agency WHERE cascade_id = :cascade_id AND key = ANY(:keys)",
        cascade_id=cascade.cascade_id,
        keys=sorted(keys),
    )
    return {key: Name.known(name, name_en) for key, name, name_en in rows}


# tasks


def get_task(
    tx: Transaction,
    cascades: Cascades,
    text: str,
    cascade: str | None = None,
    *,
    for_update: bool = False,
    beside: Beside | None = None,
) -> LiveTask:
    """The task of that full or short key, or of its number; its agency may be given by name.

    `beside`: asks what else will be wanted of a task that is named by key, before the answer about the task is awaited.
    Raises BadKey, NotFound, Ambiguous.
    """
    if numbered := _NUMBERED.fullmatch(text.strip()):
        hits = _numbered_tasks(tx, cascades, numbered, for_update)
    else:
        directive, period, agency, topic = split_task(text)
        is_key = AGENCY_KEY.match(agency)
        named = directive, period, agency, topic
        hits = _tasks_of(tx, cascades, *named, for_update, beside) if is_key else []
    if cascade is not None:
        chosen = cascades.one(tx, cascade)
        hits = [task for task in hits if task.cascade is chosen]
    if not hits and numbered:
        raise NotFound(Said("what.task"), text, ())
    if not hits:
        hits = _named_tasks(tx, cascades, text, cascade, for_update)
    if len(hits) > 1:
        raise Ambiguous(Said("what.task", {"n": 2}), text, tuple(task.key for task in hits))
    return hits[0]


_NUMBERED = re.compile(r"(?:(?:([^/#\s]+)/)?([12]\d{3}))?#(\d{1,9})")


def _numbered_tasks(tx: Transaction, cascades: Cascades, said: re.Match[str], for_update: bool) -> list[LiveTask]:
    """`#118`, `2023#118`, `ct-33-ttg-2021/2023#118`: the tasks of that number in all cascades that may be meant."""
    directive, year, number = said.groups()
    return [
        LiveTask(cascade, *row)
        for cascade in cascades.all(tx)
        if directive in (None, cascade.directive) and year in (None, str(cascade.year))
        for row in tx.rows(
            f"SELECT {TASK_COLUMNS} FROM {TASKS} WHERE t.cascade_id = :cascade_id AND t.task_no = :number"
            f"{' FOR UPDATE OF t' if for_update else ''}",
            cascade_id=cascade.cascade_id,
            number=int(number),
        )
    ]


def split_task(text: str) -> tuple[str, Period, str, str]:
    """A full or short task key → directive (or empty), period, agency as written, topic (or empty). Raises BadKey."""
    if plain := _TASK_KEY.match(text):
        directive, year, code, agency, topic = plain.groups(default="")
        if code in CODES:
            return directive, Period(int(year), code), agency, topic
    parts = [part.strip() for part in nfc(text).strip().split("/")]
    directive = "" if re.match(r"[12]\d{3}-\w+\Z", parts[0]) else parts.pop(0)
    if not 2 <= len(parts) <= 3 or not all(parts):
        raise BadKey(text, "[ct-33-ttg-2021/]2023-H1/binh-dinh.so-noi-vu[/chu-de]")
    return directive, parse_period(parts[0]), parts[1], slug(parts[2]) if len(parts) == 3 else ""


def _tasks_of(
    tx: Transaction,
    cascades: Cascades,
    directive: str,
    period: Period,
    agency: str,
    topic: str,
    for_update: bool,
    beside: Beside | None = None,
) -> list[LiveTask]:
    statement = _LOCK_TASK if for_update else _FIND_TASK
    asked = []
    for cascade in cascades.of_year(tx, directive, period.year, to_move=for_update):
        named = {"cascade_id": cascade.cascade_id, "agency": agency, "period": period.key, "topic": topic}
        asked.append((cascade, tx.ask(statement, **named)))
        if beside is not None:
            beside(cascade, named)
    return [LiveTask(cascade, *row) for cascade, answer in asked for row in answer()]


def _named_tasks(
    tx: Transaction, cascades: Cascades, text: str, cascade: str | None, for_update: bool
) -> list[LiveTask]:
    """The tasks whose agency is given by name, in all cascades that may be meant. Raises NotFound if there is none."""
    directive, period, agency, topic = split_task(text)
    meant = [each for each in cascades.find(tx, cascade) if each.year == period.year]
    meant = [each for each in meant if directive in ("", each.directive)]
    having = get_agency_anywhere(tx, meant, agency) if meant else []
    hits = [
        task
        for each, found in having
        for task in _tasks_of(tx, cascades, each.directive, period, found.key, topic, for_update)
    ]
    if hits:
        return hits
    nearest = (key for each, found in having for key in _tasks_of_agency(tx, each, found.key))
    raise NotFound(Said("what.task"), text, tuple(itertools.islice(nearest, _CANDIDATES)))


def _tasks_of_agency(tx: Transaction, cascade: RunningCascade, agency: str) -> list[str]:
    rows: list[Row] = tx.rows(
        f"SELECT t.period, a.key, t.topic FROM {TASKS} WHERE t.cascade_id = :cascade_id AND a.key = :agency "
        "ORDER BY t.task_no",
        cascade_id=cascade.cascade_id,
        agency=agency,
    )
    return [task_key_of(cascade.directive, row) for row in rows]


# triggers


def get_trigger(lifecycle: Lifecycle, text: str) -> str:
    """The key of the trigger that is meant: as it is, by its words on screen, in any accents, or by a part of them.

    Raises UnknownTrigger with all of them, or those that have that part, the nearest first, and Ambiguous where several
    have those words.
    """
    every = lifecycle.every_trigger
    if text in every:
        return text
    text = nfc(text).strip()
    name = text.replace("-", "_")
    if name in every:
        return name
    words = {name: (name, lifecycle.label(name).vi, lifecycle.label(name).en) for name in every}
    forms: tuple[Callable[[str], str], ...] = (_spoken, _plain_words)  # two may differ by accents alone
    for form in forms:
        hits = [name for name, own in words.items() if form(text) in map(form, own)]
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise Ambiguous(Said("what.trigger", {"n": 2}), text, tuple(hits))
    short = f" {re.sub(_HANDING_IN, '', _plain_words(text))} "
    hits = [
        name for name, own in words.items() if short.strip() and any(short in f" {_plain_words(one)} " for one in own)
    ]
    exact = [name for name in hits if short.strip() in map(_plain_words, words[name])]
    if len(exact or hits) == 1:
        return (exact or hits)[0]
    ranked = tuple(sorted(hits or every, key=lambda name: -_likeness(text, words[name])))
    labels = tuple(lifecycle.label(name) for name in ranked)
    raise UnknownTrigger(text, ranked, labels)


_HANDING_IN = r"^(nop|gui) "  # a report is handed in or sent; accents are folded away


def _spoken(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", nfc(text).casefold()))


def _plain_words(text: str) -> str:
    return _spoken(fold(text))


def _likeness(text: str, words: Sequence[str]) -> float:
    """How near the nearest of the words is, from 0 to 1; 0 where none is near."""
    found = max(difflib.SequenceMatcher(None, _plain_words(text), _plain_words(own)).ratio() for own in words)
    return found if found >= _NEAR else 0.0


# completion


def complete(tx: Transaction, cascades: Cascades, kind: str, prefix: str, limit: int = 50) -> tuple[str, ...]:
    """Keys that begin with a prefix, for the shell: of `cascade`, `task`, `agency`, `document` or `period`."""
    if kind == "cascade":
        return tuple(key for key in cascades.keys(tx) if key.startswith(prefix))[:limit]
    statements = {
        "agency": "SELECT DISTINCT key AS found FROM agency",
        "document": "SELECT DISTINCT key AS found FROM document",
        "period": "SELECT DISTINCT period AS found FROM task",
        "task": "SELECT DISTINCT CASE WHEN t.topic = '' THEN t.period || '/' || a.key "
        f"ELSE t.period || '/' || a.key || '/' || t.topic END AS found FROM {TASKS}",
    }
    directive = ""
    if kind == "task" and not re.match(r"[12]\d{3}-", prefix) and "/" in prefix:
        directive, _, prefix = prefix.partition("/")
        directive += "/"
    rows = tx.rows(
        f"SELECT found FROM ({statements[kind]}) AS keys WHERE found LIKE :pattern ORDER BY found LIMIT :at_most",
        pattern=f"{prefix}%",
        at_most=limit,
    )
    return tuple(directive + row[0] for row in rows)
