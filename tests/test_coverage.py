"""COVERAGE.md keeps up with the norms: every instrument is named, every encoded provision family is listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from qgov.norms import norm_book

COVERAGE = (Path(__file__).resolve().parent.parent / "COVERAGE.md").read_text(encoding="utf-8")
SHIPPED = [norm for norm in norm_book().norms if norm.origin.endswith(".ttl")]


@pytest.mark.parametrize("instrument", sorted({norm.instrument for norm in SHIPPED}))
def test_every_instrument_is_named(instrument):
    assert f"`{instrument}`" in COVERAGE

@pytest.mark.parametrize("norm", [n for n in SHIPPED if n.kind in ("norm", "exception")], ids=lambda n: n.provision)
def test_every_encoded_rule_is_listed(norm):
    number = norm.provision.split(":", 1)[1]
    assert number in COVERAGE or f"article {number.split('(')[0]}" in COVERAGE


@pytest.mark.parametrize("norm", [n for n in SHIPPED if n.kind == "entry"], ids=lambda n: n.provision)
def test_every_entry_is_listed(norm):
    number = norm.provision.split(":", 1)[1]
    assert number.split(".")[0].split("(")[0] in COVERAGE


def test_every_check_of_physics_is_listed():
    from qgov.grounding.checks import CHECKS

    names = {check.name for checks in CHECKS.values() for check in checks}
    assert sorted(name for name in names if f"| `{name}` |" not in COVERAGE) == []
