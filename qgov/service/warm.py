"""What a process that decides has read before its first decision."""

from __future__ import annotations

# Law of the United States, of the Union and of the United Kingdom: together they load what most decisions use.
EXAMPLES = ("2026-us-in-boston-headline", "2026-us-cn-helios", "2026-de-jp-aachen-eu001", "2026-gb-jp-h2")


def warm() -> None:
    """Lexicon, norms and reference data; and worked dossiers decided, so that all that a decision, its full receipt and
    its graphs need is there. A receipt that its verifier does not accept fails here."""
    import qgov
    from qgov.base.resources import resource
    from qgov.store.decisions import case_graphs

    qgov.load()
    for name in EXAMPLES:
        decision = qgov.decide(resource(f"data/dossiers/{name}.json").read_bytes(), format="json")
        decision.to_dict()
    decision.full_receipt()
    case_graphs("local", "0" * 32, decision)
