"""Seals: a signed Merkle root over all chain heads, and what goes with it in a file.

A seal file is one JSON object. `seal` is the statement that is signed: root, count, time, cascades, key. `heads` says
for each cascade how many rows each task's chain had, so that the root can be folded again from the rows of today, and
the first 8 hexadecimal digits of each head, so that a task that differs can be named; the root alone proves.
docs/format.md says it for programs in other languages.
"""

from __future__ import annotations

import json
import os
import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.chain.chains import genesis_hash, hash_covered
from engine.proving.broken import Broken, Findings, Keys, ProofCheck
from engine.proving.merkle import root_from_path
from workflows.canonical import canonical
from workflows.errors import InputError
from workflows.file_errors import why
from workflows.said import Said

SEAL_TYPE, PROOF_TYPE, FORM = "dondoc.seal", "dondoc.proof", 1
PRIVATE_FILE, PUBLIC_FILE = "dondoc-seal.key", "dondoc-seal.pub"
MARK = 8  # hexadecimal digits

_HEX = re.compile(r"[0-9a-f]*")


class BadKeyFile(InputError):
    """A file that holds no Ed25519 key of the kind wanted."""

    code = "bad-key-file"
    fields = ("path", "why")


class BadSealFile(InputError):
    """A file that is no seal or no proof."""

    code = "bad-seal-file"
    fields = ("path", "why")


class KeyExists(InputError):
    """A key is never overwritten: what it signed could no longer be told from forgeries."""

    code = "key-exists"
    fields = ("path",)


# keys


def make_keys(folder: Path) -> Keys:
    """Write a new pair of keys; the private one for its owner's eyes only. Raises KeyExists, BadKeyFile."""
    private = Ed25519PrivateKey.generate()
    private_file, public_file = folder / PRIVATE_FILE, folder / PUBLIC_FILE
    pem = serialization.Encoding.PEM
    secret = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = private.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if public_file.exists():
            raise KeyExists(str(public_file))
        _write_new(private_file, secret, 0o600)
        _write_new(public_file, public, 0o644)
    except FileExistsError as error:
        raise KeyExists(str(error.filename or private_file)) from None
    except OSError as error:
        raise BadKeyFile(str(folder), why(error)) from None
    return Keys(str(private_file), str(public_file), _raw(private.public_key()))


def _write_new(path: Path, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        os.chmod(file.fileno(), mode)  # whatever the umask, and before the secret is in it
        file.write(content)


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """The key that signs. Raises BadKeyFile."""
    try:
        key = serialization.load_pem_private_key(_read(path, BadKeyFile), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BadKeyFile(str(path), Said("seal-file.private-pem")) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKeyFile(str(path), Said("seal-file.ed25519"))
    return key


def read_public_key(path: Path) -> str:
    """The key that checks, in hexadecimal. Raises BadKeyFile."""
    try:
        key = serialization.load_pem_public_key(_read(path, BadKeyFile))
    except (ValueError, UnsupportedAlgorithm):
        raise BadKeyFile(str(path), Said("seal-file.public-pem")) from None
    if not isinstance(key, Ed25519PublicKey):
        raise BadKeyFile(str(path), Said("seal-file.ed25519"))
    return _raw(key)


def _raw(key: Ed25519PublicKey) -> str:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def _read(path: Path, error_class: type[InputError]) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise error_class(str(path), why(error)) from None


# leaves


def leaf(cascade_id: int, task: str, seq: int, digest: str) -> bytes:
    """The leaf of a task: canonical JSON of cascade_id, head_hash, head_seq, task."""
    quoted, key = encode_basestring(digest), encode_basestring(task)
    return f'{{"cascade_id":{cascade_id},"head_hash":{quoted},"head_seq":{seq},"task":{key}}}'.encode()


# a seal file


@dataclass(frozen=True, slots=True)
class SealedCascade:
    """A cascade of a seal: of each task, by number from 1, the length of its chain and the mark of its head.

    `launched`: the fingerprint of what was launched; `events`: how many events of the cascade itself there were, and
    `event_head`, the hash of the last.
    """

    cascade_id: int
    key: str
    launched: str
    lengths: array[int]
    marks: str
    events: int = 0
    event_head: str = ""

    def mark(self, task_no: int) -> str:
        return self.marks[MARK * (task_no - 1) : MARK * task_no]


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as read from its file. `statement`: what is signed."""

    file: str
    statement: Mapping[str, Any]
    signature: str
    cascades: tuple[SealedCascade, ...]

    @property
    def root(self) -> str:
        return str(self.statement["root"])

    @property
    def sealed_at(self) -> str:
        return str(self.statement["sealed_at"])

    @property
    def tasks(self) -> int:
        return int(self.statement["tasks"])

    @property
    def public_key(self) -> str:
        return str(self.statement["public_key"])

    @property
    def mandates(self) -> tuple[int, str] | None:
        """How many events the chain of mandates had, and its head; None: the seal was made before there were any."""
        stated = self.statement.get("mandates")
        return None if stated is None else (int(stated["events"]), str(stated["head"]))


def sign(
    cascades: Iterable[SealedCascade],
    root: bytes,
    sealed_at: str,
    key: Ed25519PrivateKey,
    mandates: tuple[int, str],
    file: str = "",
) -> Seal:
    """A seal over these chains. `mandates`: length and head of the chain of mandates."""
    listed = tuple(cascades)
    statement = {
        "type": SEAL_TYPE,
        "form": FORM,
        "sealed_at": sealed_at,
        "tasks": sum(len(item.lengths) for item in listed),
        "root": root.hex(),
        "cascades": [
            {
                "cascade_id": item.cascade_id,
                "cascade": item.key,
                "tasks": len(item.lengths),
                "launched": item.launched,
                **({"events": item.events, "event_head": item.event_head} if item.events else {}),
            }
            for item in listed
        ],
        "mandates": {"events": mandates[0], "head": mandates[1]},
        "public_key": _raw(key.public_key()),
    }
    return Seal(file, statement, key.sign(canonical(statement).encode()).hex(), listed)


def is_signed(statement: Mapping[str, Any], signature: str, public_key: str) -> bool:
    """Whether the signature is of that statement by that key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), canonical(statement).encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def seal_text(seal: Seal) -> str:
    """The file's content: canonical JSON."""
    heads = [
        {"cascade_id": item.cascade_id, "lengths": _runs(item.lengths), "marks": item.marks} for item in seal.cascades
    ]
    return canonical({"seal": dict(seal.statement), "signature": seal.signature, "heads": heads})


def _runs(lengths: Iterable[int]) -> str:
    """`5x3,0,4x12`: five rows three times … written length x times; once without the x."""
    runs = ((length, sum(1 for _ in group)) for length, group in groupby(lengths))
    return ",".join(str(length) if times == 1 else f"{length}x{times}" for length, times in runs)


def _lengths(runs: str, count: int) -> array[int]:
    lengths = array("q")
    for run in runs.split(",") if runs else ():
        length, _, times = run.partition("x")
        repeated = int(times or 1)
        if int(length) < 0 or not 0 < repeated <= count - len(lengths):
            raise ValueError("lengths do not fit the number of tasks")
        lengths.extend(array("q", [int(length)]) * repeated)
    if len(lengths) != count:
        raise ValueError("lengths do not fit the number of tasks")
    return lengths


def read_seal(path: Path) -> Seal:
    """A seal from its file; its signature is not yet looked at. Raises BadSealFile."""
    data = _read_json(path)
    try:
        statement = data["seal"]
        if (statement["type"], statement["form"]) != (SEAL_TYPE, FORM):
            raise ValueError("another type or form")
        for name in ("sealed_at", "root", "public_key"):
            if not isinstance(statement[name], str):
                raise ValueError(f"{name} is no text")
        _check_mandates(statement.get("mandates"))
        heads = {item["cascade_id"]: item for item in data["heads"]}
        cascades = tuple(_sealed_cascade(item, heads[item["cascade_id"]]) for item in statement["cascades"])
        if sum(len(item.lengths) for item in cascades) != statement["tasks"]:
            raise ValueError("tasks do not add up")
        return Seal(str(path), statement, str(data["signature"]), cascades)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadSealFile(str(path), Said("seal-file.fault", {"error": str(error)})) from None


def _check_mandates(stated: Any) -> None:
    if stated is None:
        return
    events, head = stated["events"], stated["head"]
    if type(events) is not int or events < 0 or not isinstance(head, str):
        raise ValueError("mandates are no length and head")


def _sealed_cascade(stated: Mapping[str, Any], hints: Mapping[str, Any]) -> SealedCascade:
    count, cascade_id, marks = stated["tasks"], stated["cascade_id"], hints["marks"]
    if type(count) is not int or type(cascade_id) is not int or count < 0:
        raise ValueError("numbers are no integers")
    if len(marks) != MARK * count or not _HEX.fullmatch(marks):
        raise ValueError("marks do not fit the number of tasks")
    events = stated.get("events", 0)
    if type(events) is not int or events < 0:
        raise ValueError("numbers are no integers")
    lengths, head = _lengths(hints["lengths"], count), str(stated.get("event_head", ""))
    return SealedCascade(cascade_id, str(stated["cascade"]), str(stated["launched"]), lengths, marks, events, head)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(_read(path, BadSealFile).decode())
    except (ValueError, RecursionError):
        raise BadSealFile(str(path), Said("seal-file.not-json")) from None
    if not isinstance(data, dict):
        raise BadSealFile(str(path), Said("seal-file.not-a-json-object"))
    return data


# proofs


def proof_text(
    seal: Seal, index: int, path: Iterable[bytes], genesis: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]
) -> str:
    """A proof's file: the task's rows as sealed, what its chain starts from, the way to the root, and the seal."""
    proof = {
        "type": PROOF_TYPE,
        "form": FORM,
        "index": index,
        "path": [digest.hex() for digest in path],
        "genesis": dict(genesis),
        "rows": [dict(row) for row in rows],
    }
    return canonical({"proof": proof, "seal": dict(seal.statement), "signature": seal.signature})


def check_proof(path: Path, public_key: str) -> ProofCheck:
    """Check a proof with nothing but the public key: rows → head → leaf → root → signature. Raises BadSealFile."""
    data = _read_json(path)
    try:
        proof, seal, genesis = data["proof"], data["seal"], data["proof"]["genesis"]
        if (proof["type"], proof["form"], seal["type"], seal["form"]) != (PROOF_TYPE, FORM, SEAL_TYPE, FORM):
            raise ValueError("another type or form")
        task, cascade_id = str(genesis["task"]), _cascade_of(seal, genesis["cascade"])
        start = genesis_hash(
            genesis["cascade"], task, genesis["definition_hash"], genesis["owes"], dict(genesis["due"])
        )
        rows, siblings = list(proof["rows"]), [bytes.fromhex(digest) for digest in proof["path"]]
        head, unfit = _follow(rows, start, cascade_id)
        root = root_from_path(leaf(cascade_id, task, len(rows), head), proof["index"], seal["tasks"], siblings)
        signature, root_hex = str(data["signature"]), str(seal["root"])
        sealed_at, signer = str(seal["sealed_at"]), str(seal["public_key"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadSealFile(str(path), Said("seal-file.fault", {"error": str(error)})) from None
    findings = Findings()
    if unfit is not None:
        findings.add("proof", "proof-chain", task=task, seq=unfit)
    if root is None or root.hex() != root_hex:
        findings.add("proof", "proof-path", task=task)
    if signer != public_key:
        findings.add("seal", "seal-key", found=signer)
    if not is_signed(seal, signature, public_key):
        findings.add("seal", "seal-signature")
    broken: tuple[Broken, ...] = tuple(findings)
    return ProofCheck(not broken, task, len(rows), head, sealed_at, root_hex, signer, tuple(rows), broken)


def _cascade_of(seal: Mapping[str, Any], key: str) -> int:
    found = [item["cascade_id"] for item in seal["cascades"] if item["cascade"] == key]
    if len(found) != 1 or type(found[0]) is not int:
        raise ValueError("its cascade is not in the seal")
    return found[0]


def _follow(rows: list[dict[str, Any]], start: str, cascade_id: int) -> tuple[str, int | None]:
    """The head of a chain of rows given without their nulls, and the first row that does not fit."""
    head, unfit = start, None
    for seq, row in enumerate(rows, 1):
        covered = {name: value for name, value in row.items() if name != "hash"}
        fits = (row["seq"], row["prev_hash"], row["cascade_id"]) == (seq, head, cascade_id)
        fits &= hash_covered(covered) == row["hash"] and None not in row.values()
        fits &= row["task_no"] == rows[0]["task_no"]
        if not fits and unfit is None:
            unfit = seq
        head = str(row["hash"])
    return head, unfit
