"""The timeline as text, page and picture: every period and change is told, and nothing is drawn out of place."""

from __future__ import annotations

import re
from datetime import date

import pytest

from qgov.reasoning.combine import Verdict
from qgov.reasoning.timeline import Change, Period
from qgov.report.law.timeline_page import change_words, timeline_page, timeline_svg, timeline_text


def verdict(*possible: str) -> Verdict:
    return Verdict(possible[0] if len(possible) == 1 else "undetermined", possible, possible[0])


CLEAR, OPEN = verdict("no-control-found"), verdict("authorisation-required", "no-control-found")
PERIODS = [
    Period(date(2024, 1, 1), date(2024, 1, 10), CLEAR, {"US": CLEAR}, ()),
    Period(
        date(2024, 1, 11), date(2024, 1, 30), OPEN, {"US": OPEN, "GB": CLEAR},
        (Change("us-ear:742.4(a)(5)", "qpu <b>", None, "applies"),),
    ),
]  # fmt: skip


def test_the_text_has_a_block_for_each_period():
    text = timeline_text(PERIODS)
    assert "2024-01-01 to 2024-01-10" in text and "2024-01-11 to 2024-01-30" in text
    assert "undetermined (authorisation required, " in text
    assert "United Kingdom: " in text


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, "applies", "now applies ("),
        ("applies", None, "no longer applies ("),
        ("applies", "satisfied", "now satisfied, was applies ("),
    ],
)
def test_a_change_says_what_was_and_what_is(before, after, said):
    assert said in change_words(Change("us-ear:742.4(a)(5)", "qpu", before, after))


def test_the_bars_are_as_long_as_the_periods():
    svg = timeline_svg(PERIODS)
    bars = [(float(x), float(width)) for x, width in re.findall(r'<rect x="([\d.]+)" y="0" width="([\d.]+)"', svg)]
    assert len(bars) == 2 and svg.count("<rect") == 5
    assert bars[1][0] == pytest.approx(bars[0][0] + bars[0][1], abs=0.02)
    assert bars[1][1] == pytest.approx(2 * bars[0][1], abs=0.02)


def test_a_place_without_verdict_in_a_period_has_no_bar():
    rows = re.findall(r'<rect x="[\d.]+" y="(\d+)"', timeline_svg(PERIODS))
    assert sorted(rows.count(row) for row in set(rows)) == [1, 2, 2]


def test_the_page_is_escaped_and_needs_nothing_from_elsewhere():
    page = timeline_page("<script>alert(1)</script>", PERIODS)
    assert "<script" not in page and "qpu <b>" not in page and "qpu &lt;b&gt;" in page
    assert re.findall(r"(?i)(?:\bsrc|\bhref)\s*=|@import|url\(", page) == []
    assert "not legal advice" in page
