"""Norms as plain JSON mean what the shapes mean, and their RDF has one hash however it is written."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest

from qgov.norms import hierarchy, norm_book, notation
from qgov.norms.conditions import And, Has, Not, Or, Present, Span, View, Within
from qgov.norms.load import norm_files
from qgov.norms.notation import condition_json, norm_json, norms_document, rdf_sha256, shapes_sha256
from qgov.verifier import verify as verifier


def terms_of(condition) -> tuple[set, dict, dict]:
    """Classes, numbers with bounds, and sets with values, that a condition reads."""
    classes, numbers, sets = set(), {}, {}
    for leaf in condition.all_leaves:
        if isinstance(leaf, Within):
            numbers.setdefault(leaf.term, set()).update(leaf.bounds())
        elif hasattr(leaf, "values"):
            sets.setdefault(leaf.term, set()).update(leaf.values)
        elif isinstance(leaf, Present):
            sets.setdefault(leaf.term, {"anything"})
        else:
            classes.add(leaf.name)
    return classes, numbers, sets


def random_line(condition, chance: random.Random) -> tuple[View, verifier.View]:
    """The same random line for the engine and for the verifier."""
    classes, numbers, sets = terms_of(condition)
    chosen = frozenset(name for name in classes if chance.random() < 0.7)
    spans, members, open_members, stated = {}, {}, {}, {}
    for term, bounds in numbers.items():
        if chance.random() < 0.85:
            ends = sorted(chance.choice(sorted(bounds)) + chance.choice((Decimal(-1), 0, 0, Decimal(1))) for _ in "ab")
            absent = chance.random() < 0.2
            spans[term] = Span(ends[0], ends[1], None, absent)
            stated[term] = {"lower": str(ends[0]), "upper": str(ends[1])} | ({"perhapsAbsent": True} if absent else {})
    single = condition.single_valued
    for term, values in sets.items():
        known = [*sorted(values), "something else"]
        if term in single:
            words = frozenset(chance.sample(known, min(len(known), chance.randrange(1, 4))))
            spans[term], stated[term] = Span(words=words), {"words": sorted(words)}
        else:
            members[term] = frozenset(v for v in known if chance.random() < 0.15)
            open_members[term] = frozenset(v for v in known if chance.random() < 0.15) - members[term]
    line = verifier.Line(
        {"item": "x", "classes": sorted(chosen), "jurisdictions": [], "spans": stated,
         "members": {t: sorted(v) for t, v in members.items()},
         "openMembers": {t: sorted(v) for t, v in open_members.items()}}
    )  # fmt: skip
    return View(chosen, spans, members, open_members), verifier.View(line, verifier.Known())


def test_every_condition_reads_in_the_verifier_as_in_the_engine():
    chance, told = random.Random(6), {True: 0, False: 0, None: 0}
    cut = [norm for norm in norm_book().in_force(date(2026, 3, 2)) if norm.foreclosed_by]
    for norm in (*norm_book().norms, *cut):
        written = verifier.compiled(condition_json(norm.condition))
        for _ in range(8):
            view, other = random_line(norm.condition, chance)
            right = norm.condition.possible(view)
            assert verifier.truth(written, other) is right, (norm.iri, view)
            told[right] += 1
    assert min(told.values()) > 200, told


@pytest.mark.parametrize("end", ("min_inclusive", "min_exclusive", "max_inclusive", "max_exclusive"))
def test_every_end_of_a_range_is_written(end):
    one = Within("x", **{end: Decimal("0.10")})
    for value in (Decimal("0.09"), Decimal("0.1"), Decimal("0.11")):
        line = verifier.Line({"item": "x", "classes": [], "jurisdictions": [], "members": {},
                              "spans": {"x": {"lower": str(value), "upper": str(value)}}})  # fmt: skip
        right = one.possible(View(frozenset(), {"x": Span(value, value)}))
        assert verifier.truth(verifier.compiled(condition_json(one)), verifier.View(line, verifier.Known())) is right


def test_parts_are_written_in_order():
    condition = And((Has("a", ("z", "y")), Or((Not(Present("b")), Has("c", ("x",))))))
    assert condition_json(condition) == {
        "all": [{"has": "a", "in": ["y", "z"]}, {"any": [{"not": {"present": "b"}}, {"has": "c", "in": ["x"]}]}]
    }


def test_a_norm_is_written_with_all_that_is_read_of_it():
    """Every field of a norm stands in its notation, but for what only explains it."""
    explains = {"definition", "verification_note", "origin"}
    written = {
        "in_force_from", "in_force_until", "earliest", "latest", "connects_by", "controlled_under", "defeats", "reviews",
        "satisfied_by", "may_yield", "asks_for", "disqualified_by", "conditions_of_use", "duties", "iri", "kind",
        "provision", "jurisdiction", "effect", "label", "citation", "verification", "day_verification", "policy",
        "authorisation_code", "condition", "foreclosed_by", "own_condition",
    }  # fmt: skip
    book = norm_book()
    norms = (*book.norms, *book.in_force(date(2026, 3, 2)))
    assert {one.name for one in fields(norms[0])} == written | explains
    assert len({name for norm in norms for name in norm_json(norm)}) == len(written)


def test_what_forecloses_a_norm_is_written_with_its_own_condition():
    """The condition is the norm's own and none of those that foreclose it; what nothing forecloses says nothing of it."""
    day, seen = date(2026, 3, 2), 0
    document = {norm["iri"]: norm for norm in norms_document(norm_book(), day)["norms"]}
    outranked = {rank.iri for rank in hierarchy.ranks()}
    for norm in norm_book().norms:
        found = document.get(norm.iri, {})
        if outranked & set(found.get("foreclosedBy", ())):
            assert found["ownCondition"] == condition_json(norm.condition) != found["condition"]
        elif "foreclosedBy" in found:
            seen += 1
            own = condition_json(norm.condition)
            assert found["ownCondition"] == own
            assert found["condition"] == {"all": [own, *({"not": document[i]["condition"]} for i in found["foreclosedBy"])]}
            assert all(document[iri]["effect"] == "foreclosure" for iri in found["foreclosedBy"])
        elif found:
            assert found["condition"] == condition_json(norm.condition) and "ownCondition" not in found
    assert seen > 10


def test_only_ranks_that_hold_are_written(monkeypatch):
    (row,) = hierarchy.ranks()
    read = row
    rows = (replace(row, verified=False), read, replace(read, ends=date(2022, 1, 1)), replace(read, starts=date(2030, 1, 1)))
    for module in (hierarchy, notation):
        monkeypatch.setattr(module, "ranks", lambda: rows)
    document = norms_document(replace(norm_book()), date(2026, 3, 2))
    assert document["ranks"] == [
        {"iri": row.iri, "superior": "eu-dual-use", "outside": list(row.outside), "inferior": list(row.inferior), "basis": "lex-superior",
         "inForceFrom": "2021-09-09", "verification": "verified", "says": row.says, "citation": row.citation}
    ]  # fmt: skip
    cut = [norm for norm in document["norms"] if row.iri in norm.get("foreclosedBy", ())]
    assert cut and {norm["provision"] for norm in cut} <= set(row.inferior)
    described = {
        norm["provision"] for norm in document["norms"]
        if norm["provision"].startswith("eu-dual-use:") and norm["provision"][12:15] not in ("5A0", "5D0", "5E0") and norm["kind"] == "entry" and norm["verification"] == "verified"
    }  # fmt: skip
    assert all(norm["condition"]["all"][-1]["not"]["has"] == "describedBy" for norm in cut)
    assert all(set(norm["condition"]["all"][-1]["not"]["in"]) <= described for norm in cut)


def test_the_document_holds_the_norms_of_its_day():
    day = date(2026, 3, 2)
    document = norms_document(norm_book(), day)
    assert [norm["iri"] for norm in document["norms"]] == sorted(norm.iri for norm in norm_book().in_force(day))
    assert document["shapes"] == {"canonicalisation": "RDFC-1.0", "sha256": shapes_sha256()}


def test_the_hash_of_rdf_is_that_of_its_meaning(tmp_path):
    """RDFC-1.0: order, prefixes, layout and names of blank nodes do not matter; every triple does."""
    one, other, less = (tmp_path / f"{name}.ttl" for name in ("one", "other", "less"))
    one.write_text('@prefix e: <https://example.org/> . e:a e:p [ e:q e:b ; e:r "x\\u2028y" ], [ e:q e:c ] .')
    other.write_text(
        '_:z <https://example.org/q> <https://example.org/c> .\n'
        '<https://example.org/a> <https://example.org/p> _:z, _:y .\n'
        '_:y <https://example.org/r> "x\\u2028y" ; <https://example.org/q> <https://example.org/b> .\n'
    )
    less.write_text('@prefix e: <https://example.org/> . e:a e:p [ e:q e:b ], [ e:q e:c ] .')
    assert rdf_sha256([one]) == rdf_sha256([other]) != rdf_sha256([less])
    assert rdf_sha256(reversed(norm_files())) == shapes_sha256()
