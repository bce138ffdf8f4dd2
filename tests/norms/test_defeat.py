"""Defeat in strata: exact against a brute reading of the strata world by world, fail closed, and no circle."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from qgov.base.errors import NormError
from qgov.base.iri import norm_iri
from qgov.norms.conditions import Always, And, Has, Not, View, World
from qgov.norms.defeat import connected, defeated_on, strata, targets_of
from qgov.norms.load import check_norms, norm_book
from qgov.norms.model import EXCEPTION, FORECLOSURE, NORM, Norm

DAY = date(2026, 3, 2)
TERM = "partyStatus"


def rule(name: str, kind: str = NORM, effect: str = "prohibited", defeats: tuple[str, ...] = (), **more) -> Norm:
    more.setdefault("condition", Has(TERM, (name,)))
    connects = ("exportFrom",) if kind == NORM and effect != FORECLOSURE else ()
    return Norm(
        iri=norm_iri("norm", f"test:{name}", "2026-01-01"), kind=kind, provision=f"test:{name}", jurisdiction="US",
        label=name, definition=f"{name}.", citation=name, in_force_from=date(2026, 1, 1), verification="verified",
        effect=effect, defeats=tuple(f"test:{other}" for other in defeats), connects_by=connects, **more,
    )  # fmt: skip


def exception(name: str, *defeats: str, **more) -> Norm:
    return rule(name, EXCEPTION, "exception", defeats, **more)


def foreclosure(name: str, *defeats: str, **more) -> Norm:
    return rule(name, NORM, FORECLOSURE, defeats, **more)


def world(*holding: str) -> World:
    return World(frozenset(), {}, {TERM: frozenset(holding)})


def on_the_day(*norms: Norm, day: date = DAY) -> dict[str, Norm]:
    return {norm.provision.split(":")[1]: norm for norm in defeated_on(check_norms(norms, {}), day)}


def test_an_exception_is_cut_by_what_forecloses_it() -> None:
    found = on_the_day(rule("c"), exception("e", "c"), foreclosure("f", "e"))
    assert found["e"].condition.holds(world("e"))
    assert not found["e"].condition.holds(world("e", "f"))
    assert found["e"].foreclosed_by == (found["f"].iri,)
    assert found["e"].own_condition == Has(TERM, ("e",))
    assert found["c"].condition == Has(TERM, ("c",))


def test_an_exception_to_a_foreclosure_opens_the_exception_again() -> None:
    found = on_the_day(rule("c"), exception("e", "c"), foreclosure("f", "e"), exception("r", "f"))
    assert not found["e"].condition.holds(world("e", "f"))
    assert found["e"].condition.holds(world("e", "f", "r"))
    assert not found["e"].condition.holds(world("r"))
    assert not found["f"].condition.holds(world("f", "r"))


def test_four_strata_and_more() -> None:
    found = on_the_day(
        rule("c"), exception("e", "c"), foreclosure("f", "e"), exception("r", "f"), foreclosure("g", "r")
    )
    assert found["e"].condition.holds(world("e", "f", "r"))
    assert not found["e"].condition.holds(world("e", "f", "r", "g"))


def test_the_strata_are_counted_from_the_controls() -> None:
    norms = (rule("c"), exception("e", "c"), foreclosure("f", "e"), exception("r", "f"), exception("p", "c"))
    assert {iri.split("/")[-2]: level for iri, level in strata(norms).items()} == {
        "c": 0,
        "e": 1,
        "f": 2,
        "r": 3,
        "p": 1,
    }


def brute(norms: tuple[Norm, ...], norm: Norm, holding: frozenset[str]) -> bool:
    """Whether a rule counts in a world: it holds and nothing that counts sets it aside."""
    by = {other.provision: [n for n in norms if n.provision == other.provision] for other in norms}
    above = [other for other in norms if norm.iri in {target.iri for target in targets_of(other, by)}]
    return norm.condition.holds(world(*holding)) and not any(brute(norms, other, holding) for other in above)


def test_the_compiled_condition_is_the_strata_read_world_by_world() -> None:
    """On random books of rules that defeat one another without a circle, in every world."""
    rng, cut = random.Random(3), 0
    for _ in range(150):
        names, norms = [], [rule("c0"), rule("c1")]
        for number in range(rng.randint(2, 6)):
            targets = [norm for norm in norms if rng.random() < 0.6] or [norms[0]]
            kind = rng.choice(sorted({_polarity(target) for target in targets}))
            chosen = tuple(t.provision.split(":")[1] for t in targets if _polarity(t) == kind)
            norms.append(foreclosure(f"x{number}", *chosen) if kind == "helps" else exception(f"x{number}", *chosen))
            if kind != "helps" and len({t.effect == FORECLOSURE for t in targets if _polarity(t) == kind}) > 1:
                norms.pop()
        names = [norm.provision.split(":")[1] for norm in norms]
        book = tuple(norms)
        compiled = {norm.iri: norm for norm in defeated_on(check_norms(book, {}), DAY)}
        for flags in product((False, True), repeat=len(names)):
            holding = frozenset(name for name, flag in zip(names, flags, strict=True) if flag)
            for norm in book:
                if norm.kind == EXCEPTION or norm.effect == FORECLOSURE:
                    assert compiled[norm.iri].condition.holds(world(*holding)) == brute(book, norm, holding)
        cut += sum(bool(norm.foreclosed_by) for norm in compiled.values())
    assert cut > 150


def _polarity(norm: Norm) -> str:
    return "helps" if norm.kind == EXCEPTION else "harms"


def test_order_does_not_matter() -> None:
    norms = [rule("c"), exception("e", "c"), foreclosure("f", "e"), foreclosure("g", "e"), exception("r", "f", "g")]
    wanted = on_the_day(*norms)
    for seed in range(10):
        random.Random(seed).shuffle(norms)
        assert on_the_day(*norms) == wanted


def test_what_is_not_told_leaves_an_exception_open_and_not_shown() -> None:
    found = on_the_day(rule("c"), exception("e", "c"), foreclosure("f", "e"))
    told = View(frozenset(), {}, {TERM: frozenset({"e"})}, {TERM: frozenset({"f"})})
    assert found["e"].condition.possible(told) is None


def test_a_foreclosure_that_was_not_read_counts_all_the_same() -> None:
    found = on_the_day(rule("c"), exception("e", "c"), foreclosure("f", "e", policy=""))
    doubted = replace(foreclosure("f", "e"), verification="unverified")
    again = on_the_day(rule("c"), exception("e", "c"), doubted)
    assert again["e"].condition == found["e"].condition


def test_a_foreclosure_whose_first_day_is_open_counts_from_the_first_day_that_it_may_have() -> None:
    window = replace(foreclosure("f", "e"), day_verification="unverified", earliest=DAY, latest=date(2026, 4, 1))
    norms = (rule("c"), exception("e", "c"), window)
    assert on_the_day(*norms)["e"].foreclosed_by


def test_an_exception_to_a_foreclosure_that_was_not_read_does_not_count() -> None:
    norms = (rule("c"), exception("e", "c"), foreclosure("f", "e"))
    doubted = replace(exception("r", "f"), verification="unverified")
    window = replace(exception("r", "f"), day_verification="unverified", earliest=DAY, latest=date(2026, 4, 1))
    for opening in (doubted, window):
        assert not on_the_day(*norms, opening)["e"].condition.holds(world("e", "f", "r"))


def test_rules_that_ended_or_have_not_begun_neither_help_nor_harm() -> None:
    book = norm_book()
    norms = check_norms(
        (rule("c"), exception("e", "c"), replace(foreclosure("f", "e"), in_force_until=date(2026, 2, 1))), {}
    )
    shipped = replace(book, norms=norms)
    assert {norm.provision for norm in shipped.in_force(date(2026, 1, 15)) if norm.foreclosed_by} == {"test:e"}
    assert not any(norm.foreclosed_by for norm in shipped.in_force(DAY))


def test_a_part_of_the_law_is_foreclosed_with_all_below_it() -> None:
    norms = (rule("c"), exception("740.9(a)", "c"), exception("740.17(b)", "c"), exception("741.1", "c"))
    found = on_the_day(*norms, foreclosure("f", "740*"))
    assert {name for name, norm in found.items() if norm.foreclosed_by} == {"740.9(a)", "740.17(b)"}
    named = on_the_day(*norms, foreclosure("f", "740.9(a)"))
    assert {name for name, norm in named.items() if norm.foreclosed_by} == {"740.9(a)"}


def test_rules_about_exceptions_follow_the_controls() -> None:
    control = replace(rule("c"), connects_by=("exportFrom", "itemOrigin"))
    found = {
        n.provision: n for n in connected((control, exception("e", "c"), foreclosure("f", "e"), exception("r", "f")))
    }
    for name in ("test:f", "test:r"):
        assert found[name].reviews == ("test:c",)
        assert found[name].connects_by == ("exportFrom", "itemOrigin")
    assert found["test:e"].reviews == ()


def test_a_circle_is_refused_by_name() -> None:
    with pytest.raises(NormError, match="circle") as caught:
        check_norms((rule("c"), exception("e", "c", "f"), foreclosure("f", "e")), {})
    assert "test/e/" in str(caught.value) and "test/f/" in str(caught.value)


@pytest.mark.parametrize(
    ("norms", "why"),
    [
        ((rule("c"), exception("e", "c"), foreclosure("f", "c")), "not an exception"),
        ((rule("c"), exception("e", "c"), exception("p", "e")), "not a norm"),
        ((rule("c"), exception("e", "c"), foreclosure("f")), "needs an exception"),
        ((rule("c"), exception("e", "c"), foreclosure("f", "e"), exception("r", "f", "c")), "write two exceptions"),
        ((rule("c"), exception("e", "c"), foreclosure("f", "e", asks_for=("wmdEndUse",))), "states no asks_for"),
        (
            (rule("c"), exception("e", "c"), foreclosure("f", "e"), exception("r", "f", conditions_of_use=("record",))),
            "states no conditions_of_use",
        ),
        (
            (rule("c"), exception("e", "c"), replace(foreclosure("f", "e"), connects_by=("anywhere",))),
            "states no connects_by",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(norms: tuple[Norm, ...], why: str) -> None:
    with pytest.raises(NormError, match=why):
        check_norms(norms, {})


def test_without_foreclosures_nothing_changes() -> None:
    norms = check_norms((rule("c"), exception("e", "c", condition=Always())), {})
    assert defeated_on(norms, DAY) is norms


def test_the_shipped_foreclosures_cut_what_they_name() -> None:
    cut = {norm.provision: norm for norm in norm_book().in_force(DAY) if norm.kind == EXCEPTION and norm.foreclosed_by}
    assert {"gdpr:49(1)(a)", "gdpr:49(1)(b)", "gdpr:49(1)(c)", "gdpr:49(1)"} <= set(cut)
    assert not {"gdpr:49(1)(d)", "gdpr:49(1)(e)"} & set(cut)
    assert {"us-ear:740.9(a)(6)", "us-ear:740.17(a)(2)", "us-ear:740.24"} <= set(cut)
    assert not {"us-ear:734.7(a)", "us-ear:744.15(b)"} & set(cut)
    assert all(isinstance(norm.condition, And) and isinstance(norm.condition.parts[-1], Not) for norm in cut.values())
