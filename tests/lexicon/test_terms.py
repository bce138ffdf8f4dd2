"""What the code takes from the ontology is there, and no name in it means two things at once."""

from __future__ import annotations

import ast
import re
from collections import Counter
from decimal import Decimal, localcontext
from pathlib import Path

import pytest

import qgov
from qgov.lexicon import lexicon
from qgov.lexicon.terms import _units, ontology_files
from qgov.norms import norm_book
from qgov.norms.model import FACTORS

LEXICON = lexicon()
CODE = sorted((Path(qgov.__file__).parent).rglob("*.py"))
KINDS = {
    "quantity", "count", "word", "flag", "date", "place", "text", "reference", "provision", "provision-or-reference", "node",
    "nodes", "matrix", "number", "id", "type", "any",
}  # fmt: skip
CLASSES = (
    "Dossier", "Party", "Item", "Authorisation", "Safeguard", "Certificate", "Declarations", "QuantityValue", "QubitPair",
    "AssumptionValue", "MonetaryAmount", "NoiseFigureRow", "NoiseModelRow",
)  # fmt: skip


def calls(name: str) -> set[str]:
    """The texts that the code hands to a method of this name."""
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", None) == name and node.args:
                if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                    found.add(node.args[0].value)
    return found


def test_classes_that_the_code_reads_carry_keys():
    assert {"Dossier", "Party", "QubitPair"} <= calls("keys_on")
    for name in calls("keys_on") | set(CLASSES):
        assert name in LEXICON.terms and LEXICON.keys_on(name), name


def test_keys_that_the_code_reads_of_an_item_exist():
    known = set(LEXICON.item_keys())
    for name in calls("quantity"):
        assert name in known, name


@pytest.mark.parametrize("name", CLASSES)
def test_a_key_means_one_thing_on_a_class(name):
    """Two properties with one key on one class would hide each other."""
    keys = Counter(term.key for term in LEXICON.terms.values() if name in term.used_on)
    assert [key for key, count in keys.items() if count > 1] == []
    assert set(LEXICON.keys_on(name)) == set(keys)


def test_a_key_means_one_thing_on_items():
    """Items of any type may carry the keys of all: whichever type is read first must not decide what a key means."""
    meanings: dict[str, set[str]] = {}
    for name in ("Item", *LEXICON.item_types()):
        for key, term in LEXICON.keys_on(name).items():
            if term.role in ("claim", "assumption", "structure"):
                meanings.setdefault(key, set()).add(term.name)
    assert {key: names for key, names in meanings.items() if len(names) > 1} == {}


def test_words_are_unique_within_their_class():
    count: Counter = Counter()
    for term in LEXICON.terms.values():
        if term.notation and "Class" not in term.kinds:
            count.update((kind, term.notation) for kind in term.kinds if kind in LEXICON.terms)
    assert [pair for pair, number in count.items() if number > 1] == []


def test_unit_codes_are_unique():
    codes: Counter = Counter()
    for path in ontology_files():
        for block in re.findall(r"qgov:[^;]*? a [^.]*?qgov:Unit\b.*?\s\.\n", path.read_text(encoding="utf-8"), re.S):
            codes.update(re.findall(r'"([^"]+)"', "".join(re.findall(r"skos:notation ([^;.]*)", block))))
    assert [code for code, number in codes.items() if number > 1] == []
    assert len(_units()) >= 40


@pytest.mark.parametrize("name", sorted({term.name for term in LEXICON.terms.values() if term.value_kind}))
def test_every_key_can_be_read(name):
    term = LEXICON.terms[name]
    assert term.value_kind in KINDS and term.label and term.definition
    assert all(used in LEXICON.terms for used in term.used_on)
    if term.value_kind == "word" and term.words_class:
        words = LEXICON.words(term.words_class)
        assert words and all(word == word.strip() and word for word in words)
    if term.value_kind in ("node", "nodes"):
        assert term.role == "decision" or term.node_class == "Item" or LEXICON.keys_on(term.node_class)
    if term.value_kind in ("quantity", "count"):
        assert term.unit in _units()
    if term.minimum is not None and term.maximum is not None:
        assert term.minimum < term.maximum
    assert not (term.minimum_exclusive and term.minimum is None) and not (term.maximum_exclusive and term.maximum is None)


def test_no_word_can_be_taken_for_nothing():
    """``none`` and ``false`` rule an assumption out; no other word may look like them."""
    for key, term in LEXICON.item_keys().items():
        if term.role == "assumption" and term.words_class:
            assert not {"false", "true", "no", "None", ""} & set(LEXICON.words(term.words_class)), key


def test_the_edges_of_a_domain():
    for key in ("cnotError", "t1", "physicalQubits", "dimension"):
        term = LEXICON.item_keys()[key]
        least = Decimal("1e-40")
        if term.minimum is not None:
            assert term.accepts(term.minimum) is not term.minimum_exclusive
            assert term.accepts(term.minimum + 1)
            with localcontext() as context:
                context.prec = 90
                assert not term.accepts(term.minimum - least)
        if term.maximum is not None:
            assert term.accepts(term.maximum) is not term.maximum_exclusive and not term.accepts(term.maximum + 1)
        assert str(term.minimum) in term.domain()


def test_terms_that_norms_read_are_terms():
    read = {leaf.term for norm in norm_book().norms for leaf in norm.condition.leaves() if hasattr(leaf, "term")}
    assert {"operationalQubits", "transferType"} <= read
    assert read <= set(LEXICON.terms) and set(FACTORS) <= set(LEXICON.terms)


def test_item_and_transfer_types_are_apart():
    items, transfers = set(LEXICON.item_types()), set(LEXICON.transfer_types())
    assert len(items) == 26 and len(transfers) == 9 and not items & transfers
    assert all("Item" in LEXICON.superclasses(name) for name in items)
    assert not {"Item", "Transfer"} & (items | transfers)
    assert LEXICON.superclasses("no such term") == ()


def test_the_lexicon_is_read_once_and_has_a_version():
    assert lexicon() is LEXICON and re.fullmatch(r"\d+\.\d+\.\d+", LEXICON.version)
    assert LEXICON.unit("us") == ("time", Decimal("0.000001"), Decimal(0)) and LEXICON.unit("furlong") is None
