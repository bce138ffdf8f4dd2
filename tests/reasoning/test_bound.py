"""What a receipt's hash binds: the text written at once is that of the content, for what is explained and what is not."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.dossier.read import canonical_json, read_dossier
from qgov.norms import norm_book
from qgov.norms.notation import norms_document
from qgov.reasoning.bound import bound_data, bound_text
from qgov.reasoning.decision import Decision, plain
from qgov.reasoning.findings import NOT, Finding, does_not_apply
from qgov.reasoning.pipeline import decide_dossier
from qgov.reasoning.receipt import _hash_in_force, _law_in_force, canonical_receipt, sha256, written
from qgov.verifier.verify import Law, canonical, verify

DOSSIERS = sorted((Path(__file__).parents[2] / "data" / "dossiers").glob("*.json"))
NOT_ASKED = ("nearest", "robustness", "metricAudit", "whyNot")
EXPLAINED = "2026-us-in-boston-headline.json"

numbers = st.one_of(
    st.integers(-(10**30), 10**30), st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40),
)  # fmt: skip
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.text(), st.dates(), numbers),
    lambda parts: st.one_of(st.lists(parts), st.lists(parts).map(tuple), st.dictionaries(st.text(), parts)),
)


@cache
def decided(name: str) -> Decision:
    path = next(path for path in DOSSIERS if path.name == name)
    return decide_dossier(read_dossier(path), simulate=False)


@given(values)
def test_data_are_written_at_once_as_they_are_step_by_step(value: object) -> None:
    assert bound_text(value) == canonical_json(written(plain(value)))
    assert bound_data(value) == written(plain(value))


def test_what_json_has_no_form_of_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        bound_text({"a": [object()]})
    with pytest.raises(TypeError):
        bound_text({1: "a name that is no text"})


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: path.stem)
def test_the_hash_binds_the_content_with_all_findings(path: Path) -> None:
    decision = decide_dossier(read_dossier(path), simulate=False, explain=False)
    assert decision.bound == canonical_json(written(decision.content(all_findings=True)))


def test_the_hash_binds_the_explanation_that_is_shown() -> None:
    decision = decided(EXPLAINED)
    shown = decision.to_dict(all_findings=True)
    assert any(shown[name] for name in NOT_ASKED)
    assert shown["receipt"]["decision"] == bound_hash(shown)


def bound_hash(shown: dict) -> str:
    """The hash over a decision as JSON has it, with all findings, by the verifier's own canonical form."""
    return sha256(
        canonical(written({name: part for name, part in shown.items() if name not in ("receipt", "disclaimer")}))
    )


def test_without_explanation_everything_else_is_the_same() -> None:
    decision = decided(EXPLAINED)
    whole, light = decision.to_dict(all_findings=True), decision.to_dict(all_findings=True, explain=False)
    assert list(whole) == list(light)
    assert all(light[name] == [] for name in NOT_ASKED)
    different = {name for name in whole if whole[name] != light[name]}
    assert different - {*NOT_ASKED} == {"warnings", "receipt"}
    (warning,) = [text for text in light["warnings"] if text not in whole["warnings"]]
    assert all(name in warning for name in NOT_ASKED)
    changed = {name for name in whole["receipt"] if whole["receipt"][name] != light["receipt"][name]}
    assert changed == {"decision", "sha256"}


def test_the_hash_binds_that_no_explanation_was_asked_for() -> None:
    shown = json.loads(json.dumps(decided(EXPLAINED).to_dict(all_findings=True, explain=False)))
    assert shown["receipt"]["decision"] == bound_hash(shown)
    few = decided(EXPLAINED).to_dict(explain=False)
    assert few["receipt"] == shown["receipt"]


def test_the_full_receipt_without_explanation_fits_and_is_accepted() -> None:
    light = decided(EXPLAINED).unexplained()
    found = light.full_receipt()
    assert found["receipt"] == light.to_dict()["receipt"]
    assert not verify(canonical_receipt(found))[1].found
    found["decision"]["warnings"] = found["decision"]["warnings"][:-1]
    assert any("decision" in fault for fault in verify(canonical_receipt(found))[1].found)


def test_no_explanation_is_worked_out_where_none_is_asked_for() -> None:
    path = next(path for path in DOSSIERS if path.name == EXPLAINED)
    decision = decide_dossier(read_dossier(path), simulate=False)
    decision.to_dict(explain=False)
    assert "explanation" not in vars(decision)
    assert "residual" in vars(decision)  # what is missing is told in either case, and worked out once


def test_what_does_not_apply_is_a_finding_like_any() -> None:
    finding = next(one for one in decided(EXPLAINED).findings if one.status == NOT)
    quick = does_not_apply(finding.norm, finding.line, finding.reasons)
    assert quick == Finding(
        finding.norm, finding.line, NOT, finding.reasons, verified=finding.norm.verified, relevant=False
    )
    assert vars(quick).keys() == vars(Finding(finding.norm, finding.line, NOT)).keys()


def test_a_day_is_written_as_a_day() -> None:
    assert bound_text({"on": date(2026, 3, 2), "n": Decimal("1.50")}) == '{"n":{"@decimal":"1.5"},"on":"2026-03-02"}'


@pytest.mark.parametrize("day", [date(2024, 9, 5), date(2025, 11, 15), date(2026, 11, 22)], ids=str)
def test_the_norms_of_a_day_are_hashed_and_read_as_their_document_is(day: date) -> None:
    book = norm_book()
    document = norms_document(book, day)
    assert _hash_in_force(book, day) == sha256(canonical_json(document))
    shared, fresh = _law_in_force(book, day), Law(document, day)
    assert shared.ranks.keys() == fresh.ranks.keys() and shared.acting == fresh.acting
    told = [[(norm.iri, norm.in_force, norm.can_be_shown, norm.data) for norm in law.norms] for law in (shared, fresh)]
    assert told[0] == told[1] and not shared.faults().found and not fresh.faults().found
