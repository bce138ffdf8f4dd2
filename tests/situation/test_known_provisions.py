"""A paragraph that no norm knows frees no item, and what a paper names in vain is said."""

from __future__ import annotations

import pytest

from qgov.reasoning.pipeline import decide_dossier
from qgov.reasoning.receipt import canonical_receipt
from qgov.situation.known_provisions import known_provisions, perhaps_meant, unknown_provisions
from qgov.verifier.verify import verify


def technology(dossier, *names):
    return dossier(None, items=[
        {"id": "tech", "type": "Technology", "relatesTo": list(names), "activity": ["development"], "originCountry": "US"}
    ])  # fmt: skip


def decided(dossier, *names):
    return decide_dossier(technology(dossier, *names), simulate=False, explain=False)


@pytest.mark.parametrize("name", ["us-ear:4A906(b)", "us-ear:4A906.B", "us-ear:4A906.b.7"])
def test_brackets_and_capitals_free_nothing(dossier, name):
    assert decided(dossier, name).overall.outcome == "authorisation-required"


def test_the_receipt_of_a_licence_in_brackets_holds(dossier):
    paper = {"type": "licence", "covers": ["us-ear:4A906(A)"], "authority": "BIS", "destinations": ["IN"],
             "validFrom": "2026-01-01", "validUntil": "2027-01-01"}  # fmt: skip
    found = decide_dossier(dossier({"physicalQubits": 156}, authorisations=[paper]), simulate=False)
    assert found.overall.outcome != "authorisation-required"
    assert not verify(canonical_receipt(found.full_receipt()))[1].found


def test_an_unknown_paragraph_may_be_any_of_its_entry(dossier):
    found = decided(dossier, "us-ear:4A906.d")
    assert "authorisation-required" in found.overall.possible
    assert any("us-ear:4A906.d" in warning and "us-ear:4A906" in warning for warning in found.to_dict()["warnings"])


@pytest.mark.parametrize("name", ["us-ear:EAR99", "us-ear:none", "us-ear:5A002.e"])
def test_none_of_a_list_is_an_answer(dossier, name):
    assert perhaps_meant(name, known_provisions()) == frozenset()
    assert unknown_provisions(technology(dossier, name), frozenset()) == []


@pytest.mark.parametrize("name", ["us-ear:4A960", "us-ear:4A960.b", "us-ear:4A90"])
def test_a_misspelt_entry_may_be_any_of_its_list(dossier, name):
    """Technology for a qubit chip (4A906.b) needs a licence; a slip of the pen in its entry makes nothing milder."""
    found = decided(dossier, name)
    assert "authorisation-required" in found.overall.possible
    assert "us-ear:4A906.b" in perhaps_meant(name, known_provisions())
    assert any(name in warning and "us-ear:none" in warning for warning in found.to_dict()["warnings"])


@pytest.mark.parametrize("name", ["us-ear:4A003", "eu-dual-use:6A005", "us-ear:6A002.d"])
def test_another_entry_that_exists_is_an_answer(dossier, name):
    assert perhaps_meant(name, known_provisions()) == frozenset()
    assert not any("misspelt" in warning for warning in unknown_provisions(technology(dossier, name), frozenset()))


def test_the_beginning_of_an_entry_leaves_its_paragraphs_open():
    wanted = {"de-awv:4A1906a", "de-awv:4A1906b", "de-awv:3B1904"}
    assert perhaps_meant("de-awv:4A190", wanted) == {"de-awv:4A1906a", "de-awv:4A1906b"}


@pytest.mark.parametrize(
    "paper, near",
    [
        ({"authorisations": [{"type": "licence", "covers": ["us-ear:4A960"]}]}, "us-ear:4A906"),
        ({"safeguards": [{"type": "derogation", "reference": "gdpr:49(1)(z)"}]}, "gdpr:49(1)"),
        ({"safeguards": [{"type": "derogation", "reference": "cn-data-flows:5(1)4"}]}, "cn-data-flows"),
    ],
    ids=["licence", "derogation", "instrument"],
)
def test_a_paper_that_names_nothing(dossier, paper, near):
    (warning,) = unknown_provisions(dossier(**paper), frozenset({"qpu"}))
    assert near in warning and "known here" in warning


def test_what_norms_know_is_not_warned_of(dossier):
    papers = {"authorisations": [{"type": "licence", "covers": ["us-ear:4A906", "us-ear:742.4(a)(5)"]}],
              "safeguards": [{"type": "derogation", "reference": "gdpr:49(1)(b)"}]}  # fmt: skip
    assert unknown_provisions(dossier(**papers), frozenset({"qpu"})) == []
