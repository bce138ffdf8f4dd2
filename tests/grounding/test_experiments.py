"""What the cases of all families are together: enough, distinct, with their sources, and touching every check."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from qgov.dossier.model import Quantity
from qgov.grounding.checks import CHECKS

from .cases import FAMILIES, cases_of, grounded, items_of

ALL = [(family, entry) for family in FAMILIES for entry in cases_of(family)]
GENUINE = [(family, entry) for family, entry in ALL if entry["expect"] == "not-refuted"]
PUBLISHED = [(family, entry) for family, entry in GENUINE if entry.get("kind") == "published"]
IMPOSSIBLE = [(family, entry) for family, entry in ALL if entry["expect"] == "refuted"]
DOI = re.compile(r"10\.\d{4,9}/\S+")
SERVICES = {"network-fidelity", "network-rate"}  # of several items together
ROWS = {
    "processors": ("processor", "sensing"),
    "entanglement": ("entanglement",),
    "channels": ("channel",),
    "links": ("link", "network"),
    "memories": ("memory",),
    "sensors, coolers and randomness": ("sensing", "randomness"),
}

TRAPS = {
    "a twin-field link beats the repeaterless bound": ("link", "liu-2023-twin-field-1002km"),
    "a memory node beats the repeaterless bound": ("link", "bhaskar-2020-memory"),
    "S = 2 sqrt(2) (1 - 2 Q) is no bound": ("entanglement", "zhang-2022"),
    "device-independent key above the Werner figure": ("link", "zhang-2022-di-400m"),
    "teleportation between 2/3 and 5/6": ("entanglement", "riebe-2004"),
    "a memory between 2/3 and 5/6": ("memory", "trap-between"),
    "an encoded memory outlives its qubits": ("memory", "encoded-2026"),
    "an encoded lifetime outlives the coherence": ("sensing", "decoherence-free-ions"),
    "a quantum volume that the estimate fails": ("sensing", "volume-beyond-the-estimate"),
    "an error rate below 11 % without a finite key": ("link", "yin-2017-satellite-pairs-no-key"),
    "entanglement fidelity beside average fidelity": ("entanglement", "side-by-side"),
    "long coherence is no memory for single photons yet": ("memory", "zhong-2015"),
    "a single-photon source beats the weak-coherent limit": ("link", "zhang-2025-single-photon"),
    "an amplified link under controlled loss": ("link", "aliev-2024-controlled-loss"),
}


def refutations(entry: dict) -> set[str]:
    return {found.check for found in grounded(entry) if found.verdict == "refuted"}


def named(cases: list) -> list:
    return [pytest.param(*case, id=f"{case[0]}-{case[1]['id']}") for case in cases]


@pytest.mark.parametrize("family, entry", named(GENUINE))
def test_a_genuine_case_says_what_it_is_and_where_it_was_seen(family, entry):
    assert entry["kind"] in ("published", "variant", "trap")
    if entry["kind"] == "published":
        assert DOI.fullmatch(entry["doi"])
        assert bool(entry.get("seen")) != (entry.get("verified") == "unverified")
    assert "verified" not in entry or entry["verified"] == "unverified"


@pytest.mark.parametrize("family, entry", named(IMPOSSIBLE))
def test_an_impossible_case_names_the_check(family, entry):
    assert entry["check"] in {check.name for checks in CHECKS.values() for check in checks} | SERVICES
    assert "seen" not in entry and entry.get("kind", "impossible") == "impossible"


def test_there_are_enough_distinct_results_whose_numbers_were_read():
    seen = {entry["doi"] for _, entry in PUBLISHED if entry.get("seen")}
    assert len(seen) >= 120
    for row, families in ROWS.items():
        read = {entry["doi"] for family, entry in PUBLISHED if family in families and entry.get("seen")}
        assert len(read) >= 5, row
    assert sum(entry["kind"] in ("variant", "trap") for _, entry in GENUINE) >= 90
    assert len(IMPOSSIBLE) >= 180


def told(entry: dict, change) -> dict:
    """The case with every quantity of its item changed; assumptions and counts stay."""
    (item,) = items_of(entry)
    quantities = {term for term, claim in item.claims.items() if isinstance(claim, Quantity)}
    raw = {term: change(term, claim) if term in quantities else claim for term, claim in entry["item"].items()}
    return entry | {"item": raw}


def two_digits(number):
    return Decimal(f"{number:.1e}") if isinstance(number, Decimal) else number


def carelessly(term: str, claim):
    """Two digits, no uncertainty, no metric, no statistic; a range stays one."""
    if not isinstance(claim, dict):
        return two_digits(claim)
    return {name: two_digits(part) for name, part in claim.items() if name in ("value", "lower", "upper", "unit")}


def without(entry: dict, *terms: str) -> dict:
    return entry | {"item": {term: claim for term, claim in entry["item"].items() if term not in terms}}


@pytest.mark.parametrize("family, entry", named([case for case in PUBLISHED if "item" in case[1]]))
def test_a_published_result_told_with_less_care_is_not_refuted(family, entry):
    (item,) = items_of(entry)
    bare = without(entry, *item.assumptions)
    assert refutations(bare) == refutations(told(entry, carelessly)) == refutations(told(bare, carelessly)) == set()
    for term in item.assumptions:
        assert refutations(without(entry, term)) == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_no_case_is_told_twice(family):
    entries = cases_of(family)
    assert len({entry["id"] for entry in entries}) == len(entries)


@pytest.mark.parametrize("family, name", TRAPS.values(), ids=TRAPS)
def test_every_trap_of_a_naive_validator_is_a_case(family, name):
    (entry,) = [entry for entry in cases_of(family) if entry["id"] == name]
    assert entry["expect"] == "not-refuted" and (entry.get("trap") or entry["kind"] == "trap")
    assert all(found.verdict != "refuted" for found in grounded(entry))


def test_every_check_has_a_case():
    touched = {entry["check"] for _, entry in IMPOSSIBLE}
    touched |= {found.check for _, entry in PUBLISHED for found in grounded(entry)}
    assert {check.name for checks in CHECKS.values() for check in checks} | SERVICES <= touched


def test_every_theorem_that_refutes_has_an_impossible_case():
    never = {"interleaved-bound"}  # it widens an error and refutes nothing
    theorems = {check.name for checks in CHECKS.values() for check in checks if check.kind == "theorem"} - never
    assert theorems <= {entry["check"] for _, entry in IMPOSSIBLE}


def test_the_services_are_those_of_the_network():
    assert {found.check for entry in cases_of("network") for found in grounded(entry)} == SERVICES
