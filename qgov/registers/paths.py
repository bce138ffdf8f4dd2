"""Dossier paths such as ``items[0].cnotError.value``: reading them, checking them, and building dossiers along them."""

from __future__ import annotations

import difflib
import re

from qgov.base.parse import fault
from qgov.lexicon import lexicon
from qgov.registers.patterns import DAY, NAMES, NUMBER, Path, _kinds

_STEP = re.compile(r"([A-Za-z][A-Za-z0-9]*)((?:\[\d{1,3}\])*)")
TEXT, WORD = "text", "word"
_DATED = {"authorisations": ("validFrom", "validUntil"), "safeguards": ("date",), "matches": ("date",)}
_QUANTITY = ("value", "uncertainty", "coverageFactor", "lower", "upper")


def read_path(text: str) -> Path:
    """The steps of a path. InputError names the first step that no dossier has, with the nearest that it has."""
    steps: list[str | int] = []
    for part in text.strip().split("."):
        found = _STEP.fullmatch(part)
        if found is None:
            raise fault("", f"{text!r} is not a dossier path", "write one such as items[0].cnotError.value")
        steps.append(found.group(1))
        steps += [int(number) for number in re.findall(r"\d+", found.group(2))]
    _check(tuple(steps), text)
    return tuple(steps)


def _check(path: Path, text: str) -> None:
    words = lexicon()
    known = words.keys_on("Dossier")
    _known(path[0], known, text)
    if path[0] in ("items", "parties"):
        if len(path) < 3 or not isinstance(path[1], int):
            raise fault("", f"{text!r} does not say which of the {path[0]}", f"write {path[0]}[0].…")
        _known(path[2], words.item_keys() if path[0] == "items" else words.keys_on("Party"), text)
    elif path[0] in ("authorisations", "safeguards", "ownership", "matches", "declarations"):
        key = path[-1] if path[0] == "declarations" else (path[2] if len(path) > 2 else "")
        _known(key, words.keys_on(known[path[0]].node_class or ""), text)


def _known(key: object, known: dict, text: str) -> None:
    if key not in known:
        close = difflib.get_close_matches(str(key), known, n=1, cutoff=0.6)
        raise fault("", f"unknown key {key!r} in the path {text!r}",
                    f"did you mean {close[0]!r}?" if close else "qgov term lists the words")  # fmt: skip


def kind_of(path: Path, with_names: bool) -> str:
    """How the pattern reads what stands at a path: a number or a day of a slot, text that it leaves out, or a word."""
    kinds, _, _ = _kinds()
    root, last = path[0], path[-1]
    if path == ("date",) or path == ("declarations", "partiesScreened"):
        return DAY
    if last == "note":
        return TEXT
    if root == "parties" and len(path) == 3:
        if last == "employedSince":
            return DAY
        return TEXT if last == "name" and last in NAMES and not with_names else WORD
    if root in _DATED and len(path) == 3 and last in _DATED[root]:
        return DAY
    if root != "items" or len(path) < 3:
        return WORD
    kind = kinds.get(path[2])
    rest = path[3:]
    if kind == "certificates" or (path[2] == "certificates" and last in ("validFrom", "validUntil")):
        return DAY
    if kind == "amount" and rest == ("value",):
        return NUMBER
    if kind == "quantity":
        if rest and isinstance(rest[0], int):
            rest = rest[1:]
        if not rest or rest in tuple((key,) for key in _QUANTITY):
            return NUMBER
        if rest in (("method",), ("source",)):
            return TEXT
    return WORD


def put(tree: dict, path: Path, value: object) -> None:
    """Put a value at a path; lists are kept as dicts by index until ``close`` makes lists of them."""
    node = tree
    for step, following in zip(path, (*path[1:], None), strict=True):
        if following is None:
            node[step] = value
        else:
            node = node.setdefault(step, {})


def close(node: object) -> object:
    """The tree with lists where its keys are numbers, in their order; numbers left out close up."""
    if not isinstance(node, dict):
        return node
    if node and all(isinstance(key, int) for key in node):
        return [close(node[key]) for key in sorted(node)]
    return {key: close(value) for key, value in node.items()}
