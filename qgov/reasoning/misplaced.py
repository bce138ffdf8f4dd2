"""Claims that stand on an item of a type that does not make them, such as a bit error rate of a processor.

They are kept as facts, for a device may be more than its type says; but nobody judges them, which a reader should know.
"""

from __future__ import annotations

from qgov.dossier.model import Item
from qgov.lexicon import lexicon


def misplaced(item: Item) -> list[str]:
    """A warning for each claim that the lexicon does not list for the item's type and that no check reads there."""
    from qgov.grounding.checks import CHECKS

    words = lexicon()
    kinds, keys = set(words.superclasses(item.type)), words.item_keys()
    read = {term.partition(".")[0] for check in CHECKS.get(item.type, ()) for term in check.terms}
    return [
        f"{term} of {item.id} is not claimed of a {item.type}, and {_who_reads(keys[term].value_kind)}; "
        f"it belongs to {', '.join(keys[term].used_on)}"
        for term in item.claims
        if term in keys and term not in read and not kinds & set(keys[term].used_on)
    ]


def _who_reads(value_kind: str) -> str:
    """What becomes of such a claim: what an item was made for is asked of the parts that lists describe."""
    if value_kind == "provision-or-reference":
        return "counts there only for entries that describe such items; a part that is one of these needs its type"
    return "physics does not judge it there"
