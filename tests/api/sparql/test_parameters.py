"""The fields of an address or a form: what the standard library reads in them, whatever the bytes."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qgov.api.door.problem import Problem
from qgov.api.sparql.request import parameters

PIECES = [b"%", b"%4", b"%41", b"%3D", b"%3d%0A", b"=", b"=3D", b"=\n", b"&", b"+", b"a", b"\n", b"\r\n", b" ", b"_",
          b"%C3%A9", b"%c3", b"%zz", b"%00", b"\x00", b"\t", b"\xc3", b";", b"%25", b"%2541"]  # fmt: skip


def by_library(text: bytes) -> list[tuple[str, str]] | None:
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=300)
    except ValueError:
        return None


def by_us(text: bytes) -> list[tuple[str, str]] | None:
    try:
        return parameters(text)
    except Problem as problem:
        assert problem.status == 400
        return None


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
@example(b"query=%3D%0A%3D")
@example(b"query=a=\n")
def test_fields_are_those_of_the_library(text):
    assert by_us(text) == by_library(text)


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40)), max_size=6))
def test_what_is_encoded_comes_back(fields):
    try:
        text = urlencode(fields).encode()
    except UnicodeEncodeError:
        return
    assert by_us(text) == fields


@pytest.mark.parametrize("count", [300, 301])
def test_their_number_is_bounded(count):
    assert (by_us(b"&".join([b"a=1"] * count)) is None) == (count > 300)
