"""Diagrams of a lifecycle: the main line, side roads beside it, and standings."""

import os
import xml.etree.ElementTree as ET

import pytest

from screen.diagrams import Diagram, as_mermaid, as_svg, lifecycle_diagram
from screen.look import Look
from workflows.library import Library
from workflows.lifecycle import Lifecycle, LifecycleData

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
