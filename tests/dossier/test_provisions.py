"""However a control entry is spelt, it is one entry; what only looks like it is refused."""

from __future__ import annotations

import copy

import pytest

from qgov.base.errors import InputError
from qgov.base.iri import ancestors
from qgov.dossier.provisions import house_form
from qgov.dossier.read import read_dossier
from qgov.norms import norm_book

BASE = {
    "id": "urn:example:spelling", "type": "Export", "date": "2026-10-01", "origin": "US", "destination": "IN",
    "items": [{"id": "tech", "type": "Technology", "activity": ["development"]}],
}  # fmt: skip


@pytest.mark.parametrize(
    "written, house",
    [
        ("us-ear:4A906(b)", "us-ear:4A906.b"),
        ("us-ear:4A906.B", "us-ear:4A906.b"),
        ("us-ear:4a906b", "us-ear:4A906.b"),
        ("us-ear:4A906 (a)(2)", "us-ear:4A906.a.2"),
        ("us-ear:4A906.b.1", "us-ear:4A906.b.1"),
        ("us-ear:742.4(b)(10)", "us-ear:742.4(b)(10)"),
        ("us-ear:EAR99", "us-ear:EAR99"),
        ("eu-dual-use:none", "eu-dual-use:none"),
        ("uk-eco:pl9014(a)(1)(b)", "uk-eco:PL9014.a.1.b"),
        ("ca-ecl:5506(c)(iv)(A)", "ca-ecl:5506.c.iv.A"),
        ("ca-ecl:5506(c)(ii)(a)(viii)", "ca-ecl:5506.c.ii.A.VIII"),
        ("ca-ecl:5505(1)", "ca-ecl:5505(1)"),
        ("de-awv:4A1906.a.2", "de-awv:4A1906a.2"),
        ("de-awv:3A1901.a.15", "de-awv:3A1901a15"),
        ("jp-goods:7.6.i", "jp-goods:7(6)(i)"),
        ("gdpr:49(1)(b)", "gdpr:49(1)(b)"),
    ],
)
def test_the_form_of_an_entry(written, house):
    assert house_form(written) == house
    assert house_form(house) == house


def test_what_norms_spell_is_the_house_form():
    named = {above for norm in norm_book().norms for above in ancestors(norm.provision)}
    assert {provision for provision in named if house_form(provision) != provision} == set()


def read(**item):
    data = copy.deepcopy(BASE)
    data["items"][0] |= item
    return read_dossier(data)


def test_every_key_that_holds_provisions_is_read_so():
    assert read(relatesTo=["us-ear:4A906(b)"]).items[0].claims["relatesTo"] == ("us-ear:4A906.b",)
    data = copy.deepcopy(BASE)
    data["items"] = [{"id": "chip", "type": "QubitDevice", "speciallyDesignedFor": ["us-ear:4A906.A"]}]
    data["authorisations"] = [{"type": "licence", "covers": ["us-ear:4A906(A)"]}]
    found = read_dossier(data)
    assert found.items[0].claims["speciallyDesignedFor"] == ("us-ear:4A906.a",)
    assert found.authorisations[0].covers == ("us-ear:4A906.a",)
    assert found.normal["items"][0]["speciallyDesignedFor"] == ["us-ear:4A906.a"]
    assert found.normal["authorisations"][0]["covers"] == ["us-ear:4A906.a"]
    assert data["authorisations"][0]["covers"] == ["us-ear:4A906(A)"]


@pytest.mark.parametrize("key", ["relatesTo", "covers"])
def test_letters_of_another_script_are_refused_by_name(key):
    data = copy.deepcopy(BASE)
    if key == "covers":
        data["authorisations"] = [{"type": "licence", "covers": ["us-ear:4\u0410906"]}]
    else:
        data["items"][0]["relatesTo"] = ["us-ear:4\u0410906"]
    with pytest.raises(InputError) as caught:
        read_dossier(data)
    (fault,) = caught.value.faults
    assert "cyrillic capital letter a" in fault.message and key in fault.pointer
