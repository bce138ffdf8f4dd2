"""The operations of JSON Patch that an edit may use."""

from __future__ import annotations

import pytest

from qgov.base.errors import InputError
from qgov.dossier.edit import appended, edited, operation

DATA = {"a": {"b": [1, 2, 3]}, "c/d": 1}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"op": "replace", "path": "/a/b/1", "value": 9}, {"a": {"b": [1, 9, 3]}, "c/d": 1}),
        ({"op": "add", "path": "/a/b/1", "value": 9}, {"a": {"b": [1, 9, 2, 3]}, "c/d": 1}),
        ({"op": "add", "path": "/a/b/-", "value": 9}, {"a": {"b": [1, 2, 3, 9]}, "c/d": 1}),
        ({"op": "remove", "path": "/a/b/0"}, {"a": {"b": [2, 3]}, "c/d": 1}),
        ({"op": "remove", "path": "/c~1d"}, {"a": {"b": [1, 2, 3]}}),
        ({"op": "add", "path": "/e", "value": 5}, {"a": {"b": [1, 2, 3]}, "c/d": 1, "e": 5}),
    ],
)
def test_operations(edit, expected):
    assert edited(DATA, [edit]) == expected
    assert DATA == {"a": {"b": [1, 2, 3]}, "c/d": 1}


@pytest.mark.parametrize(
    "edit",
    [
        {"op": "move", "path": "/a", "from": "/b"},
        {"op": "replace", "path": "", "value": 1},
        {"op": "replace", "path": "/x", "value": 1},
        {"op": "remove", "path": "/a/b/3"},
        {"op": "replace", "path": "/a/b/-", "value": 1},
        {"op": "add", "path": "/a/b/5", "value": 1},
        {"op": "add", "path": "/a/b/x", "value": 1},
        {"op": "add", "path": "/c~1d/e", "value": 1},
        {"op": "replace", "path": "/x/y", "value": 1},
    ],
)
def test_what_cannot_be_done_is_refused_with_its_place(edit):
    with pytest.raises(InputError) as caught:
        edited(DATA, [edit])
    assert caught.value.faults[0].pointer == edit["path"]


def test_setting_and_appending():
    assert operation(DATA, "/a/b", 1)["op"] == "replace"
    assert operation(DATA, "/a/x", 1)["op"] == "add"
    assert edited(DATA, [appended(DATA, "rows", 1)])["rows"] == [1]
    assert edited({"rows": [1]}, [appended({"rows": [1]}, "rows", 2)])["rows"] == [1, 2]
