"""What cannot stand beside each other in a dossier is refused, with its place; what was meant is asked."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest

from qgov.base.errors import InputError
from qgov.dossier.read import read_dossier

BASE = {
    "id": "urn:example:order", "type": "Export", "date": "2026-03-02", "origin": "US", "destination": "IN",
    "parties": [{"id": "b", "role": "endUser", "country": "IN", "kind": "person"}],
    "items": [{"id": "qpu", "type": "QuantumComputer"}],
}  # fmt: skip
BAND = {"type": "ParametricAmplifier"}
GHZ = {"unit": "GHz"}
LEVELS = ("high", "AVA_VAN.5", "EAL4+", "EAL4 augmented with AVA_VAN.5 and ALC_DVS.2", "high (AVA_VAN.5)")


def faults(item=None, party=None, **changes):
    data = copy.deepcopy(BASE) | changes
    data["items"][0] |= item or {}
    data["parties"][0] |= party or {}
    try:
        read_dossier(data)
    except InputError as error:
        return {fault.pointer: f"{fault.message}; {fault.remedy}" for fault in error.faults}
    return {}


@pytest.mark.parametrize(
    "given, where, said",
    [
        (
            {"item": BAND | {"frequencyLow": {"value": 20, **GHZ}, "frequencyHigh": {"value": 1, **GHZ}}},
            "/items/0/frequencyLow", "frequencyHigh",
        ),
        ({"party": {"birthDate": "2030-01-01"}}, "/parties/0/birthDate", "2026-03-02"),
        (
            {"item": {"certificates": [{"scheme": "EUCC", "validFrom": "2026-01-01", "validUntil": "2025-01-01"}]}},
            "/items/0/certificates/0", "validFrom lies after validUntil",
        ),
        (
            {"party": {"certificates": [{"scheme": "x", "validFrom": "2026-01-01", "validUntil": "2025-01-01"}]}},
            "/parties/0/certificates/0", "validFrom lies after validUntil",
        ),
        (
            {"item": {"certificates": [{"scheme": "EUCC", "level": "hihg"}]}},
            "/items/0/certificates/0/level", "did you mean 'high'",
        ),
        ({"item": {"quantity": Decimal("0.5")}}, "/items/0/quantity", "number of pieces"),
        ({"item": {"value": {"value": 5, "currency": "EURO"}}}, "/items/0/value/currency", "ISO 4217"),
        ({"safeguards": [{"type": "scc", "module": Decimal("2.5")}]}, "/safeguards/0/module", "1 to 4"),
    ],
    ids=["band", "birth", "certificate", "certificate-of-a-party", "level", "half-a-computer", "currency", "module"],
)  # fmt: skip
def test_what_is_out_of_order(given, where, said):
    found = faults(**given)
    assert list(found) == [where] and said in found[where]


@pytest.mark.parametrize(
    "given",
    [
        {"item": BAND | {"frequencyLow": {"value": 1, **GHZ}, "frequencyHigh": {"value": 20, **GHZ}}},
        {"party": {"birthDate": "1990-01-01"}},
        {"item": {"certificates": [{"scheme": "EUCC", "level": level} for level in LEVELS]}},
        {"item": {"certificates": [{"scheme": "x", "level": "hihg"}]}},
        {"item": {"type": "IsotopicMaterial", "quantity": Decimal("0.5")}},
        {"safeguards": [{"type": "scc", "module": Decimal("2.0")}]},
    ],
    ids=["band", "birth", "levels", "level-of-another-scheme", "material", "module"],
)
def test_what_is_in_order(given):
    assert faults(**given) == {}


@pytest.mark.parametrize(
    "given, where, said",
    [
        ({"type": "export"}, "/type", "did you mean 'Export'"),
        ({"item": {"CNOTError": Decimal("0.1")}}, "/items/0/CNOTError", "did you mean 'cnotError'"),
        ({"item": {"cnotFidelity": Decimal("0.99")}}, "/items/0/cnotFidelity", "give 1 - F as 'cnotError'"),
        ({"item": {"readoutFidelity": Decimal("0.9")}}, "/items/0/readoutFidelity", "give 1 - F as 'readoutError'"),
        (
            {"item": {"cnotError": {"value": Decimal("0.9993"), "metric": "average-gate-fidelity"}}},
            "/items/0/cnotError/metric", "give 1 - F",
        ),
        ({"item": {"cnotError": {"value": 0, "metric": "Interleaved-RB"}}}, "/items/0/cnotError/metric", "interleaved-rb"),
    ],
    ids=["capitals", "key", "fidelity", "readout", "metric", "metric-in-capitals"],
)  # fmt: skip
def test_what_was_meant(given, where, said):
    found = faults(**given)
    assert list(found) == [where] and said in found[where]
