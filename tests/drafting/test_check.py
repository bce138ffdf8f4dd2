"""What an author should look at though the draft can be read."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from qgov.drafting.check import check
from qgov.drafting.contrary import contrary
from qgov.drafting.skeletons import KINDS, filled, skeleton
from qgov.norms import norm_book
from qgov.norms.model import EXCEPTION, FORECLOSURE

_SPEC = spec_from_file_location("drafts", Path(__file__).with_name("drafts.py"))
given = module_from_spec(_SPEC)
_SPEC.loader.exec_module(given)
changed, draft, norm, some = given.changed, given.draft, given.norm, given.some
QUBITS = "[ sh:path qgov:operationalQubits ; sh:minCount 1 ; sh:minInclusive 50 ]"


def warnings(*drafts, without=()) -> list[str]:
    found = check(drafts, without)
    assert not found.faults, found.faults
    return [one.message for one in found.warnings]


def of_norm(condition: str, **more) -> list[str]:
    return warnings(draft(given.HEAD + norm("us-ear:742.99", condition, **more)))


def test_the_example_has_nothing_to_look_at():
    found = check([draft(given.EXAMPLE)])
    assert found.to_dict()["valid"] and not found.warnings
    assert [one.provision for one in found.norms] == ["us-ear:4A906.a.99"]


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (changed(('"2024-09-06"^^xsd:date ;', '"2024-09-06"^^xsd:date ; qgov:inForceUntil "2025-01-01"^^xsd:date ;')),
         "ended on 2025-01-01"),
        (changed(('qgov:verification "verified"', 'qgov:verification "unverified"')), "what it says only depends"),
        (changed(("sh:class qgov:QuantumComputer", "sh:class qgov:PhotonicCircuit")),
         "no dossier can state operationalQubits of PhotonicCircuit"),
        (changed(('"circuit" "measurement-based"', '"circuits"')), "'circuits' is no word of computingModel"),
        (changed(("sh:minInclusive 50", "sh:minInclusive 150"), ("0.01", "0.0005")), "lies inside"),
        (changed(('qgov:jurisdiction "US"', 'qgov:jurisdiction "CA"')), "is of CA, and us-ear:742.4(a)(5) is of US"),
        (changed((QUBITS, QUBITS + " , " + QUBITS.replace("minInclusive 50", "maxInclusive 40"))),
         "no world can meet its condition"),
    ],
)  # fmt: skip
def test_an_entry(draft, says):
    assert any(says in one for one in warnings(draft)), warnings(draft)


def test_an_entry_that_says_what_another_does():
    (there,) = [one for one in norm_book().norms if one.provision == "us-ear:4A906.a.2"]
    text = (Path(__file__).parents[2] / "shapes" / there.origin).read_text("utf-8")
    block = next(part for part in text.split("\n\n") if there.iri in part)
    head = text[: text.index("\n\n")]
    same = head + "\n" + block.replace("4A906.a.2", "4A906.a.98")
    found = warnings(draft(same))
    assert any("is the same as us-ear:4A906.a.2" in one for one in found), found


def test_a_control_that_reaches_nobody():
    elsewhere = 'sh:property [ sh:path qgov:exportFrom ; sh:minCount 1 ; sh:in ( "DE" ) ]'
    assert any("reaches nobody" in one for one in of_norm(elsewhere))
    assert not any("reaches nobody" in one for one in of_norm(elsewhere.replace("DE", "US")))


def test_a_control_without_a_condition_applies_to_all():
    text = norm("us-ear:742.99", some("transferType", "Export"))
    bare = text[: text.index(" ;\n    qgov:appliesWhen")] + " .\n"
    assert any("asks nothing" in one for one in warnings(draft(given.HEAD + bare)))


def test_words_that_are_none():
    assert any("'QuantumComputr' is no word of itemType" in one for one in of_norm(some("itemType", "QuantumComputr")))
    assert any("'XX' is no word of destination" in one for one in of_norm(some("destination", "XX")))
    assert not of_norm(some("destination", "EU", "IN"))


def test_a_term_that_no_dossier_states():
    asked = 'sh:property [ sh:path qgov:outcome ; sh:minCount 1 ; sh:in ( "permitted" ) ]'
    assert any("no dossier can state outcome" in one for one in of_norm(asked))


def test_a_privilege_that_is_foreclosed():
    law = norm_book().norms
    above = next(one for one in law if one.effect == FORECLOSURE and any("*" in name for name in one.defeats))
    part = next(name for name in above.defeats if "*" in name).rstrip("*")
    below = next(one for one in law if one.kind == EXCEPTION and one.provision.startswith(part) and not one.reviews)
    text = norm(
        f"{part}.99", some("transferType", "Export"), f'qgov:defeats "{below.defeats[0]}"', "Exception", "exception",
        below.jurisdiction, "2026-01-01",
    )  # fmt: skip
    assert any("is foreclosed" in one for one in warnings(draft(given.HEAD + text)))


def test_an_exception_that_is_never_there_with_its_control():
    text = norm(
        "us-ear:740.99", some("transferType", "Export"), 'qgov:defeats "us-ear:742.4(a)(5)"', "Exception", "exception",
        start="1990-01-01",
    ).replace('"1990-01-01"^^xsd:date ;', '"1990-01-01"^^xsd:date ; qgov:inForceUntil "1991-01-01"^^xsd:date ;')  # fmt: skip
    assert any("never in force on a day with what it defeats" in one for one in warnings(draft(given.HEAD + text)))


def test_a_duty_against_a_contrary_duty():
    kept = next(one for one in norm_book().norms if one.provision == "us-ear:762.6")
    more = 'qgov:connectsBy qgov:exportFrom ; qgov:duty "exporter | must erase the records of the transaction | at once"@en'
    text = norm("us-ear:762.99", some("transferType", "Export"), more, effect="duty")
    assert any(f"contrary to one of {kept.name}" in one for one in warnings(draft(given.HEAD + text)))
    agreeing = text.replace("must erase", "must keep")
    assert not any("contrary" in one for one in warnings(draft(given.HEAD + agreeing)))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("exporter | must keep the records | always", "exporter | must erase the records | at once", True),
        ("exporter | must notify the authority | always", "exporter | must not notify the authority | ever", True),
        ("exporter | must notify the authority | always", "importer | must not notify the authority | ever", False),
        ("exporter | must notify the authority | always", "exporter | must not sell the item | ever", False),
        ("exporter | must keep the records | always", "exporter | must erase the keys | at once", False),
    ],
)
def test_contrary_by_their_words(one, other, expected):
    assert contrary(one, other) is contrary(other, one) is expected


WORDS = {
    "LABEL": "a label", "TEXT": "A text.", "SOURCE": "a draft", "CONTROL": "us-ear:742.4(a)(5)", "EFFECT": "prohibited",
    "ITEM-CLASS": "QuantumComputer", "NUMBER-TERM": "operationalQubits", "LEAST-NUMBER": "60", "TIE": "exportFrom",
    "ITEM-TYPE": "QuantumComputer", "DESTINATION": "IN", "WHO": "exporter", "MUST-DO": "must mark the item",
    "BY-WHEN": "before it leaves",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_skeleton_passes_when_its_blanks_are_filled(kind):
    from datetime import date

    text = skeleton(kind, "us-ear:742.9(z)(1)", "US", date(2027, 1, 1))
    unfilled = check([draft(text)])
    assert unfilled.faults and all("is not filled in" in str(one) for one in unfilled.faults)
    assert all(one.line for one in unfilled.faults)
    found = check([draft(filled(text, WORDS))])
    assert not found.faults, found.faults
    assert [one.provision for one in found.norms] == ["us-ear:742.9(z)(1)"]
    assert not [one for one in found.warnings if "foreclosed" not in one.message], found.warnings


def test_every_line_of_a_skeleton_is_explained():
    for kind in KINDS:
        text = skeleton(kind)
        assert text.count("    #") >= 9 and "{FIRST-DAY}" in text
