"""What an item is made for, or is about: provisions and items that the dossier names, and what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qgov.base.iri import ancestors
from qgov.dossier.model import Item
from qgov.lexicon import lexicon

from .known_provisions import perhaps_meant

DESIGN = "speciallyDesignedFor"
# What these are, they are by what they are made for; of other things that can be made for a listed computer, silence
# says that they were made for general use (CONTRACT gives them no such term), and a warning tells so.
NAMED_BY_DESIGN = frozenset({"QubitDevice", "QuantumControlComponent", "QuantumMeasurementComponent"})


def aimed_at(
    item: Item,
    term: str,
    wanted: frozenset[str],
    item_ids: frozenset[str],
    same: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """What an item is specially designed for, or relates to: provisions with their ancestors, those left open, items.

    An instrument of which nothing is declared leaves its provisions open, as does a provision that is declared without
    its paragraph, or with one that no norm knows; nothing declared leaves all of them open for what is named by what it
    is made for, and for a part of another item, which may have been made for the whole. ``same`` names entries of
    other lists for the same goods: what is declared of one is declared of the other, and what is asked on the day of
    both is answered by either.
    """
    declared = item.claims.get(term)
    if declared is None:
        return frozenset(), wanted if _silence_is_open(item, term) else frozenset(), ()
    values = declared if isinstance(declared, tuple) else (declared,)
    items = tuple(value for value in values if value in item_ids)
    provisions = [value for value in values if value not in item_ids]
    twin = [other for provision in provisions for other in same.get(provision, ())]
    certain = frozenset(above for provision in (*provisions, *twin) for above in ancestors(provision))
    instruments = {provision.split(":")[0] for provision in provisions}

    def unanswered(asked: str) -> bool:
        return asked.split(":")[0] not in instruments or not set(ancestors(asked)).isdisjoint(provisions)

    vague = frozenset(above for provision in provisions for above in perhaps_meant(provision, wanted | same.keys()))
    perhaps = frozenset(
        w for w in wanted
        if provisions and (
            w in vague or not vague.isdisjoint(same.get(w, ()))
            or (unanswered(w) and all(unanswered(other) for other in same.get(w, ()) if other in wanted))
        )
    )  # fmt: skip
    return certain, perhaps - certain, items


def designs_unsaid(item: Item, wanted: frozenset[str]) -> list[str]:
    """How silence was read of an item that can be made for a listed computer, where an entry in force asks."""
    if not wanted or DESIGN in item.claims or not _may_state(item, DESIGN) or _silence_is_open(item, DESIGN):
        return []
    return [
        f"{item.id} is not said to be specially designed for anything, and is read as made for general use; if it was"
        f" made for a computer that is listed, say so in {DESIGN} (such as us-ear:4A906.a)"
    ]


def _silence_is_open(item: Item, term: str) -> bool:
    if term != DESIGN:
        return _may_state(item, term)
    return item.part_of is not None or not NAMED_BY_DESIGN.isdisjoint(lexicon().superclasses(item.type))


def _may_state(item: Item, term: str) -> bool:
    return not set(lexicon().superclasses(item.type)).isdisjoint(lexicon().terms[term].used_on)
