"""The ontology files: form, metadata, completeness against the dossier format, OWL 2 DL hygiene."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

FOLDER = Path(__file__).parents[2] / "ontology"
QGOV = "https://w3id.org/qgov/"
MODULE = QGOV + "ontology/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"

TRANSFERS = (
    "Export Reexport InCountryTransfer Transit TechnologyRelease RemoteAccess QuantumTransmission "
    "EntanglementDistribution DataTransfer"
)
ITEMS = (
    "QuantumComputer QubitDevice QuantumControlComponent QuantumMeasurementComponent CryogenicCmos ParametricAmplifier "
    "CryogenicCooler PulseTubeCryocooler CryogenicProber IsotopicMaterial QkdSystem QkdLink EntanglementSource "
    "EntanglementLink QuantumMemory QuantumChannel QuantumRepeater Teleporter QuantumCloner QuantumSensor "
    "RandomNumberGenerator PhotonicCircuit Technology Software QuantumDataset QuantumAlgorithm"
)
_QKD = (
    "protocol length attenuation channelLoss intermediateStations qber secretKeyRate secretKeyPerUse clockRate "
    "detectorEfficiency darkCountProbability meanPhotonNumber finiteKey"
)
_ENTANGLED = "bellFidelity visibility chsh concurrence qber pairRate length nodes"
_COPIES = "inputCopies outputCopies fidelity swapVisibility"
_RELATED = "relatesTo activity published fundamentalResearch"
_PERSONAL = "personalData specialCategories legalBasis purpose retention minimised subjectsFrom"
# The keys of each kind of object, as people write them.
KEYS = {
    "Dossier": "id type date origin destination transit parties endUse declarations items authorisations safeguards "
    "matches ownership note",
    "Party": "id role name otherNames birthDate country kind citizenship residency employedSince regulatedAs certificates "
    "note",
    "Declarations": "militaryEndUse wmdEndUse informedByAuthority internalRepression partiesScreened",
    "Authorisation": "type code authority covers destinations parties validFrom validUntil conditionsMet",
    "Safeguard": "type reference date module conditionsMet",
    "Certificate": "scheme level profile scope body issuedIn validFrom validUntil",
    "OwnershipStake": "holder held share",
    "ScreeningMatch": "party list entry status reason date",
    "MonetaryAmount": "value currency",
    "QuantityValue": "value unit uncertainty coverageFactor lower upper metric statistic basis method source "
    "measuredOn frequency",
    "NoiseFigureRow": "frequency",
    "AssumptionValue": "value source",
    "QubitPair": "qubits gate cnotError twoQubitGateTime t1 t2",
    "QuantumComputer": "computingModel physicalQubits workingQubits connectedQubits controlledQubits logicalQubits "
    "cnotError oneQubitError readoutError t1 t2 oneQubitGateTime twoQubitGateTime quantumVolume pairs",
    "QubitDevice": "speciallyDesignedFor",
    "QuantumControlComponent": "speciallyDesignedFor",
    "QuantumMeasurementComponent": "speciallyDesignedFor",
    "CryogenicCmos": "operatingTemperature speciallyDesignedFor",
    "ParametricAmplifier": "operatingTemperature frequencyLow frequencyHigh noiseFigure speciallyDesignedFor",
    "CryogenicCooler": "coolingPower coolingTemperature baseTemperature holdTime",
    "PulseTubeCryocooler": "stages baseTemperature coolingPower coolingTemperature",
    "CryogenicProber": "testTemperature waferDiameter",
    "IsotopicMaterial": "element form isotopicImpurity",
    "QkdSystem": _QKD,
    "QkdLink": _QKD,
    "EntanglementSource": _ENTANGLED,
    "EntanglementLink": _ENTANGLED,
    "QuantumMemory": "storageTime efficiency fidelity t1 t2 encoding inputState meanPhotonNumber",
    "QuantumChannel": "kraus choi model parameter",
    "QuantumRepeater": _COPIES,
    "Teleporter": _COPIES,
    "QuantumCloner": _COPIES,
    "QuantumSensor": "probes repetitions phaseUncertainty",
    "RandomNumberGenerator": "minEntropyPerSample sampleRate outcomes",
    "PhotonicCircuit": "opticalChannels speciallyDesignedFor",
    "Technology": _RELATED,
    "Software": _RELATED,
    "QuantumDataset": _PERSONAL,
    "QuantumAlgorithm": _PERSONAL,
    "Item": "id type designedFor originCountry usContent value quantity partOf certificates note "
    # further claim terms
    "processInfidelity frequency thermalPopulation codeDistance cycleTime logicalErrorPerCycle errorSuppressionFactor "
    "logicalLifetime physicalT2 links linkFidelity linkVisibility inputFidelity distillationYield "
    "bsmSuccessProbability trials messageLatency classicalBitsPerUse qubitsPerUse stateOverlap "
    "successProbability asymptoticKeyRate keyLength duration rounds excessNoise interrogationTime inputPower "
    "hotTemperature",
    "Decision": "outcome possible precaution asOf vintage lines jurisdictions findings groundings duties residual "
    "nearest conflicts notModelled warnings receipt",
    "LineOutcome": "item outcome possible precaution",
    "JurisdictionOutcome": "code outcome possible precaution",
    "Finding": "norm provision jurisdiction line effect status because defeatedBy verified",
    "Grounding": "claim claims check kind verdict value bound margin assumptions needs source circuit",
    "ClaimReference": "item term index",
    "Line": "exportFrom importInto transitThrough itemOrigin transferType itemType destination placeReached participantIn "
    "destinationGroup endUseIndication describedBy designedForProvision openQuestion licensedProvision shownPrivilege "
    "designedFor personalData",
}
ASSUMPTIONS = (
    "medium modes opticalAmplifiers memoryNode stationSpacing lossIncludesDiffraction sourcePosition sameSession "
    "sameWindow sameBasis inEquilibrium lossIncludesReceiver trustedNoise noiseReferredTo "
    "securityModel postProcessing preprocessing postselection certification keyBases finiteKeyObtained source "
    "errorCorrection distillation dynamicalDecoupling decay activeReset patchSharing sameGate sameQubits sameState "
    "sharedQubit stateModel dimension sharedEntanglement hyperentanglement quantumChannelUsed assistance "
    "parameterConvention tracePreserving operation gain mechanism inputEnsemble priors inconclusiveRate linearOptics "
    "ancillaPhotons generator circuitNoise bitOrder probeState"
)
WORDS = {
    "PartyRole": "exporter consignee endUser recipient carrier broker controller processor dataSubject owner authority",
    "PartyKind": "company university government military international-organisation person",
    "EndUse": "fundamental-research civil-research commercial government military critical-infrastructure",
    "AuthorisationType": "licence exception general-authorisation",
    "RegulatedStatus": "essential-entity important-entity trust-service-provider financial-entity manufacturer importer "
    "distributor open-source-steward evidence-service-provider unregulated",
    "MatchStatus": "open confirmed dismissed",
    "ConditionOfUse": "register notify wait report classify return like-for-like no-enhancement own-use precautions "
    "inspect-test-repair "
    "lawful-before written-assurance end-use-statement record state-on-documents intend-to-publish "
    "destination-law-assessed enforceable-rights authority-approval inform-subjects necessity not-repetitive "
    "after-servicing agency-contract agency-direction agreement-in-force defective-not-worn destined-to-national "
    "earlier-terms-kept effective-control exhibition-only free-of-charge government-furnished government-sale "
    "minimum-technology no-excluded-owner no-foreign-person no-foreign-production no-open-interface no-order "
    "no-stock normal-component object-code official-use original-licensee original-sender own-government own-property own-staff "
    "particulars-unchanged personal-use persons-authorised replaced-back-or-destroyed same-consignee "
    "standard-cryptography submitted-for-publication tools-of-trade within-warranty "
    "catalogue-course non-proprietary open-patent "
    "contacts-screened exclusive-nationality regular-employee module-for-roles data-not-combined operations-unchanged no-advanced-circuits "
    "inform-authority own-programme authorisation-stands within-period original-end-user same-item exhibition "
    "not-classified own-group item-in-scope published-cryptography "
    "register-open consultation-conditions part-of-register explicit-consent compelling-interests "
    "circumstances-assessed no-other-ground parent-seat recipient-covered treaty-in-force adapted-to-law "
    "below-number no-important-data made-public based-on-law consent-impossible interest-of-subject "
    "not-disclosed-outside non-profit-body members-only public-by-subject processing-not-forbidden direct-connection",
    "SafeguardType": "adequacy scc bcr consent impact-assessment redress oversight derogation certification "
    "code-of-conduct",
    "Metric": "average-gate-infidelity process-infidelity pauli-error rb-error-per-clifford interleaved-rb "
    "xeb-error-per-cycle",
    "Statistic": "mean median best worst",
    "Basis": "specified measured",
    "ComputingModel": "circuit measurement-based annealing adiabatic",
    "DesignPurpose": "cryptanalysis communication simulation sensing general-purpose cyber-surveillance",
    "Element": "Si Ge",
    "MaterialForm": "epitaxial-layer fluoride hydride chloride oxide bulk",
    "Activity": "development production use",
    "ChannelModel": "depolarizing amplitude-damping dephasing erasure thermal-loss",
    "Medium": "fibre hollow-core-fibre free-space",
    "ErrorCorrection": "none surface-code other",
    "Postselection": "none",
    "Distillation": "none",
    "Outcome": "prohibited authorisation-required conditions-open permitted no-control-found undetermined",
    "Effect": "describes prohibited authorisation-required duty exception foreclosure permission review-policy unmodelled",
    "FindingStatus": "applies does-not-apply depends defeated satisfied",
    "GroundingKind": "theorem model capability",
    "Verdict": "supported refuted undetermined met not-met",
    "EndUseIndication": "military wmd informed human-rights",
    "Verification": "verified secondary unverified",
    "PointerYield": "nothing",
    "Unit": "s ms us µs ns ps min h d m km cm mm um µm nm Hz kHz MHz GHz THz K mK uK µK degC W mW uW µW nW dB dB/km "
    "bit/s kbit/s Mbit/s Gbit/s 1 % ppm",
}
NORM_TERMS = (
    "Instrument Norm ControlEntry PointerNorm Exception Condition OpenQuestion provision jurisdiction textAsOf "
    "inForceFrom inForceUntil inForceEarliest inForceLatest verification verificationNote dayVerification "
    "controlledUnder effect connectsBy appliesWhen satisfiedBy duty reviews policy mayYield asksFor defeats "
    "disqualifiedBy authorisationCode conditionOfUse questionId anywhere licence condition-register condition-notify "
    "absentMeansNo"
)
KINDS = {
    "quantity", "count", "word", "flag", "date", "place", "text", "reference", "provision", "node", "nodes", "matrix",
    "number", "provision-or-reference", "id", "type", "any",
}  # fmt: skip
ROLES = {"claim", "assumption", "structure", "measurand", "situation", "decision"}
# Datatypes of the OWL 2 datatype map that the modules may use in axioms; xsd:date is not one.
RANGES = {XSD + name for name in ("decimal", "integer", "boolean", "string", "dateTime")} | {RDFS + "Literal"}

FILES = sorted(FOLDER.glob("*.ttl"))
Graph = dict[str, dict[str, list]]


def parse(path: Path) -> list[ox.Triple]:
    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def triples() -> dict[str, list[ox.Triple]]:
    return {path.stem: parse(path) for path in FILES}


@pytest.fixture(scope="module")
def graph(triples) -> Graph:
    found: Graph = defaultdict(lambda: defaultdict(list))
    for rows in triples.values():
        for row in rows:
            if isinstance(row.subject, ox.NamedNode):
                found[row.subject.value][row.predicate.value].append(row.object)
    return found


@pytest.fixture(scope="module")
def terms(graph) -> dict[str, dict[str, list]]:
    """Everything that qgov declares, modules left out."""
    return {
        iri: properties
        for iri, properties in graph.items()
        if iri.startswith(QGOV) and not iri.startswith(MODULE) and RDF + "type" in properties
    }


def iris(properties: dict, predicate: str) -> list[str]:
    return [value.value for value in properties.get(predicate, []) if isinstance(value, ox.NamedNode)]


def literals(properties: dict, predicate: str) -> list[str]:
    return [value.value for value in properties.get(predicate, []) if isinstance(value, ox.Literal)]


def one(properties: dict, name: str) -> str | None:
    values = literals(properties, QGOV + name)
    assert len(values) <= 1, f"qgov:{name} stands {len(values)} times"
    return values[0] if values else None


def key_of(iri: str, properties: dict) -> str:
    return one(properties, "key") or iri.removeprefix(QGOV)


def above(graph: Graph, iri: str) -> set[str]:
    """A class and its superclasses."""
    found, waiting = set(), [iri]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += iris(graph[current], RDFS + "subClassOf") if current in graph else []
    return found


def members(graph: Graph, terms: dict, class_iri: str) -> set[str]:
    """The words of a class, its subclasses' included."""
    return {
        notation
        for properties in terms.values()
        if OWL + "NamedIndividual" in iris(properties, RDF + "type")
        and any(class_iri in above(graph, kind) for kind in iris(properties, RDF + "type") if kind.startswith(QGOV))
        for notation in literals(properties, SKOS + "notation")
    }


def on(terms: dict, class_name: str) -> dict[str, str]:
    """JSON key -> IRI of the keys on a class."""
    return {
        key_of(iri, properties): iri
        for iri, properties in terms.items()
        if QGOV + class_name in iris(properties, QGOV + "usedOn")
    }


# -- modules ---------------------------------------------------------------------------------------------------------


def test_modules_share_one_version(graph):
    versions = {literals(graph[MODULE + path.stem], OWL + "versionInfo")[0] for path in FILES}
    assert len(versions) == 1


def test_imports_are_acyclic_and_reach_every_module(graph):
    imports = {MODULE + path.stem: iris(graph[MODULE + path.stem], OWL + "imports") for path in FILES}
    for module, wanted in imports.items():
        assert set(wanted) <= set(imports), f"{module} imports a module that is not here"
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, f"import cycle: {' -> '.join([*trail, module])}"
        if module not in done:
            for wanted in imports[module]:
                visit(wanted, (*trail, module))
            done.add(module)

    visit(MODULE + "qgov", ())
    assert done == set(imports)


def test_a_module_imports_what_it_uses(triples, graph, terms):
    """Directly or through what it imports, so that each module can be loaded by itself; annotations may look further."""
    imports = {
        path.stem: [iri.removeprefix(MODULE) for iri in iris(graph[MODULE + path.stem], OWL + "imports")]
        for path in FILES
    }

    def reach(name: str, seen: set[str]) -> set[str]:
        if name not in seen:
            seen.add(name)
            for wanted in imports[name]:
                reach(wanted, seen)
        return seen

    faults = set()
    for name, rows in triples.items():
        at_hand = {MODULE + other for other in reach(name, set())}
        for row in rows:
            annotated = row.predicate.value.startswith(QGOV)
            for node in (row.subject, row.predicate) if annotated else (row.subject, row.object):
                if isinstance(node, ox.NamedNode) and node.value in terms:
                    (home,) = iris(terms[node.value], RDFS + "isDefinedBy")
                    if home not in at_hand:
                        faults.add((name, node.value.removeprefix(QGOV), home.removeprefix(MODULE)))
    assert sorted(faults) == []


def test_each_term_is_declared_in_one_module(triples):
    declared = defaultdict(set)
    for name, rows in triples.items():
        for row in rows:
            if row.predicate.value == RDF + "type" and isinstance(row.subject, ox.NamedNode):
                declared[row.subject.value].add(name)
    assert {iri: names for iri, names in declared.items() if len(names) > 1} == {}


# -- the dossier vocabulary ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("class_name", KEYS)
def test_keys_are_complete(terms, class_name):
    assert set(KEYS[class_name].split()) - set(on(terms, class_name)) == set()


def test_assumptions_are_complete(terms):
    keys = on(terms, "Item")
    assert set(ASSUMPTIONS.split()) - set(keys) == set()
    assert {key for key in ASSUMPTIONS.split() if one(terms[keys[key]], "role") != "assumption"} == set()
    assert {key for key, iri in keys.items() if one(terms[iri], "role") == "assumption"} == set(ASSUMPTIONS.split())


def test_item_keys_are_claims_by_role(terms):
    shared = set("id type designedFor originCountry usContent value quantity partOf certificates note".split())
    for class_name in (*ITEMS.split(), "Item", "QubitPair"):
        for key in set(KEYS.get(class_name, "").split()) - shared:
            assert one(terms[on(terms, class_name)[key]], "role") == "claim", (class_name, key)
    for key in shared:
        assert one(terms[on(terms, "Item")[key]], "role") == "structure", key


def test_a_key_means_one_thing_on_every_item_type(terms):
    """The reader takes item keys of every type together, so they must not clash."""
    meanings = defaultdict(set)
    for class_name in (*ITEMS.split(), "Item"):
        for key, iri in on(terms, class_name).items():
            meanings[key].add(iri)
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}


def test_a_key_stands_once_on_a_class(terms):
    counted = Counter(
        (used, key_of(iri, properties))
        for iri, properties in terms.items()
        for used in iris(properties, QGOV + "usedOn")
    )
    assert [pair for pair, count in counted.items() if count > 1] == []


@pytest.mark.parametrize(("top", "names"), [("Item", ITEMS), ("Transfer", TRANSFERS)])
def test_types_are_complete(graph, terms, top, names):
    found = {
        notation
        for iri, properties in terms.items()
        if OWL + "Class" in iris(properties, RDF + "type") and QGOV + top in above(graph, iri)
        for notation in literals(properties, SKOS + "notation")
    }
    assert found == set(names.split())
    assert all(literals(terms[QGOV + name], SKOS + "notation") == [name] for name in found)


@pytest.mark.parametrize("class_name", WORDS)
def test_words_are_complete(graph, terms, class_name):
    assert set(WORDS[class_name].split()) - members(graph, terms, QGOV + class_name) == set()


def test_terms_of_the_norm_files_are_declared(terms):
    assert {QGOV + name for name in NORM_TERMS.split()} - set(terms) == set()


def test_keys_are_well_described(graph, terms):
    units = members(graph, terms, QGOV + "Unit")
    faults = []
    for iri, properties in terms.items():
        kind, used = one(properties, "valueKind"), iris(properties, QGOV + "usedOn")
        if kind is None:
            faults += [f"{iri} is used on something and has no valueKind"] if used else []
            continue
        if kind not in KINDS:
            faults.append(f"{iri}: unknown valueKind {kind}")
        if one(properties, "role") not in ROLES:
            faults.append(f"{iri}: unknown role")
        if not used and one(properties, "role") != "measurand":
            faults.append(f"{iri}: used on nothing")
        if (one(properties, "canonicalUnit") in units) != (kind in ("quantity", "count")):
            faults.append(f"{iri}: canonicalUnit missing, unknown, or out of place")
        words = iris(properties, QGOV + "words")
        if kind == "word" and (len(words) != 1 or not members(graph, terms, words[0])):
            faults.append(f"{iri}: a word key without words")
        nodes = iris(properties, QGOV + "nodeClass")
        if (kind in ("node", "nodes")) != bool(nodes) and iri != QGOV + "noiseFigure":
            faults.append(f"{iri}: nodeClass missing or out of place")
        if (kind == "nodes") and one(properties, "many") != "true":
            faults.append(f"{iri}: nodes without many")
        for name in ("usedOn", "words", "nodeClass"):
            for target in iris(properties, QGOV + name):
                if OWL + "Class" not in iris(terms.get(target, {}), RDF + "type"):
                    faults.append(f"{iri}: qgov:{name} names {target}, which is no class")
        for name in ("minimum", "maximum"):
            for value in properties.get(QGOV + name, []):
                if value.datatype.value != XSD + "decimal":
                    faults.append(f"{iri}: qgov:{name} is no xsd:decimal")
        low, high = one(properties, "minimum"), one(properties, "maximum")
        if low is not None and high is not None and not Decimal(low) < Decimal(high):
            faults.append(f"{iri}: empty domain")
    assert faults == []


@pytest.mark.parametrize(
    ("term", "unit", "low", "high", "above_low"),
    [
        ("cnotError", "1", "0", "1", False),
        ("t1", "s", "0", None, True),
        ("pairT2", "s", "0", None, True),
        ("chsh", "1", "0", "4", False),
        ("concurrence", "1", "0", "1", False),
        ("efficiency", "1", "0", "10", False),
        ("noiseFigure", "dB", "0", None, False),
        ("attenuation", "dB/km", "0", None, False),
        ("secretKeyRate", "bit/s", "0", None, False),
        ("coolingPower", "W", "0", None, False),
        ("waferDiameter", "m", "0", None, True),
        ("operationalQubits", "1", "0", None, False),
        ("meanCnotInfidelity", "1", "0", "1", False),
    ],
)
def test_domains(terms, term, unit, low, high, above_low):
    properties = terms[QGOV + term]
    found = tuple(one(properties, name) for name in ("canonicalUnit", "minimum", "maximum"))
    assert found == (unit, low, high)
    assert (one(properties, "minimumExclusive") == "true") == above_low


def test_fractions_admit_no_more_than_one_and_counts_are_not_negative(terms):
    for iri, properties in terms.items():
        name = iri.removeprefix(QGOV)
        if re.search(r"(Error|Infidelity|Probability|Fidelity|Visibility|ErrorPerCycle|Population)$", name) and one(
            properties, "canonicalUnit"
        ):
            assert (one(properties, "minimum"), one(properties, "maximum")) == ("0", "1"), name
        if one(properties, "valueKind") == "count":
            assert Decimal(one(properties, "minimum")) >= 0, name


def test_units_have_kind_and_factor(terms):
    units = {iri: row for iri, row in terms.items() if QGOV + "Unit" in iris(row, RDF + "type")}
    kinds = defaultdict(set)
    for iri, row in units.items():
        factor = Decimal(one(row, "factor"))
        assert factor > 0, iri
        kinds[one(row, "quantityKind")].add((factor, one(row, "offset")))
    for kind in "time length frequency temperature power level attenuation rate dimensionless".split():
        assert (Decimal(1), None) in kinds[kind], f"{kind} has no reference unit"
    assert one(terms[QGOV + "unit-microsecond"], "factor") == "0.000001"
    assert one(terms[QGOV + "unit-degree-celsius"], "offset") == "273.15"
    codes = [code for row in units.values() for code in literals(row, SKOS + "notation")]
    assert len(codes) == len(set(codes))


def test_measurands_say_how_they_read_the_law(terms):
    measurands = {iri: row for iri, row in terms.items() if one(row, "role") == "measurand"}
    assert {QGOV + "operationalQubits", QGOV + "meanCnotInfidelity"} <= set(measurands)
    for iri, row in measurands.items():
        assert literals(row, QGOV + "reading") and literals(row, QGOV + "otherReading"), iri
        assert iris(row, QGOV + "readFrom"), iri
        assert OWL + "FunctionalProperty" in iris(row, RDF + "type"), iri
        assert not iris(row, QGOV + "usedOn"), f"{iri} could be written in a dossier"


def test_several_values_and_functional_exclude_each_other(terms):
    for iri, row in terms.items():
        if one(row, "many") == "true":
            assert OWL + "FunctionalProperty" not in iris(row, RDF + "type"), iri
    for name in "exportFrom itemOrigin transferType itemType destination designedFor describedBy".split():
        assert OWL + "FunctionalProperty" not in iris(terms[QGOV + name], RDF + "type"), name
    for name in "computingModel operatingTemperature stages isotopicImpurity opticalChannels".split():
        assert OWL + "FunctionalProperty" in iris(terms[QGOV + name], RDF + "type"), name


# -- OWL 2 DL --------------------------------------------------------------------------------------------------------


def test_ranges_are_declared_and_inside_owl_2(terms):
    for iri, row in terms.items():
        types = iris(row, RDF + "type")
        for target in iris(row, RDFS + "range"):
            if OWL + "DatatypeProperty" in types:
                assert target in RANGES, iri
            elif OWL + "ObjectProperty" in types:
                assert OWL + "Class" in iris(terms[target], RDF + "type"), iri
        for target in iris(row, RDFS + "domain"):
            assert OWL + "Class" in iris(terms[target], RDF + "type"), iri


def test_predicates_are_declared_or_built_in(triples):
    built_in = (RDF, RDFS, OWL)
    declared = {
        row.subject.value
        for rows in triples.values()
        for row in rows
        if row.predicate.value == RDF + "type" and isinstance(row.subject, ox.NamedNode)
    }
    used = {row.predicate.value for rows in triples.values() for row in rows}
    assert {iri for iri in used if not iri.startswith(built_in)} - declared == set()


def test_statements_are_metadata_or_relations_of_words(triples, terms):
    """Values of dates and words on terms are no axioms; a relation joins words that are individuals."""
    for rows in triples.values():
        for row in rows:
            iri = row.predicate.value
            if iri.startswith(QGOV) and OWL + "AnnotationProperty" not in iris(terms[iri], RDF + "type"):
                assert OWL + "ObjectProperty" in iris(terms[iri], RDF + "type"), iri
                for node in (row.subject, row.object):
                    assert OWL + "NamedIndividual" in iris(terms[node.value], RDF + "type"), (iri, node)


def test_certain_disjointness_is_stated(triples):
    pairs = {
        frozenset((row.subject.value.removeprefix(QGOV), row.object.value.removeprefix(QGOV)))
        for rows in triples.values()
        for row in rows
        if row.predicate.value == OWL + "disjointWith"
    }
    for one_, other in (
        ("PhysicalQubit", "LogicalQubit"), ("Technology", "Software"), ("PhysicalItem", "IntangibleItem"),
        ("Claim", "Fact"), ("ChannelMap", "TransmissionChannel"),
    ):  # fmt: skip
        assert frozenset((one_, other)) in pairs, (one_, other)
