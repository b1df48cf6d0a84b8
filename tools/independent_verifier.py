"""A second verifier, written from docs/format.md alone: python tools/independent_verifier.py --help.

Shares no line with dondoc. Verifies chains of an SQLite database, mandates, seals over it, proofs; ends with 0 or 3.
"""

import argparse
import json
import sqlite3
import sys
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

OWES = {"plan": "owes_plan", "report": "owes_report", "merged": "consolidates"}
DUE = {"plan": "plan_due", "report": "own_due", "merged": "merged_due"}
TASKS = (
    "SELECT t.*, a.key FROM task t JOIN agency a USING (cascade_id, agency_no) WHERE cascade_id = ? ORDER BY task_no"
)
PINNED = "SELECT c.kind, c.name, hash, p.content FROM cascade_pin c JOIN pinned p USING (hash) WHERE cascade_id = ?"
OF_KIND = {
    "note": "note",
    "reminder": "remind",
    "contribution": "contribute",
}  # by what a mandate allows a row without a trigger
EXPLICIT = ("launch", "mandate", "migrate", "close", "reopen")
ROWS = "SELECT * FROM history WHERE cascade_id = ? AND task_no = ? ORDER BY seq"
EVENTS = "SELECT * FROM cascade_event WHERE cascade_id = ? ORDER BY event_no"
CHANGES = "SELECT * FROM cascade_change WHERE cascade_id = ? AND event_no = ? ORDER BY change_no"
# table: how many of the columns are its key, columns
GRAPH = {
    "cascade": (
        0,
        "directive year title launched_on recorded_at by login definition_hash lifecycle_key lifecycle_hash "
        "calendar_hash task_count consolidation_count feed_count mandate",
    ),
    "agency": (1, "agency_no key name name_en short kind level superior"),
    "document": (1, "document_no key type title issuers implements not_before is_plan"),
    "assignment": (1, "assignment_no document_no key topic at content printed content_en"),
    "task": (
        1,
        "task_no agency_no assignment_no period topic owes_plan owes_report consolidates plan_group plan_due "
        "plan_phrase own_due own_phrase merged_due merged_phrase receivers drafted_by content inputs",
    ),
    "duty": (2, "task_no duty_no assignment_no what due phrase"),
    "feed": (3, "input_no consolidation_no waits_for"),
    "release_edge": (2, "document_no task_no by_no"),
    "cascade_pin": (2, "kind name hash"),
}
EARLIER = "SELECT key, content FROM cascade_change JOIN pinned ON hash = before->>'hash' WHERE cascade_id = ?"
CONTENT = "SELECT CAST(content AS BLOB) FROM attachment WHERE hash = ?"
TAGS = "SELECT tag FROM task_tag WHERE cascade_id = ? AND task_no = ?"


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=repr).encode()


def root_of(hashes):
    """The tree hash of RFC 6962, section 2.1, from the hashes of the leaves, by its own recursion."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + root_of(hashes[:split]) + root_of(hashes[split:])).digest()


def climb(leaf, index, count, path):
    """The root that an audit path leads to, by RFC 9162, section 2.1.3.2; empty where it does not fit."""
    digest, at, last = sha256(b"\x00" + leaf).digest(), index, count - 1
    for sibling in map(bytes.fromhex, path):
        if last == 0:
            return b""
        if at & 1 or at == last:
            digest = sha256(b"\x01" + sibling + digest).digest()
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            digest = sha256(b"\x01" + digest + sibling).digest()
        at, last = at >> 1, last >> 1
    return digest if last == 0 and 0 <= index < count else b""


def check_statement(statement, signature, key, file, broken):
    """The signature, which must be by the key given, whatever key the statement names."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), canonical(statement))
    except (InvalidSignature, ValueError):
        broken.append(f"{file} signature")
    if statement["public_key"] != key or (statement["type"], statement["form"]) != ("dondoc.seal", 1):
        broken.append(f"{file} key or form")


def leaf_of(cascade_id, task, heads, length):
    return canonical({"cascade_id": cascade_id, "task": task, "head_seq": length, "head_hash": heads[length]})


def heads_of(rows, genesis, task, broken, at="seq"):
    """The hash after 0, 1, 2, … rows, numbered in the column `at`; what does not continue or fit its hash is told."""
    heads = [sha256(canonical(genesis)).hexdigest()]
    for seq, row in enumerate(rows, 1):
        covered = {name: value for name, value in row.items() if value is not None and name != "hash"}
        is_linked = (row[at], row["prev_hash"], row["form"]) == (seq, heads[-1], 1)
        if not is_linked or sha256(canonical(covered)).hexdigest() != row["hash"]:
            broken.append(f"{task} row {seq}")
        heads.append(row["hash"])
    return heads


def fingerprint(graph):
    lines = [
        [table, *(value for name, value in row.items() if (name, value) != ("mandate", None))]
        for table, rows in graph.items()
        for _, row in sorted(rows.items())
    ]
    return sha256(b"".join(canonical(line) + b"\n" for line in lines)).hexdigest()


def go_back(database, number, key, broken):
    """The events' hashes, and {task_no: (definition_hash, row)} as each task came into the cascade."""
    events = [dict(event) for event in database.execute(EVENTS, [number])]
    graph = {}
    for table, (keys, columns) in GRAPH.items():
        names = columns.split()
        rows = database.execute(f"SELECT * FROM {table} WHERE cascade_id = ?", [number]).fetchall()
        graph[table] = {tuple(row[name] for name in names[:keys]): {name: row[name] for name in names} for row in rows}
    came = {}
    for event in reversed(events):
        payload = json.loads(event["payload"])
        if "graph" not in payload:  # the cascade was closed, opened again, held, or held no longer
            continue
        if payload["graph"] != fingerprint(graph):
            broken.append(f"{key} graph after event {event['event_no']}")
        changes = [dict(change) for change in database.execute(CHANGES, [number, event["event_no"]])]
        parsed = [
            [
                change["change_no"],
                change["of_table"],
                *(json.loads(change[n] or "null") for n in ("key", "before", "after")),
            ]
            for change in changes
        ]
        told = sha256(b"".join(canonical(change) + b"\n" for change in parsed)).hexdigest()
        if (payload["changes"], payload["changes_hash"]) != (len(parsed), told):
            broken.append(f"{key} changes of event {event['event_no']}")
        definition = graph["cascade"][()]["definition_hash"]
        for _, table, at, before, _ in parsed:
            rows, names, place = graph[table], GRAPH[table][1].split(), tuple(at)
            if before is None:
                if table == "task":
                    came[place[0]] = definition, rows[place]
                rows.pop(place, None)
            else:
                kept = {**dict.fromkeys(names), **rows.get(place, {}), **before}
                rows[place] = {name: kept[name] for name in names}
    about = [event for event in events if event["kind"] in ("close", "reopen")]
    day = about[-1]["occurred_on"] if about and about[-1]["kind"] == "close" else None
    if database.execute("SELECT closed_on FROM cascade WHERE cascade_id = ?", [number]).fetchone()[0] != day:
        broken.append(f"{key} closed_on")
    start = {"form": 1, "cascade": key, "graph": fingerprint(graph)}
    heads = heads_of(events, start, f"{key} event", broken, "event_no")
    first = graph["cascade"][()]["definition_hash"]
    return heads, {**{place[0]: (first, row) for place, row in graph["task"].items()}, **came}


def standing(rows):
    """The rows that are no corrections, and that none takes back."""
    corrections = [json.loads(row["payload"] or "{}") for row in rows if row["kind"] == "correction"]
    undone = {seq for payload in corrections for seq in payload.get("undone", ())}
    return [row for row in rows if row["kind"] != "correction" and row["seq"] not in undone]


def kept(rows):
    """(person, day, tags) by the agency's own notes."""
    person, day, tags = "", "", set()
    for row in standing(rows):
        if row["kind"] == "note" and row["trigger"] is None:
            said = json.loads(row["payload"])
            person, day = said.get("assigned_to", person), said.get("follow_up", day)
            tags = tags - set(said.get("tags_removed", ())) | set(said.get("tags_added", ()))
    return person or None, day or None, tags


def ill_chosen(rows):
    """The seqs of rows about which heir takes the task over that are not as it was asked and decided."""
    asked, chosen = {}, {}
    for row in standing(rows):
        said, about = json.loads(row["payload"] or "{}"), row["ref_seq"]
        if (row["kind"], row["trigger"]) == ("request", "choose_heir"):
            asked[row["seq"]] = said
        elif about in asked and row["kind"] == "decision":
            heirs, request = said.get("heirs", []), asked[about]
            is_lawful = row["agency"] in request["deciders"] and set(heirs) <= set(request["heirs"])
            if about in chosen or not is_lawful or bool(heirs) != (row["trigger"] == "grant"):
                yield row["seq"]
            chosen[about] = heirs
        elif about in asked and {key.split("/")[2] for key in said.get("handed_to", ())} - set(chosen.get(about, ())):
            yield row["seq"]


def check_attachments(database, folder, rows, task, broken):
    """What notes and contributions name is kept, in the folder or else in the database, and has its hash."""
    for row in rows:
        has = row["trigger"] is None and row["kind"] in ("note", "contribution")
        named = json.loads(row["payload"] or "{}") if has else {}
        for digest in [each["sha256"] for each in named.get("attachments", ())]:
            path = Path(folder or ".") / digest[:2] / digest
            stored = database.execute(CONTENT, [digest]).fetchone() or [b""]
            content = path.read_bytes() if folder and path.is_file() else bytes(stored[0])
            if sha256(content).hexdigest() != digest:
                broken.append(f"{task} row {row['seq']} attachment {digest}")


def rules_noted(database, number, pins):
    """(policy, number, place, sentence, trigger) of each rule that a move may note: of pins of today, and of before."""
    before = [(*json.loads(key), "", text) for key, text in database.execute(EARLIER, [number])]
    return {
        (name.removeprefix("rules/"), at, rule["place"], rule["sentence"], trigger)
        for kind, name, _, text in (*map(dict.values, pins), *before)
        if kind == "definition" and name.startswith("rules/")
        for at, rule in enumerate(json.loads(text), 1)
        for trigger in (rule.get("event", {}).get("triggers", ()) if rule["effect"] == "noted" else ())
    }


def day_of(moment):
    return str(datetime.fromisoformat(moment).astimezone(timezone(timedelta(hours=7))).date())


class Mandates:
    """The chain of mandates: its hashes after 0, 1, 2, … events, and who could do what, as known at a moment."""

    def __init__(self, database, broken):
        self.granted, self.ended, self.bound_since = {}, {}, None
        events = [dict(row) for row in database.execute("SELECT * FROM mandate_event ORDER BY seq")]
        self.heads = heads_of(events, {"chain": "mandates", "form": 1}, "mandates", broken)
        for event in events:
            key, at, under = event["mandate"], event["recorded_at"], event["under"]
            is_known = event["kind"] == ("end" if key in self.granted else "grant")
            could = [each for each in self.granted.values() if each["recorded_at"] < at and self.gives(each, "mandate")]
            is_free = under is None and not any(self.in_force(each, day_of(at), at) for each in could)
            given = {**event, "agency": event["granter"]}
            if not is_known or not (is_free or self.allows(under, given, "mandate", day_of(at))):
                broken.append(f"mandates row {event['seq']} by nobody who could")
            self.granted.setdefault(key, event) if event["kind"] == "grant" else self.ended.setdefault(key, event)
            self.bound_since = self.bound_since or (at if event["bound_to"] else None)

    @staticmethod
    def gives(mandate, trigger):
        named = mandate["triggers"] and json.loads(mandate["triggers"])
        return trigger in named if named is not None else trigger not in EXPLICIT

    def in_force(self, mandate, day, at):
        end = self.ended.get(mandate["mandate"])
        last = end["until"] if end and end["recorded_at"] <= at else mandate["until"]
        return mandate["recorded_at"] <= at and mandate["since"] <= day and (last is None or day <= last)

    def allows(self, key, row, trigger, day):
        """`trigger` None: of any. `row`: of history, or an event with the granting agency as its own."""
        mandate, at = self.granted.get(key), row["recorded_at"]
        if not mandate or row["agency"] not in (None, mandate["agency"]) or not self.in_force(mandate, day, at):
            return False
        holder, by = mandate["person"] or mandate["post"], row["by"]
        is_named = by is not None and by.strip().casefold() == holder.strip().casefold()
        if mandate["bound_to"] is None:
            is_own = is_named and not (self.bound_since and self.bound_since <= at)
        else:
            is_own = mandate["bound_to"] == row["login"] and (by is None or mandate["person"] is None or is_named)
        return is_own and (trigger is None or self.gives(mandate, trigger))

    def hold(self, row):
        """Whether a row of history was within the mandate that it names, if it names one."""
        is_of_its_day = row["kind"] == "correction" or "backfill" in json.loads(row["payload"] or "{}")
        day = day_of(row["recorded_at"]) if is_of_its_day else row["occurred_on"]
        return row["mandate"] is None or self.allows(
            row["mandate"], row, row["trigger"] or OF_KIND.get(row["kind"]), day
        )


def read_database(file, folder, broken):
    """{cascade_id: (hashes after 0, 1, 2, … events, [(task key, hashes after 0, 1, 2, … rows)])}, and of mandates."""
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    mandates = Mandates(database, broken)
    chains = {"mandates": mandates.heads}
    for cascade in database.execute("SELECT * FROM cascade ORDER BY cascade_id").fetchall():
        number, key = cascade["cascade_id"], f"{cascade['directive']}/{cascade['year']}"
        launch = {**cascade, "agency": None}
        if launch["mandate"] and not mandates.allows(launch["mandate"], launch, "launch", launch["launched_on"]):
            broken.append(f"{key} launched outside mandate")
        pins = [dict(pin) for pin in database.execute(PINNED, [number])]
        broken += [
            f"{key} pinned {pin['name']}" for pin in pins if sha256(pin["content"].encode()).hexdigest() != pin["hash"]
        ]
        definitions = {pin["name"]: pin["hash"] for pin in pins if pin["kind"] == "definition"}
        if sha256(canonical(definitions)).hexdigest() != cascade["definition_hash"]:
            broken.append(f"{key} definition_hash")
        events, came = go_back(database, number, key, broken)
        chains[number], rules = (events, []), rules_noted(database, number, pins)
        for task in database.execute(TASKS, [number]).fetchall():
            name = "/".join(filter(None, [cascade["directive"], task["period"], task["key"], task["topic"]]))
            definition_hash, first = came[task["task_no"]]
            start = {"form": 1, "cascade": key, "definition_hash": definition_hash}
            owes = [duty for duty, column in OWES.items() if first[column]]
            due = {duty: first[column] for duty, column in DUE.items() if first[column] is not None}
            rows = [dict(row) for row in database.execute(ROWS, [number, task["task_no"]])]
            heads = heads_of(rows, {**start, "task": name, "owes": owes, "due": due}, name, broken)
            broken += [f"{name} row {row['seq']} outside mandate" for row in rows if not mandates.hold(row)]
            broken += [
                f"{name} row {row['seq']} rule {note['policy']} {note['rule']}"
                for row in rows
                for note in json.loads(row["payload"] or "{}").get("policies", ())
                if (note["policy"], note["rule"], note["place"], note["sentence"], row["trigger"]) not in rules
            ]
            if (task["head_seq"], task["head_hash"]) != (len(rows), heads[-1]):
                broken.append(f"{name} head")
            broken += [
                f"{name} row {row['seq']} reminds and moves"
                for row in rows
                if row["kind"] in ("reminder", "contribution") and (row["trigger"], row["from"]) != (None, row["to"])
            ]
            check_attachments(database, folder, rows, name, broken)
            broken += [f"{name} row {seq} chosen otherwise" for seq in ill_chosen(rows)]
            tags = {tag for (tag,) in database.execute(TAGS, [number, task["task_no"]])}
            if (task["assigned_to"], task["follow_up"], tags) != kept(rows):
                broken.append(f"{name} as its agency keeps it")
            chains[number][1].append((name, heads))
    return chains


def check_seal(file, chains, key, broken):
    data = json.loads(Path(file).read_text("utf-8"))
    statement, lengths, leaves = data["seal"], {}, []
    check_statement(statement, data["signature"], key, file, broken)
    for hint in data["heads"]:
        runs = [(run + "x1").split("x")[:2] for run in hint["lengths"].split(",") if run]
        lengths[hint["cascade_id"]] = [int(length) for length, times in runs for _ in range(int(times))]
    for sealed in statement["cascades"]:
        number = sealed["cascade_id"]
        events, tasks = chains.get(number, ([], ()))
        if sealed.get("events", 0) and events[sealed["events"] : sealed["events"] + 1] != [sealed["event_head"]]:
            broken.append(f"{sealed['cascade']} event {sealed['events']} when sealed")
        for (task, heads), length in zip(tasks, lengths[number], strict=False):
            if length < len(heads):
                leaves.append(sha256(b"\x00" + leaf_of(number, task, heads, length)).digest())
            else:
                broken.append(f"{task} had {length} rows when sealed")
    sealed = statement.get("mandates")  # a seal from before there were mandates has none
    if sealed and chains["mandates"][sealed["events"] : sealed["events"] + 1] != [sealed["head"]]:
        broken.append(f"{file} mandates")
    if root_of(leaves).hex() != statement["root"] or len(leaves) != statement["tasks"]:
        broken.append(f"{file} root")


def check_proof(file, key, broken):
    data = json.loads(Path(file).read_text("utf-8"))
    proof, statement, genesis = data["proof"], data["seal"], data["proof"]["genesis"]
    check_statement(statement, data["signature"], key, file, broken)
    number = next(item["cascade_id"] for item in statement["cascades"] if item["cascade"] == genesis["cascade"])
    heads = heads_of(proof["rows"], {"form": 1, **genesis}, genesis["task"], broken)
    leaf = leaf_of(number, genesis["task"], heads, len(proof["rows"]))
    if climb(leaf, proof["index"], statement["tasks"], proof["path"]).hex() != statement["root"]:
        broken.append(f"{file} root")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--public-key", required=True, metavar="FILE", help="Ed25519 in PEM, as audit keygen writes it")
    parser.add_argument("--database", metavar="FILE.db", help="an SQLite database")
    parser.add_argument("--attachments", metavar="DIR", help="the folder that keeps them, where the database does not")
    parser.add_argument("--seal", metavar="FILE", action="append", default=[], help="held against the database")
    parser.add_argument("--proof", metavar="FILE", action="append", default=[], help="needs no database")
    given, found = parser.parse_args(), []
    public = load_pem_public_key(Path(given.public_key).read_bytes()).public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    known = read_database(given.database, given.attachments, found) if given.database else {"mandates": []}
    for path in given.seal:
        check_seal(path, known, public, found)
    for path in given.proof:
        check_proof(path, public, found)
    print("\n".join(found) or "holds")
    sys.exit(3 if found else 0)
