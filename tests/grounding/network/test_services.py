"""End-to-end services held against their links: genuine networks stand, what no parts can give is refuted."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from math import log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qgov.grounding.checks.network import services
from qgov.grounding.services import ground_services

from ..builders import q
from .networks import FIBRE, PLAIN, chain, only, part, service

KEY = {"securityModel": "unconditional"}
FIBRE_KM = {"attenuation": 0.2, "clockRate": 1e9, "intermediateStations": 0}
ENDS = ("n0", "n2")
DIAGONAL = {"stateModel": "bell-diagonal"}


def fidelity(items, **rest):
    return only(items, "network-fidelity", **rest)


def rate(items, **rest):
    return only(items, "network-rate", **rest)


# Fidelity over a path


def test_three_node_network_of_delft_stands():
    # 10.1126/science.abg1919: two links of about 0.8, entanglement between the outer nodes of 0.551(13)
    links = [
        part("ab", bellFidelity=(0.820, 0.005), nodes=("alice", "bob"), assume={"stateModel": "werner"}),
        part("bc", bellFidelity=(0.814, 0.006), nodes=("bob", "charlie"), assume={"stateModel": "werner"}),
        part("bob", "QuantumMemory", fidelity=0.95),
    ]
    found = fidelity([service(assume=PLAIN, bellFidelity=(0.551, 0.013), nodes=("alice", "charlie"), links=2), *links])
    assert found.verdict == "supported"


def test_ion_repeater_over_two_spools_stands():
    # 10.1103/PhysRevLett.130.213601: a node of two ions with 25 km of fibre to either side, fidelity 0.72(2)
    links = chain(2, bellFidelity=(0.87, 0.02), length=25_000, attenuation=0.2, assume={**FIBRE, "medium": "fibre"})
    items = [service(bellFidelity=(0.72, 0.02), pairRate=9.2, clockRate=1e6, nodes=ENDS, links=2), *links]
    assert {one.check: one.verdict for one in ground_services(items, simulate=False)} == {
        "network-fidelity": "supported", "network-rate": "supported",
    }  # fmt: skip


def test_more_than_all_bell_diagonal_links_can_give_is_refuted():
    items = [service(assume=PLAIN, bellFidelity=(0.97, 0.005), nodes=("n0", "n3"), links=3)]
    found = fidelity(items + chain(3, bellFidelity=(0.9, 0.005), assume=DIAGONAL))
    assert found.verdict == "refuted" and float(found.bound) == pytest.approx((1 + 0.8**3) / 2)
    assert [claim.term for claim in found.claims] == ["bellFidelity"] * 4


def test_coherent_errors_of_links_may_cancel():
    items = [service(assume=PLAIN, bellFidelity=(0.97, 0.005), nodes=ENDS, links=2)]
    for assume in (None, {"stateModel": "pure"}):
        found = fidelity(items + chain(2, bellFidelity=(0.85, 0.005), assume=assume))
        assert found.verdict == "undetermined"
        assert any(need.startswith("l1: stateModel: werner or bell-diagonal") for need in found.needs)


@pytest.mark.parametrize("gone, need", [("distillation", "distillation: none"), ("errorCorrection", "errorCorrection")])
def test_without_an_assumption_it_is_asked_for(gone, need):
    stated = {term: word for term, word in PLAIN.items() if term != gone}
    items = [
        service(assume=stated, bellFidelity=(0.97, 0.005), nodes=ENDS, links=2),
        *chain(2, bellFidelity=(0.8, 0.01)),
    ]
    found = fidelity(items)
    assert found.verdict == "undetermined" and any(need in asked for asked in found.needs)


@pytest.mark.parametrize("links, need", [(None, "links: 2"), (3, "links: 2 (stated: 3)"), (1, "links: 2 (stated: 1)")])
def test_a_service_that_does_not_count_its_links_may_have_others(links, need):
    counted = {} if links is None else {"links": links}
    items = [service(assume=PLAIN, bellFidelity=(0.97, 0.005), nodes=ENDS, **counted)]
    found = fidelity(items + chain(2, bellFidelity=(0.8, 0.01)))
    assert found.verdict == "undetermined" and need in found.needs


def test_links_that_only_share_names_do_not_refute():
    loose = [replace(link, part_of=None) for link in chain(2, bellFidelity=(0.8, 0.01))]
    found = fidelity([service(assume=PLAIN, bellFidelity=(0.97, 0.005), nodes=ENDS, links=2), *loose])
    assert found.verdict == "undetermined" and "partOf: service, on each of its links" in found.needs


def test_a_direct_link_beside_others_is_no_service():
    loose = [replace(link, part_of=None) for link in chain(2, bellFidelity=0.8)]
    assert services([service(bellFidelity=0.97, nodes=ENDS), *loose]) == []


def test_between_the_two_bounds_the_state_model_decides():
    links = chain(2, bellFidelity=(0.85, 0.001))
    white = [replace(one, assumptions=service(assume={"stateModel": "werner"}).assumptions) for one in links]
    whole = service(assume=PLAIN, bellFidelity=(0.742, 0.001), nodes=ENDS, links=2)
    assert fidelity([whole, *links]).verdict == "undetermined"
    assert fidelity([whole, *white]).verdict == "refuted"


def test_swapping_at_a_node_and_its_memory():
    links = chain(2, bellFidelity=(0.95, 0.001), assume={"stateModel": "werner"})
    whole = service(assume=PLAIN, bellFidelity=(0.89, 0.002), nodes=ENDS, links=2)
    assert fidelity([whole, *links]).verdict == "supported"
    node = part("n1", "QuantumRepeater", swapVisibility=(0.8, 0.01))
    assert fidelity([whole, *links, node]).verdict == "refuted"
    distils = part("n1", "QuantumRepeater", assume={"distillation": "bbpssw"}, swapVisibility=(0.8, 0.01))
    assert fidelity([whole, *links, distils]).verdict == "undetermined"
    found = fidelity([whole, *links, part("n1", "QuantumMemory", fidelity=(0.9, 0.001))])
    assert found.verdict == "undetermined" and "fidelity of each memory in use" in found.needs


def test_a_link_of_unknown_fidelity_counts_as_perfect_and_is_asked_for():
    links = [*chain(1, bellFidelity=(0.8, 0.001), assume=DIAGONAL), part("l1", nodes=("n1", "n2"), assume=DIAGONAL)]
    found = fidelity([service(assume=PLAIN, bellFidelity=(0.78, 0.01), nodes=ENDS, links=2), *links])
    assert found.verdict == "undetermined" and found.needs == ("l1: bellFidelity",)
    assert fidelity([service(assume=PLAIN, bellFidelity=(0.9, 0.01), nodes=ENDS, links=2), *links]).verdict == "refuted"


def test_the_better_of_two_paths_counts():
    good = {"bellFidelity": (0.97, 0.001), "assume": DIAGONAL}
    links = [*chain(2, bellFidelity=(0.7, 0.001), assume=DIAGONAL), part("by1", nodes=("n0", "x"), **good),
             part("by2", nodes=("x", "n2"), **good)]  # fmt: skip
    assert (
        fidelity([service(assume=PLAIN, bellFidelity=(0.93, 0.01), nodes=ENDS, links=4), *links]).verdict == "supported"
    )
    assert (
        fidelity([service(assume=PLAIN, bellFidelity=(0.99, 0.001), nodes=ENDS, links=4), *links]).verdict == "refuted"
    )


def test_other_moments_and_selected_runs_do_not_refute():
    best = q("0.97", "0.005", statistic="best")
    links = chain(2, bellFidelity=(0.8, 0.01))
    found = fidelity([service(assume=PLAIN, bellFidelity=best, nodes=ENDS, links=2), *links])
    assert found.verdict == "undetermined" and "l0: bellFidelity with statistic best" in found.needs
    chosen = {**PLAIN, "postselection": "conditional"}
    assert (
        fidelity([service(assume=chosen, bellFidelity=(0.97, 0.005), nodes=ENDS, links=2), *links]).verdict
        == "undetermined"
    )


def test_visibility_in_one_basis_is_not_refuted_without_white_noise():
    whole = service(assume=PLAIN, visibility=(0.95, 0.01), nodes=ENDS, links=2)
    assert fidelity([whole, *chain(2, bellFidelity=(0.7, 0.01))]).verdict == "undetermined"
    white = chain(2, bellFidelity=(0.7, 0.01), assume={"stateModel": "werner"})
    assert fidelity([whole, *white]).verdict == "refuted"


def test_visibilities_of_two_bases_are_not_held_against_each_other():
    links, claims = (
        chain(2, visibility=(0.7, 0.01), assume=DIAGONAL),
        {"bellFidelity": (0.95, 0.01), "nodes": ENDS, "links": 2},
    )
    assert fidelity([service(assume=PLAIN, **claims), *links]).verdict == "refuted"
    found = fidelity([service(assume=PLAIN | {"sameBasis": False}, **claims), *links])
    assert (found.verdict, found.needs) == ("undetermined", ("sameBasis: true (stated: false)",))
    white = chain(2, visibility=(0.7, 0.01), assume={"stateModel": "werner"})
    assert fidelity([service(assume=PLAIN | {"sameBasis": False}, **claims), *white]).verdict == "refuted"


def test_a_value_within_the_guard_band_is_undetermined_on_the_way_from_supported_to_refuted():
    links = chain(2, bellFidelity=(0.9, 0.005), assume=DIAGONAL)
    verdicts = [
        fidelity([service(assume=PLAIN, bellFidelity=(0.835, u), nodes=ENDS, links=2), *links]).verdict
        for u in (0.02, 0.002)
    ]
    assert verdicts == ["undetermined", "undetermined"]
    assert (
        fidelity([service(assume=PLAIN, bellFidelity=(0.86, 0.001), nodes=ENDS, links=2), *links]).verdict == "refuted"
    )


def test_the_rounding_of_a_part_can_explain_a_refutation():
    def given(number):
        return q(number, given=number)

    whole = service(assume=PLAIN, bellFidelity=(0.54, 0.001), nodes=ENDS, links=2)
    domain = {"domain": lambda term: (Decimal(0), Decimal(1)) if term == "bellFidelity" else (None, None)}
    for number, verdict in ((given("0.6"), "undetermined"), (given("0.6000"), "refuted")):
        links = [
            part(f"l{at}", nodes=(f"n{at}", f"n{at + 1}"), assume=DIAGONAL, bellFidelity=number) for at in range(2)
        ]
        assert [one.verdict for one in ground_services([whole, *links], simulate=False, **domain)] == [verdict]


def test_the_circuit_agrees():
    items = [service(bellFidelity=(0.7, 0.01), nodes=ENDS, links=2), *chain(2, bellFidelity=0.85)]
    found = fidelity(items, simulate=True)
    assert found.simulated is not None and abs(found.simulated["difference"]) < Decimal("1e-6")


# Rate over a path and over all paths


def key_chain(*kilometres, **claims):
    return [
        part(f"l{at}", "QkdLink", assume=FIBRE, length=km * 1000, nodes=(f"n{at}", f"n{at + 1}"), **{**FIBRE_KM, **claims})
        for at, km in enumerate(kilometres)
    ]  # fmt: skip


def key_service(amount, links, assume=KEY, **claims):
    return service("QkdLink", assume, secretKeyRate=amount, links=links, nodes=("n0", f"n{links}"), **claims)


def test_the_worst_link_bounds_a_chain():
    links = key_chain(50, 100, 80)
    found = rate([key_service(1.7e7, 3), *links])
    assert found.verdict == "refuted" and "(l1)" in found.reason
    assert float(found.bound) == pytest.approx(1e9 * -log2(1 - 0.01), rel=1e-9)


@pytest.mark.parametrize("amount, verdict", [(1.4e7, "supported"), (1.5e7, "undetermined"), (1.7e7, "refuted")])
def test_the_boundary_of_a_chain(amount, verdict):  # -log2(1 - 0.01) 1e9 = 1.45e7 bit/s
    assert rate([key_service(amount, 3), *key_chain(50, 100, 80)]).verdict == verdict


@pytest.mark.parametrize("gone, need", [
    ("memoryNode", "l1: memoryNode: none"), ("modes", "l1: modes"), ("lossIncludesReceiver", None),
])  # fmt: skip
def test_what_a_link_does_not_state_is_asked_for(gone, need):
    links = key_chain(50, 100, 80)
    links = [replace(one, assumptions={t: w for t, w in one.assumptions.items() if t != gone}) for one in links]
    found = rate([key_service(1e8, 3), *links])
    assert found.verdict == ("refuted" if need is None else "undetermined")
    assert need is None or need in found.needs


def test_a_weaker_security_model_is_not_refuted():
    found = rate([key_service(1e8, 3, {"securityModel": "restricted-eavesdropper"}), *key_chain(50, 100, 80)])
    assert found.verdict == "undetermined" and any("securityModel" in need for need in found.needs)


def test_fibre_and_free_space_in_one_chain():
    # as 10.1038/s41586-020-03093-8: a backbone of trusted nodes and a satellite, some 40 kbit/s over the satellite
    sky = part("sky", "QkdLink", assume={**FIBRE, "medium": "free-space"}, channelLoss=32, nodes=("n1", "n2"),
               clockRate=2e8, intermediateStations=0, length=1_000_000)  # fmt: skip
    links = [*key_chain(80), sky]
    assert rate([key_service(4.8e4, 2), *links]).verdict == "supported"
    found = rate([key_service(1e6, 2), *links])
    assert found.verdict == "refuted" and "sky" in found.reason


def test_two_paths_carry_the_sum():
    more = [part("by", "QkdLink", assume=FIBRE, length=100_000, nodes=("n0", "n1"), **FIBRE_KM)]
    items = [*key_chain(100), *more]
    whole = service("QkdLink", KEY, secretKeyRate=2.8e7, links=2, nodes=("n0", "n1"))
    assert rate([whole, *items]).verdict == "supported"
    assert rate([replace(whole, claims={**whole.claims, "secretKeyRate": q(4e7)}), *items]).verdict == "refuted"


def test_links_that_claim_less_than_their_capacity_leave_the_service_open():
    links = key_chain(50, 100, 80, secretKeyRate=1e4)
    assert rate([key_service(9e3, 3), *links]).verdict == "supported"
    found = rate([key_service(5e4, 3), *links])
    assert (
        found.verdict == "undetermined"
        and found.kind == "model"
        and any("secretKeyRate in use" in n for n in found.needs)
    )


def test_a_link_of_unknown_loss_is_asked_for():
    links = [*key_chain(100), part("l1", "QkdLink", assume=FIBRE, nodes=("n1", "n2"))]
    found = rate([key_service(1e4, 2), *links])
    assert found.verdict == "undetermined" and any(need.startswith("l1: ") for need in found.needs)
    assert rate([key_service(1e8, 2), *links]).verdict == "refuted"


def test_links_that_name_no_nodes_are_one_chain():
    links = [replace(one, claims={t: c for t, c in one.claims.items() if t != "nodes"}) for one in key_chain(50, 100)]
    whole = service("QkdLink", KEY, secretKeyRate=1e8, links=2)
    assert rate([whole, *links]).verdict == "refuted"
    found = rate([whole, links[0], *key_chain(50, 100)[1:]])
    assert found.verdict == "undetermined" and found.needs == ("l0: nodes (two names)",)


def test_links_that_do_not_meet():
    links = [key_chain(50)[0], part("far", "QkdLink", assume=FIBRE, length=1000, nodes=("x", "n2"), **FIBRE_KM)]
    found = rate([key_service(1.0, 2), *links])
    assert found.verdict == "undetermined" and "do not join" in found.reason


def test_pairs_are_bounded_by_what_each_is_worth():
    links = chain(2, assume=FIBRE, length=200_000, **FIBRE_KM)
    stated = {"postselection": "coincidence"}
    claims = {"bellFidelity": (0.95, 0.01), "nodes": ENDS, "links": 2}
    assert rate([service(assume=stated, pairRate=1e6, **claims), *links]).verdict == "supported"
    assert rate([service(assume=stated, pairRate=1e9, **claims), *links]).verdict == "refuted"
    assert rate([service(pairRate=1e9, **claims), *links]).verdict == "undetermined"


def test_the_circuit_of_the_worst_link_agrees():
    found = rate([key_service(1e4, 3), *key_chain(50, 100, 80)], simulate=True)
    assert found.simulated is not None and abs(found.simulated["difference"]) < Decimal("1e-6")


# Any dossier


def test_items_without_parts_say_nothing():
    assert ground_services([service(bellFidelity=0.9, nodes=ENDS, links=2)]) == ()
    assert ground_services([]) == ()


def test_parts_of_each_other_end():
    items = [part("a", of="b", bellFidelity=0.9, links=1), part("b", of="a", bellFidelity=0.9, links=1)]
    assert len(ground_services(items, simulate=False)) == 2


def test_many_links_are_quick_and_absurd_numbers_refused():
    started = time.perf_counter()
    items = [service(assume=PLAIN, bellFidelity=(0.5, 0.01), nodes=("n0", "n2000"), links=2000)]
    assert fidelity(items + chain(2000, bellFidelity=(0.999, 0.0001))).verdict in ("supported", "undetermined")
    assert time.perf_counter() - started < 5
    found = fidelity(items + chain(2001, bellFidelity=0.9))
    assert found.verdict == "undetermined" and "more links than are judged" in found.reason


NUMBER = st.one_of(st.sampled_from([0, 1, 1e-300, 1e300, 0.25, 0.5]), st.floats(0, 1), st.floats(0, 1e12))
BOUNDED = st.builds(lambda low, high: q(lower=low, upper=high), st.one_of(st.none(), NUMBER), NUMBER)
CLAIM = st.one_of(NUMBER.map(q), st.tuples(NUMBER, NUMBER).map(lambda two: q(*two)), BOUNDED)
TERMS = ("bellFidelity", "visibility", "fidelity", "secretKeyRate", "secretKeyPerUse", "pairRate", "clockRate", "length",
         "attenuation", "channelLoss", "links", "swapVisibility", "intermediateStations", "linkFidelity")  # fmt: skip
CLAIMS = st.dictionaries(st.sampled_from(TERMS), CLAIM, max_size=8)
NODE_NAMES = st.one_of(st.none(), st.lists(st.sampled_from("abcd"), max_size=3).map(tuple))


@st.composite
def dossiers(draw):
    items = []
    for at in range(draw(st.integers(1, 5))):
        claims = draw(CLAIMS)
        names = draw(NODE_NAMES)
        if names is not None:
            claims["nodes"] = names
        kind = draw(st.sampled_from(["EntanglementLink", "QkdLink", "QuantumRepeater", "QuantumMemory"]))
        of = draw(st.sampled_from([None, "i0", "i0", "i1"]))
        items.append(part("abcd"[at] if kind == "QuantumMemory" and at < 4 else f"i{at}", kind, of, PLAIN, **claims))
    return items


@settings(max_examples=150)
@given(dossiers())
def test_no_claims_break_the_checks(items):
    for found in ground_services(items, simulate=False):
        assert found.verdict in ("supported", "undetermined", "refuted")
        assert found.verdict != "undetermined" or found.needs
        for number in (found.value, found.bound, found.margin, found.z_score):
            assert number is None or number.is_finite()


@settings(max_examples=50)
@given(st.lists(st.floats(0.6, 1), min_size=2, max_size=5), st.floats(0, 1))
def test_what_white_noise_really_gives_is_never_refuted(fidelities, swap):
    visibility = 1.0
    for one in fidelities:
        visibility *= (4 * one - 1) / 3
    visibility *= swap ** (len(fidelities) - 1)
    links = [
        part(f"l{at}", nodes=(f"n{at}", f"n{at + 1}"), bellFidelity=one, assume={"stateModel": "werner"})
        for at, one in enumerate(fidelities)
    ]
    whole = service(assume=PLAIN, bellFidelity=(1 + 3 * visibility) / 4, links=len(links), swapVisibility=swap)
    assert fidelity([whole, *links]).verdict == "supported"


PAULI = st.lists(st.integers(0, 1000), min_size=4, max_size=4).filter(any)


@settings(max_examples=100)
@given(st.lists(PAULI, min_size=2, max_size=4), st.integers(0, 3))
def test_what_links_with_any_pauli_errors_really_give_is_never_refuted(links, corrected):
    whole, items = [1.0, 0.0, 0.0, 0.0], []
    for at, weights in enumerate(links):
        shares = [weight / sum(weights) for weight in weights]
        whole = [sum(whole[one] * shares[one ^ other] for one in range(4)) for other in range(4)]
        items.append(part(f"l{at}", nodes=(f"n{at}", f"n{at + 1}"), bellFidelity=min(1.0, shares[0])))
    claim = min(1.0, whole[corrected])  # a known error may be corrected at the end
    assert fidelity([service(assume=PLAIN, bellFidelity=claim, links=len(links)), *items]).verdict != "refuted"


@pytest.mark.parametrize("items", [
    [service(assume=PLAIN, bellFidelity=(0.97, 0.005), nodes=ENDS, links=2), *chain(2, bellFidelity=(0.8, 0.01))],
    [key_service(1.7e7, 3), *key_chain(50, 100, 80)],
], ids=["fidelity", "rate"])  # fmt: skip
def test_other_items_and_the_order_change_nothing(items):
    others = [part("x", "QuantumComputer", None, t1=1e-4), part("y", "EntanglementLink", None, bellFidelity=0.5),
              part("z", "QuantumMemory", "elsewhere", fidelity=0.6)]  # fmt: skip
    found = ground_services(items, simulate=False)
    assert found and ground_services([*others, *items], simulate=False) == found
    again = ground_services(list(reversed(items)), simulate=False)
    assert [(one.verdict, one.bound, one.value) for one in again] == [
        (one.verdict, one.bound, one.value) for one in found
    ]


def test_a_dense_network_and_many_services_are_quick():
    started = time.perf_counter()
    pairs = [(one, other) for one in range(60) for other in range(one)]
    dense = [part(f"l{a}-{b}", "QkdLink", assume=FIBRE, length=1000 * (a + b), nodes=(f"n{a}", f"n{b}"), **FIBRE_KM)
             for a, b in pairs]  # fmt: skip
    assert rate([service("QkdLink", KEY, secretKeyRate=1.0, nodes=("n0", "n59"),
                 links=len(pairs)), *dense]).verdict == "supported"  # fmt: skip
    loose = [replace(link, part_of=None) for link in dense[:400]]
    many = [part(f"s{at}", "QkdLink", None, secretKeyRate=1.0, nodes=("n0", "n9"), links=2) for at in range(2000)]
    found = ground_services([*many, *loose], simulate=False)
    assert len(found) < 20 and "more links than are judged" in found[-1].reason
    assert time.perf_counter() - started < 10
