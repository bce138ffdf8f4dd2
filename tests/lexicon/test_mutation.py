"""Deleting an axiom is noticed: a short run; ``qgov lexicon mutate`` deletes every one."""

from __future__ import annotations

from qgov.curation.mutation import mutants, mutation_report


def test_a_sample_of_deleted_axioms_is_noticed():
    found = mutation_report(sample=6, seed=20261125)
    assert found.total == 6
    assert found.noticed["questions"] >= 4
    # What nobody misses follows from other axioms: a word's class, say, from an order that only such words have.
    assert all(" type " in text or "disjointWith" in text for text in found.redundant)


def test_axioms_that_the_law_relies_on_are_noticed_by_questions_or_gates():
    """Subclasses, definitions, disjointness and characteristics of relations, not the format of keys."""
    wanted = {"subClassOf", "equivalentClass", "disjointWith", "propertyChainAxiom", "inverseOf"}
    every = [mutant for mutant in mutants() if mutant.kind in wanted]
    assert len(every) > 400
    found = mutation_report(sample=4, seed=7, kinds=wanted)
    assert found.noticed["questions"] + found.noticed["gates"] == found.total == 4


def test_every_kind_of_axiom_is_deleted():
    kinds = {mutant.kind for mutant in mutants()}
    assert {"subClassOf", "equivalentClass", "disjointWith", "domain", "range", "type", "usedOn", "minimum",
            "AllDisjointClasses member", "AllDifferent member", "inverseOf", "propertyChainAxiom"} <= kinds  # fmt: skip
