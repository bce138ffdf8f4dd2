"""Where fuzzing begins: inputs that are right, from the worked dossiers, the cases and the data of the tests."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOSSIERS, CASES, DATA = ROOT / "data" / "dossiers", ROOT / "tests" / "cases", ROOT / "tests" / "data"
LARGEST = 8_000  # bytes of a worked dossier that is a seed: what is larger is slow and says the same again
_FEW = 6


def text_of(value: object) -> bytes:
    """JSON as UTF-8."""
    return json.dumps(value, ensure_ascii=False).encode()


@cache
def dossiers() -> list[bytes]:
    """Worked dossiers and the bases of the cases, as they are written."""
    files = sorted(DOSSIERS.glob("*.json"))[::3] + sorted((CASES / "bases").glob("*.json"))
    return [path.read_bytes() for path in files if path.stat().st_size < LARGEST]


def yaml_dossiers() -> list[bytes]:
    """The same in YAML, some in flow style."""
    import yaml

    found = [yaml.safe_dump(json.loads(one), allow_unicode=True, sort_keys=False).encode() for one in dossiers()]
    return [*found, *dossiers()[:_FEW]]


@cache
def rdf(format: str) -> list[bytes]:
    """The same in RDF; in the formats that have graphs, half of them in one."""
    import pyoxigraph as ox

    from qgov.base import parse
    from qgov.dossier.rdf import dossier_triples
    from qgov.dossier.read import read_dossier

    names = {
        parse.TURTLE: ox.RdfFormat.TURTLE, parse.TRIG: ox.RdfFormat.TRIG, parse.NTRIPLES: ox.RdfFormat.N_TRIPLES,
        parse.NQUADS: ox.RdfFormat.N_QUADS,
    }  # fmt: skip
    found = []
    for number, text in enumerate(dossiers()):
        dossier = read_dossier(text, format=parse.JSON)
        statements = dossier_triples(dossier)
        if number % 2 and format in (parse.TRIG, parse.NQUADS):
            statements = [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(dossier.id)) for t in statements]
        found.append(ox.serialize(statements, format=names[format], prefixes={"qgov": "https://w3id.org/qgov/"}))
    return found


def any_dossiers() -> list[bytes]:
    """A few of every format, which is to be guessed."""
    from qgov.base.parse import NQUADS, TRIG, TURTLE

    rest = (rdf(format)[:2] for format in (TURTLE, TRIG, NQUADS))
    return [*dossiers()[:_FEW], *yaml_dossiers()[:_FEW], *(text for some in rest for text in some)]


def contexts() -> list[bytes]:
    """Dossiers with a context: qgov's own, and others that are refused."""
    from qgov.dossier.read import CONTEXT

    given = (
        CONTEXT,
        CONTEXT + "#",
        [CONTEXT],
        {"qgov": "https://w3id.org/qgov/"},
        None,
        ["urn:x", {"@vocab": "urn:y"}],
    )
    bases = [json.loads(text) for text in dossiers()[:_FEW]]
    return [text_of({"@context": context} | base) for base in bases for context in given]


def pair_dossiers() -> list[bytes]:
    """Dossiers with rows of pairs, small enough."""
    files = [json.loads(path.read_bytes()) for path in sorted(DOSSIERS.glob("*.json"))]
    found = []
    for dossier in files:
        for item in dossier["items"]:
            if "pairs" in item:
                item["pairs"] = item["pairs"][:5]
                found.append(text_of(dossier))
    return found


def circuits() -> list[bytes]:
    """Programs in OpenQASM 2 and 3."""
    head = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n'
    programs = (
        "qubit[3] q;\nbit[3] c;\nh q[0];\nfor int i in [0:1] { cx q[i], q[i + 1]; }\nc = measure q;\n",
        "gate g(a) x, y { cx x, y; rz(a / 2) y; ctrl @ inv @ U(a, 0, pi) x, y; }\nqubit[2] q;\ng(0.5) q[0], q[1];\n",
        "gate g(a) x, y { cx x, y; rz(a / 2) y; }\nqubit[2] q;\ninv @ g(0.5) q[0], q[1];\nctrl @ x q[0], q[1];\n",
        "def f(qubit q, int[8] n) -> bit { if (n > 2) { return measure q; } else { reset q; } return 0; }\n",
        "const float[64] a = 2 * pi;\ninput angle[16] b;\narray[int[8], 2] m = {{1}, {3}};\nlet r = q[0:2:6];\n",
        "box[10ns] { delay[5ns] $0; barrier $1; }\nswitch (i) { case 1, 2 { x q; } default { } }\nwhile (a) { end; }\n",
    )
    older = 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[2];\ncreg c[2];\nu3(pi/2, 0, pi) q[0];\ncx q[0], q[1];\n'
    return [*((head + program).encode() for program in programs), older.encode() + b"measure q -> c;\n"]


def lists() -> list[bytes]:
    """Lists of persons, in the formats in which they are published."""
    return [path.read_bytes() for path in sorted((DATA / "lists").glob("*.*")) if path.suffix != ".md"]


@cache
def devices() -> list[bytes]:
    """Calibrations of IBM with and without their configuration, one of Google's form, links and claims as tables."""
    properties = (DATA / "calibrations" / "props_bogota.json").read_bytes()
    few = json.loads(properties)
    few["qubits"], few["gates"] = few["qubits"][:2], [g for g in few["gates"] if max(g["qubits"]) < 2]
    configuration = json.loads((DATA / "calibrations" / "conf_bogota.json").read_bytes())
    configuration = {k: v for k, v in configuration.items() if k not in ("gates", "hamiltonian", "input_allowed")}
    configuration |= {"n_qubits": 2, "coupling_map": [[0, 1], [1, 0]]}
    rows = [{"name": name, "targets": targets, "values": [{"doubleVal": value}]} for name, targets, value in (
        ("single_qubit_idle_t1_micros", ["0_0"], 70), ("single_qubit_idle_t1_micros", ["0_1"], 60.5),
        ("single_qubit_rb_pauli_error_per_gate", ["0_0"], 4e-4), ("single_qubit_p00_error", ["0_0"], 0.01),
        ("two_qubit_parallel_cz_gate_xeb_pauli_error_per_cycle", ["0_0", "0_1"], 0.003),
    )]  # fmt: skip
    google = {"cirq_type": "Calibration", "metrics": {"metrics": rows, "timestampMs": "1575666045000"}}
    link = {
        "id": "gys", "length_km": 122, "attenuation_db_per_km": 0.21, "detector_efficiency": 0.045, "mu": 0.48,
        "dark_count_probability": 8.5e-7, "clock_rate_mhz": 2, "protocol": "decoy-bb84", "medium": "fibre",
    }  # fmt: skip
    other = {
        "length": {"value": 122, "unit": "km"}, "Attenuation [dB/km]": 0.21, "dark_count_rate_hz": 100,
        "gate_width_ns": 2, "keyBases": 2, "finiteKey": False, "medium": {"value": "fibre", "source": "paper"},
    }  # fmt: skip
    table = (
        b"parameter,value,unit,uncertainty,source\nattenuation,0.2,dB/km,0.01,Table 1\nmu,0.5,,,\nprotocol,bb84,,,\n"
    )
    claims = (
        b"item,type,term,value,unit,uncertainty,metric,statistic,basis,source\n"
        b'qpu,QuantumComputer,cnotError,4.10e-3,,4e-4,average-gate-infidelity,mean,measured,"Table 1, row 2"\n'
        b"qpu,,t1,70,us,,,median,,\nqpu,,computingModel,circuit,,,,,,\nlink,QkdLink,finiteKey,false,,,,,,\n"
    )
    return [
        properties, text_of(few), text_of(few) + b"\0" + text_of(configuration), text_of(google), text_of(link),
        text_of(other),
        table, claims,
    ]  # fmt: skip


# --- queries and requests


def queries() -> list[bytes]:
    """The examples of the service, and queries of every form."""
    files = sorted((ROOT / "api" / "sparql" / "examples").glob("*.rq"))
    more = (
        "BASE <urn:b> PREFIX x: <http://x/> SELECT DISTINCT * FROM <g> FROM NAMED x:y "
        "{ ?s x:p/^x:q+ ?o FILTER(?o < 3) }",
        "ASK { VALUES (?a ?b) { (1 UNDEF) ('x'@en <urn:x>) } FILTER NOT EXISTS { ?a a [ ?p (1 2 3) ] } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { { SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING(COUNT(*) > 2) LIMIT 5 } "
        "GRAPH ?g { ?s ?p ?o } }",
        'DESCRIBE <urn:x> WHERE { ?s ?p """a"b""" . BIND(IF(?s IN (1, 2), RAND(), \'x\'^^<urn:t>) AS ?z) '
        "MINUS { ?s !(a|^a) ?o } }",
        "SELECT (GROUP_CONCAT(?x; SEPARATOR=',') AS ?y) { << ?s ?p ?o >> ?q ?r {| ?a ?b |} . "
        "OPTIONAL { ?s ?p -1.5e3 } UNION { } }",
    )
    return [*(path.read_bytes() for path in files), *(text.encode() for text in more)]


def requests() -> list[bytes]:
    """Addresses and forms of queries with what the client accepts."""
    return [
        b"query=SELECT+%2A+%7B%7D&format=json\0application/sparql-results+json;q=0.9, text/csv;q=0.5, */*;q=0.1",
        b"query=ASK%7B%7D&default-graph-uri=urn%3Ax&named-graph-uri=http%3A%2F%2Fx%2F\0*/*", b"\0text/csv",
        b"update=CLEAR+ALL\0", b"query=%C3%A9&query=x\0application/json", b"format=csv\0text/*;level=1",
    ]  # fmt: skip
