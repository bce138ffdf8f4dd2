"""Tables of rows decoded apart: what surrounds them is parsed as ever, and no more is read than the parser would read."""

from __future__ import annotations

import pytest
from msgspec import UNSET, Struct, UnsetType

from qgov.base import limits
from qgov.base.errors import InputError
from qgov.base.json_tables import TableReader, exact_rows
from qgov.base.parse import parse_data


class Row(Struct, forbid_unknown_fields=True):
    number: float
    name: str | UnsetType = UNSET


ROWS = TableReader("holders", "rows", Row)


def test_tables_are_apart_and_the_rest_is_parsed():
    read = ROWS.read(b'{"holders": [{"rows" : [{"number": 1}], "a": 0.10}, {"b": "x"}, {"rows":[]}], "rows": [7]}')
    data, tables = read
    assert data == {
        "holders": [{"rows": [], "a": parse_data("0.10")}, {"b": "x"}, {"rows": []}],
        "rows": [7],
    }
    assert str(data["holders"][0]["a"]) == "0.10"
    assert [table.text for table in tables] == [b'[{"number": 1}]', b"[]"]
    assert tables[0].rows == [Row(1.0)] and tables[1].rows == []


def test_faults_around_the_tables_are_those_of_the_parser():
    for wrong in (
        b'"a": 1, "a": 2',
        b'"a": NaN',
        b'"a": "\\ud800"',
        b'"a": "\\u0007"',
        b'"holders": []',
        b'"a": 1e-310',
    ):
        text = b'{"holders": [{"rows": [{"number": 1}]}], ' + wrong + b"}"
        with pytest.raises(InputError) as expected:
            parse_data(text, format="json")
        try:
            read = ROWS.read(text)
        except InputError as fault:
            assert fault.faults == expected.value.faults
        else:
            assert read is None


@pytest.mark.parametrize(
    "text",
    [
        '{"number": 1, "name": "a\\u0062"}', '{"number": 1, "name": "é"}', '{"number": 1, "name": "\x7f"}',
        '{"number": 1, "name": "\x01"}', '{"number": 1, "other": 2}', '{"number": "1"}', '{"number": true}',
        '{"number": null}', '{"name": "a"}', "{}", "[1]", "1", '{"number": NaN}', '{"number": Infinity}',
        '{"number": 1e400}', '{"number": 1e-400}', '{"number": 1E+400}', '{"number": 0.' + "0" * 41 + "1}",
        '{"number": ' + "9" * 41 + "}", '{"number": 01}', '{"number": +1}', '{"number": 1.}', '{"number": .5}',
        '{"number": 1,}', '{"number": 1}, ', '{"number": 1} {"number": 1}', "[" * 100_000, '{"number": 1}]] [',
        '{"rows": [{"number": 1}], "number": 1}',
    ],
)  # fmt: skip
def test_what_is_not_read_as_a_table(text):
    assert ROWS.read(f'{{"holders": [{{"rows": [{text}]}}]}}'.encode("utf-8", "surrogatepass")) is None


@pytest.mark.parametrize(
    "text",
    [
        b"[]", b"null", b"", b"{", b"\xff", b'{"holders": {}}', b'{"holders": [1]}', b'{"holders": null}', b"{}",
        b'{"holders": [{"rows": 1}]}', b'{"holders": [{"rows": [{"number": 1}]}]} x', b"[" * 100_000,
        b'\xef\xbb\xbf{"holders": []}', b'{"holders": [{"r\\u006fws": [{"number": 1}]}]}',
        b'{"holders": [' + b" " * limits.MAX_BYTES + b"]}",
    ],
)  # fmt: skip
def test_texts_of_another_form_are_left_to_the_parser(text):
    assert ROWS.read(text) is None


def test_a_table_elsewhere_is_not_taken_for_one():
    table = b'[{"number": 1}]'
    data, tables = ROWS.read(b'{"a": {"rows": ' + table + b'}, "holders": [{"rows": ' + table + b"}]}")
    assert len(tables) == 1 and [] in (data["a"]["rows"], data["holders"][0]["rows"])
    assert [{"number": 1}] in (data["a"]["rows"], data["holders"][0]["rows"])  # not empty: the caller has to look
    with pytest.raises(InputError, match="twice"):
        ROWS.read(b'{"holders": [{"rows": ' + table + b', "rows": ' + table + b"}]}")


def test_keys_that_stand_twice_show_in_their_number():
    def table(text: bytes):
        return ROWS.read(b'{"holders": [{"rows": [' + text + b"]}]}")[1][0]

    plain = table(b'{"number": 1, "name": "a"}')
    assert plain.most_keys() == plain.keys() == 2
    twice = table(b'{"number": 1, "number": 2}')
    assert twice.rows == [Row(2.0)] and twice.keys() == twice.most_keys() == 2
    colons = table(b'{"number": 1, "name": "12:19:24"}')
    assert (colons.keys(), colons.most_keys()) == (2, 4)
    assert table(b'{"number" : 1, "name": "12:19:24"}').keys() == 4


def test_exact_rows_keep_every_digit():
    text = b'[{"number": 0.10}, {"number": 1}, {"number": 0.3000000000000000000000000000000000001}]'
    first, last = exact_rows(text, [0, 2])
    assert str(first["number"]) == "0.10" and str(last["number"]) == "0.3000000000000000000000000000000000001"
    assert exact_rows(text, []) == []
