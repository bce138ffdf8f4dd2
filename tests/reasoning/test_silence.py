"""What a dossier is silent about and what was read as harmless is told."""

from __future__ import annotations

from qgov.dossier.read import read_dossier
from qgov.reasoning.pipeline import decide_dossier


def test_what_nobody_states_of_receivers_content_and_clauses_is_told():
    dossier = read_dossier({
        "id": "urn:example:silent", "type": "Export", "date": "2026-03-02", "origin": "DE", "destination": "IN",
        "parties": [{"id": "user", "role": "endUser", "name": "Example Buyer"}],
        "items": [{"id": "qpu", "type": "QuantumComputer", "computingModel": "circuit", "originCountry": "DE"}],
        "safeguards": [{"type": "scc", "date": "2026-01-02"}],
    })  # fmt: skip
    said = " ".join(decide_dossier(dossier, simulate=False, explain=False).warnings)
    assert "The country of Example Buyer (endUser) is not stated; read as in IN." in said
    assert "United States content of qpu is not stated" in said
    assert "/safeguards/0: standard clauses of which no module is named" in said
