"""Parameters of a key distribution link, in the names of papers and simulators."""

from __future__ import annotations

import json
import math
from decimal import Decimal

import pytest

from qgov.base.errors import InputError
from qgov.cli import main
from qgov.dossier.importers import QKD_PARAMETERS, detect, import_file_text, to_item, write_json
from qgov.dossier.read import from_data

# Of the link in DOI 10.1063/1.1738173 (122 km, 0.21 dB/km), as decoy-state papers quote it; the clock is invented.
LINK = {
    "id": "gys", "length_km": 122, "attenuation_db_per_km": 0.21, "detector_efficiency": 0.045,
    "dark_count_probability": 8.5e-7, "mu": 0.48, "clock_rate_mhz": 2, "protocol": "decoy-bb84", "medium": "fibre",
}  # fmt: skip


def refused(payload: object) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        import_file_text(payload)
    return {fault.pointer: f"{fault.message}; {fault.remedy}" for fault in caught.value.faults}


def test_usual_names_and_units():
    assert detect(LINK) == QKD_PARAMETERS
    assert to_item(LINK) == {
        "id": "gys", "type": "QkdLink", "length": {"value": 122, "unit": "km"},
        "attenuation": {"value": Decimal("0.21"), "unit": "dB/km"}, "detectorEfficiency": Decimal("0.045"),
        "darkCountProbability": Decimal("8.5e-7"), "meanPhotonNumber": Decimal("0.48"),
        "clockRate": {"value": 2, "unit": "MHz"}, "protocol": "decoy-bb84", "medium": "fibre",
    }  # fmt: skip


def test_every_way_to_name_a_parameter_is_the_same_link():
    other = {
        "length": {"value": 122, "unit": "km"}, "Attenuation [dB/km]": 0.21, "detector_efficiency_percent": 4.5,
        "darkCountProbability": 8.5e-7, "mean_photon_number": 0.48, "Clock rate (Hz)": 2e6,
        "protocol": {"value": "decoy-bb84"}, "medium": {"value": "fibre", "source": "paper"},
    }  # fmt: skip
    base = {"type": "Export", "date": "2026-03-02", "origin": "US", "destination": "DE"}
    one, two = (from_data(base | {"items": [to_item(link, id="l")]}).item("l") for link in (LINK, other))
    for term, claim in one.claims.items():
        assert getattr(claim, "value", claim) == getattr(two.claims[term], "value", two.claims[term])
    assert one.assumptions["medium"].value == two.assumptions["medium"].value == "fibre"


def test_dark_count_rate_needs_the_gate_width():
    link = {"attenuation": 0.2, "dark_count_rate_hz": 100, "gate_width_ns": 2, "keyBases": 2, "finiteKey": False}
    item = import_file_text(link, source="paper")
    assert math.isclose(item["darkCountProbability"]["value"], -math.expm1(-2e-7), rel_tol=1e-11)
    assert "100 Hz" in item["darkCountProbability"]["method"] and item["darkCountProbability"]["source"] == "paper"
    assert item["attenuation"] == {"source": "paper", "value": Decimal("0.2")}
    assert item["keyBases"] == 2 and item["finiteKey"] is False
    assert to_item(link | {"dark_count_rate_hz": 1e300})["darkCountProbability"]["value"] == 1
    assert to_item(link | {"dark_count_rate_hz": 0})["darkCountProbability"]["value"] == 0
    del link["gate_width_ns"]
    assert "gate_width_ns" in refused(link)["/dark_count_rate_hz"]
    assert to_item(LINK | {"gate_width_ns": 1})["note"] == "Gate width 1 ns."


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("attenuaton_db_per_km", 0.2, "did you mean"),
        ("detectorEfficiency", 0.1, "stands twice"),
        ("attenuation", {"value": 1, "unit": "dB"}, "twice"),
        ("loss_db", {"value": 1, "unit": "dB/km"}, "give the unit once"),
        ("key_rate_db", 3, "measures"),
        ("qber", 1.5, "at most 1"),
        ("qber", -0.1, "at least 0"),
        ("qber", None, "null"),
        ("qber", "2 %", "number"),
        ("qber", [0.1], "list"),
        ("qber", {"unit": "%"}, ""),
        ("finiteKey", "perhaps", "true or false"),
        ("dark_count_rate_hz", 100, "keep one"),
        ("dark_count_rate", {"value": 1, "unit": ["Hz"]}, "keep one"),
        ("gate_width", -1, "number from 0"),
    ],
)
def test_faults_stand_where_they_are(name, value, message):
    found = refused(LINK | {name: value})
    place = next(place for place in found if place.startswith(f"/{name}"))
    assert message in found[place]


def test_odd_units_of_rate_and_width_are_refused():
    base = {"attenuation": 0.2, "mu": 0.5}
    for rate, width in ((1, {"value": 1, "unit": {}}), ({"value": 1, "unit": "s"}, 1), (True, 1), ("x", "y")):
        assert refused(base | {"dark_count_rate": rate, "gate_width": width})
    assert refused(base | {"dark_count_rate_hz": 1, "gate_width": 1})["/gate_width"]
    rate = {"value": 1, "uncertainty": 1}
    found = refused(base | {"dark_count_rate_hz": rate, "gate_width_ns": 1})
    assert "not read here" in found["/dark_count_rate_hz"]


def test_table():
    text = (
        "parameter,value,unit,uncertainty,source\nattenuation,0.2,dB/km,0.01,Table 1\nmu,0.5,,,\nclock_rate_ghz,1,,,\n"
    )
    item = import_file_text(text + "protocol,bb84,,,\nfiniteKey,TRUE,,,\nid,alice-bob,,,\n", source="link.csv")
    assert item["id"] == "alice-bob" and item["protocol"] == "bb84" and item["finiteKey"] is True
    assert item["attenuation"] == {
        "value": Decimal("0.2"), "unit": "dB/km", "uncertainty": Decimal("0.01"), "source": "Table 1",
    }  # fmt: skip
    assert item["meanPhotonNumber"] == {"source": "link.csv", "value": Decimal("0.5")}
    found = refused(text + "attenuatoin,1,,,\nqber,1.5,,,\nlength_km,abc,,,\nloss,,,,\n")
    assert "did you mean 'attenuation'" in found["row 5"] and "at most 1" in found["row 6"]
    assert "not a number" in found["row 7, value"] and "lacks" in found["row 8"]


@pytest.mark.parametrize("payload", [{"mu": 1}, {"type": "QkdLink", "attenuation": 1, "mu": 1}, {"efficiency": 1}])
def test_other_objects_are_no_link(payload):
    with pytest.raises(InputError):
        detect(payload)


def test_command_line(tmp_path, capsys):
    path = tmp_path / "link.json"
    path.write_text(json.dumps(LINK))
    assert main(["import", str(path), "--id", "l"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out)["length"] == {"source": "link.json", "value": 122, "unit": "km"}
    assert out == write_json(import_file_text(path.read_bytes(), id="l", source="link.json"))
    assert main(["import", str(path), "--id", "a b"]) == 2
    assert main(["import", str(path), "--configuration", str(path)]) == 2
