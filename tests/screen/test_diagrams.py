"""Diagrams: of a lifecycle the main line, side roads beside it, and standings; of all, words that nothing covers."""

import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date

import pytest
from drawn import read_drawn
from graphs import province
from hypothesis import given, settings
from hypothesis import strategies as st
from own_definitions import shipped_agencies

from engine import Engine
from screen.diagrams import Diagram, as_mermaid, as_svg, cascade_diagram, document_diagram, lifecycle_diagram
from screen.look import Look
from workflows.library import Library
from workflows.lifecycle import Lifecycle, LifecycleData
from workflows.linker import link

STANDARD = Library.load().lifecycle("standard")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(lang: str = "vi") -> Diagram:
    return lifecycle_diagram(STANDARD, Look(lang))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_trigger_of_the_main_line_and_beside_it_is_shown(lang: str) -> None:
    labels = {line for _, _, label in drawn(lang).arrows for line in label.split("\n")}

    every = {**STANDARD.data.triggers, **STANDARD.data.side_triggers}
    assert {trigger.label.say(lang) for trigger in every.values()} <= labels


def test_side_roads_between_states_are_dashed_and_no_other() -> None:
    diagram = drawn("en")

    dashed = {(source, dest) for (source, dest, _), is_dashed in diagram.arrows.items() if is_dashed}
    sides = STANDARD.data.side_triggers.values()
    assert dashed == {(move.source, move.dest) for side in sides for move in side.moves}
    assert ("consolidated", "reported") in dashed


def test_standings_are_a_diagram_of_their_own() -> None:
    diagram = drawn()

    states, standings = diagram.groups.values()
    assert states == list(STANDARD.data.states)
    assert standings == [f"standing:{name}" for name in STANDARD.data.standings]
    between = {(source, dest) for source, dest, _ in diagram.arrows if source in standings}
    assert ("standing:active", "standing:waived") in between
    assert all(dest in standings for _, dest in between)


def test_guards_are_told_in_words() -> None:
    text = as_mermaid(drawn())

    assert "phải tổng hợp,<br/>đủ báo cáo cấp dưới,<br/>không phải báo cáo riêng" in text
    assert "_" not in text


def test_mermaid_frames_both_and_dashes_side_roads() -> None:
    lines = as_mermaid(drawn()).splitlines()

    assert sum(line.strip().startswith("subgraph") for line in lines) == 2
    assert sum(line.strip() == "end" for line in lines) == 2
    assert sum("-.->" in line for line in lines) == sum(drawn().arrows.values())


def test_the_svg_shows_states_and_standings_in_frames() -> None:
    tree = ET.fromstring(as_svg(drawn()))

    words = {text.text for text in tree.iter(f"{SVG}text")}
    frames = [group for group in tree.iter(f"{SVG}g") if group.get("class") == "cluster"]
    assert len(frames) == 2
    assert {
        "chờ văn bản",
        "đã tổng hợp",
        "tạm dừng",
        "được miễn",
        "đã thu hồi",
        "hủy việc miễn",
        "trả lại báo cáo",
    } <= words
    assert any(path.get("stroke-dasharray") for path in tree.iter(f"{SVG}path"))


def test_a_lifecycle_without_side_roads_has_no_frames() -> None:
    data = STANDARD.data.model_dump(by_alias=True)
    plain = Lifecycle(LifecycleData.model_validate({**data, "side_triggers": {}, "requests": {}}))

    diagram = lifecycle_diagram(plain, Look("vi"))

    assert diagram.groups == {}
    assert set(diagram.nodes) == set(plain.data.states)


def test_drawing_says_nothing_of_fonts_and_swallows_nothing_else(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import pygraphviz

    draw = pygraphviz.AGraph.draw

    def talkative(*given: object, **more: object) -> object:
        os.write(2, b'Fontconfig warning: "05-reset-dirs-sample.conf", line 6: unknown element "reset-dirs"\n')
        os.write(2, b"Error: no room\n")
        return draw(*given, **more)

    monkeypatch.setattr(pygraphviz.AGraph, "draw", talkative)
    as_svg(drawn())

    assert capfd.readouterr().err == "Error: no room\n"


def faults(diagram: Diagram) -> Iterator[str]:
    """Words that an arrow runs through, that stand on other words, or that a frame cuts."""
    picture = read_drawn(as_svg(diagram))
    for at, box in enumerate(picture.words):
        if any(box.holds(point) for arrow in picture.arrows for point in arrow):
            yield f"an arrow runs through “{box.words}”"
        if any(box.meets(other) for other in picture.words[at + 1 :]):
            yield f"“{box.words}” stands on other words"
        if any(box.meets(frame) and not box.is_within(frame) for frame in picture.frames):
            yield f"a frame cuts “{box.words}”"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_arrows_say_is_off_every_arrow_and_inside_its_frame(lang: str, sqlite_url: str) -> None:
    look, library = Look(lang), Library.load()
    cascade = link(library, shipped_agencies(), "ct-33-ttg-2021", 2023)
    with Engine.open(sqlite_url) as engine:
        engine.launch(province(), today=date(2023, 4, 5))
        rows = engine.on(date(2023, 6, 21)).status()

    for diagram in (
        lifecycle_diagram(STANDARD, look),
        document_diagram(cascade, None, look),
        document_diagram(cascade, "kh-binh-dinh-2023", look),
        cascade_diagram(rows, look),
    ):
        assert list(faults(diagram)) == []


NAMES = st.sampled_from("abcdef")
WORDS = st.sampled_from(["", "báo cáo", "tổng hợp\n[phải tổng hợp,\nđủ báo cáo cấp dưới]", "gia hạn\n[chưa xong]"])

ARROWS = st.tuples(NAMES, NAMES, WORDS, st.booleans())


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(NAMES, NAMES, WORDS, st.booleans()), max_size=9), st.sampled_from(["BT", "TB"]), st.booleans()
)
def test_so_it_is_in_any_diagram(arrows: list[tuple[str, str, str, bool]], direction: str, has_frames: bool) -> None:
    diagram = Diagram(direction=direction)
    for name in "abcdef":
        diagram.node(name, f"cơ quan {name}", "", ("một" if name < "d" else "hai") if has_frames else "")
    for source, target, words, dashed in arrows:
        if not has_frames or (source < "d") == (target < "d"):
            diagram.arrow(source, target, words, dashed=dashed)

    assert list(faults(diagram)) == []
