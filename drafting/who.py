"""Who is meant by a stretch of a document: agencies of the registry, groups of a kind, or words for the rest.

A name means an agency only where it is that agency's own, near the issuer and in force on the document's day; what is
not certain is kept as words, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from drafting.text import Text, one_of, plainly
from workflows.agencies import Agency, Registry
from workflows.agency_names import AREA_KINDS, highest, office_words, plain_words, spelled_out, squeezed, without_type
from workflows.vocabulary import vocabulary

_MOST_WORDS = 14
_TOKEN = re.compile(r"[\w&]+(?:[-–/][\w&]+)*|[,;:()]|(?<=\s)[-–](?=\s)")


@dataclass(frozen=True, slots=True)
class Party:
    """One of those named. `agency`: its key; `kinds` (below `under`, `count` of them, of a `role`): a group;
    `open`: words for those whom nobody can enumerate; `is_everybody`: all those that the document gives work."""

    agency: str | None = None
    kinds: tuple[str, ...] = ()
    under: str | None = None
    role: str | None = None
    count: int | None = None
    open: str | None = None
    desk: str | None = None
    unit: str | None = None
    """A unit inside the issuer that the registry does not know; `agency` then is the issuer."""
    is_everybody: bool = False
    is_above: bool = False
    """Those of these kinds that the document has named before (`nêu trên`)."""
    is_unknown: bool = False
    """A name that nobody bears in the registry, kept in `open`."""


@dataclass(slots=True)
class Named:
    """Those named from a place on. `end`: where in the text they are over; `unknown`: names that nobody bears."""

    parties: list[Party] = field(default_factory=list)
    end: int = 0
    unknown: list[str] = field(default_factory=list)


@cache
def _phrases(level: str) -> dict[tuple[str, ...], tuple[str, str]]:
    """Words of a group → what it is: ("kind", KIND), ("open", ""), ("everybody", ""), ("head", ""), ("skip", "")."""
    words = vocabulary()
    found: dict[tuple[str, ...], tuple[str, str]] = {}

    def put(phrases: Sequence[str], what: str, value: str = "") -> None:
        for phrase in phrases:
            found.setdefault(tuple(plainly(phrase).removeprefix("cac ").split()), (what, value))

    for kind, phrases in words["groups"].get(level, {}).items():
        put(phrases, "kind", kind)
    put(words["everybody"], "everybody")
    put(words["nobody_lists"], "open")
    put(words["heads_of"], "head")
    put(words["swallowed"], "skip")
    return found


class Reader:
    """Reads who is meant, as a document of one issuer of one day says it."""

    def __init__(self, registry: Registry, issuer: str, day: date | None) -> None:
        self.registry, self.issuer, self.day = registry, issuer, day
        own = registry.get(issuer)
        self.level = own.level
        self._chain = [own]
        while (above := registry.superior_of(self._chain[-1].key)) is not None:
            self._chain.append(above)
        self._begins = tuple(tuple(plainly(each).split()) for each in vocabulary()["begin_a_name"])
        self._heads = frozenset(each.split()[0] for each in vocabulary()["heads_of"])
        self._units = tuple(f"{each} " for each in vocabulary()["units_of_a_ministry"])
        self._first_words = {
            spelt for each in vocabulary()["begin_a_name"] for spelt in _spelt(each.split()[0].lower())
        }
        self._areas = {tuple(plainly(name).split()): kinds for name, kinds in vocabulary()["areas"].items()}
        self._area_names = [" ".join(each) for each in self._areas]
        # where the issuer is an office of a committee, groups are those of that committee
        self.base = next((each.key for each in self._chain if each.kind in AREA_KINDS), issuer)
        self.reach = None if self.level == "central" else self.base
        local = [each.name for each in self._chain if each.level != "central"]
        proper = "|".join(re.escape(plainly(without_type(plain_words(name)))) for name in local) or "-"
        area = "|".join(self._area_names)
        self._of_its_place = re.compile(
            r"\s+truc thuoc trung uong\b"
            rf"|\s+(?:(?:truc thuoc|thuoc|cua|tren dia ban|tai)\s+)?(?:ubnd_*\s+)?(?:{area})\b"
            rf"(?:\s+(?:{proper})\b|(?=\s*(?:$|[,;:.()]|va\b|{one_of('behind_a_name')})))"
        )

    @property
    def speaks_for(self) -> str:
        """Whose words the issuer makes known: of its committee, where it is the committee's office; else its own."""
        return self.base if self._chain[0].role == "van-phong" else self.issuer

    def is_issuer(self, who: Sequence[Party]) -> bool:
        """Whether it is the issuer alone that is meant."""
        return len(who) == 1 and who[0].agency == self.issuer and who[0].unit is None

    @property
    def superiors(self) -> frozenset[str]:
        """The keys of all above the issuer."""
        return frozenset(each.key for each in self._chain[1:])

    # names -----------------------------------------------------------------------------------------------------------

    def agency(self, text: str) -> Agency | None:
        """The agency whose own name this is: of those near the issuer, else of the centre and the provinces."""
        words = spelled_out(text)
        if not words or len(words) > _MOST_WORDS:
            return None
        return self._exact(text) or self._exact(office_words(text))

    def _exact(self, text: str | None) -> Agency | None:
        if not text:
            return None
        plain = " ".join(map(plainly, spelled_out(text)))
        wanted = (plain, plain, squeezed(text))
        for prefix in self._surroundings():
            shelf = self.registry.shelf(prefix.partition(".")[0])
            for tier in (1, 2):
                found = [each for each in shelf.exact(tier, wanted[tier]) if each.key.startswith(prefix + ".")]
                if len(hits := highest(self._in_force(found))) == 1:
                    return hits[0]
        for tier in (1, 2):
            if len(hits := self._in_force(self.registry.base.exact(tier, wanted[tier]))) == 1:
                return hits[0]
        return None

    def _surroundings(self) -> Iterator[str]:
        parts = self.issuer.split(".")
        if self.level != "central":
            for count in range(len(parts), 0, -1):
                yield ".".join(parts[:count])

    def _in_force(self, agencies: Sequence[Agency]) -> list[Agency]:
        return [each for each in agencies if self.day is None or each.in_force_on(self.day)]

    def _committee(self, words: Sequence[str]) -> Agency | None:
        """`UBND tỉnh`, `Thành phố`: the committee of such an area among the issuer and those above it."""
        for each in self._chain:
            name = [plainly(word) for word in spelled_out(each.name)]
            if each.kind in AREA_KINDS and name[: len(words)] == list(words):
                return each
        return None

    # stretches -------------------------------------------------------------------------------------------------------

    def read(self, text: Text, start: int = 0, *, only_first: bool = False) -> Named:
        """Those named from `start` on, one after the other, as far as the words go. `only_first`: stop after one."""
        spelled = _spelled(text.plain)
        tokens = list(_TOKEN.finditer(spelled, start))
        named = Named(end=start)
        at, area_before = 0, False
        while at < len(tokens):
            step = self._step(text, tokens, at, area_before, bool(named.parties))
            if step is None:
                break
            party, took, area_before = step
            at += took
            if party is None:
                continue
            named.end = tokens[at - 1].end()
            if party.is_unknown:
                named.unknown.append(str(party.open))
            if party.kinds and (listed := self._listed(text, tokens, at)) is not None:  # `Các Bộ: Tài chính, Công an`
                parties, at = listed
                named.parties += parties
                named.end = tokens[at - 1].end()
                continue
            if party.kinds and (above := _ABOVE.match(spelled, named.end)):
                party, named.end = replace(party, is_above=True), above.end()
                at = _from(tokens, at, above.end())
            named.parties.append(party)
            if behind := self._of_its_place.match(spelled, named.end):
                named.end = behind.end()
                at = next(
                    (later for later in range(at, len(tokens)) if tokens[later].start() >= behind.end()), len(tokens)
                )
            if only_first:
                return named
        if any(party.kinds for party in named.parties):  # `các phòng, ban, đơn vị`: one list
            named.parties = [replace(party, is_everybody=False) for party in named.parties]
        named.parties = _without_covered(named.parties, self.registry)
        return named

    def _listed(self, text: Text, tokens: Sequence[re.Match[str]], at: int) -> tuple[list[Party], int] | None:
        """The names behind a group and a colon, each without the word that all share; None where there are not two."""
        if at + 1 >= len(tokens) or _word(tokens[at]) != ":" or not text.said[tokens[at + 1].start()].isupper():
            return None
        area = " ".join(_word(token) for token in tokens[max(0, at - 2) : at])
        shared = next((word for word in (*self._area_names, "bo", "so", "phong") if area.endswith(word)), None)
        found: list[Party] = []
        position = at + 1
        while shared is not None and position < len(tokens):
            for count in range(min(8, len(tokens) - position), 0, -1):
                following = tokens[position + count] if position + count < len(tokens) else None
                is_over = (
                    following is None
                    or _word(following) in (",", ";", "va", "(")
                    or bool(re.match(one_of("behind_a_name"), text.plain[following.start() :]))
                )
                said = text.said[tokens[position].start() : tokens[position + count - 1].end()]
                agency = self.agency(f"{shared} {said}") if is_over and said[:1].isupper() else None
                if agency is not None:
                    found.append(Party(agency=agency.key))
                    position += count
                    break
            else:
                break
            if position < len(tokens) and _word(tokens[position]) in (",", "va"):
                position += 1
                continue
            break
        if len(found) < 2:
            return None
        return found, position - 1 if _word(tokens[position - 1]) in (",", "va") else position

    def _step(
        self, text: Text, tokens: Sequence[re.Match[str]], at: int, area: bool, is_followed: bool
    ) -> tuple[Party | None, int, bool] | None:
        """What stands at a place: who, how many tokens it takes, whether it was areas; None: nobody."""
        word = _word(tokens[at])
        if word in (",", ";") or (word == "va" and at):
            return None, 1, area
        if is_followed and word in _ASKS:
            return None
        if word == "(":
            return self._aside(text, tokens, at)
        words = [_word(token) for token in tokens[at : at + _MOST_WORDS + 8]]
        is_minister = words[:2] == ["bo", "truong"] and words[2:3] not in (["bo"], ["cac"])
        if is_minister and self._chain[0].kind in _WITH_UNITS:  # `báo cáo Bộ trưởng`: of the ministry that writes
            return Party(agency=self.issuer), 2, False
        return (
            self._of_tiers(text, tokens, at, words)
            or self._of_areas(words, area)
            or self._named(text, tokens, at)
            or self._group(text, tokens, at)
            or self._desk(text, tokens, at)
            or self._unknown(text, tokens, at)
        )

    def _aside(self, text: Text, tokens: Sequence[re.Match[str]], at: int) -> tuple[Party | None, int, bool] | None:
        """What stands in brackets behind a name changes nothing of who is meant, unless it says through whom."""
        for end in range(at + 1, min(at + 16, len(tokens))):
            if tokens[end][0] == ")":
                inside = text.plain[tokens[at].end() : tokens[end].start()].strip()
                return None if re.match(r"qua|thong qua|truoc|cham nhat|gui", inside) else (None, end - at + 1, False)
        return None

    def _of_tiers(
        self, text: Text, tokens: Sequence[re.Match[str]], at: int, words: Sequence[str]
    ) -> tuple[Party | None, int, bool] | None:
        """`UBND cấp huyện, cấp xã`; of `UBND các cấp` nobody can tell which."""
        if words[0] != "ubnd":
            return None
        if words[1:3] == ["cac", "cap"]:
            return Party(open=text.said[tokens[at].start() : tokens[at + 2].end()], is_unknown=True), 3, True
        kinds: dict[str, None] = {}
        position = took = 1
        while position + 1 < len(words):
            if words[position] == "cap" and words[position + 1] in _TIERS:
                kinds[self._now(_TIERS[words[position + 1]])] = None
                position = took = position + 2
            elif kinds and words[position] in (",", "va", "/", "hoac", "ubnd"):
                position += 1
            else:
                break
        if not kinds:
            return None
        if self.level != "central" and "province" in kinds:
            return (Party(agency=self.base.partition(".")[0]), took, True) if len(kinds) == 1 else None
        return Party(kinds=tuple(kinds), under=self.reach), took, True

    def _of_areas(self, words: Sequence[str], before: bool) -> tuple[Party | None, int, bool] | None:
        """`UBND các huyện, thị xã, thành phố`, `14 phường`; also `quận, huyện` right behind areas."""
        at, many, count = 0, False, None
        has_committee = words[0] == "ubnd"
        if has_committee:
            at = 1
        while at < len(words) and words[at] in ("cac", "nhung", "toan"):
            at, many = at + 1, True
        if at < len(words) and words[at].isdigit() and int(words[at]) > 1:
            count, many, at = int(words[at]), True, at + 1
        kinds: list[list[str]] = []
        spelled: list[str] = []
        last = at
        while at < len(words):
            area = next((each for each in self._areas if tuple(words[at : at + len(each)]) == each), None)
            if area is not None:
                kinds.append(self._areas[area])
                spelled.append(" ".join(area))
                at += len(area)
                last = at
            elif words[at] in (",", "va", "/", "hoac", "cac") and kinds:
                at += 1
            else:
                break
        if not kinds:
            return None
        following = words[last] if last < len(words) else ""
        if len(kinds) == 1 and not many:  # one committee: the issuer's or one above, or an area with a name of its own
            if not before or _is_name(following):
                return None
            many = True
        if not (has_committee or before or many):
            return None
        if has_committee is False and not before and len(kinds) < 2 and count is None:
            return None
        meant = self._meant(kinds)
        if not meant:
            return None
        return Party(kinds=meant, under=self.reach, count=count), last, True

    def _now(self, kind: str) -> str:
        """The tier that such words mean on that day: there are no districts after 30 June 2025 (Law 72/2025/QH15)."""
        return "ward" if kind == "district" and self.day is not None and self.day > _LAST_OF_DISTRICTS else kind

    def _meant(self, kinds: Sequence[Sequence[str]]) -> tuple[str, ...]:
        """The tiers of these words for areas: a city among provinces is one, beside districts it is of theirs."""
        certain = {kind for each in kinds if len(each) == 1 for kind in each}
        if not certain:  # cities alone
            certain = {"province"} if self.level == "central" else {"district"}
        if self.level != "central":
            certain.discard("province")
        return tuple(kind for kind in ("province", "district", "ward") if kind in certain)

    def _named(self, text: Text, tokens: Sequence[re.Match[str]], at: int) -> tuple[Party | None, int, bool] | None:
        words = [_word(token) for token in tokens[at : at + _MOST_WORDS]]
        is_short = office_words(text.said[tokens[at].start() : tokens[at].end()]) is not None
        if not (self._begins_a_name(words) or words[0] in _AREA_WORDS or is_short):
            return None
        longest = next((count for count, word in enumerate(words) if word in (";", ":", "(", ")")), len(words))
        for count in range(longest, 0, -1):
            if words[count - 1] in (",", "va", "-"):
                continue
            said = text.said[tokens[at].start() : tokens[at + count - 1].end()]
            found = self.agency(said)
            if found is None and count <= 3:
                is_committee = words[0] == "ubnd" or (at == 0 and not _is_name("".join(words[count : count + 1])))
                found = self._committee([word for word in words[:count] if word != "ubnd"]) if is_committee else None
            if found is not None:
                return Party(agency=found.key), count, found.kind in AREA_KINDS
        first = text.said[tokens[at].start() : tokens[at].end()]
        is_own = words[0] in ("bo", "so") and first == self._chain[0].name.split()[0] and not self._is_all(tokens, at)
        if is_own and not _is_name("".join(words[1:2])):  # `gửi về Bộ`
            return Party(agency=self.issuer), 1, False
        return self._sector(words, longest, is_all=self._is_all(tokens, at))

    def _is_all(self, tokens: Sequence[re.Match[str]], at: int) -> bool:
        """Whether `các` and the like stand before."""
        return bool(at) and _word(tokens[at - 1]) in _ALL

    def _sector(self, words: Sequence[str], longest: int, *, is_all: bool) -> tuple[Party | None, int, bool] | None:
        """`Sở Nội vụ các tỉnh, thành phố`: the same office of every province, or of every district."""
        for count in range(longest, 1, -1):
            all_follow = count < len(words) and words[count] in _ALL
            areas = self._of_areas(words[count:], True) if "," in words[count + 1 : count + 3] else None
            if not (all_follow or areas or is_all):  # `Phòng Giáo dục và Đào tạo quận, huyện`
                continue
            name = " ".join(words[:count])
            shelf = self.registry.shelf(_EXAMPLE if self.level == "central" else self.base.partition(".")[0])
            hits = [each for each in self._in_force(shelf.exact(1, name)) if each.kind in ("department", "office")]
            roles = {(each.kind, each.role) for each in hits if each.role is not None}
            rest = self._of_areas(["cac", *words[count + 1 :]], True) if all_follow else areas
            if len(roles) == 1 and (rest is not None or is_all):
                kind, role = roles.pop()
                return Party(kinds=(kind,), under=self.reach, role=role), count + (rest[1] if rest else 0), False
        return None

    def _begins_a_name(self, words: Sequence[str]) -> bool:
        return any(tuple(words[: len(each)]) == each for each in self._begins)

    def _unknown(self, text: Text, tokens: Sequence[re.Match[str]], at: int) -> tuple[Party | None, int, bool] | None:
        """A name that nobody bears: up to the next comma or verb."""
        words = [_word(token) for token in tokens[at : at + 12]]
        verb = re.compile(one_of("behind_a_name"))
        first = text.lower[tokens[at].start() : tokens[at].end()].rstrip("_")
        is_name = self._begins_a_name(words) and text.said[tokens[at].start()].isupper()
        is_name = is_name and _has_accents_of(first, self._first_words)  # `Bố trí` is no ministry
        if not is_name or verb.match(" ".join(words[:3])):
            return None

        begins = max(len(each) for each in self._begins if tuple(words[: len(each)]) == each)

        def is_over(count: int) -> bool:
            following = words[count + 1 : count + 6]
            if words[count] == ",":  # `Sở Văn hóa, Thể thao và Du lịch`
                goes_on = bool(following) and text.said[tokens[at + count + 1].start()].isupper()
                return not goes_on or self._begins_a_name(following)
            if words[count] == "va":
                return following[:1] in (["cac"], ["ubnd"]) or self._begins_a_name(following)
            if count == begins and text.said[tokens[at + count].start()].isupper() and not text.said.isupper():
                return False  # `Sở Xây dựng`
            return words[count] in (";", ":", "(", ")") or bool(verb.match(" ".join(words[count : count + 3])))

        count = next((count for count in range(begins, len(words)) if is_over(count)), len(words))
        said = text.said[tokens[at].start() : tokens[at + count - 1].end()]
        if self._chain[0].kind in _WITH_UNITS and said.lower().startswith(self._units) and count > 1:
            return Party(agency=self.issuer, unit=said), count, False
        return Party(open=said, is_unknown=True), count, False

    def _desk(self, text: Text, tokens: Sequence[re.Match[str]], at: int) -> tuple[Party | None, int, bool] | None:
        """`Phòng Nội chính thuộc Văn phòng UBND Thành phố`: a desk inside an agency."""
        words = [_word(token) for token in tokens[at : at + _MOST_WORDS]]
        if not self._begins_a_name(words):
            return None
        for count in range(2, min(len(words), 9)):
            if words[count] == "thuoc":
                inner = self._named(text, tokens, at + count + 1) if at + count + 1 < len(tokens) else None
                if inner is not None and inner[0] is not None and inner[0].agency is not None:
                    desk = text.said[tokens[at].start() : tokens[at + count - 1].end()]
                    return Party(agency=inner[0].agency, desk=desk), count + 1 + inner[1], False
                return None
        return None

    def _group(self, text: Text, tokens: Sequence[re.Match[str]], at: int) -> tuple[Party | None, int, bool] | None:
        phrases = _phrases(self.level if self.level in ("central", "province", "district") else "ward")
        flat, index = [], []
        for offset in range(at, min(at + 16, len(tokens))):
            if tokens[offset][0] in (";", ":", "(", ")"):
                break
            if (word := _word(tokens[offset])) not in (",", "-", "–", "va"):
                flat.append(word.replace("/", " "))
                index.append(offset)
        for count in range(min(len(flat), 10), 0, -1):
            found = phrases.get(tuple(" ".join(flat[:count]).split()))
            if found is None:
                continue
            what, value = found
            if what == "head" and not _has_accents_of(text.lower[tokens[at].start() : tokens[at].end()], self._heads):
                continue  # `trường` is no `trưởng`
            goes_on = _is_name(" ".join(flat[count : count + 3])) and index[count - 1] - at + 1 == count
            if what == "kind" and flat[count - 1] == "truong" and not self._is_all(tokens, at):
                return None, index[count - 1] - at + 1, False  # `Bộ trưởng Bộ Tài chính`
            if goes_on and (
                (what == "kind" and count == 1 and not self._is_all(tokens, at)) or (what == "everybody" and count <= 2)
            ):
                continue
            took = index[count - 1] - at + 1
            said = text.said[tokens[at].start() : tokens[at + took - 1].end()]
            if what == "kind":
                return Party(kinds=(self._now(value),), under=self.reach), took, False
            if what == "open":
                following = tokens[at + took] if at + took < len(tokens) else None
                if (
                    following is not None
                    and count <= 2
                    and text.said[following.start()].isupper()
                    and self._begins_a_name(flat)
                ):
                    continue  # `Tập đoàn Điện lực Việt Nam`
                return Party(open=said), took, False
            if what == "everybody":
                return Party(is_everybody=True, open=said), took, False
            return None, took, False
        return None


_LAST_OF_DISTRICTS = date(2025, 6, 30)
_AREA_WORDS = frozenset({"tinh", "thanh", "quan", "huyen", "thi", "xa", "phuong", "bo", "trung"})


def _from(tokens: Sequence[re.Match[str]], at: int, place: int) -> int:
    """The first token from `at` on that stands at a place or behind it."""
    return next((later for later in range(at, len(tokens)) if tokens[later].start() >= place), len(tokens))


def is_everybody(said: str) -> bool:
    """Whether the words name no kind of agency, but all whom a document is about: `các cơ quan, đơn vị`."""
    return (
        _phrases("central").get(tuple(plainly(said).replace(",", " ").removeprefix("cac ").split()), ("", ""))[0]
        == "everybody"
    )


def _has_accents_of(said: str, words: Collection[str]) -> bool:
    """Whether a word is one of these, where it is written with accents at all."""
    return said.isascii() or said in words


def _word(token: re.Match[str]) -> str:
    return token[0].rstrip("_")


def _spelt(word: str) -> tuple[str, ...]:
    """A word with its tone where either school of spelling puts it."""
    return (word, word.replace("ủy", "uỷ"))


_WITH_UNITS = ("ministry", "ministerial-agency", "government-agency")
_TIERS = {"tinh": "province", "huyen": "district", "xa": "ward"}
_ALL = ("cac", "nhung", "63", "34")
_EXAMPLE = "ha-noi"  # whose offices are called as those of every province
_ABOVE = re.compile(r"\s+(?:neu tren|co ten tren|noi tren|tren day)\b")
_ASKS = frozenset({"de", "yeu", "giao", "phan", "trach"})  # `Bộ X đề nghị các sở`: who is asked is somebody else
_NO_NAME = frozenset({",", ";", ":", "(", ")", "va", "-", "ubnd", "qua"})


def _is_name(words: str) -> bool:
    """Whether what follows can be more of a name: no comma, small word or verb."""
    return bool(words) and words.split()[0] not in _NO_NAME and not re.match(one_of("behind_a_name"), words)


def _spelled(plain: str) -> str:
    """With `ủy ban nhân dân` as one word that fills its place, so that what follows stands where it stood."""
    return re.sub(r"\buy\s+ban\s+nhan\s+dan\b", lambda found: "ubnd".ljust(len(found[0]), "_"), plain)


def _without_covered(parties: Sequence[Party], registry: Registry) -> list[Party]:
    """Groups of one reach in one; without single agencies that a group beside them holds already."""
    groups = [each for each in parties if each.kinds and each.role is None and each.count is None and not each.is_above]
    kinds = tuple(dict.fromkeys(kind for each in groups for kind in each.kinds))
    left: list[Party] = []
    for each in parties:
        if each in groups:
            if each is groups[0]:
                left.append(Party(kinds=kinds, under=each.under))
        elif each.agency is not None and registry.get(each.agency).kind in kinds and not (each.desk or each.unit):
            continue
        elif each not in left:
            left.append(each)
    return left
