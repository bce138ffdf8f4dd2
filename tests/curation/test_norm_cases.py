"""Which norms lack a case is told by name and status; only what cannot depend is not asked for a case where it does."""

from __future__ import annotations

import json
from datetime import date

import pytest

from qgov.base.errors import InputError
from qgov.curation.norm_cases import lacks, statuses_in
from qgov.norms.conditions import And, Has, ItemIs, OneOf
from qgov.norms.model import ENTRY, NORM, POINTER, Norm

SETTLED = And((ItemIs("Software"), Has("transferType", ("Export",))))
OPEN = Has("anyNationalityGroup", ("test:A",))


def norm(name="duty", kind=NORM, effect="duty", **more) -> Norm:
    start = date(2025, 1, 1)
    return Norm(
        iri=f"https://w3id.org/qgov/norm/test/{name}/{start}", kind=kind, provision=f"test:{name}", jurisdiction="US",
        label=name, definition=name, citation=name, verification="verified", effect=effect,
        **{"connects_by": ("exportFrom",), "condition": SETTLED, "origin": "test/test.ttl", "in_force_from": start} | more,
    )  # fmt: skip


def missing(*norms: Norm, **statuses: str) -> dict[str, tuple[str, ...]]:
    found = lacks(norms, {f"test:{name}": set(words.split()) for name, words in statuses.items()})
    return {lack.norm.removeprefix("test:"): lack.missing for lack in found}


def test_every_status_without_a_case_is_named():
    control = norm("rule", effect="prohibited")
    assert missing(control) == {"rule": ("applies", "does-not-apply", "depends")}
    assert missing(control, rule="does-not-apply") == {"rule": ("applies", "depends")}
    assert missing(control, rule="does-not-apply depends defeated") == {}
    assert missing(control, rule="does-not-apply depends satisfied") == {}


def test_a_pointer_need_not_apply():
    assert missing(norm("other", kind=POINTER, effect="unmodelled")) == {"other": ("does-not-apply", "depends")}


def test_a_norm_of_a_table_needs_no_case():
    assert missing(norm(origin="table")) == {}


def test_a_duty_on_what_every_dossier_settles_never_depends():
    assert missing(norm(), duty="applies does-not-apply") == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"effect": "authorisation-required"},
        {"condition": OPEN},
        {"condition": And((SETTLED, OneOf("endUse", ("military",))))},
        {"connects_by": ("releasedWithin",)},
        {"connects_by": ("exportFrom", "itemOrigin")},
        {"asks_for": ("militaryEndUse",)},
        {"reviews": ("test:rule",)},
    ],
)
def test_any_other_has_a_case_where_it_depends(changes):
    assert missing(norm(**changes), duty="applies does-not-apply") == {"duty": ("depends",)}


def test_a_duty_that_acts_on_entries_depends_with_them():
    entry = norm("list", kind=ENTRY, effect="describes", controlled_under=("test:duty",))
    statuses = {"duty": "applies does-not-apply", "list": "applies does-not-apply depends"}
    assert missing(norm(), entry, **statuses) == {"duty": ("depends",)}


def test_of_several_norms_of_one_name_each_must_be_settled():
    later = norm(condition=OPEN, in_force_from=date(2026, 1, 1))
    assert missing(norm(), later, duty="applies does-not-apply") == {"duty": ("depends",)}


def test_the_statuses_are_those_that_cases_expect_on_any_line(tmp_path):
    case = {"expect": {"findings": {"test:a": "applies"}, "lines": {"two": {"findings": {"test:a": "depends"}}}}}
    (tmp_path / "one.json").write_text(json.dumps({"cases": [case]}), encoding="utf-8")
    assert statuses_in(tmp_path) == {"test:a": {"applies", "depends"}}


def test_a_folder_without_cases_is_refused(tmp_path):
    with pytest.raises(InputError):
        statuses_in(tmp_path)
