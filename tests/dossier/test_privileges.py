"""Exceptions and general authorisations are known by the names that papers give them, and by no others."""

from __future__ import annotations

import pytest

from qgov.dossier.privileges import house_code, known_codes, nearest_code
from qgov.dossier.read import read_dossier


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("tmp", "TMP"), (" TMP ", "TMP"), ("License Exception TMP", "TMP"), ("Licence exception tmp", "TMP"),
        ("TMP (a)(6)", "TMP"), ("TMP 740.9(a)(6)", "TMP"), ("740.9(a)(6)", "TMP"), ("us-ear:740.9(a)(6)", "TMP"),
        ("15 CFR 740.9", "TMP"), ("§ 740.9(a)", "TMP"), ("License Exception TMP, 740.9(a)(6)", "TMP"),
        ("ENC (b)(2)", "ENC"), ("License Exception ENC", "ENC"), ("740.17(b)(2)(i)(D)", "ENC"),
        ("740.17(b)(2)", "740.17(b)(2)"), ("us-ear:740.17(b)(2)", "740.17(b)(2)"),
        ("General Order No. 6", "GO6"), ("general order 6", "GO6"), ("GO 6", "GO6"),
        ("General Order No. 6 (f)(3)", "GO6"), ("us-ear:736-Supp-1(f)(3)", "GO6"),
        ("eu001", "EU001"), ("EU 001", "EU001"), ("EU-001", "EU001"), ("UGEA EU001", "EU001"), ("No EU001", "EU001"),
        ("Union General Export Authorisation EU001", "EU001"), ("eu-dual-use:EU001", "EU001"),
        ("us-ear:734.20(c)", "734.20(c)"), ("de-awv:8(3)", "AWV-8-3"), ("gea 001", "GEA001"),
    ],
)  # fmt: skip
def test_a_name_stands_for_its_code(said, code):
    assert house_code(said) == code


@pytest.mark.parametrize(
    "said",
    ["not TMP", "TMP or RPL", "740.9(a)(7)", "740", "8(3)", "734.20", "EU002", "EU 01 2", "General Order No. 6 (f)(1)",
     "736-Supp-1", "uk-eco:26", "gdpr:49", "STA", "T M P", "", "..."],
)  # fmt: skip
def test_what_is_not_surely_a_name_stands_for_itself(said):
    assert house_code(said) == said


def test_every_code_stands_for_itself():
    assert all(house_code(code) == code for code in known_codes())
    assert len({house_code(code.casefold()) for code in known_codes()}) == len(known_codes())


@pytest.mark.parametrize(("said", "near"), [("GO06x", "GO6"), ("TMPP", "TMP"), ("License Exception TMO", "TMP")])
def test_the_nearest_code_is_told(said, near):
    assert nearest_code(said) == near


@pytest.mark.parametrize(("kind", "code"), [("exception", "TMP"), ("licence", "tmp")])
def test_a_dossier_is_read_with_the_codes_of_the_norms(kind, code):
    """The number of a licence is left as it is written."""
    data = {
        "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE",
        "items": [{"id": "qpu", "type": "QuantumComputer"}], "authorisations": [{"type": kind, "code": "tmp"}],
    }  # fmt: skip
    found = read_dossier(data)
    assert found.authorisations[0].code == code == found.normal["authorisations"][0]["code"]
