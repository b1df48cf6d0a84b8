"""To whom what a sentence orders goes, through whom, and who merges it, by the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drafting.orders import Merged, Who
from drafting.phrases import BEFORE_MERGING, BEHIND_MERGING, NO_VERB_BEFORE, RECEIVES, THROUGH, words_begin
from drafting.text import Text
from drafting.who import Party, Reader


@dataclass(frozen=True, slots=True)
class Route:
    """To whom a report goes, and through whom."""

    to: Who = ()
    via: Who = ()
    desk: str | None = None


class Routes:
    """The routes of one document's sentences."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def of(self, text: Text) -> Route:
        """To whom, through whom, by the words: `về UBND tỉnh (qua Sở X)`, `gửi Sở X tổng hợp báo cáo UBND tỉnh`."""
        to = self.receivers(text)
        merger = next((each for each in self.mergers(text) if each.who), None)
        if merger is not None and self.reader.is_issuer(merger.who):
            return Route(merger.who)
        if merger is not None and (not to or any(each in merger.who for each in to)):
            upward = merger.to or ((Party(agency=self.reader.base),) if self.are_below(merger.who) else ())
            return Route(upward, merger.who) if upward else Route(merger.who)
        via: list[Party] = []
        for match in THROUGH.finditer(text.lower):
            via += [each for each in self.reader.read(text, match.end()).parties if each.agency and each not in via]
        owners = {each.agency for each in to}  # a unit of one of them is the desk where it arrives
        return Route(to, tuple(each for each in via if not (each.agency in owners and (each.unit or each in to))))

    def receivers(self, text: Text) -> Who:
        """Those whom it says that something is sent to."""
        for match in RECEIVES.finditer(text.lower):
            if text.plain[: match.start()].endswith(NO_VERB_BEFORE):
                continue
            if to := [each for each in self.reader.read(text, match.end()).parties if each.agency is not None]:
                return tuple(to)
        return ()

    def go_to_an_unknown(self, text: Text) -> bool:
        """Whether it says that something is sent to somebody who is not in the registry."""
        sent = (match for match in RECEIVES.finditer(text.lower) if match[0].strip() != "về")
        return any(self.reader.read(text, match.end(), only_first=True).unknown for match in sent)

    def are_below(self, who: Who) -> bool:
        """Whether all of these belong to the committee that issues, or for which its office does."""
        return all(each.unit is not None or (each.agency or "").startswith(f"{self.reader.base}.") for each in who)

    def desk(self, text: Text, route: Route) -> str | None:
        """`Bộ Y tế (qua Cục Quản lý Khám, chữa bệnh)`: a unit inside the receiver that the registry does not know."""
        found = re.search(r"\((?:thông )?qua ([^)]{4,60})\)", text.said)
        if not found or not route.to or route.via:
            return None
        kind_of = self.reader.registry.get
        return found[1].strip() if all(kind_of(str(each.agency)).level == "central" for each in route.to) else None

    def mergers(self, text: Text) -> Iterator[Merged]:
        """Each merging that a sentence speaks of, with those named before it (nobody: whose sentence it is)."""
        for match in re.finditer(r"\btong hop\b", text.plain):
            behind = BEHIND_MERGING.match(text.plain, match.end())
            to = self.reader.read(text, behind.end()).parties if behind else []
            before = self._right_before(text, match.start())
            yield Merged(before, "", tuple(each for each in to if each.agency is not None))

    def _right_before(self, text: Text, end: int) -> Who:
        """Those named last before a place, with nothing but small words between."""
        until = text.part(0, end)
        for start in words_begin(text.plain, max(0, end - 140), end):
            parties = self.reader.read(until, start)
            agencies = [each for each in parties.parties if each.agency is not None]
            if not agencies or len(agencies) != len(parties.parties):
                continue
            if re.search(r"\b(?:giup|tham muu)(?: cho)?\s+$", text.plain[:start]):
                return ()  # whom they advise does not merge
            if BEFORE_MERGING.fullmatch(text.plain, parties.end, end):
                return tuple(agencies)
        return ()
