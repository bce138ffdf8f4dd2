"""The receipt binds dossier, lexicon, norms and findings by hash: a decision can be matched to what it rests on."""

from __future__ import annotations

import hashlib

from qgov import __version__
from qgov.dossier.read import canonical_json
from qgov.lexicon.terms import ontology_files
from qgov.norms import NormBook


def receipt(decision, book: NormBook) -> dict:
    """The hashes of everything the decision was made from, and one over all of them and every finding."""
    content = decision.to_dict(all_findings=True)
    content.pop("receipt")
    parts = {
        "dossier": sha256(canonical_json(decision.dossier.normal)),
        "lexicon": sha256(b"".join(path.read_bytes() for path in ontology_files())),
        "norms": book.sha256,
        "decision": sha256(canonical_json(content)),
        "qgov": __version__,
    }
    return {**parts, "sha256": sha256(canonical_json(parts))}


def sha256(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
