"""The same transfer on every day of a span: checked against the decision of each day, taken one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from qgov.dossier.read import read_dossier
from qgov.norms import norm_book
from qgov.reasoning.pipeline import decide_dossier
from qgov.reasoning.timeline import timeline, turning_days
from qgov.situation import reference

DOSSIERS = Path(__file__).parents[2] / "data" / "dossiers"
START, END = date(2023, 1, 1), date(2026, 11, 25)


def read(name: str):
    return read_dossier(DOSSIERS / f"{name}.json")


def on(dossier, day: date):
    """The dossier of a day on which its parties were screened, if they were in time on its own day."""
    screened = dossier.declarations.parties_screened
    if screened and screened <= dossier.date:
        screened = min(screened, day)
    return replace(dossier, date=day, declarations=replace(dossier.declarations, parties_screened=screened))


@pytest.fixture(scope="module")
def boston():
    dossier = read("2026-us-in-boston-headline")
    return dossier, timeline(dossier, START, END)


def test_periods_join_without_gap(boston):
    _, periods = boston
    assert periods[0].start == START and periods[-1].end == END
    for before, after in pairwise(periods):
        assert after.start == before.end + timedelta(days=1)
        assert after.changes or after.overall != before.overall or after.jurisdictions != before.jurisdictions


def test_each_period_is_what_the_day_decides(boston):
    dossier, periods = boston
    for period in periods:
        for day in {period.start, period.end}:
            alone = decide_dossier(on(dossier, day), simulate=False, explain=False)
            assert alone.overall == period.overall, day
            assert {code: found.outcome for code, found in alone.jurisdictions} == {
                code: found.outcome for code, found in period.jurisdictions.items()
            }, day


def test_the_first_day_of_the_control_is_named(boston):
    _, periods = boston
    (first,) = [period for period in periods if period.start == date(2024, 9, 6)]
    changed = {change.provision: (change.before, change.after) for change in first.changes}
    assert changed["us-ear:742.4(a)(5)"] == (None, "applies")
    assert [period.overall.outcome for period in periods if period.start < first.start][-1] != first.overall.outcome


@pytest.mark.parametrize("name", ["2025-11-14-ie-in-kingston-headline", "2025-12-15-gb-us-pittsburgh-headline"])
def test_nothing_turns_between_turning_days(name):
    """A day that is not among the turning days has the outcome of the day before it."""
    dossier = read(name)
    days = set(turning_days(norm_book(), reference(), dossier, START, END))
    for day in (date(2024, 2, 29), date(2025, 6, 17), date(2026, 8, 2)):
        if day not in days:
            before = max(turn for turn in days if turn < day)
            found = [decide_dossier(replace(dossier, date=d), simulate=False, explain=False).overall for d in (day, before)]
            assert found[0] == found[1]


def test_a_span_must_not_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        timeline(read("2026-us-in-boston-headline"), END, START)


@pytest.mark.parametrize("late", [False, True])
def test_a_screening_moves_with_the_transfer_only_where_it_was_in_time(late):
    dossier = read("2026-us-in-boston-licensed")
    day = dossier.date + timedelta(days=20 if late else 0)
    dossier = replace(dossier, declarations=replace(dossier.declarations, parties_screened=day))
    start = dossier.date - timedelta(days=10)
    periods = timeline(dossier, start, dossier.date)
    assert periods[0].start == start
    for period in periods:
        assert period.overall == decide_dossier(on(dossier, period.start), simulate=False, explain=False).overall
    unscreened = replace(dossier, declarations=replace(dossier.declarations, parties_screened=None))
    same = [one.overall for one in periods] == [one.overall for one in timeline(unscreened, start, dossier.date)]
    assert same is late
