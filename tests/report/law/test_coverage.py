"""The law part of COVERAGE.md is the generated one, and it counts each rule once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from qgov.norms import norm_book
from qgov.norms.model import ENTRY, POINTER
from qgov.norms.pointers import TABLE
from qgov.norms.scope import InstrumentScope, instrument_scopes
from qgov.report.law.coverage import BEGIN, END, MODELLED, PARTIAL, POINTER_ONLY, coverage, coverage_text, rule_of

PAGE = (Path(__file__).resolve().parents[3] / "COVERAGE.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def found():
    return coverage()


def test_the_page_holds_what_is_generated(found):
    assert PAGE.count(BEGIN) == PAGE.count(END) == 1
    part = PAGE.split(BEGIN)[1].split(END)[0].strip()
    assert part == coverage_text(found).strip(), "write what `qgov norms --coverage` prints between the markers"


def test_every_norm_is_counted_under_its_instrument(found):
    by_code = {one.code: one for one in found}
    for norm in norm_book().norms:
        held = by_code[norm.instrument]
        assert norm.provision in held.pointers if norm.kind == POINTER else rule_of(norm) in held.rules


def test_a_table_of_bands_is_one_rule(found):
    bands = [n for n in norm_book().norms if n.kind == ENTRY and n.provision.startswith("us-ear:4A906.a.")]
    assert len(bands) == 8
    assert {rule_of(norm) for norm in bands} == {"us-ear:4A906.a"}
    assert next(one for one in found if one.code == "us-ear").rules.count("us-ear:4A906.a") == 1


def test_the_state_says_how_much_was_encoded(found):
    states = {one.code: one.state for one in found}
    assert states["us-ofac"] == POINTER_ONLY and states["us-ear"] == PARTIAL
    for one in found:
        if one.state == MODELLED:
            assert one.rules and not one.pointers and not one.unverified and one.scope, one.code
            assert one.vintage.text_as_of and one.scope.covered_by(frozenset(one.rules)), one.code
    assert states["ai-act"] == MODELLED and "| modelled | Art. 27 | 2 |" in coverage_text(found)
    assert {states[code] for code in ("us-sca", "coe-108", "uk-ptia", "cn-afsl")} == {PARTIAL}


def test_every_scope_is_kept_up_with(found):
    """A row of the table is covered as it says: a rule outside it, or a provision without one, asks for another row."""
    by_code = {one.code: one for one in found}
    for code, scope in instrument_scopes().items():
        assert scope.covered_by(frozenset(by_code[code].rules)), code
        assert by_code[code].state == MODELLED, code
    scope = InstrumentScope("gdpr", "Arts. 44, 46", ("gdpr:44", "gdpr:46"), "")
    assert scope.covered_by(frozenset({"gdpr:44", "gdpr:46(1)"}))
    assert not scope.covered_by(frozenset({"gdpr:44"})) and not scope.covered_by(frozenset(scope.provisions) | {"gdpr:5"})


def test_a_text_that_a_verified_rule_rests_on_was_read(found):
    for one in found:
        verified = [n for n in norm_book().norms if n.instrument == one.code and n.kind != POINTER and n.verified]
        assert (one.text_day == "not read") <= (not verified), one.code
        if verified:
            assert one.vintage.verification != "unverified", f"{one.code}: the table says that nothing was read"
    assert next(one for one in found if one.code == "us-sca").text_day == "no day known"


def test_lists_that_only_the_table_names_share_a_line(found):
    text = coverage_text(found)
    alone = [one for one in found if one.listed_only]
    assert {norm.instrument for norm in norm_book().norms if norm.origin == TABLE} >= {one.code for one in alone}
    assert f"| {len(alone)} places |" in text
    assert not any(f"`{one.code}`" in text for one in alone)


def test_stale_readings_are_marked_on_the_day_asked_for(found):
    stale_after = next(one.vintage.stale_after for one in found if one.code == "us-ear")
    assert "(stale)" not in coverage_text(found, stale_after)
    assert "(stale)" in coverage_text(found, date(stale_after.year + 1, 1, 1))
