"""The one parser of untrusted text: what it reads, what it refuses, where it says so, and that refusing is cheap."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from decimal import Decimal

import pytest

from qgov.base import limits
from qgov.base.errors import Fault, InputError
from qgov.base.parse import BadNumber, check_tree, decode, guess_format, parse_data, pointer, read_number

YAML = "yaml"


def refused(text, **hints) -> list[Fault]:
    """The faults of a text that is not accepted."""
    with pytest.raises(InputError) as caught:
        parse_data(text, **hints)
    return caught.value.faults


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"), ("-0", "0"), ("7", "7"), ("1e-3", "0.001"), ("1E+2", "100"), ("0.0010000000000000000001", None),
        ("0.123456789012345678901234567890", None), ("1e308", None), ("1e-308", None), ("5.", "5"), (".5", "0.5"),
        ("+3", "3"),
    ],
)  # fmt: skip
def test_numerals_are_read_exactly(text, value):
    number = read_number(text)
    assert isinstance(number, Decimal | int) and not isinstance(number, bool)
    assert number == Decimal(value or text)


@pytest.mark.parametrize(
    "text",
    ["1e309", "1e-309", "1e999999999", "1e-999999999", "9" * 41, "0." + "1" * 41, "1" * 10**6, "NaN", "Infinity", "-inf",
     "", "abc", "1_000", "0x1F", "1e", "--1", "1٣", "١٢", "１", " 1", "1\n"],
)  # fmt: skip
def test_what_is_no_acceptable_number(text):
    start = time.process_time()
    assert isinstance(read_number(text), BadNumber)
    assert time.process_time() - start < 0.5


def test_leading_zeros_do_not_count_as_digits():
    assert read_number("0." + "0" * 60 + "1") == Decimal("1e-61")


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e400", "1e-400", "1e999999999", "1" * 41, "1" * 10**6])
def test_numbers_out_of_range_are_refused_where_they_stand(word):
    (fault,) = refused('{"items": [{"t1": {"value": %s}}]}' % word)
    assert fault.pointer == "/items/0/t1/value" and len(fault.message) < 200


def test_every_json_number_becomes_exact():
    read = parse_data('{"a": 0.1, "b": 1e-3, "c": 5, "d": -0.0, "e": 0.0010000000000000000001}')
    assert read == {"a": Decimal("0.1"), "b": Decimal("0.001"), "c": 5, "d": 0, "e": Decimal("0.0010000000000000000001")}
    assert not any(isinstance(value, float) for value in read.values())


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"a": 1, "a": 2}', "/a"),
        ('{"x": [{"y": {"a/b": 1, "a/b": 1}}]}', "/x/0/y/a~1b"),
        ('{"x": {"~": 1, "~": 2}}', "/x/~0"),
        ('{"a": 1, "\\u0061": 2}', "/a"),
    ],
)
def test_repeated_keys_are_refused_where_they_stand(text, where):
    (fault,) = refused(text)
    assert fault.pointer == where and "twice" in fault.message


def test_repeated_keys_in_yaml_are_refused_where_they_stand():
    (fault,) = refused("x:\n  - y:\n      a: 1\n      a: 2\n", format=YAML)
    assert fault.pointer == "/x/0/y/a"


@pytest.mark.parametrize("code", ["\\u0000", "\\u0007", "\\u001b", "\\u007f", "\\ud800", "\\udfff", "\\u009b"])
def test_broken_characters_are_refused_in_text_and_keys(code):
    assert refused('{"a": "x%sy"}' % code)[0].pointer == "/a"
    assert refused('{"x%sy": 1}' % code)[0].pointer == ""


@pytest.mark.parametrize("code", ["\\u202e", "\\u202a", "\\u2066", "\\u2069", "\\u2028"])
def test_characters_that_reorder_what_is_shown_are_refused(code):
    """A judgment is read by people: a name must not be able to turn the words around it."""
    assert refused('{"a": "x%sy"}' % code)[0].pointer == "/a"
    assert refused('{"x%sy": 1}' % code)[0].pointer == ""


def test_text_of_many_lines_and_scripts_is_accepted():
    text = "Zeile\n\tEinrückung\r\n東京大学 Ünïcode العربية 🔬"
    assert parse_data(json.dumps({"note": text})) == {"note": text}


def test_faults_can_be_written_out():
    """Whatever stood in the input, its faults are text that any stream can carry."""
    for text in ('{"\\ud800": 1e999}', '{"\\ud800": 1, "\\ud800": 2}', '{"a": {"\\udfff": NaN}}', '{"\\u001b[2J": NaN}'):
        for fault in refused(text):
            written = str(fault)
            assert written.encode("utf-8") and "\x1b" not in written


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf{}", "\ufeff{}", b"{}", b" \n{}\n"])
def test_utf8_with_and_without_mark(data):
    assert parse_data(data) == {}


@pytest.mark.parametrize("data", ["{}".encode("utf-16"), b"\xff\xfe{\x00", b"\x80abc", b'{"a": "\xe9"}', "{}".encode("utf-32")])
def test_other_encodings_are_refused(data):
    assert "UTF-8" in refused(data)[0].message


def test_size_and_depth_are_limited():
    assert "bytes" in refused(b" " * (10 * 1024 * 1024))[0].message
    assert decode(b" " * limits.MAX_BYTES)
    depth = limits.MAX_DEPTH
    assert parse_data("[" * depth + "]" * depth)
    for text in ("[" * (depth + 1) + "]" * (depth + 1), "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000, "[" * 100_000):
        assert "deep" in refused(text)[0].message
    brackets = '{"a": "%s"}' % ("[" * 60_000)
    assert parse_data(brackets) == {"a": "[" * 60_000}
    assert parse_data('{"a": "\\"[[[[%s"}' % ("[" * 100))["a"].startswith('"[[[[')


def test_a_dict_that_holds_itself_is_refused():
    data: dict = {}
    data["again"] = data
    with pytest.raises(InputError, match="deep"):
        check_tree(data)


@pytest.mark.parametrize(
    "text",
    [
        "{" + ",".join('"a":1' for _ in range(300_000)) + "}",
        "{" + ",".join(f'"k{i}":1' for i in range(150_000)) + "}",
        '{"a": "' + '\\"' * 900_000,
        '"' * 1_000_001,
        "{" * 1_000_000,
        "[" + ",".join(["NaN"] * 400_000) + "]",
        "[" + "1" * 1_900_000 + "]",
        '["' + "\\u0000" * 300_000 + '"]',
        "-" * 1_000_000,
    ],
    ids=["one key", "many keys", "open text", "quotes", "braces", "nan", "digits", "nul", "minus"],
)
def test_refusing_is_cheap(text):
    start = time.process_time()
    try:
        parse_data(text, format="json")
    except InputError as error:
        assert len(error.faults) <= limits.MAX_FAULTS + 1
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("country: NO", "NO"), ("country: no", "no"), ("country: yes", "yes"), ("country: on", "on"),
        ("country: y", "y"), ("country: true", True), ("country: False", False), ("country: ~", None),
        ("country:", None), ("country: null", None), ("country: 2026-03-02", "2026-03-02"),
        ("country: 2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"), ("country: 12:30:45", "12:30:45"),
        ("country: 0123", 123), ("country: 0o17", "0o17"), ("country: 0x1F", "0x1F"), ("country: 1_000", "1_000"),
        ("country: 1e3", Decimal(1000)), ("country: 0.1", Decimal("0.1")), ("country: '5'", "5"),
        ("country: 1٣", "1٣"), ("country: NaN", "NaN"), ("country: &x NO", "NO"), ("country: <<", "<<"),
    ],
)  # fmt: skip
def test_yaml_scalars_are_those_of_json(text, value):
    read = parse_data(text, format=YAML)["country"]
    assert read == value and type(read) is type(value)


def test_yaml_keys_are_the_text_that_stands_there():
    read = parse_data("no: 1\n1: 2\n1.50: 3\ntrue: 4\n", format=YAML)
    assert read == {"no": 1, "1": 2, "1.50": 3, "true": 4}


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x", "a: &x [*x]", "base: &b {x: 1}\na:\n  <<: *b", "a: !!python/object/apply:os.system ['true']",
        "a: !!python/name:os.system", "a: !<tag:yaml.org,2002:python/tuple> [1]", "a: !own x", "a: !!binary aGVsbG8=",
        "a: !!set {x, y}", "a: !!omap [x: 1]", "a: !!timestamp 2026-03-02", "a: !!timestamp x", "a: !!bool x",
        "a: !!int ''", "a: !!int x", "a: !!int 0x10", "a: !!int 1:30", "a: !!float x", "a: !!map [x]", "a: !!map x",
        "a: !!seq {x: 1}", "a: !!null x", "a: .inf", "a: -.INF", "a: .nan", "a: 1e999", "a: 1\n---\nb: 2", "\ta: 1",
        "a:\n\t- 1",
        "a: [1, 2", "a: 'x", "a: b: c", "? [x]\n: 1", "? {x: 1}\n: 1", "{{a: 1}: 2}", "a: \x00", "a: \x07",
        "%YAML 9.9\n---\na: 1",
        "a: \"\\uD800\"", "&a a: 1\n*a : 2", "@a: 1", "`a: 1",
    ],
)  # fmt: skip
def test_yaml_beyond_plain_data_is_refused(text):
    for fault in refused(text, format=YAML):
        assert fault.message and "Error" not in fault.message and "object at 0x" not in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "{" + ",".join("a: 1" for _ in range(80_000)) + "}",
        "[" * 100_000,
        "- " * 100_000,
        "\n".join(" " * i + "a:" for i in range(700)),
        "a: " + "x" * 500_000,
        "[" + "[]," * 120_000 + "]",
        "a: '" + "''" * 200_000,
    ],
    ids=["one key", "brackets", "dashes", "steps", "text", "wide", "quotes"],
)
def test_refusing_yaml_is_cheap(text):
    """No letter costs many times what one of ordinary data does, measured beside it: what grows with the square of the
    length costs thousands of times as much."""
    ordinary = "\n".join(f"key{i}: {i}" for i in range(20_000))
    assert spent(text) / len(text) < 25 * spent(ordinary) / len(ordinary)


def spent(text: str) -> float:
    """The processor time of reading a text as YAML, in seconds."""
    start = time.process_time()
    with suppress(InputError):
        parse_data(text, format=YAML)
    return time.process_time() - start


def test_yaml_is_read_up_to_its_own_size():
    assert "limited" in refused("a: " + "x" * limits.MAX_YAML_BYTES, format=YAML)[0].message


@pytest.mark.parametrize(
    ("text", "name", "format"),
    [
        ("{}", "", "json"), (" \n[1]", "", "json"), ("id: x", "", "yaml"), ("@prefix q: <urn:x/> .", "a.ttl", "turtle"),
        ("@prefix q: <http://x/> .", "", "trig"), ("PREFIX q: <http://x/>", "", "trig"), ("{}", "A.JSON", "json"),
        ("# a comment\nid: x\nsource: https://example.org/\n", "", "yaml"),
        ("# a comment\n@prefix q: <http://x/> .", "", "trig"), ("<http://x/a> <http://x/b> 1 .", "", "trig"),
    ],
)  # fmt: skip
def test_the_format_is_seen_from_the_text(text, name, format):
    assert guess_format(text, name) == format


@pytest.mark.parametrize(
    ("key", "expected"), [("a", "/a"), ("a/b", "/a~1b"), ("~", "/~0"), ("~1", "/~01"), (3, "/3"), ("", "/")]
)
def test_pointers_are_escaped(key, expected):
    assert pointer("", key) == expected


class NotJson:
    """A value from a program that JSON does not have."""


@pytest.mark.parametrize("value", [NotJson(), b"bytes", {1, 2}, 1 + 2j, range(3), object, bytearray(b"x"), iter([])])
def test_values_that_json_lacks_are_refused_in_plain_words(value):
    with pytest.raises(InputError) as caught:
        check_tree({"a": [value]})
    (fault,) = caught.value.faults
    assert fault.pointer == "/a/0" and "NotJson" not in str(fault) and "object at" not in str(fault)


def test_numbers_of_a_program_are_read_as_written():
    numpy = pytest.importorskip("numpy")
    read = check_tree({"a": 0.1, "b": numpy.float64(0.1), "c": 1e-7, "d": True, "e": Decimal("0.10"), "f": (1, 2.5)})
    assert read["a"] == read["b"] == Decimal("0.1") and read["c"] == Decimal("1E-7") and read["d"] is True
    assert read["f"] == [1, Decimal("2.5")]
    bad = (float("nan"), float("inf"), -float("inf"), 10**50 + 1, 10**5000, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"),
           Decimal("1e400"), numpy.float64("nan"))  # fmt: skip
    for number in bad:
        with pytest.raises(InputError):
            check_tree({"a": number})


def test_keys_that_are_not_text_are_refused():
    for key in (1, None, True, 1.5, ("a",), b"a"):
        with pytest.raises(InputError, match="text"):
            check_tree({key: 1})


def test_the_callers_data_is_left_alone():
    inner = [1.5, {"b": (1, 2)}]
    data = {"a": inner}
    read = check_tree(data)
    assert data == {"a": [1.5, {"b": (1, 2)}]} and read["a"] is not inner


@pytest.mark.parametrize(
    "text",
    ['{"a": {"%s": 1}}', '{"a": {"%s": NaN}}', '{"a": {"%s": 1, "%s": 2}}', '{"a": {"%s": [{"b": NaN}]}}', "a: {? %s : 1}"],
)  # fmt: skip
def test_a_key_that_no_term_could_have_is_not_said_again(text):
    """Whoever reads the fault is shown its place and not a million letters."""
    with pytest.raises(InputError) as caught:
        parse_data(text.replace("%s", "k" * 100_000))
    (fault,) = caught.value.faults
    assert fault.pointer == "/a" and "100000 characters" in fault.message and len(str(caught.value)) < 500


def test_long_keys_that_are_accepted():
    assert parse_data('{"%s": 1}' % ("k" * limits.MAX_KEY))
