"""Codes of places, and the arithmetic of provision numbers."""

from __future__ import annotations

import time

import pytest

from qgov.base.iri import PROVISION, ancestors, norm_iri, safe_fragment
from qgov.base.places import name_of, nearest, state_of


@pytest.mark.parametrize(
    ("code", "name"),
    [("US", "United States"), ("XK", "Kosovo"), ("TW", "Taiwan"), ("GB-NIR", "Northern Ireland, United Kingdom")],
)
def test_places_have_names(code, name):
    assert name_of(code).startswith(name.split(",")[0])


@pytest.mark.parametrize(
    "code",
    ["UK", "EU", "USA", "us", "Us", "", " US", "US ", "XX", "ZZ", "AN", "SU", "US-", "US-XX", "us-ca", "US-ca", "U", "ＵＳ",
     "840", "-", "U-S", "US_CA", "US-CA-", "DE\n", "ẞẞ", "ﬁ", "\u212aP-01", "\u212aP", "U\u017f-CA", "US-\u212aS", "US-CA\u200b"],
)  # fmt: skip
def test_what_is_no_place(code):
    assert name_of(code) is None


@pytest.mark.parametrize(
    ("word", "code"),
    [("UK", "GB"), ("USA", "US"), ("us", "US"), ("Germany", "DE"), ("deu", "DE"), ("EL", "GR"), ("Frnace", "FR"), ("taiwan", "TW")],
)
def test_the_place_that_was_meant(word, code):
    assert nearest(word) == code


def test_no_place_is_made_up():
    assert nearest("qqqqqqqq") is None and nearest("") is None
    start = time.process_time()
    for number in range(50):
        nearest(f"{number}" * 30_000)
    assert time.process_time() - start < 2


def test_names_looked_up_do_not_pile_up():
    """What a stranger sends is not kept: a service would grow without bound."""
    for number in range(20_000):
        name_of(f"no such place {number}")
    info = name_of.cache_info() if hasattr(name_of, "cache_info") else None
    assert info is None or info.currsize < 10_000


def test_the_state_of_a_place():
    assert (state_of("US-CA"), state_of("US"), state_of("GB-NIR")) == ("US", "US", "GB")


@pytest.mark.parametrize(
    ("provision", "above"),
    [
        ("us-ear:4A906.a.2", ["us-ear:4A906.a.2", "us-ear:4A906.a", "us-ear:4A906"]),
        ("us-ear:742.4(a)(5)", ["us-ear:742.4(a)(5)", "us-ear:742.4(a)", "us-ear:742.4", "us-ear:742"]),
        ("gdpr:46", ["gdpr:46"]),
        ("uk-eco:PL9014.a.1", ["uk-eco:PL9014.a.1", "uk-eco:PL9014.a", "uk-eco:PL9014"]),
        ("jp-goods:7(6)", ["jp-goods:7(6)", "jp-goods:7"]),
        ("x:", []),
    ],
)
def test_what_stands_above_a_provision(provision, above):
    assert list(ancestors(provision)) == above


def test_a_paragraph_is_not_its_neighbours():
    assert "us-ear:4A906.a" not in ancestors("us-ear:4A906.ab") and "us-ear:4A90" not in ancestors("us-ear:4A906")


@pytest.mark.parametrize("text", ["us-ear:4A906.a.2", "gdpr:46", "x:a b", "e-evidence:1"])
def test_provisions(text):
    assert PROVISION.fullmatch(text)


@pytest.mark.parametrize("text", ["", "us-ear", "us-ear:", ":4A906", "US-EAR:4A906", "us-ear: 4A906", "us-ear:4A906 ", "-x:1", "x:1\n2"])
def test_what_is_no_provision(text):
    assert not PROVISION.fullmatch(text)


def test_iris_hold_only_unreserved_characters():
    assert norm_iri("norm", "us-ear:742.4(a)(5)", "2024-09-06").endswith("/us-ear/742.4%28a%29%285%29/2024-09-06")
    assert safe_fragment("a b#ü") == "a%20b%23%C3%BC"
