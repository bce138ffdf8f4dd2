"""Conversion to canonical units: exact, and refused where a unit measures something else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.lexicon import lexicon
from qgov.lexicon.terms import _units
from qgov.lexicon.units import UnitError, fitting, to_canonical

KEYS = lexicon().item_keys()
SI = {
    "s": "1", "ms": "1e-3", "us": "1e-6", "µs": "1e-6", "μs": "1e-6", "ns": "1e-9", "ps": "1e-12", "min": "60", "h": "3600",
    "d": "86400", "m": "1", "km": "1000", "cm": "0.01", "mm": "1e-3", "um": "1e-6", "nm": "1e-9", "Hz": "1", "kHz": "1e3",
    "MHz": "1e6", "GHz": "1e9", "THz": "1e12", "K": "1", "mK": "1e-3", "uK": "1e-6", "W": "1", "mW": "1e-3", "uW": "1e-6",
    "nW": "1e-9", "dB": "1", "dB/km": "1", "dB/m": "1000", "bit/s": "1", "kbit/s": "1e3", "Mbit/s": "1e6", "Gbit/s": "1e9",
    "1": "1", "%": "0.01", "ppm": "1e-6",
}  # fmt: skip
OF_KIND = {
    _units()[term.unit][0]: key
    for key, term in sorted(KEYS.items())
    if term.unit in _units() and not term.not_in_percent
}


def test_units_are_those_of_the_si():
    units = _units()
    assert {code: units[code][1] for code in SI} == {code: Decimal(factor) for code, factor in SI.items()}
    assert {kind for kind, _, _ in units.values()} == set(OF_KIND)  # each kind is measured by some key
    assert {code for code, (_, _, offset) in units.items() if offset} == {"degC", "°C"}


@pytest.mark.parametrize("key", sorted(key for key, term in KEYS.items() if term.value_kind in ("quantity", "count")))
def test_every_quantity_has_a_canonical_unit_of_factor_one(key):
    """A bound of a domain, and a threshold of a norm, are numbers in the canonical unit."""
    assert _units()[KEYS[key].unit][1:] == (Decimal(1), Decimal(0))
    assert KEYS[key].unit in fitting(KEYS[key])


@pytest.mark.parametrize("key", ["chsh", "physicalQubits", "trials"])
@pytest.mark.parametrize("code", ["%", "percent", "ppm"])
def test_what_is_no_share_has_no_percentage(key, code):
    with pytest.raises(UnitError, match="no share of anything") as refused:
        to_canonical(Decimal(250), code, KEYS[key])
    assert refused.value.remedy.endswith("accepted here: 1") and fitting(KEYS[key]) == ["1"]
    assert to_canonical(Decimal(90), code, KEYS["bellFidelity"]) < 1


DIGITS = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e30"), max_value=Decimal("1e30"))


@given(st.sampled_from(sorted(_units())), DIGITS)
def test_conversion_is_exact(code, value):
    kind, factor, offset = _units()[code]
    term = KEYS[OF_KIND[kind]]
    converted = to_canonical(value, code, term)
    numerator, denominator = value.as_integer_ratio()
    top, bottom = factor.as_integer_ratio()
    up, down = offset.as_integer_ratio()
    exact = (numerator * top * down + up * denominator * bottom, denominator * bottom * down)
    found = converted.as_integer_ratio()
    assert found[0] * exact[1] == exact[0] * found[1]
    if not offset:
        assert to_canonical(value, code, term, difference=True) == converted


@pytest.mark.parametrize(
    ("value", "code", "key", "expected"),
    [
        ("0.1", "%", "cnotError", "0.001"), ("533", "ns", "t1", "5.33e-7"), ("270", "us", "t1", "0.00027"),
        ("1.23456789012345678901234567890123456789", "ps", "t1", "1.23456789012345678901234567890123456789e-12"),
        ("-273.15", "degC", "operatingTemperature", "0"), ("25", "°C", "operatingTemperature", "298.15"),
        ("9" * 40, "GHz", "clockRate", "9" * 40 + "0" * 9), ("1", "dB/m", "attenuation", "1000"),
    ],
)  # fmt: skip
def test_examples(value, code, key, expected):
    assert to_canonical(Decimal(value), code, KEYS[key]) == Decimal(expected)


def test_without_a_unit_a_number_is_left_alone():
    value = Decimal("1.2345678901234567890123456789012345678901234567890")
    assert to_canonical(value, None, KEYS["t1"]) is value and to_canonical(value, "s", KEYS["t1"]) is value


@pytest.mark.parametrize("code", ["", "uss", "Us", "S", "sec", "µ", "furlong", " us", "us ", "x" * 70_000, "\x00"])
def test_unknown_units(code):
    with pytest.raises(UnitError, match="unknown unit") as caught:
        to_canonical(Decimal(1), code, KEYS["t1"])
    assert "ns" in caught.value.remedy and len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("code", "key"), [("us", "cnotError"), ("%", "t1"), ("Hz", "secretKeyRate"), ("dB", "attenuation"), ("K", "t1")]
)
def test_units_of_another_kind(code, key):
    with pytest.raises(UnitError, match="measures") as caught:
        to_canonical(Decimal(1), code, KEYS[key])
    assert KEYS[key].unit in caught.value.remedy
