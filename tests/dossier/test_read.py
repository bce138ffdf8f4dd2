"""The reader: what a dossier may say, in which forms, and what each fault says and where."""

from __future__ import annotations

import copy
import json
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from qgov.base.errors import Fault, InputError
from qgov.base.parse import parse_data
from qgov.base.resources import resource
from qgov.dossier.model import Assumption, Dossier, Item, Quantity
from qgov.dossier.read import canonical_json, read_dossier
from qgov.lexicon import Term, lexicon

BASE = {
    "id": "urn:example:transfer:1",
    "type": "Export",
    "date": "2026-03-02",
    "origin": "US",
    "destination": "DE",
    "items": [{"id": "qpu", "type": "QuantumComputer"}],
}
# The item table of CONTRACT.md, written out once more: the lexicon is tested against it.
TABLE = {
    "QuantumComputer": "computingModel physicalQubits workingQubits connectedQubits controlledQubits logicalQubits cnotError"
    " oneQubitError readoutError t1 t2 oneQubitGateTime twoQubitGateTime quantumVolume pairs",
    "QubitDevice": "speciallyDesignedFor",
    "QuantumControlComponent": "speciallyDesignedFor",
    "QuantumMeasurementComponent": "speciallyDesignedFor",
    "CryogenicCmos": "operatingTemperature speciallyDesignedFor",
    "ParametricAmplifier": "operatingTemperature frequencyLow frequencyHigh noiseFigure speciallyDesignedFor",
    "CryogenicCooler": "coolingPower coolingTemperature holdTime",
    "PulseTubeCryocooler": "stages baseTemperature coolingPower coolingTemperature",
    "CryogenicProber": "testTemperature waferDiameter",
    "IsotopicMaterial": "element form isotopicImpurity",
    "QkdSystem": "protocol length attenuation channelLoss intermediateStations qber secretKeyRate secretKeyPerUse clockRate"
    " detectorEfficiency darkCountProbability meanPhotonNumber finiteKey",
    "QkdLink": "protocol length qber",
    "EntanglementSource": "bellFidelity visibility chsh concurrence qber pairRate length nodes",
    "EntanglementLink": "bellFidelity nodes",
    "QuantumMemory": "storageTime efficiency fidelity t1 t2 encoding inputState meanPhotonNumber",
    "QuantumChannel": "kraus choi model parameter",
    "QuantumRepeater": "inputCopies outputCopies fidelity swapVisibility",
    "Teleporter": "inputCopies outputCopies fidelity",
    "QuantumCloner": "inputCopies outputCopies fidelity",
    "QuantumSensor": "probes repetitions phaseUncertainty",
    "RandomNumberGenerator": "minEntropyPerSample sampleRate outcomes",
    "PhotonicCircuit": "opticalChannels speciallyDesignedFor",
    "Technology": "relatesTo activity published fundamentalResearch",
    "Software": "relatesTo activity published fundamentalResearch",
    "QuantumDataset": "personalData specialCategories legalBasis purpose retention minimised subjectsFrom",
    "QuantumAlgorithm": "personalData specialCategories legalBasis purpose retention minimised subjectsFrom",
}
FURTHER = (
    "processInfidelity frequency thermalPopulation codeDistance cycleTime logicalErrorPerCycle errorSuppressionFactor"
    " logicalLifetime physicalT2 links linkFidelity linkVisibility inputFidelity distillationYield bsmSuccessProbability"
    " trials messageLatency classicalBitsPerUse qubitsPerUse stateOverlap successProbability asymptoticKeyRate keyLength"
    " duration rounds excessNoise interrogationTime inputPower hotTemperature"
)
ASSUMPTIONS = (
    "medium modes opticalAmplifiers memoryNode stationSpacing lossIncludesReceiver trustedNoise noiseReferredTo"
    " securityModel postProcessing preprocessing postselection certification keyBases finiteKeyObtained source"
    " errorCorrection distillation dynamicalDecoupling decay activeReset patchSharing sameGate sameQubits sameState"
    " sharedQubit stateModel dimension sharedEntanglement hyperentanglement quantumChannelUsed assistance"
    " parameterConvention tracePreserving operation gain mechanism inputEnsemble priors inconclusiveRate linearOptics"
    " ancillaPhotons generator"
)
ANY_ITEM = "designedFor originCountry usContent value quantity partOf certificates note"


def dossier(item: dict | None = None, **changes) -> dict:
    """The base dossier with keys of its item and its own keys changed; None removes a key."""
    data = copy.deepcopy(BASE)
    for target, new in ((data["items"][0], item or {}), (data, changes)):
        for key, value in new.items():
            target.pop(key, None) if value is None else target.__setitem__(key, value)
    return data


def read_item(**claims) -> Item:
    return read_dossier(dossier(claims)).items[0]


def quantity(raw: object, term: str = "cnotError") -> Quantity:
    return read_item(**{term: raw}).claims[term]


def faults(data: object) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        read_dossier(data)
    return caught.value.faults


def only(data: object) -> Fault:
    (fault,) = faults(data)
    return fault


def sensible(term: Term) -> object:
    """A value that a term takes."""
    if term.value_kind in ("quantity", "count", "number"):
        one = Decimal(1) if term.value_kind == "count" else Decimal("0.5")
        return int(one) if term.accepts(one) and term.value_kind == "count" else one if term.accepts(one) else 2
    if term.value_kind == "word":
        return sorted(lexicon().words(term.words_class))[0]
    return {
        "flag": True, "date": "2026-01-31", "place": "DE", "text": "text", "provision": "us-ear:4A906.a",
        "provision-or-reference": "us-ear:4A906.a", "reference": "other", "matrix": [[[1, 0], [0, [0, 1]]]],
    }[term.value_kind]  # fmt: skip


CLAIMS = [(kind, key) for kind, keys in TABLE.items() for key in keys.split() if key != "pairs"]
CLAIMS += [("QuantumComputer", key) for key in FURTHER.split()]


@pytest.mark.parametrize(("kind", "key"), CLAIMS, ids=lambda word: word)
def test_every_term_of_the_contract_is_read(kind, key):
    term = lexicon().item_keys()[key]
    item = read_item(type=kind, **{key: sensible(term)})
    assert item.type == kind and key in item.claims and not item.assumptions
    if term.value_kind in ("quantity", "count"):
        found = item.claims[key]
        assert isinstance(found[0] if term.many else found, Quantity)


@pytest.mark.parametrize("key", ASSUMPTIONS.split())
def test_every_assumption_of_the_contract_is_read(key):
    term = lexicon().item_keys()[key]
    assert term.role == "assumption"
    bare = True if term.value_kind == "flag" else sensible(term)
    stated = read_item(**{key: bare}).assumptions[key]
    assert read_item(**{key: {"value": bare, "source": "data sheet"}}).assumptions[key] == Assumption(
        stated.value, "data sheet"
    )
    for nothing in ("none", False, {"value": False}, {"value": "none"}):
        assert read_item(**{key: nothing}).assumptions[key].value == "none"
    assert read_item(**{key: True}).assumptions[key].value is True
    assert only(dossier({key: {"value": bare, "sauce": "x"}})).pointer == f"/items/0/{key}/sauce"
    assert only(dossier({key: {"source": "x"}})).pointer == f"/items/0/{key}"
    assert only(dossier({key: {"value": bare, "source": 5}})).pointer == f"/items/0/{key}/source"
    for wrong in ("", [], {}, {"value": {}}, {"value": None}, [[bare]]):
        if not (term.many and wrong == []):
            assert faults(dossier({key: wrong}))[0].pointer.startswith(f"/items/0/{key}")


def test_keys_that_any_item_may_carry():
    item = read_item(
        designedFor=["cryptanalysis"], originCountry="US", usContent=Decimal("0.5"), quantity=3, note="n",
        value={"value": 5, "currency": "EUR"}, certificates=[{"scheme": "EUCC", "validUntil": "2030-01-01"}],
    )  # fmt: skip
    assert item.designed_for == ("cryptanalysis",) and item.origin_country == "US"
    assert item.us_content.value == Decimal("0.5") and item.note == "n"
    assert set(ANY_ITEM.split()) <= set(lexicon().item_keys())


@pytest.mark.parametrize("kind", sorted(lexicon().transfer_types()))
def test_every_transfer_type_is_read(kind):
    assert read_dossier(dossier(type=kind)).type == kind


def test_the_contracts_example_is_read():
    text = """{ "id": "urn:example:transfer:1", "type": "Export", "date": "2026-03-02",
      "origin": "US", "destination": "DE", "transit": ["FR"],
      "parties": [ {"id": "acme", "role": "exporter", "name": "Example Exporter", "country": "US", "kind": "company"},
                   {"id": "lab",  "role": "endUser",  "name": "Example University", "country": "DE",
                   "kind": "university"} ],
      "endUse": "fundamental-research",
      "declarations": {"militaryEndUse": false, "wmdEndUse": false, "informedByAuthority": false,
                       "partiesScreened": "2026-03-01"},
      "items": [ {"id": "qpu", "type": "QuantumComputer", "computingModel": "circuit",
          "physicalQubits": 127, "workingQubits": 125, "cnotError": {"value": 7.5e-3, "uncertainty": 4e-4,
          "metric": "average-gate-infidelity", "statistic": "mean", "basis": "measured"},
          "t1": {"value": 270, "unit": "us", "statistic": "median"}, "twoQubitGateTime": {"value": 533,
          "unit": "ns"} } ],
      "authorisations": [], "safeguards": [] }"""
    read = read_dossier(text)
    assert (read.date, read.transit, read.end_use) == (date(2026, 3, 2), ("FR",), "fundamental-research")
    assert read.declarations.military_end_use is False and read.declarations.parties_screened == date(2026, 3, 1)
    error = read.items[0].quantity("cnotError")
    assert (error.value, error.standard_uncertainty) == (Decimal("0.0075"), Decimal("0.0002"))
    assert (error.metric, error.statistic, error.basis) == ("average-gate-infidelity", "mean", "measured")
    assert read.items[0].quantity("t1").value == Decimal("0.00027")
    assert read.items[0].quantity("twoQubitGateTime").value == Decimal("5.33e-7")


# Numbers.


@pytest.mark.parametrize(
    ("term", "value", "unit", "expected"),
    [
        ("cnotError", "0.1", "%", "0.001"), ("cnotError", "750", "ppm", "0.00075"),
        ("cnotError", "1e-3", None, "0.001"),
        ("cnotError", "1e-3", "1", "0.001"), ("t1", "533", "ns", "0.000000533"), ("t1", "270", "us", "0.00027"),
        ("t1", "270", "µs", "0.00027"), ("t1", "270", "μs", "0.00027"), ("t1", "0.3", "ms", "0.0003"),
        ("cnotError", "0.0010000000000000001", None, "0.0010000000000000001"),
        ("cnotError", "0.123456789012345678901234567890", "%", "0.00123456789012345678901234567890"),
        ("cnotError", "0.001000000000000000000000000001", None, "0.001000000000000000000000000001"),
        ("t1", "1.23456789012345678901234567890123456789", "ns", "1.23456789012345678901234567890123456789e-9"),
        ("operatingTemperature", "-268.95", "degC", "4.20"), ("operatingTemperature", "20", "mK", "0.02"),
        ("length", "100", "km", "100000"), ("attenuation", "0.2", "dB/km", "0.2"),
        ("clockRate", "1.25", "GHz", "1250000000"),
        ("secretKeyRate", "10", "kbit/s", "10000"), ("coolingPower", "400", "uW", "0.0004"),
        ("retention", "1", "a", "31557600"),
        ("physicalQubits", "127", None, "127"), ("physicalQubits", "127.0", None, "127"),
        ("t1", "1e-308", None, "1e-308"),
    ],
)  # fmt: skip
def test_units_convert_exactly(term, value, unit, expected):
    raw = {"value": Decimal(value)} | ({"unit": unit} if unit else {})
    assert quantity(raw, term).value == Decimal(expected)


@pytest.mark.parametrize("raw", [0, 1, Decimal("0.001"), 0.001, {"value": Decimal("0.001")}, {"value": 0.1, "unit": "%"}])
def test_bare_numbers_and_objects_say_the_same(raw):
    expected = raw if isinstance(raw, int) else Decimal("0.001")
    assert quantity(raw).value == expected and quantity(raw).standard_uncertainty is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"value": 1, "unit": "%", "uncertainty": Decimal("0.2")}, "0.001"),
        ({"value": 1, "unit": "%", "uncertainty": Decimal("0.2"), "coverageFactor": 1}, "0.002"),
        ({"value": Decimal("0.01"), "uncertainty": Decimal("0.005"), "coverageFactor": Decimal("2.5")}, "0.002"),
        ({"value": Decimal("0.01"), "uncertainty": 0}, "0"),
    ],
)
def test_uncertainties_are_divided_by_their_coverage_factor(raw, expected):
    assert quantity(raw).standard_uncertainty == Decimal(expected)


def test_a_temperature_offset_does_not_shift_an_uncertainty():
    raw = {"value": -269, "unit": "degC", "uncertainty": Decimal("0.2")}
    assert quantity(raw, "operatingTemperature").standard_uncertainty == Decimal("0.1")


def test_bounds_are_used_as_given():
    found = quantity({"lower": Decimal("0.05"), "upper": 1, "unit": "%"})
    assert (found.value, found.lower, found.upper) == (None, Decimal("0.0005"), Decimal("0.01"))
    assert quantity({"upper": 1, "unit": "%"}).lower is None
    assert quantity({"value": 1, "lower": 1, "upper": 1}).value == 1


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        ({"lower": 0.2, "upper": 0.1}, ""), ({"value": 0.3, "upper": 0.1}, ""), ({"value": 0.1, "lower": 0.2}, ""),
        ({"value": 2}, "/value"), ({"value": -0.1}, "/value"), ({"upper": 2}, "/upper"), ({"lower": -1}, "/lower"),
        ({"value": 101, "unit": "%"}, "/value"), (2, ""), (-0.001, ""), ({}, ""), ({"unit": "%"}, ""),
        ({"uncertainty": 0.1}, ""), ({"value": 0.1, "uncertainty": -0.1}, "/uncertainty"),
        ({"value": 0.1, "uncertainty": 0.1, "coverageFactor": 0}, "/coverageFactor"),
        ({"value": 0.1, "uncertainty": 0.1, "coverageFactor": -1}, "/coverageFactor"),
        ({"lower": 0.1, "uncertainty": 0.1}, "/uncertainty"), ({"value": "0.1"}, "/value"), ("0.1", ""), (True, ""),
        ([0.1], ""),
        ({"value": None}, "/value"), ({"value": True}, "/value"), ({"value": 0.1, "unit": "uss"}, "/unit"),
        ({"value": 0.1, "unit": "us"}, "/unit"), ({"value": 0.1, "unit": 5}, "/unit"),
        ({"value": 0.1, "unit": ""}, "/unit"),
        ({"value": 0.1, "metric": "fidelity"}, "/metric"), ({"value": 0.1, "statistic": "average"}, "/statistic"),
        ({"value": 0.1, "basis": "guessed"}, "/basis"), ({"value": 0.1, "measuredOn": "2026-2-1"}, "/measuredOn"),
        ({"value": 0.1, "method": 5}, "/method"), ({"value": 0.1, "source": []}, "/source"),
        ({"value": 0.1, "note": {}}, "/note"),
        ({"value": 0.1, "valeu": 1}, "/valeu"), ({"value": [0.1]}, "/value"), ({"value": {"value": 0.1}}, "/value"),
    ],
)  # fmt: skip
def test_quantities_that_say_nothing_sensible_are_refused(raw, where):
    fault = faults(dossier({"cnotError": raw}))[0]
    assert fault.pointer == "/items/0/cnotError" + where and fault.message


@pytest.mark.parametrize("raw", [Decimal("127.5"), {"value": Decimal("127.00001")}, -1, {"value": -1}, "127", True])
def test_counts_are_whole(raw):
    assert faults(dossier({"physicalQubits": raw}))[0].pointer.startswith("/items/0/physicalQubits")


@pytest.mark.parametrize(
    ("term", "inside", "outside"),
    [("cnotError", [0, 1], ["-1e-30", "1.0000000000000000000000000000001"]), ("t1", ["1e-300"], [0, "-1e-300"]),
     ("physicalQubits", [0], [-1]), ("dimension", [2], [1]), ("priors", [0, 1], ["1.1"]), ("chsh", [0, 4], ["4.0000001"]),
     ("usContent", [0, 1], ["1.01"]), ("codeDistance", [1], [0])],
)  # fmt: skip
def test_the_edges_of_a_domain(term, inside, outside):
    for number in inside:
        read_item(**{term: Decimal(number)})
    for number in outside:
        fault = only(dossier({term: Decimal(number)}))
        assert fault.pointer == f"/items/0/{term}" and "it is" in fault.remedy


def test_amounts_keep_to_their_domain():
    assert only(dossier({"value": {"value": -1, "currency": "EUR"}})).pointer == "/items/0/value/value"
    assert only(dossier({"value": {"value": 1}})).pointer == "/items/0/value"
    assert only(dossier({"value": [{"value": 1, "currency": "EUR"}]})).pointer == "/items/0/value"


def test_noise_figures_may_be_a_list_over_frequency():
    rows = [{"frequency": {"value": 5, "unit": "GHz"}, "value": 3}, {"frequency": 6000000000, "value": {"value": 1}["value"]}]
    found = read_item(type="ParametricAmplifier", noiseFigure=rows).claims["noiseFigure"]
    assert [row.frequency for row in found] == [Decimal(5000000000), Decimal(6000000000)]
    assert read_item(type="ParametricAmplifier", noiseFigure=3).claims["noiseFigure"][0].value == 3
    bad = {"noiseFigure": [{"frequency": 5, "value": 3}, {"frequency": -1, "value": 3}]}
    assert only(dossier(bad)).pointer == "/items/0/noiseFigure/1/frequency"


# Words, keys and places.


@pytest.mark.parametrize(
    ("change", "where", "meant"),
    [
        ({"type": "Exprot"}, "/type", "Export"), ({"endUse": "comercial"}, "/endUse", "commercial"),
        ({"itmes": []}, "/itmes", "items"), ({"destinaton": "FR"}, "/destinaton", "destination"),
        ({"parties": [{"id": "p", "role": "enduser"}]}, "/parties/0/role", "endUser"),
        ({"parties": [{"id": "p", "role": "endUser", "contry": "US"}]}, "/parties/0/contry", "country"),
        ({"declarations": {"militaryEndUSe": True}}, "/declarations/militaryEndUSe", "militaryEndUse"),
        ({"authorisations": [{"type": "license"}]}, "/authorisations/0/type", "licence"),
        ({"authorisations": [{"type": "licence", "cover": []}]}, "/authorisations/0/cover", "covers"),
        ({"safeguards": [{"type": "adequecy"}]}, "/safeguards/0/type", "adequacy"),
        ({"safeguards": [{"type": "scc", "refrence": "x"}]}, "/safeguards/0/refrence", "reference"),
        ({"parties": [{"id": "p", "role": "endUser", "certificates": [{"scheme": "x", "levle": "y"}]}]},
         "/parties/0/certificates/0/levle", "level"),
    ],
)  # fmt: skip
def test_the_nearest_word_is_named(change, where, meant):
    fault = only(dossier(**change))
    assert fault.pointer == where and repr(meant) in fault.remedy


@pytest.mark.parametrize(
    ("item", "where", "meant"),
    [
        ({"type": "QuantumComputr"}, "/type", "QuantumComputer"),
        ({"computingModel": "ciruit"}, "/computingModel", "circuit"),
        ({"cnoterror": 1}, "/cnoterror", "cnotError"),
        ({"designedFor": ["cryptoanalysis"]}, "/designedFor/0", "cryptanalysis"),
        ({"cnotError": {"value": 1, "statistics": "mean"}}, "/cnotError/statistics", "statistic"),
        ({"cnotError": {"value": 1, "statistic": "maen"}}, "/cnotError/statistic", "mean"),
        ({"pairs": [{"qubits": [0, 1], "cnoterror": 1}]}, "/pairs/0/cnoterror", "cnotError"),
        ({"certificates": [{"shceme": "x", "scheme": "y"}]}, "/certificates/0/shceme", "scheme"),
        ({"value": {"value": 1, "curency": "x", "currency": "EUR"}}, "/value/curency", "currency"),
        ({"errorCorrection": "surface-cod"}, "/errorCorrection", "known"),
    ],
)  # fmt: skip
def test_the_nearest_word_on_an_item_is_named(item, where, meant):
    fault = only(dossier(item))
    assert fault.pointer == "/items/0" + where and meant in fault.remedy


@pytest.mark.parametrize("key", ["type", "date", "origin", "destination", "items"])
def test_what_a_dossier_needs(key):
    fault = only(dossier(**{key: None}))
    assert fault.pointer == "" and key in fault.message and key in fault.remedy


@pytest.mark.parametrize("key", ["id", "type"])
def test_what_an_item_needs(key):
    assert (fault := only(dossier({key: None}))).pointer == "/items/0" and repr(key) in fault.message


@pytest.mark.parametrize("kind", [["Export"], {"a": 1}, 5, None, True, "", "export", "Norm", "Transfer", "Item", "QuantumComputer"])
def test_unknown_transfer_types_are_refused_by_name(kind):
    assert any(fault.pointer == "/type" for fault in faults({**BASE, "type": kind}))


@pytest.mark.parametrize("kind", [["QuantumComputer"], {"a": 1}, 5, Decimal("1.5"), True, "", "Export", "Item", "quantumcomputer"])
def test_unknown_item_types_are_refused_by_name(kind):
    found = faults(dossier({"type": kind}))
    assert [fault.pointer for fault in found] == ["/items/0/type"] and "Decimal" not in found[0].message


@pytest.mark.parametrize(
    ("place", "meant"),
    [("UK", "GB"), ("EU", "member state"), ("USA", "US"), ("us", "US"), ("Germany", "DE"), ("XX", "3166"), ("", "3166"),
     (5, "3166"), (None, ""), ("US-ZZ", "3166"), ("us-ca", ""), (["US"], ""), ({"a": 1}, ""), ("US\u0000", "")],
)  # fmt: skip
def test_places_that_are_not_iso(place, meant):
    found = faults({**BASE, "destination": place})
    assert found[0].pointer == "/destination" and meant in found[0].remedy


def test_a_letter_that_only_looks_like_one_is_named():
    assert "kelvin sign" in only(dossier(destination="\u212aP-01")).message


@pytest.mark.parametrize("place", ["US-CA", "GB-NIR", "UA-43", "XK", "HK", "TW", "AX", "RU-MOW"])
def test_places_that_are_iso(place):
    assert read_dossier(dossier(destination=place)).destination == place


@pytest.mark.parametrize(
    "day",
    ["2026-02-29", "2026-2-1", "2026-03-02T10:00:00Z", "2026-03-02 ", "0000-01-01", "2026-13-01", "2026-00-10", "20260302",
     "2026-W10-1", "2026-061", "02.03.2026", "２０２６-03-02", "٢٠٢٦-03-02", "", 20260302, 2026, Decimal("2026.0302"), True, [], {}, None,
     "+2026-03-02", "-2026-03-02", "12026-03-02", "2026-03-02\n"],
)  # fmt: skip
def test_what_is_no_date(day):
    assert any(fault.pointer.startswith("/date") for fault in faults({**BASE, "date": day}))


@pytest.mark.parametrize("day", ["2024-02-29", "2026-03-02", "1900-01-01", "9999-12-31"])
def test_what_is_a_date(day):
    assert read_dossier(dossier(date=day)).date == date.fromisoformat(day)


@pytest.mark.parametrize("day", ["1899-12-31", "0001-01-01"])
def test_a_day_of_which_no_law_was_searched(day):
    fault = only(dossier(date=day))
    assert fault.pointer == "/date" and "1900-01-01" in fault.message


def test_dates_of_a_program_are_refused_in_plain_words():
    for value in (date(2026, 3, 2), datetime(2026, 3, 2)):
        assert "datetime" not in (fault := only(dossier(date=value))).message and fault.pointer == "/date"


@pytest.mark.parametrize("kind", ["Export", "Reexport", "Transit"])
def test_what_crosses_a_border_needs_one(kind):
    assert only(dossier(type=kind, destination="US")).pointer == "/destination"


@pytest.mark.parametrize("kind", ["InCountryTransfer", "TechnologyRelease", "RemoteAccess", "DataTransfer"])
def test_what_need_not_cross_a_border(kind):
    assert read_dossier(dossier(type=kind, destination="US")).destination == "US"


# Ids and references.


@pytest.mark.parametrize("identifier", ["urn:example:1", "https://example.org/a/b?c=d", "urn:uuid:0-0", "x:y", "urn:ü"])
def test_ids_that_are_iris(identifier):
    assert read_dossier(dossier(id=identifier)).id == identifier


@pytest.mark.parametrize(
    "identifier",
    ["1", "transfer-1", "urn:", "urn:a b", "urn:a\nb", "urn:<a>", "", 5, [], {}, True, "urn:a#b", "urn:x%zz", "http://[", "urn:\ue000",
     "//example.org/a", "urn:a\"b"],
)  # fmt: skip
def test_ids_that_could_not_name_a_node_are_refused(identifier):
    assert faults({**BASE, "id": identifier})[0].pointer == "/id"


def test_without_an_id_the_content_gives_one():
    first, second = read_dossier(dossier(id=None)), read_dossier(dossier({"note": "x"}, id=None))
    assert first.id.startswith("urn:sha256:") and first.id != second.id
    shuffled = {key: BASE[key] for key in reversed(BASE) if key != "id"}
    assert read_dossier(shuffled).id == first.id
    same = [dossier({"cnotError": raw}, id=None) for raw in (Decimal("0.0010"), Decimal("1e-3"), 0.001)]
    assert len({read_dossier(data).id for data in same}) == 1


def test_canonical_json_tells_all_numbers_apart():
    one, other = Decimal("0.0010000000000000000000000000000001"), Decimal("0.001")
    assert canonical_json({"a": one}) != canonical_json({"a": other})
    assert canonical_json([Decimal("1.50"), 2, Decimal("2.0"), Decimal("1E+2"), 100]) == canonical_json(
        [Decimal("1.5"), Decimal(2), 2, 100, Decimal("100.0")]
    )
    assert canonical_json({"a": 1, "b": "1"}) == canonical_json({"b": "1", "a": 1}) != canonical_json({"a": "1", "b": 1})


def test_ids_are_unique_within_the_dossier():
    twice = [{"id": "a", "type": "QubitDevice"}, {"id": "b", "type": "QubitDevice"}, {"id": "a", "type": "Software"}]
    fault = only(dossier(items=twice))
    assert fault.pointer == "/items/2/id" and "/items/0" in fault.remedy
    assert only(dossier(items=[{"id": 1, "type": "Software"}, {"id": "1", "type": "Software"}])).pointer == "/items/1/id"
    parties = [{"id": "a", "role": "endUser"}, {"id": "a", "role": "exporter"}]
    assert only(dossier(parties=parties)).pointer == "/parties/1/id"


def test_an_item_and_a_party_cannot_share_an_id():
    """Both would be the node <dossier>#<id>."""
    assert "/id" in only(dossier(parties=[{"id": "qpu", "role": "endUser"}])).pointer


@pytest.mark.parametrize("identifier", ["declarations", "authorisations/0", "items/0"])
def test_an_item_cannot_take_the_name_of_a_part(identifier):
    """<dossier>#declarations is the node of the declarations."""
    assert only(dossier({"id": identifier})).pointer == "/items/0/id"


@pytest.mark.parametrize("identifier", ["us-ear:4A906.a.2", "us-ear:anything", "eu-dual-use:4A506", "fr-arrete2024:1"])
def test_an_item_cannot_take_the_name_of_a_provision(identifier):
    """An item that is designed for one would be read as designed for the other."""
    fault = only(dossier({"id": identifier}))
    assert fault.pointer == "/items/0/id" and "provision" in fault.message


@pytest.mark.parametrize("identifier", ["a", 1, "a b", "ü", "Q-1_x.y~z", "0", "urn:example:qpu", "lab:1"])
def test_local_ids(identifier):
    assert read_dossier(dossier({"id": identifier})).items[0].id == str(identifier)


@pytest.mark.parametrize("identifier", ["", " ", None, True, 1.5, [], {}])
def test_what_is_no_local_id(identifier):
    assert faults(dossier(items=[{"type": "QubitDevice", "id": identifier}]))[0].pointer == "/items/0/id"


def test_references_lead_somewhere():
    part = {"id": "b", "type": "QubitDevice", "partOf": "qpu", "speciallyDesignedFor": ["qpu", "us-ear:4A906.a"]}
    read = read_dossier(dossier(items=[*BASE["items"], part]))
    assert read.items[1].part_of == "qpu" and read.items[1].claims["speciallyDesignedFor"] == ("qpu", "us-ear:4A906.a")
    for key, value in (("partOf", "nobody"), ("speciallyDesignedFor", ["nobody"]), ("relatesTo", ["qpu", "4A906"])):
        found = faults(dossier(items=[*BASE["items"], {**part, "type": "Software", "partOf": "qpu", key: value}]))
        assert found[0].pointer.startswith(f"/items/1/{key}")
    licence = {"type": "licence", "parties": ["nobody"]}
    assert faults(dossier(authorisations=[licence]))[0].pointer.startswith("/authorisations/0/parties")


@pytest.mark.parametrize("key", ["partOf", "speciallyDesignedFor", "relatesTo"])
def test_references_do_not_go_round(key):
    def item(identifier: str, target: str) -> dict:
        return {"id": identifier, "type": "QuantumControlComponent", key: target if key == "partOf" else [target]}

    assert faults(dossier(items=[item("a", "a")]))[0].pointer.startswith("/items/0")
    assert faults(dossier(items=[item("a", "b"), item("b", "a")]))
    assert faults(dossier(items=[item("a", "b"), item("b", "c"), item("c", "b")]))


def test_papers_have_their_days_in_order():
    paper = {"type": "licence", "validFrom": "2026-02-01", "validUntil": "2026-01-01"}
    assert only(dossier(authorisations=[paper])).pointer == "/authorisations/0"
    same = {"type": "licence", "validFrom": "2026-02-01", "validUntil": "2026-02-01", "covers": "us-ear:4A906"}
    assert read_dossier(dossier(authorisations=[same])).authorisations[0].covers == ("us-ear:4A906",)


@pytest.mark.parametrize("text", ["4A906", "us-ear:", "US-EAR:4A906", 5, Decimal("1.5"), {}, ["us-ear:4A906"], "us-ear:" + "a." * 9000])
def test_what_is_no_provision(text):
    found = faults(dossier(authorisations=[{"type": "licence", "covers": [text]}]))
    assert found[0].pointer.startswith("/authorisations/0/covers/0") and "Decimal(" not in found[0].message
    assert len(found[0].message) < 200


# Pair rows.


def pairs(*rows: dict) -> tuple:
    return read_item(pairs=list(rows)).pairs


def test_pair_rows():
    t1 = [{"value": 200, "unit": "us"}, None]
    (row,) = pairs({"qubits": [0, "b"], "gate": "cz", "cnotError": Decimal("0.01"), "t1": t1, "t2": [None, Decimal("1e-4")]})
    assert row.qubits == ("0", "b") and row.gate == "cz" and not row.dead
    assert row.t1 == (row.t1[0], None) and row.t1[0].value == Decimal("0.0002")
    assert row.t2[0] is None and row.t2[1].value == Decimal("0.0001")


@pytest.mark.parametrize(
    ("error", "dead"),
    [(1, True), (Decimal("1.0"), True), ({"value": 100, "unit": "%"}, True), ({"value": 1}, True),
     (Decimal("0.99999999999999999999999999999999999"), False), (0, False)],
)  # fmt: skip
def test_an_error_of_exactly_one_is_a_dead_pair(error, dead):
    (row,) = pairs({"qubits": [0, 1], "cnotError": error})
    assert row.dead is dead and (row.cnot_error is None) is dead


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ({}, "/qubits"), ({"qubits": [0]}, "/qubits"), ({"qubits": [0, 0]}, "/qubits"),
        ({"qubits": [0, "0"]}, "/qubits"),
        ({"qubits": [0, True]}, "/qubits"), ({"qubits": [0, 1, 2]}, "/qubits"), ({"qubits": "01"}, "/qubits"),
        ({"qubits": [0, None]}, "/qubits"), ({"qubits": [0, [1]]}, "/qubits"), ({"qubits": [0, ""]}, "/qubits"),
        ({"qubits": [0, 1], "gate": 5}, "/gate"), ({"qubits": [0, 1], "t1": [1]}, "/t1"),
        ({"qubits": [0, 1], "t1": 1}, "/t1"),
        ({"qubits": [0, 1], "t1": [1, "x"]}, "/t1/1"), ({"qubits": [0, 1], "t2": [0, 1]}, "/t2/0"),
        ({"qubits": [0, 1], "cnotError": None}, "/cnotError"), ({"qubits": [0, 1], "cnotError": 2}, "/cnotError"),
        ({"qubits": [0, 1], "twoQubitGateTime": 0}, "/twoQubitGateTime"), ({"qubits": [0, 1], "note": {}}, "/note"),
        ([], ""),
        (None, ""), ("row", ""),
    ],
)  # fmt: skip
def test_pair_rows_that_say_nothing_sensible(row, where):
    good = {"qubits": [5, 6]}
    assert faults(dossier({"pairs": [good, row]}))[0].pointer == "/items/0/pairs/1" + where


# Lists, order and input forms.


def test_the_order_of_citizenship_is_kept():
    person = {"id": "p", "role": "recipient", "kind": "person", "citizenship": ["IR", "FR"], "residency": "DE"}
    read = read_dossier(dossier(parties=[person])).parties[0]
    assert read.citizenship == ("IR", "FR") and read.residency == ("DE",)


@pytest.mark.parametrize(
    ("key", "value"),
    [("items", {}), ("items", []), ("items", None), ("items", "x"), ("parties", {}), ("parties", [None]), ("parties", ["x"]),
     ("authorisations", {"type": "licence"}), ("safeguards", [5]), ("declarations", []), ("declarations", None),
     ("transit", [["FR"]]), ("transit", None), ("transit", [None]), ("endUse", ["commercial"]), ("origin", ["US"]), ("note", 5)],
)  # fmt: skip
def test_wrong_forms_are_refused_where_they_stand(key, value):
    assert all(fault.pointer.startswith(f"/{key}") for fault in faults({**BASE, key: value}))


@pytest.mark.parametrize("data", [[], [BASE], "text", 5, None, True, "", "   \n", b"", b"\n", Decimal(1), object(), 1.5])
def test_what_is_no_dossier(data):
    (fault,) = faults(data)
    assert fault.pointer == "" and "object at" not in str(fault)


@pytest.mark.parametrize("length", [250, 256, 999, 5000])
def test_long_text_is_not_taken_for_a_path(length):
    assert faults("a" * length) and faults("urn:a/" + "b" * length) and faults("<urn:a> <urn:b> " + "<urn:c>" * length)


@pytest.mark.parametrize("name", ["no/such/file.json", "missing.ttl", "a\udcffb.json", "x" * 400 + ".json", ".", "/", "\udcff"])
def test_files_that_cannot_be_read(name):
    assert faults(name)[0].pointer == ""


@pytest.mark.parametrize("format", ["xml", "jsonld", "", "JSON", "rdfxml"])
def test_a_format_that_is_not_read_is_a_fault(format):
    if format == "":
        assert isinstance(read_dossier(json.dumps(BASE), format=format), Dossier)
        return
    try:
        assert read_dossier(json.dumps(BASE), format=format).id == BASE["id"]
    except InputError as error:
        assert format in str(error)


def test_every_format_says_the_same(tmp_path):
    yaml = (
        "id: urn:example:transfer:1\ntype: Export\ndate: 2026-03-02\norigin: US\ndestination: 'NO'\n"
        "items:\n- id: qpu\n  type: QuantumComputer\n  cnotError: 1e-3\n  t1: {value: 270, unit: us}\n"
    )
    turtle = (
        "@prefix qgov: <https://w3id.org/qgov/> .\n<urn:example:transfer:1> a qgov:Export ; qgov:date '2026-03-02' ;"
        " qgov:origin 'US' ; qgov:destination 'NO' ; qgov:items <urn:example:transfer:1#qpu> .\n"
        "<urn:example:transfer:1#qpu> a qgov:QuantumComputer ; qgov:cnotError 0.001 ;"
        " qgov:t1 [ qgov:value 270 ; qgov:unit 'us' ] ."
    )
    data = dossier({"cnotError": Decimal("0.001"), "t1": {"value": 270, "unit": "us"}}, destination="NO")
    as_json = json.dumps(data, default=float)
    read = read_dossier(data)
    context = {"@context": "https://w3id.org/qgov/context/v1.jsonld", **data}
    for source in (as_json, as_json.encode(), yaml, turtle, context, "\ufeff" + as_json, yaml.replace("'NO'", "NO")):
        same = read_dossier(source)
        assert _without_wording(same) == _without_wording(read), source
    for name, text in (("a.json", as_json), ("a.yaml", yaml), ("a.ttl", turtle), ("no-extension", as_json)):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert _without_wording(read_dossier(path)) == _without_wording(read_dossier(str(path))) == _without_wording(read)


def _without_wording(read: Dossier) -> str:
    """The dossier apart from how its numbers were written."""
    return re.sub(r"given='[^']*'", "", re.sub(r"Decimal\('([^']*)'\)", lambda m: str(Decimal(m[1]).normalize()), repr(read)))


@pytest.mark.parametrize("path", sorted(resource("data/dossiers").glob("*.json")), ids=lambda path: path.stem)
def test_order_of_keys_does_not_matter_and_the_input_is_left_alone(path: Path):
    data = parse_data(path.read_bytes())
    kept = copy.deepcopy(data)

    def turned(node: object) -> object:
        if isinstance(node, dict):
            return {key: turned(node[key]) for key in reversed(node)}
        return [turned(child) for child in node] if isinstance(node, list) else node

    assert read_dossier(turned(data)) == read_dossier(data)
    assert data == kept


def test_all_faults_are_found_at_once():
    data = dossier({"cnotError": -1, "quibits": 5}, origin="UK", date="tomorrow", endUse="fun")
    assert {"/items/0/cnotError", "/items/0/quibits", "/origin", "/date", "/endUse"} == {f.pointer for f in faults(data)}
    assert len(faults(dossier(transit=["XX"] * 1000))) <= 50


@pytest.mark.parametrize("name", ["QuantumComputer", "norm/us-ear/4A906.a.2/2024-09-06", "decision/x", ""])
def test_a_dossier_is_not_named_like_what_is_ours(name):
    """Its claims would be about a term or a norm."""
    fault = only({**BASE, "id": f"https://w3id.org/qgov/{name}"})
    assert fault.pointer == "/id" and "qgov's own terms" in fault.message


def test_an_element_is_asked_for_by_its_symbol_and_a_complex_entry_as_a_pair():
    element = {"type": "IsotopicMaterial", "element": "silicon"}
    assert any("did you mean 'Si'?" in fault.remedy for fault in faults(dossier(element)))
    kraus = {"type": "QuantumChannel", "kraus": [[[1, 0], [0, "0.5j"]]]}
    assert any("[real, imaginary]" in fault.remedy for fault in faults(dossier(kraus)))
