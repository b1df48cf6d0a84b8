"""The soak in small: what it does is counted, what it draws is a picture, and the history holds."""

import xml.etree.ElementTree as ET
from pathlib import Path

from benchmarks.cascades import TickingClock, empty_database, url_of
from benchmarks.country import Country
from benchmarks.soak import KINDS, Load, drawn, drift, soak
from engine import Engine


def test_a_soak_counts_what_it_does_and_leaves_a_history_that_holds(tmp_path: Path) -> None:
    graph = Country(tmp_path / "country", 1, districts=1).graph()
    with Engine.open(url_of(empty_database(tmp_path / "soak.db")), clock=TickingClock()) as dondoc:
        load = Load(dondoc, graph, 1, seed=1)
        spans = list(soak(dondoc, load, 6, lambda _, done: done >= 130, lambda: 4096))

        assert [sum(len(span.latency[kind]) for kind in KINDS) for span in spans] == [130] * 6
        assert [span.rows for span in spans] == sorted({span.rows for span in spans})
        assert len(dondoc.seen().cascades()) > 1  # a year ended, the next began
        assert dondoc.verify().holds
    assert drift(spans, lambda span: span.bytes_per_row) is not None
    assert ET.fromstring(drawn(spans, "soak")).tag.endswith("svg")
