"""Published lists as untrusted input: what the parser gives back, what it refuses, and that refusing is cheap."""

from __future__ import annotations

import time

import pytest

from qgov.base import limits
from qgov.base.errors import InputError
from qgov.base.parse import csv_records, json_list, xml_records

ROW = frozenset({"row"})
BOMB = (
    b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><l><row>&j;</row></l>"
)


def refused(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        list(xml_records(data, ROW))
    return str(caught.value)


def test_records_come_in_order_with_local_names():
    data = b'<l xmlns="urn:example" day="1"><junk/><row a="1"><n>x</n></row><g><row a="2"/></g></l>'
    found = [
        (tag, element.get("a") or element.get("day"), element.findtext("n")) for tag, element in xml_records(data, ROW)
    ]
    assert found == [("l", "1", None), ("row", "1", "x"), ("row", "2", None)]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (BOMB, "defines what it may not"),
        (b'<!DOCTYPE l SYSTEM "file:///etc/hostname"><l><row/></l>', "defines what it may not"),
        (b'<!DOCTYPE l [<!ENTITY e SYSTEM "http://example.org/x">]><l><row>&e;</row></l>', "defines what it may not"),
        (b"<l><row></l>", "not valid XML"),
        (b"<l><row>\xff</row></l>", "not valid XML"),
        (b"", "not valid XML"),
        (b'<?xml version="1.0" encoding="no-such"?><l/>', "not valid XML"),
        (b"<l>" + b"<a>" * 100_000, "nested too deeply"),
        (b"<l><row>" + b"x" * (limits.MAX_STRING + 1) + b"</row></l>", "characters"),
    ],
)
def test_hostile_xml_is_refused_at_once(data: bytes, word: str):
    start = time.process_time()
    assert word in refused(data)
    assert time.process_time() - start < 0.5


def test_too_many_bytes_elements_and_records(monkeypatch):
    monkeypatch.setattr(limits, "MAX_LIST_BYTES", 100)
    assert "bytes" in refused(b"<l>" + b" " * 100 + b"</l>")
    monkeypatch.setattr(limits, "MAX_LIST_BYTES", 10_000)
    monkeypatch.setattr(limits, "MAX_LIST_ELEMENTS", 20)
    assert "too many elements" in refused(b"<l>" + b"<a/>" * 30 + b"</l>")
    monkeypatch.setattr(limits, "MAX_LIST_RECORDS", 5)
    assert "too many entries" in refused(b"<l>" + b"<row/>" * 10 + b"</l>")


def test_csv_below_a_line_of_its_own():
    above, rows = csv_records('\ufeffas of today\nID,Name\n1,A\n\n2,"B, C"\n'.encode(), ",", "ID")
    assert above == "as of today"
    assert list(rows) == [{"ID": "1", "Name": "A"}, {"ID": "2", "Name": "B, C"}]


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"a,b\n1,2\n", "no column"), (b"ID,N\n1,2,3\n", "3 cells"), (b"\xff\xfe", "not UTF-8")],
)
def test_csv_of_another_form_is_refused(data: bytes, word: str):
    with pytest.raises(InputError, match=word):
        list(csv_records(data, ",", "ID")[1])


@pytest.mark.parametrize("data", [b'{"a": 1, "b": {"c": [{"d": 1, "d": 2}]}}', b'{"d": [], "d": []}'])
def test_a_key_that_stands_twice_in_a_list_is_refused(data: bytes):
    """The last would count in silence, which may be the one that lists nobody."""
    with pytest.raises(InputError, match="'d' stands twice"):
        json_list(data)


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"results": [', b'{"a": 1e5}}', b"\xff"])
def test_json_of_another_form_is_refused(data: bytes):
    with pytest.raises(InputError):
        json_list(data)


def test_numbers_of_a_list_stay_text():
    assert json_list(b'{"entity_number": 1e999999, "x": NaN}') == {"entity_number": "1e999999", "x": "NaN"}
