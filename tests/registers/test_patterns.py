"""Rows with one pattern have one result, so that whatever a norm can tell apart makes patterns two."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.registers.patterns import shred


def pattern(share: object) -> tuple:
    stake = {"holder": "a", "held": "b", "share": share}
    return shred({"type": "Export", "date": "2026-03-02", "ownership": [stake]})[0]


@pytest.mark.parametrize("digits", [20, 29, 39])
def test_a_share_just_below_half_is_not_half(digits):
    assert pattern(Decimal("0.4" + "9" * (digits - 1))) != pattern(Decimal("0.5"))


def test_the_same_number_is_one_pattern_however_it_is_written():
    assert pattern(Decimal("0.50")) == pattern(Decimal("5e-1")) and pattern(1) == pattern(Decimal("1.0"))
