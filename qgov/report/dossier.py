"""A dossier as JSON-LD."""

from __future__ import annotations

from qgov.dossier.model import Dossier
from qgov.dossier.read import CONTEXT
from qgov.reasoning.decision import plain


def dossier_jsonld(dossier: Dossier) -> dict:
    """The dossier as JSON-LD: its JSON, with qgov's own context by name."""
    return {"@context": CONTEXT, "id": dossier.id, **plain(dossier.normal)}
