"""The rules of the design on norms made by hand: what is shown, what is open, what varies together, what beats what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from qgov.base.errors import InputError
from qgov.dossier.model import Authorisation, Declarations, Dossier, Item
from qgov.dossier.read import read_dossier
from qgov.grounding.model import Fact
from qgov.norms.conditions import Always, And, Has, ItemIs, Not, OneOf, Or, Within
from qgov.norms.load import NormBook
from qgov.norms.model import (
    ENTRY,
    EXCEPTION,
    NORM,
    NOTHING,
    OPEN,
    PERMITTED,
    POINTER,
    PROHIBITED,
    REQUIRED,
    Norm,
    OpenQuestion,
)  # fmt: skip
from qgov.reasoning.combine import UNDETERMINED, line_verdict
from qgov.reasoning.pipeline import Judged, decide_dossier, judge
from qgov.reasoning.smt import search
from qgov.situation import Reference

DAY, START = date(2026, 5, 5), date(2025, 1, 1)
ALWAYS = Always()
COMPUTER, DEVICE = ItemIs("QuantumComputer"), ItemIs("QubitDevice")
CLEARED = Declarations(military_end_use=False, wmd_end_use=False, informed_by_authority=False, parties_screened=DAY)
SCREENED_GROUP = Has("destinationGroup", ("test:A",))


def norm(kind: str, name: str, **more) -> Norm:
    return Norm(
        iri=f"https://w3id.org/qgov/{'entry' if kind == ENTRY else 'norm'}/test/{name}/{START}", kind=kind,
        **{"provision": f"test:{name}", "jurisdiction": "US", "label": name, "definition": name, "citation": name,
           "in_force_from": START, "verification": "verified"} | more,
    )  # fmt: skip


def control(name="control", **more) -> Norm:
    return norm(NORM, name, **{"effect": REQUIRED, "connects_by": ("exportFrom",), "satisfied_by": ("licence",)} | more)


def entry(name="list.a", condition=COMPUTER, under=("test:control",), **more) -> Norm:
    return norm(ENTRY, name, condition=condition, controlled_under=under, **more)


def exception(name="exception", condition=ALWAYS, defeats=("test:control",), **more) -> Norm:
    return norm(EXCEPTION, name, effect="exception", condition=condition, defeats=defeats, **more)


def pointer(name="pointer", may_yield=(REQUIRED, NOTHING), **more) -> Norm:
    return norm(POINTER, name, effect="unmodelled", may_yield=may_yield, **{"connects_by": ("exportFrom",)} | more)


def at_least(number) -> Within:
    return Within("operationalQubits", min_inclusive=Decimal(number))


def qubits(low, high=None, item="qpu") -> dict[str, dict[str, Fact]]:
    high = low if high is None else high
    return {item: {"operationalQubits": Fact("operationalQubits", item, Decimal(low), Decimal(high), integer=True)}}


QPU = Item("qpu", "QuantumComputer")


def judged(*norms: Norm, facts=None, items=(QPU,), tables=None, day=DAY, questions=(), **more) -> Judged:
    """The judgment of an export from the United States to India on ``day`` under these norms alone."""
    dossier = Dossier(
        "urn:example:transfer:test", "Export", day, "US", "IN", tuple(items), **{"declarations": CLEARED} | more
    )
    book = NormBook(norms, {name: OpenQuestion(name, "test:list", name) for name in questions})
    return judge(dossier, facts or {}, book.in_force(day), tables or Reference(), day, book)


def outcome(*norms: Norm, **more) -> str:
    return judged(*norms, **more).whole.overall.outcome


def possible(*norms: Norm, **more) -> set[str]:
    return set(judged(*norms, **more).whole.overall.possible)


# What describes an item, and what satisfies a control.


def test_a_listed_item_needs_an_authorisation_and_an_unlisted_one_meets_no_control():
    assert outcome(control(), entry()) == REQUIRED
    assert outcome(control(), entry(condition=DEVICE)) == NOTHING


def test_a_control_whose_entries_are_not_yet_in_force_reaches_nothing():
    assert outcome(control(), entry(in_force_from=DAY + timedelta(days=1))) == NOTHING


def test_law_of_a_jurisdiction_that_nothing_ties_to_the_transfer_does_not_count():
    assert outcome(control(jurisdiction="JP"), entry()) == NOTHING
    assert outcome(control(jurisdiction="JP", connects_by=("anywhere",)), entry()) == REQUIRED


def test_a_licence_satisfies_only_if_it_covers_every_entry_that_describes_the_item():
    def licence(*covers):
        return (Authorisation("licence", "L", covers=covers, valid_from=DAY, valid_until=DAY),)

    both = (control(), entry("list.a.1"), entry("list.b"))
    assert outcome(*both, authorisations=licence("test:list.a")) == REQUIRED
    assert outcome(*both, authorisations=licence("test:list.a", "test:list.b")) == PERMITTED
    assert outcome(*both, authorisations=licence("test:list")) == PERMITTED
    assert outcome(*both, authorisations=licence("test:list.a.1.x", "test:list.b")) == REQUIRED


def test_two_entries_of_one_provision_each_bring_their_own_control():
    norms = (
        control("first"), control("second", effect=PROHIBITED),
        entry("list~one", provision="test:list", under=("test:second",)),
        entry("list~two", provision="test:list", under=("test:first",)),
    )  # fmt: skip
    assert outcome(*norms) == PROHIBITED
    assert outcome(*norms[:2], norms[3], norms[2]) == PROHIBITED


# Intervals and absence.


def test_an_interval_across_a_bound_leaves_both_sides_possible():
    norms = control(), entry(condition=at_least(100))
    assert outcome(*norms, facts=qubits(100, 120)) == REQUIRED
    assert outcome(*norms, facts=qubits(80, 99)) == NOTHING
    assert possible(*norms, facts=qubits(99, 100)) == {REQUIRED, NOTHING}


def test_a_range_without_a_gap_decides_although_each_of_its_parts_is_open():
    norms = (
        control(),
        entry("list.a", And((at_least(34), Within("operationalQubits", max_exclusive=Decimal(100))))),
        entry("list.b", at_least(100)),
    )
    assert outcome(*norms, facts=qubits(90, 110)) == REQUIRED


def test_a_fact_that_may_be_absent_is_a_world_of_its_own():
    fact = replace(qubits(150)["qpu"]["operationalQubits"], possibly_absent=True)
    assert possible(control(), entry(condition=at_least(100)), facts={"qpu": {fact.term: fact}}) == {REQUIRED, NOTHING}


# Privileges.


def test_an_exception_helps_if_it_holds_in_every_world_in_which_the_control_applies():
    listed = control(), entry(condition=at_least(100))
    assert outcome(*listed, exception(condition=at_least(100)), facts=qubits(80, 120)) == PERMITTED
    assert outcome(*listed, exception(condition=at_least(90)), facts=qubits(80, 120)) == PERMITTED


def test_an_exception_that_holds_in_some_of_those_worlds_helps_in_none():
    listed = control(), entry(condition=at_least(100))
    found = judged(*listed, exception(condition=at_least(110)), facts=qubits(100, 120))
    assert found.whole.overall.outcome == REQUIRED
    assert not found.judgments[0].shown
    assert possible(*listed, exception(condition=at_least(110)), facts=qubits(80, 120)) == {REQUIRED, NOTHING}


def test_an_exception_is_shown_for_one_control_and_not_for_another_that_reaches_further():
    norms = (
        control("narrow"), entry("list.n", at_least(100), ("test:narrow",)),
        control("wide"), entry("list.w", at_least(50), ("test:wide",)),
        exception(condition=at_least(100), defeats=("test:narrow", "test:wide")),
    )  # fmt: skip
    assert outcome(*norms, facts=qubits(80, 120)) == REQUIRED
    assert outcome(*norms, facts=qubits(100, 120)) == PERMITTED


def test_an_exception_outside_its_scope_does_not_help():
    assert outcome(control(), entry(), exception(condition=Has("destination", ("JP",)))) == REQUIRED
    assert outcome(control(), entry(), exception(condition=Has("destination", ("IN",)))) == PERMITTED


@pytest.mark.parametrize(("declared", "expected"), [(True, REQUIRED), (None, OPEN), (False, PERMITTED)])
def test_a_disqualifier_defeats_an_exception_or_leaves_it_open(declared, expected):
    norms = control(), entry(), exception(disqualified_by=("militaryEndUse",))
    assert outcome(*norms, declarations=replace(CLEARED, military_end_use=declared)) == expected


def test_a_military_recipient_prevails_over_a_denial():
    from qgov.dossier.model import Party

    army = (Party("user", "endUser", country="IN", kind="military"),)
    assert outcome(control(), entry(), exception(disqualified_by=("militaryEndUse",)), parties=army) == REQUIRED


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (None, OPEN),
        (Authorisation("general-authorisation", "G1", conditions_met=("register",)), OPEN),
        (Authorisation("general-authorisation", "G2", conditions_met=("register", "notify")), OPEN),
        (Authorisation("general-authorisation", "G1", conditions_met=("register", "notify"), valid_until=START), OPEN),
        (Authorisation("general-authorisation", "G1", conditions_met=("notify", "register")), PERMITTED),
    ],
)
def test_conditions_of_use_must_be_on_file_under_the_authorisation(paper, expected):
    general = exception(authorisation_code="G1", conditions_of_use=("register", "notify"))
    assert outcome(control(), entry(), general, authorisations=(paper,) if paper else ()) == expected


def test_of_several_exceptions_the_one_that_asks_for_nothing_more_counts():
    open_one = exception("open", conditions_of_use=("register",))
    assert outcome(control(), entry(), open_one) == OPEN
    assert outcome(control(), entry(), open_one, exception("free")) == PERMITTED
    assert outcome(control(), entry(), open_one, exception("other", condition=Has("destination", ("JP",)))) == OPEN


def test_an_exception_to_one_control_leaves_the_other_in_place():
    norms = control("first"), control("second"), entry(under=("test:first", "test:second"))
    assert outcome(*norms, exception(defeats=("test:first",))) == REQUIRED
    assert outcome(*norms, exception(defeats=("test:first", "test:second"))) == PERMITTED


@pytest.mark.parametrize("verification", ["unverified", "secondary"])
def test_an_exception_that_was_not_read_does_not_help(verification):
    assert outcome(control(), entry(), exception(verification=verification)) == REQUIRED


def test_an_exception_whose_first_day_is_open_does_not_help():
    window = {"earliest": DAY, "latest": DAY + timedelta(days=9), "day_verification": "secondary"}
    assert outcome(control(), entry(), exception(**window)) == REQUIRED
    assert outcome(control(), entry(), exception(in_force_until=DAY - timedelta(days=1))) == REQUIRED


# Law that is not verified.


def test_a_control_or_entry_that_was_not_read_does_not_decide():
    assert possible(control(verification="unverified"), entry()) == {REQUIRED, NOTHING}
    assert possible(control(), entry(verification="secondary")) == {REQUIRED, NOTHING}
    assert possible(control(), entry(verification="unverified"), control("read")) == {REQUIRED}


def test_an_unverified_first_day_matters_only_inside_its_window():
    start, end = date(2026, 5, 1), date(2026, 5, 10)
    listed = entry(in_force_from=date(2026, 5, 4), earliest=start, latest=end, day_verification="secondary")
    one = timedelta(days=1)
    assert outcome(control(), listed, day=start - one) == NOTHING
    for day in (start, date(2026, 5, 4), end - one):
        assert possible(control(), listed, day=day) == {REQUIRED, NOTHING}
    for day in (end, end + one):
        assert outcome(control(), listed, day=day) == REQUIRED


# Pointers.


def test_a_pointer_replaces_the_silence_with_what_it_may_yield():
    assert possible(pointer()) == {REQUIRED, NOTHING}
    assert outcome(pointer(may_yield=(OPEN,))) == OPEN
    assert possible(pointer(may_yield=(OPEN,)), pointer("other", may_yield=(PROHIBITED, NOTHING))) == {PROHIBITED, OPEN}


def test_a_pointer_cannot_make_a_control_milder_but_may_make_it_stricter():
    assert outcome(control(), entry(), pointer()) == REQUIRED
    assert possible(control(), entry(), pointer(may_yield=(PROHIBITED, NOTHING))) == {PROHIBITED, REQUIRED}
    assert possible(control(), entry(), exception(), pointer()) == {REQUIRED, PERMITTED}


def test_a_pointer_that_asks_leaves_conditions_open_until_it_is_answered():
    asking = pointer(
        condition=Has("endUseIndication", ("military",)), asks_for=("militaryEndUse",), may_yield=(PROHIBITED,)
    )
    for declared, expected in ((None, OPEN), (False, NOTHING), (True, PROHIBITED)):
        assert outcome(asking, declarations=replace(CLEARED, military_end_use=declared)) == expected
    assert outcome(replace(asking, jurisdiction="JP"), declarations=Declarations()) == NOTHING


def test_screening_after_the_transfer_is_no_screening():
    asking = pointer(condition=Has("endUseIndication", ("screening-hit",)), asks_for=("partiesScreened",))
    assert outcome(asking, declarations=replace(CLEARED, parties_screened=DAY)) == NOTHING
    assert outcome(asking, declarations=replace(CLEARED, parties_screened=DAY + timedelta(days=1))) == OPEN


# Severity and order.


def test_a_prohibition_beats_everything():
    licence = (Authorisation("licence", "L", covers=("test:list",), valid_from=DAY, valid_until=DAY),)
    norms = (
        control(),
        entry(),
        exception(),
        pointer(may_yield=(OPEN,)),
        control("ban", effect=PROHIBITED, satisfied_by=()),
    )
    assert outcome(*norms, authorisations=licence) == PROHIBITED
    ban = control("ban", effect=PROHIBITED, satisfied_by=(), jurisdiction="IN", connects_by=("importInto",))
    found = judged(*norms[:3], ban).whole
    assert found.overall.outcome == PROHIBITED
    assert {code: verdict.outcome for code, verdict in found.jurisdictions.items()} == {
        "US": PERMITTED,
        "IN": PROHIBITED,
    }


def test_duties_and_review_policies_decide_nothing():
    policy = norm(
        NORM, "policy", effect="review-policy", connects_by=("exportFrom",), reviews=("test:control",), policy="denial"
    )
    duty = norm(NORM, "records", effect="duty", connects_by=("exportFrom",), duties=("The exporter keeps records.",))
    assert outcome(policy, duty) == NOTHING
    assert outcome(policy, duty, control(), entry(), exception()) == PERMITTED


def test_the_order_of_the_norms_does_not_matter():
    norms = [
        control("first"),
        control("second", verification="unverified"),
        control("ban", effect=PROHIBITED, condition=at_least(119)),
        entry("list.a", at_least(100), ("test:first",)),
        entry("list.b", at_least(90), ("test:first", "test:second")),
        exception("one", at_least(100), ("test:first", "test:second"), conditions_of_use=("register",)),
        exception("two", at_least(85), ("test:second",)),
        pointer(condition=at_least(95)),
        pointer("other", may_yield=(OPEN,)),
    ]
    expected = judged(*norms, facts=qubits(80, 120)).whole
    assert len(expected.overall.possible) > 2
    for seed in range(12):
        Random(seed).shuffle(norms)
        found = judged(*norms, facts=qubits(80, 120)).whole
        assert (found.overall, found.jurisdictions) == (expected.overall, expected.jurisdictions)


# Country groups by edition.

FIRST, SECOND = date(2025, 6, 1), date(2026, 6, 1)
GROUPS = Reference(editions={"test": {
    FIRST: {"test:A": frozenset({"IN", "JP"}), "test:D": frozenset({"CN"})},
    SECOND: {"test:A": frozenset({"JP"}), "test:D": frozenset({"CN"})},
}})  # fmt: skip


def test_membership_turns_the_outcome_on_the_day_of_the_edition():
    listed = control(condition=Not(SCREENED_GROUP)), entry()
    assert outcome(*listed, tables=GROUPS, day=FIRST) == NOTHING
    assert outcome(*listed, tables=GROUPS, day=SECOND - timedelta(days=1)) == NOTHING
    assert outcome(*listed, tables=GROUPS, day=SECOND) == REQUIRED


def test_before_the_first_edition_membership_is_open_where_it_could_turn_the_outcome():
    early = FIRST - timedelta(days=1)
    assert possible(control(condition=SCREENED_GROUP), entry(), tables=GROUPS, day=early) == {REQUIRED, NOTHING}
    assert outcome(control(), entry(), control("other", condition=SCREENED_GROUP), tables=GROUPS, day=early) == REQUIRED
    assert outcome(control(condition=SCREENED_GROUP), entry(condition=DEVICE), tables=GROUPS, day=early) == NOTHING
    either = control(condition=Or((SCREENED_GROUP, Not(SCREENED_GROUP))))
    assert outcome(either, entry(), tables=GROUPS, day=early) == REQUIRED


def test_before_the_first_edition_an_exception_for_a_group_is_not_shown():
    early = FIRST - timedelta(days=1)
    norms = control(), entry(), exception(condition=SCREENED_GROUP)
    assert outcome(*norms, tables=GROUPS, day=early) == REQUIRED
    assert outcome(*norms, tables=GROUPS, day=FIRST) == PERMITTED


# Several lines.


def test_lines_that_share_an_unknown_are_joined_world_by_world():
    part = Item("part", "QubitDevice")
    norms = (
        control("in", condition=SCREENED_GROUP), entry("list.a", COMPUTER, ("test:in",)),
        control("out", condition=Not(SCREENED_GROUP)), entry("list.b", DEVICE, ("test:out",)),
    )  # fmt: skip
    found = judged(*norms, items=(QPU, part), tables=GROUPS, day=FIRST - timedelta(days=1))
    assert [line_verdict(judgment).outcome for judgment in found.judgments] == [UNDETERMINED, UNDETERMINED]
    assert found.whole.overall.outcome == REQUIRED


def test_lines_with_unknowns_of_their_own_are_not_tied_together():
    other = Item("other", "QuantumComputer")
    norms = (
        control("many"), entry("list.a", at_least(100), ("test:many",)),
        control("few"), entry("list.b", Within("operationalQubits", max_exclusive=Decimal(100)), ("test:few",)),
    )  # fmt: skip
    assert outcome(*norms, facts=qubits(90, 110)) == REQUIRED
    norms = norms[:2]
    facts = qubits(90, 110) | qubits(90, 99, "other")
    assert possible(*norms, items=(QPU, other), facts=facts) == {REQUIRED, NOTHING}


PART = Item("part", "QubitDevice", claims={"speciallyDesignedFor": ("qpu",)})
STRATA = (
    control(), entry("list.a.1", And((COMPUTER, at_least(100)))),
    entry("list.b", And((DEVICE, Has("designedForProvision", ("test:list.a",))))),
)  # fmt: skip


def verdicts(found: Judged) -> dict[str, str]:
    return {judgment.line.item.id: line_verdict(judgment).outcome for judgment in found.judgments}


def test_a_part_designed_for_a_listed_item_of_the_dossier_is_listed():
    assert verdicts(judged(*STRATA, items=(QPU, PART), facts=qubits(150))) == {"qpu": REQUIRED, "part": REQUIRED}
    assert verdicts(judged(*STRATA, items=(QPU, PART), facts=qubits(50))) == {"qpu": NOTHING, "part": NOTHING}


def test_a_part_is_listed_in_the_worlds_in_which_its_item_is():
    found = judged(*STRATA, items=(QPU, PART), facts=qubits(90, 110))
    assert verdicts(found) == {"qpu": UNDETERMINED, "part": UNDETERMINED}
    assert set(found.whole.overall.possible) == {REQUIRED, NOTHING}
    rest = control("rest", condition=Always()), entry("list.c", And((COMPUTER, Not(at_least(100)))), ("test:rest",))
    assert outcome(*STRATA, *rest, items=(QPU, PART), facts=qubits(90, 110)) == REQUIRED


def test_a_part_of_a_part_follows_the_chain():
    small = Item("small", "QuantumControlComponent", claims={"speciallyDesignedFor": ("part",)})
    third = entry("list.c", And((ItemIs("QuantumControlComponent"), Has("designedForProvision", ("test:list.b",)))))
    found = judged(*STRATA, third, items=(QPU, PART, small), facts=qubits(150))
    assert verdicts(found) == {"qpu": REQUIRED, "part": REQUIRED, "small": REQUIRED}


def test_a_part_of_which_no_design_is_declared_may_be_designed_for_anything():
    undeclared = Item("part", "QubitDevice")
    assert possible(*STRATA, items=(undeclared,)) == {REQUIRED, NOTHING}
    elsewhere = Item("part", "QubitDevice", claims={"speciallyDesignedFor": ("test:none",)})
    assert outcome(*STRATA, items=(elsewhere,)) == NOTHING
    misspelt = Item("part", "QubitDevice", claims={"speciallyDesignedFor": ("test:other",)})
    assert possible(*STRATA, items=(misspelt,)) == {REQUIRED, NOTHING}


@pytest.mark.parametrize("aims", [{"qpu": ["part"], "part": ["qpu"]}, {"part": ["part"]}])
def test_items_designed_for_each_other_in_a_circle_are_refused(aims):
    types = {"qpu": "QuantumComputer", "part": "QubitDevice"}
    items = [{"id": name, "type": kind} | ({"speciallyDesignedFor": aims[name]} if name in aims else {})
             for name, kind in types.items()]  # fmt: skip
    data = {"id": "urn:example:transfer:circle", "type": "Export", "date": "2026-05-05", "origin": "US",
            "destination": "IN", "items": items}  # fmt: skip
    with pytest.raises(InputError):
        decide_dossier(read_dossier(data), simulate=False, explain=False)


# Too much unknown.


def test_what_bears_on_nothing_that_can_apply_builds_no_worlds():
    reexport = control(condition=Has("transferType", ("Reexport",)))
    open_exception = exception(condition=at_least(5))
    assert not judged(reexport, open_exception, facts=qubits(1, 10)).judgments[0].variables
    assert judged(control(), open_exception, facts=qubits(1, 10)).judgments[0].variables


def test_provisions_that_no_norm_tells_apart_are_one_unknown():
    def unknown(*entries: Norm) -> set[str]:
        found = judged(control(), *entries, items=(Item("thing", "Technology"),)).judgments[0]
        return {variable.term for variable in found.variables}

    either, one = Has("relatedProvision", ("test:x", "test:y")), Has("relatedProvision", ("test:y",))
    assert unknown(entry("list.a", either), entry("list.b", either)) == {"relatedProvision:test:x"}
    apart = {"relatedProvision:test:x", "relatedProvision:test:y"}
    assert unknown(entry("list.a", either), entry("list.b", one)) == apart
    assert unknown(entry("list.a", either), entry("list.b", Not(one))) == apart
    technology = (Item("thing", "Technology"),)
    assert possible(control(), entry(condition=either), items=technology) == {REQUIRED, NOTHING}
    covered = (entry("list.a", either), entry("list.b", Not(one)))
    assert possible(control(), *covered, items=technology) == {REQUIRED}


def test_a_rule_that_reaches_everywhere_brings_its_list_only_where_it_may_hold_or_the_transfer_touches_its_place():
    def worlds(jurisdiction: str, condition) -> int:
        rule = control(jurisdiction=jurisdiction, connects_by=("anywhere",), condition=condition)
        listed = entry(condition=at_least(5), jurisdiction=jurisdiction)
        return len(judged(rule, listed, facts=qubits(1, 10)).judgments[0].readings)

    never = Has("transferType", ("Reexport",))
    assert worlds("JP", never) == 1
    assert worlds("JP", ALWAYS) == worlds("US", never) == worlds("US", ALWAYS) == 2


def test_a_rule_that_reaches_everywhere_asks_of_its_list_wherever_the_transfer_goes():
    wmd = Has("endUseIndication", ("wmd",))
    rule = control(jurisdiction="JP", connects_by=("anywhere",), condition=wmd, asks_for=("wmdEndUse",))
    silent = replace(CLEARED, wmd_end_use=None)
    assert outcome(rule, entry(jurisdiction="JP"), declarations=silent) == OPEN
    assert outcome(rule, entry(jurisdiction="JP", condition=DEVICE), declarations=silent) == NOTHING
    assert outcome(rule, entry(jurisdiction="JP")) == NOTHING


def test_too_many_worlds_are_read_cautiously_where_there_is_no_time_to_solve_for_them(monkeypatch):
    monkeypatch.setattr(search, "SECONDS", 0)
    names = tuple(f"question-{n}" for n in range(15))
    asked = And(tuple(Has("openQuestion", (name,)) for name in names))
    found = judged(control(), entry(condition=asked), questions=names)
    assert found.judgments[0].cautious
    assert set(found.whole.overall.possible) == {REQUIRED, NOTHING}
    decided = judged(control(), entry(condition=asked), entry("list.b"), questions=names)
    assert decided.judgments[0].cautious
    assert decided.whole.overall.outcome == REQUIRED


def test_the_cautious_reading_does_not_clear_what_an_exception_only_may_cover(monkeypatch):
    monkeypatch.setattr(search, "SECONDS", 0)
    names = tuple(f"question-{n}" for n in range(15))
    asked = And(tuple(Has("openQuestion", (name,)) for name in names))
    found = judged(control(), entry(), exception(condition=asked), questions=names)
    assert found.judgments[0].cautious
    assert found.whole.overall.precaution == REQUIRED
    assert outcome(control(), entry(), exception(condition=Or((asked, Always()))), questions=names) == PERMITTED


def test_words_that_are_not_known_vary_too():
    model = Fact("computingModel", "qpu", values=frozenset({"circuit", "annealing"}))
    listed = control(), entry(condition=OneOf("computingModel", ("circuit", "measurement-based")))
    assert possible(*listed, facts={"qpu": {"computingModel": model}}) == {REQUIRED, NOTHING}
    certain = replace(model, values=frozenset({"circuit", "measurement-based"}))
    assert outcome(*listed, facts={"qpu": {"computingModel": certain}}) == REQUIRED
