"""What is wrong with a draft is a fault of the draft: in which file, on which line, in which norm, at what, all at once."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from qgov.base.errors import InputError
from qgov.norms.amend import amended
from qgov.norms.drafts import Draft
from qgov.norms.load import norm_book, norm_files

_SPEC = spec_from_file_location("drafts", Path(__file__).with_name("drafts.py"))
given = module_from_spec(_SPEC)
_SPEC.loader.exec_module(given)
changed, draft, norm, some = given.changed, given.draft, given.norm, given.some


def faults(*drafts: Draft, without=()) -> list:
    with pytest.raises(InputError) as caught:
        amended(drafts, without)
    return caught.value.faults


@pytest.mark.parametrize(
    ("old", "new", "sign", "path", "says", "remedy"),
    [
        ("qgov:operationalQubits", "qgov:operationalQubit", "operationalQubit ", "operationalQubit",
         "the lexicon has no term operationalQubit", "did you mean operationalQubits?"),
        ("sh:class qgov:QuantumComputer", "sh:class qgov:QuantumComputr", "QuantumComputr", "class",
         "no class QuantumComputr", "did you mean QuantumComputer?"),
        ("sh:maxInclusive 0.01", "sh:maxInclusive 1e-2", "1e-2", "meanCnotInfidelity", "1e-2 is an xsd:double",
         "write the digits out"),
        ("sh:minInclusive 50", "sh:minInclusive 50 ; sh:maxExclusive 40", "maxExclusive 40", "operationalQubits",
         "the range of operationalQubits is empty", ""),
        ("sh:minInclusive 50", "sh:minExclusive 50 ; sh:maxExclusive 51", "maxExclusive 51", "operationalQubits",
         "the range of operationalQubits is empty", ""),
        ('qgov:jurisdiction "US"', 'qgov:jurisdiction "USA"', '"USA"', "jurisdiction", "'USA' is no place, EU or INT",
         "did you mean US?"),
        ("qgov:controlledUnder", "qgov:controledUnder", "controledUnder", "controledUnder",
         "has the unknown property qgov:controledUnder", "did you mean controlledUnder?"),
        ('"2024-09-06"^^xsd:date', '"2024-13-06"^^xsd:date', "2024-13-06", "inForceFrom",
         "has '2024-13-06' for qgov:inForceFrom", 'write "2027-01-31"^^xsd:date'),
        ("us-ear:742.4(a)(5)", "us-ear:742.4(a)(51)", "742.4(a)(51)", "controlledUnder", "which is not a norm",
         "did you mean us-ear:742.4(a)(5)?"),
        ('qgov:verification "verified"', 'qgov:verification "verifyed"', "verifyed", "verification", "'verifyed'", ""),
        ('"us-ear:4A906.a.99"', '"4A906.a.99"', '"4A906.a.99"', "provision", "is not <instrument>:<number>", ""),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_place(old, new, sign, path, says, remedy):
    found = changed((old, new))
    told = [one for one in faults(found) if one.path == path]
    assert len(told) == 1
    assert says in told[0].message and remedy in told[0].remedy
    assert (told[0].file, told[0].norm, told[0].line) == ("draft.ttl", given.ENTRY, given.line_of(found, sign))
    assert str(told[0]).startswith(f"draft.ttl, line {told[0].line}: {given.ENTRY}: {path}: ")


def test_what_is_no_turtle_is_told_with_its_line():
    (found,) = faults(draft("@prefix qgov: <https://w3id.org/qgov/> .\n\nqgov:x a\n"))
    assert (found.file, found.norm) == ("draft.ttl", "") and found.line in (3, 4)
    assert "not valid turtle" in found.message and "internal" not in str(found)


def test_all_faults_are_told_at_once_and_of_all_files():
    broken = changed(
        ("qgov:operationalQubits", "qgov:operationalQubit"), ("0.01 ]", "1e-2 ]"), ('"US"', '"USA"'),
        ("sh:class qgov:QuantumComputer", "sh:class qgov:QuantumComputr"), ('qgov:provision "us-ear:4A906.a.99" ;', ""),
    )  # fmt: skip
    other = draft("nonsense", "other.ttl")
    told = faults(broken, other)
    assert {one.path for one in told if one.file == "draft.ttl"} == {
        "operationalQubit", "meanCnotInfidelity", "class", "provision",
    }  # fmt: skip
    assert [one.norm for one in told if one.file == "other.ttl"] == [""]


def test_a_treaty_that_is_tied_to_a_territory_reaches_nobody():
    text = given.HEAD + norm("model-convention:7.1", some("itemType", "QuantumComputer"), code="INT")
    (told,) = faults(draft(text))
    assert told.path == "connectsBy" and "INT has no territory" in told.message and "qgov:anywhere" in told.remedy
    assert amended([draft(text.replace("qgov:exportFrom", "qgov:anywhere"))])


def test_a_draft_cannot_define_what_is_law():
    (told,) = faults(changed((".99", ".2")))
    assert "is also defined in us-ear/4A906.ttl" in told.message and "--without" in told.remedy


def test_a_draft_amends_what_is_left_out():
    fewer = changed((".99", ".2"))
    book = amended([fewer], ["us-ear:4A906.a.2"])
    (found,) = [one for one in book.norms if one.provision == "us-ear:4A906.a.2"]
    assert found.origin == "draft.ttl"
    assert len(book.norms) == len(norm_book().norms)
    assert book.sha256 != norm_book().sha256


def test_what_refers_to_an_amended_control_refers_to_the_draft():
    """An entry stays where the control under which it stands is written anew."""
    text = given.HEAD + norm(
        "us-ear:742.4(a)(5)", some("transferType", "Export"), start="2024-09-06", effect="authorisation-required"
    )
    book = amended([draft(text)], ["us-ear:742.4(a)(5)"])
    (control,) = [one for one in book.norms if one.provision == "us-ear:742.4(a)(5)"]
    assert control.origin == "draft.ttl"
    assert any(control.provision in one.controlled_under for one in book.norms)


def test_a_draft_may_use_a_condition_that_is_shipped():
    files = (path.read_text("utf-8") for path in norm_files())
    shared = next(match[1] for text in files if (match := re.search(r"appliesWhen <(https://[^>]*/cond/us-ear/[^>]*)>", text)))
    (found,) = [
        one for one in amended([draft(given.HEAD + norm("us-ear:742.99", f"sh:node <{shared}>"))]).norms
        if one.provision == "us-ear:742.99"
    ]  # fmt: skip
    assert found.condition.terms


def test_a_provision_that_is_none_cannot_be_left_out():
    with pytest.raises(InputError, match="no norm has the provision"):
        amended([], ["us-ear:9Z999"])


def test_a_dossier_is_no_draft():
    text = (
        given.HEAD + '<urn:example:1> a qgov:Export ; qgov:date "2026-01-01" .\n<urn:example:2> qgov:country "US" .\n'
    )
    one, other = faults(draft(text))
    assert "is of no kind that norms have: Export" in one.message
    assert "is of no kind" in other.message and "qgov:ControlEntry" in other.remedy


def test_a_circle_of_exceptions_is_told():
    text = given.HEAD + "".join(
        norm(
            f"us-ear:740.9{one}", some("itemType", "QuantumComputer"), f'qgov:defeats "us-ear:740.9{two}"', kind, effect
        )
        for one, two, kind, effect in ((1, 2, "Exception", "exception"), (2, 1, "Norm", "foreclosure"))
    )
    assert any("in a circle" in one.message for one in faults(draft(text)))


HOSTILE = {
    "deep": "sh:not [ " * 200 + some("transferType", "Export") + " ]" * 200,
    "wide": " ; ".join(f"sh:node <https://w3id.org/qgov/cond/x/{n}/a>" for n in (1, 1)),
    "list": "sh:and <https://w3id.org/qgov/cond/x/l/a>",
    "triple": "rdfs:comment <<( <urn:a> <urn:b> <urn:c> )>>",
    "digits": "sh:property [ sh:path qgov:operationalQubits ; sh:minCount 1 ; sh:minInclusive " + "9" * 5000 + " ]",
    "text": f'rdfs:comment "{"a" * 70_000}"',
    "control": 'rdfs:comment "a\\u202Eb"',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_drafts_are_refused_and_no_internal_error(name):
    assert faults(draft(given.HEAD + norm("us-ear:742.99", HOSTILE[name])))


def test_a_shape_that_is_named_again_and_again_is_refused_soon():
    """Each names the next twice: thirty lines ask for a thousand million shapes."""
    shapes = (
        "".join(
            f"<https://w3id.org/qgov/cond/x/{n}/a> a qgov:Condition ;"
            f" sh:and ( <https://w3id.org/qgov/cond/x/{n + 1}/a> <https://w3id.org/qgov/cond/x/{n + 1}/a> ) .\n"
            for n in range(30)
        )
        + f"<https://w3id.org/qgov/cond/x/30/a> a qgov:Condition ; {some('transferType', 'Export')} .\n"
    )
    told = faults(draft(given.HEAD + shapes))
    assert any("too many" in one.message for one in told)


def test_many_norms_are_refused():
    text = given.HEAD + "".join(norm(f"us-ear:742.{n}", some("transferType", "Export")) for n in range(1000, 1060))
    assert any("at most 100" in one.remedy for one in faults(draft(text)))
