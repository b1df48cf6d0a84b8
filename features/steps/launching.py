"""Steps that open a cascade and say what day it is."""

from __future__ import annotations

from typing import Any

from features.steps.vocabulary import biet, khi, thi
from features.steps.world import World, same
from workflows.dates import parse_day


@biet(
    'văn bản "{document}" và các văn bản cấp trên liên quan',
    'Biết văn bản "kh-binh-dinh-2023" và các văn bản cấp trên liên quan',
)
def a_document_on_file(world: World, document: str) -> None:
    world.library.get(document)


@biet(
    'đợt triển khai năm {year} của "{directive}" đã được mở[ vào ngày {day}]',
    'Biết đợt triển khai năm 2023 của "ct-33-ttg-2021" đã được mở vào ngày 05/04/2023',
)
def a_launched_cascade(world: World, year: str, directive: str, day: str | None) -> None:
    world.launch(directive, int(year), parse_day(day) if day else None)


@khi(
    'mở đợt triển khai năm {year} của "{directive}"[ vào ngày {day}]',
    'Khi mở đợt triển khai năm 2023 của "ct-33-ttg-2021"',
)
def launch(world: World, year: str, directive: str, day: str | None) -> None:
    def work() -> tuple[Any, ...]:
        world.launch(directive, int(year), parse_day(day) if day else None)
        return ()

    world.attempt(work)


@biet("hôm nay là ngày {day}", "Biết hôm nay là ngày 21/06/2023")
def today_is(world: World, day: str) -> None:
    world.be_on(parse_day(day))


@khi("đến ngày {day}", "Khi đến ngày 21/06/2023")
def the_day_comes(world: World, day: str) -> None:
    world.be_on(parse_day(day))


@thi(
    'đợt triển khai có {count} nhiệm vụ tổng hợp[ ở kỳ "{period}"]',
    'Thì đợt triển khai có 2 nhiệm vụ tổng hợp ở kỳ "quý I"',
)
def so_many_consolidations(world: World, count: str, period: str | None) -> None:
    wanted = world.period(period) if period else None
    rows = world.engine.status(world.cascade, period=wanted, today=world.today)
    same(sum(row.inputs > 0 for row in rows), int(count), "số nhiệm vụ tổng hợp có đầu vào")
