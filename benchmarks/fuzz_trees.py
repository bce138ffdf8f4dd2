"""Changes of a JSON text that leave it JSON: a value for another, a key gone, twice or moved, a row more or less.

Bytes changed at random are seldom JSON any more; what stands behind a parser of JSON is reached by such changes.
"""

from __future__ import annotations

import copy
import json
import random

_ODD = (
    None, True, False, 0, -1, 1, 2**63, 10**400, 1e308, -0.0, 0.1, "", " ", "x", "NaN", "\x00", "\ud800", "é" * 50,
    "2026-02-30", "2026-03-02", "urn:x:1", "US", [], {}, [[]], [{}], {"": ""}, {"value": 1}, {"value": []}, ["x", "x"],
    {"@decimal": "1"}, {"@decimal": "NaN"}, "1e999999999999",
    "-1e400", {"value": "1", "unit": "%"}, [0, 1], "did:key:z6Mk", "z" + "1" * 90,
)  # fmt: skip
_DEPTH = 60


def changed(data: bytes, most: int, seed: int) -> bytes | None:
    """The text with one to four changes; what follows a NUL is kept. None where it is no JSON, or would be too long."""
    text, mark, rest = data.partition(b"\0")
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return None
    chance = random.Random(seed)  # noqa: S311 - a mutation, no secret
    root = [tree]
    for _ in range(chance.choice((1, 1, 2, 4))):
        _change(root, chance)
    try:
        written = json.dumps(root[0], ensure_ascii=chance.random() < 0.3).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):
        return None
    if chance.random() < 0.03:  # JSON of this library has no key twice
        written = written.replace(b"{", b'{"id": 1, ', 1)
    written += mark + rest
    return written if len(written) <= most else None


def _change(root: list, chance: random.Random) -> None:
    holder, key = _place(root, chance)
    value, kind = holder[key], chance.randrange(8)
    if isinstance(value, int) and value.bit_length() > 64:  # has no text, and needs none
        kind = 0
    if kind == 0:
        holder[key] = copy.deepcopy(chance.choice(_ODD))
    elif kind == 1:
        other, place = _place(root, chance)
        holder[key] = json.loads(json.dumps(other[place]))  # a copy, so that the tree stays one
    elif kind == 2 and holder is not root:
        del holder[key]
    elif kind == 3 and isinstance(holder, dict):
        holder[chance.choice(("", "id", "type", "@context", "value", "x", key + " "))] = holder.pop(key)
    elif kind == 4 and isinstance(holder, list) and holder is not root:
        holder.insert(key, json.loads(json.dumps(value)))
    elif kind == 5:
        holder[key] = {str(chance.choice((key, "value", "id"))): value} if chance.random() < 0.5 else [value]
    elif kind == 6:
        holder[key] = _nudged(value, chance)
    else:
        for _ in range(chance.choice((1, 3, _DEPTH))):
            holder[key] = [holder[key]]


def _nudged(value: object, chance: random.Random) -> object:
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, (int, float)):
        return chance.choice(
            (-value, value + 1, value * 10, value / 3, str(value), float(value) if abs(value) < 1e300 else 0)
        )
    if isinstance(value, str):
        at = chance.randrange(len(value) + 1)
        return chance.choice(
            (value[:at], value[at:], value.upper(), value[:at] + chance.choice("\x00#/ é𝛹\ud83d") + value[at:])
        )
    return list(value) if isinstance(value, dict) else {str(place): child for place, child in enumerate(value)}


def _place(root: list, chance: random.Random) -> tuple:
    """A holder and a key in it, from the root down; deeper ones as often as others."""
    holder, key = root, 0
    while isinstance(holder[key], (dict, list)) and holder[key] and chance.random() < 0.8:
        holder = holder[key]
        key = chance.choice(list(holder)) if isinstance(holder, dict) else chance.randrange(len(holder))
    return holder, key
