"""What one draft catches and another does not, shown by a situation that the reference evaluator reads again."""

from __future__ import annotations

from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from qgov.drafting.compare import Side, compare
from qgov.drafting.space import Space, caught
from qgov.norms import norm_book
from qgov.norms.amend import amended
from qgov.norms.conditions import Has, Within
from qgov.norms.model import ENTRY

_SPEC = spec_from_file_location("drafts", Path(__file__).with_name("drafts.py"))
given = module_from_spec(_SPEC)
_SPEC.loader.exec_module(given)


def side(draft) -> Side:
    book = amended([draft])
    return Side(draft.name, tuple(norm for norm in book.norms if norm.origin == draft.name), book)


def shipped(provision: str) -> Side:
    book = norm_book()
    return Side(provision, tuple(norm for norm in book.norms if norm.provision == provision), book)


def test_a_draft_is_the_same_as_itself():
    (found,) = compare(side(given.changed()), side(given.changed()))
    assert found.alike and found.what == "describes (US)"


def test_a_wider_draft_catches_what_the_narrower_does_not():
    narrow, wide = given.changed(), given.changed(("sh:minInclusive 50", "sh:minInclusive 40"))
    (found,) = compare(side(narrow), side(wide))
    assert found.only_first is None
    assert 40 <= int(found.only_second.to_dict()["operationalQubits"]) < 50
    world = found.only_second.world
    assert side(wide).norms[0].condition.holds(world) and not side(narrow).norms[0].condition.holds(world)


def test_days_and_controls_are_told_beside():
    (found,) = compare(side(given.changed()), shipped("us-ear:4A906.a.2"))
    assert found.days == ("from 2024-09-06", "from 2024-09-06")
    assert found.rests_on[0] == "us-ear:742.4(a)(5)" != found.rests_on[1]
    assert not found.same


def test_other_effects_are_compared_apart():
    ban = given.draft(given.HEAD + given.norm("us-ear:742.99", given.some("destination", "IN")))
    found = compare(side(given.changed()), side(ban))
    assert [one.what for one in found] == ["describes (US)", "prohibited (US)"]
    assert found[0].only_second is None and found[1].only_first is None
    assert found[1].only_second.to_dict() == {"itemType": found[1].only_second.item_type, "destination": ["IN"],
                                              "exportFrom": ["US"]}  # fmt: skip


@pytest.mark.parametrize(
    "provision", sorted({norm.provision for norm in norm_book().norms if norm.kind == ENTRY})[::12]
)
def test_the_law_agrees_with_the_reference_evaluator(provision):
    """Whatever is found is read again, also for all that is shipped; each entry can be met and can fail."""
    norms = shipped(provision).norms
    conditions = [caught(norm, norm_book().norms, norm_book().acting_on_entries) for norm in norms]
    space = Space(conditions)
    for condition in conditions:
        met, failed = space.find([condition]), space.find([], [condition])
        assert met is not None and condition.holds(met.world)
        assert failed is not None and not condition.holds(failed.world)


def test_what_is_impossible_is_found_nowhere():
    ten = Decimal(10)
    low, high = Within("operationalQubits", max_exclusive=ten), Within("operationalQubits", min_inclusive=ten)
    space = Space([low, high, Has("transferType", ("Export",)), Has("transferType", ("Transit",))])
    assert space.find([low, high]) is None
    assert space.find([Has("transferType", ("Export",)), Has("transferType", ("Transit",))]) is None
    assert space.find([low]).to_dict()["itemType"] == "QuantumComputer"
