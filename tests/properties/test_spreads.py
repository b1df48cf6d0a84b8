"""Chances of days against every way in which they can fall, counted one by one."""

from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forecasting.spread import Spread, last_of

days = st.lists(st.integers(-20, 20), min_size=1, max_size=4)


def share(ways: list[int], day: int) -> float:
    return float(Fraction(sum(way <= day for way in ways), len(ways)))


@given(st.lists(days, min_size=1, max_size=4), st.integers(-25, 25))
def test_the_last_of_several_falls_as_in_every_way_counted(several: list[list[int]], day: int) -> None:
    ways = [max(way) for way in product(*several)]

    found = last_of(map(Spread.of, several))

    assert len(ways) == prod(map(len, several))
    assert found.chance_by(day) == pytest.approx(share(ways, day))


@given(days, st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(-25, 35))
def test_what_then_lasts_so_long_is_over_as_in_every_way_counted(
    starts: list[int], lasting: list[int], day: int
) -> None:
    ways = [start + length for start in starts for length in lasting]

    assert Spread.of(starts).and_then(lasting).chance_by(day) == pytest.approx(share(ways, day))


@given(days, st.sampled_from([1, 25, 50, 80, 100]))
def test_the_day_by_which_it_has_fallen_is_the_first_with_that_chance(ways: list[int], percent: int) -> None:
    day = Spread.of(ways).day_by(percent / 100)

    assert 100 * sum(way <= day for way in ways) >= percent * len(ways)
    assert 100 * sum(way < day for way in ways) < percent * len(ways)
