"""The drawing of how well forecasts were."""

import xml.etree.ElementTree as ET
from datetime import date

from engine.forecasting.results import Backtest, ForecastBin
from papers.calibration import calibration_svg
from screen.look import Look

BINS = (ForecastBin(0, 10, 30, 4.0, 0), ForecastBin(90, 100, 50, 96.0, 50))


def test_each_tenth_stands_where_it_was_said_and_kept() -> None:
    found = Backtest(("ct-33-ttg-2021/2023",), date(2023, 12, 31), (7,), 80, 0, 50, 0.01, 0.2, BINS)

    drawn = ET.fromstring(calibration_svg(found, Look()))

    circles = [each for each in drawn.iter() if each.tag.endswith("circle")]
    low, high = ((float(each.get("cx", 0)), float(each.get("cy", 0)), float(each.get("r", 0))) for each in circles)
    assert low[0] < high[0]
    assert low[1] > high[1]
    assert low[2] < high[2]
    assert "50/50 (100 %)" in "".join(drawn.itertext())
