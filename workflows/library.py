"""All definition files in reach: the shipped ones, and a user's own beside or instead of them."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from workflows import lifecycle
from workflows.errors import BadDefinition, UnknownDocument
from workflows.file_errors import regular, why
from workflows.findings import Place, Problem
from workflows.lifecycle import Lifecycle, LifecycleData
from workflows.loader import Loaded, keys_of, load_definition, load_overlay, translate
from workflows.marked_yaml import MarkedMap, decode, read_tree
from workflows.mistakes import one_of
from workflows.policies import PolicyFile
from workflows.said import Said
from workflows.schema import Citation, Document
from workflows.spelling import nfc, slug


@dataclass
class Library:
    """Definitions by key. `replaced`: keys of shipped documents for which an own file stands; `folders`: own ones.

    `unread`: what is wrong with files of these folders that could not be read, where the rest is wanted all the same.
    """

    loaded: dict[str, Loaded] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    unread: tuple[Problem, ...] = ()
    _lifecycles: dict[str, Lifecycle] = field(default_factory=dict)
    _numbered: tuple[int, dict[tuple[str | None, date | None], list[Document]]] = (0, {})

    @classmethod
    def load(
        cls, folders: Iterable[Path] = (), only_files: Collection[Path] = (), *, keep_going: bool = False
    ) -> Library:
        """Read the shipped definitions, then each own folder (itself and its `documents/`), then single files, and
        lay the `overlays/` of the folders, and single files out of such a folder, over them, each once.

        A later one replaces an earlier one of the same key; two files of one folder must not share a key. Raises
        BadDefinition with every problem of every file; with `keep_going` of the single files alone, see `unread`.
        """
        library = cls(folders=tuple(folders))
        problems: list[Problem] = []
        problems += library._read_all(_shipped())
        for folder in library.folders:
            if not folder.is_dir():
                place = Place(str(folder), 1, 1)
                problems.append(Problem(place, Said("mistake.no-folder")))
                continue
            own = [*sorted(folder.glob("*.yaml")), *sorted((folder / "documents").glob("*.yaml"))]
            problems += library._read_all((path, str(path)) for path in own)
        singly = {path.resolve(): path for path in only_files if path.parent.name == "overlays"}
        of_files = list(library._read_all((path, str(path)) for path in only_files if path.resolve() not in singly))
        for folder in library.folders:
            laid = sorted((folder / "overlays").glob("*.yaml"))
            problems += library.lay_over(path for path in laid if path.resolve() not in singly)
        of_files += library.lay_over(singly.values())
        if keep_going and all(folder.is_dir() for folder in library.folders):
            library.unread, problems = tuple(problems), []
        if problems or of_files:
            raise BadDefinition((*problems, *of_files))
        return library

    def _read_all(self, entries: Iterable[tuple[Path | Traversable, str]]) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        for path, shown_as in entries:
            result = load_definition(path, shown_as)
            if isinstance(result, list):
                yield from result
                continue
            key = result.document.key
            if key in seen:
                place = result.document.place_of("key")
                yield Problem(place, Said("mistake.defined-already", {"key": key, "file": seen[key]}))
                continue
            seen[key] = shown_as
            before = self.loaded.get(key)
            if before is not None and before.text != result.text:
                self.replaced[key] = before.file
            self.loaded[key] = result

    def lay_over(self, paths: Iterable[Path]) -> Iterator[Problem]:
        """What own files say of documents that somebody else wrote down."""
        for path in paths:
            result = load_overlay(path)
            if isinstance(result, list):
                yield from result
            elif (under := self.loaded.get(path.stem)) is None:
                facts = {"key": path.stem, **one_of(path.stem, sorted(self.loaded))}
                yield Problem(Place(str(path), 1, 1), Said("mistake.nothing-under", facts))
            else:
                self.loaded[path.stem] = under.under(*result)

    def without(self, keys: Collection[str]) -> Library:
        """The same but for these documents, as before they came. Raises UnknownDocument."""
        left_out = {self.get(key).key for key in keys}
        kept = {key: loaded for key, loaded in self.loaded.items() if key not in left_out}
        return replace(self, loaded=kept, _numbered=(0, {}))

    def naming(self, key: str, policies: Collection[str]) -> Library:
        """The same, were these the policies that the document names. Raises UnknownDocument."""
        self.get(key)
        before = self.loaded[key]
        named = replace(before, document=before.document.model_copy(update={"policies": tuple(policies)}))
        return replace(self, loaded={**self.loaded, key: named}, _numbered=(0, {}))

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, sorted by key."""
        return tuple(self.loaded[key].document for key in sorted(self.loaded))

    def get(self, key: str) -> Document:
        """The document of that key. Raises UnknownDocument with the nearest keys."""
        if key in self.loaded:
            return self.loaded[key].document
        raise UnknownDocument(key, self.nearest(key) or self.nearest(key, cutoff=0))

    def nearest(self, text: str, cutoff: float = 0.5) -> tuple[str, ...]:
        """The keys most like the text, at most three; first that of the document whose printed number it is."""
        numbered = [document.key for document in self.documents if document.number.value == nfc(text).strip()]
        near = difflib.get_close_matches(slug(text), sorted(self.loaded), n=3, cutoff=cutoff)
        return tuple(dict.fromkeys((*numbered, *near)))[:3]

    def resolve(self, citation: Citation) -> Document | None:
        """The document on file that a citation means: by key, else by number and date (and issuer); None: a stub.

        A number restarts every year and two directives can share one, so number alone never identifies.
        """
        if citation.document is not None:
            found = self.loaded.get(citation.document)
            return found.document if found else None
        for document in self._by_number.get((citation.number, citation.date), ()):
            if not citation.issuer or set(citation.issuer) & set(document.issuer):
                return document
        return None

    @property
    def _by_number(self) -> dict[tuple[str | None, date | None], list[Document]]:
        """Documents by number and date, made anew when files were added."""
        count, index = self._numbered
        if count != len(self.loaded):
            index = {}
            for document in self.documents:
                if document.number.value is not None and document.date.value is not None:
                    index.setdefault((document.number.value, document.date.value), []).append(document)
            self._numbered = (len(self.loaded), index)
        return index

    def parents(self, document: Document) -> tuple[Document, ...]:
        """The documents on file that this one carries out, asks to go on making known, or gives new dates."""
        dating = (citation for citation in document.follows_up if citation.due is not None)
        found = (self.resolve(citation) for citation in (*document.implements, *document.carries, *dating))
        return tuple({parent.key: parent for parent in found if parent is not None}.values())

    def roots(self, document: Document) -> tuple[Document, ...]:
        """The documents at the top of its chains, none of whose own parents is on file; itself where it has none."""
        found: dict[str, Document] = {}
        open_, seen = [document], set()
        while open_:
            current = open_.pop()
            if current.key in seen:
                continue
            seen.add(current.key)
            parents = self.parents(current)
            if parents:
                open_ += parents
            else:
                found[current.key] = current
        return tuple(found[key] for key in sorted(found)) or (document,)

    def cascade_of(self, directive: str) -> tuple[Document, ...]:
        """The directive and every document that reaches it, sorted by key. Raises UnknownDocument."""
        root = self.get(directive)
        inside = {root.key}
        grew = True
        while grew:
            grew = False
            for document in self.documents:
                if document.key not in inside and any(parent.key in inside for parent in self.parents(document)):
                    inside.add(document.key)
                    grew = True
        return tuple(self.loaded[key].document for key in sorted(inside))

    def lifecycle(self, key: str) -> Lifecycle:
        """The lifecycle of that key, an own one first; read once. Raises BadDefinition."""
        if key not in self._lifecycles:
            self._lifecycles[key] = self._read_lifecycle(key)
        return self._lifecycles[key]

    def _read_lifecycle(self, key: str) -> Lifecycle:
        found = self._file("lifecycles", f"{key}.yaml")
        if found is None:
            known = self._names("lifecycles", ".yaml")
            naming = (document.place_of("lifecycle") for document in self.documents if document.lifecycle == key)
            place = next(naming, Place(f"definitions/lifecycles/{key}.yaml", 1, 1))
            raise BadDefinition((Problem(place, Said("mistake.no-lifecycle", {"key": key, **one_of(key, known)})),))
        return load_lifecycle(*found)

    def policy(self, key: str) -> PolicyFile | None:
        """The file of that policy, an own one first; None where there is none. Raises BadDefinition."""
        found = self._file("policies", f"{key}.feature")
        if found is None:
            return None
        path, shown_as = found
        try:
            return PolicyFile(key, regular(path).read_bytes(), shown_as)
        except OSError as error:
            problem = Problem(Place(shown_as, 1, 1), Said("mistake.file-unreadable", {"why": why(error)}))
            raise BadDefinition((problem,)) from None

    @property
    def policies(self) -> tuple[str, ...]:
        """The keys of all policies on file."""
        return tuple(self._names("policies", ".feature"))

    def _folders(self, kind: str) -> list[tuple[Path | Traversable, str]]:
        """The folders of that kind of files, the last own one first, and how each is shown."""
        own = [folder / kind for folder in reversed(self.folders) if (folder / kind).is_dir()]
        return [
            *((folder, str(folder)) for folder in own),
            (files("definitions").joinpath(kind), f"definitions/{kind}"),
        ]

    def _file(self, kind: str, name: str) -> tuple[Path | Traversable, str] | None:
        """The first file of that name, and how it is shown."""
        found = ((folder.joinpath(name), f"{shown_as}/{name}") for folder, shown_as in self._folders(kind))
        return next(((path, shown_as) for path, shown_as in found if path.is_file()), None)

    def _names(self, kind: str, suffix: str) -> list[str]:
        """The keys of all files of that kind."""
        there = {entry.name for folder, _ in self._folders(kind) for entry in folder.iterdir()}
        return sorted(name.removesuffix(suffix) for name in there if name.endswith(suffix))


def load_lifecycle(path: Path | Traversable, shown_as: str) -> Lifecycle:
    """One lifecycle file → Lifecycle. Raises BadDefinition with every problem; no machine is built before."""
    from pydantic import ValidationError

    try:
        raw = regular(path).read_bytes()
    except FileNotFoundError:
        place = Place(shown_as, 1, 1)
        raise BadDefinition((Problem(place, Said("mistake.no-lifecycle-file")),)) from None
    except OSError as error:
        problem = Problem(Place(shown_as, 1, 1), Said("mistake.file-unreadable", {"why": why(error)}))
        raise BadDefinition((problem,)) from None
    text, problems = decode(raw, shown_as)
    tree = read_tree(text, shown_as)
    problems = problems or tree.problems
    if not problems and isinstance(tree.root, MarkedMap):
        try:
            return Lifecycle(LifecycleData.model_validate(tree.root))
        except ValidationError as error:
            problems += translate(error, tree.root, shown_as, keys_of(lifecycle))
    raise BadDefinition(tuple(sorted(problems, key=lambda problem: problem.place)))


def _shipped() -> Iterator[tuple[Traversable, str]]:
    folder = files("definitions").joinpath("documents")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yaml"):
            yield entry, f"definitions/documents/{entry.name}"
