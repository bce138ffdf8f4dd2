"""S1, S8, S14: which code calls a parser, a fetcher or a deserialiser is a short list, and each entry has a reason.

The search reads the source; a call that appears in another place, or one that no rule foresaw, fails here.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

import pytest

from qgov.curation import reasoner

ROOT = Path(__file__).resolve().parents[2]
PARSE, WIRE = "qgov/base/parse.py", "qgov/store/wire.py"

# What a name or the end of a dotted name in a call is; where it may stand; and why there.
PARSERS = {
    "yaml.load": {PARSE: "a safe loader of its own"},
    "yaml.parse": {PARSE: "events of a safe loader"},
    "iterparse": {PARSE: "the hardened one"},
    "get_ontology": {"qgov/curation/reasoner.py": "bytes that it merged itself, without headers and imports"},
    "pyshacl.validate": {
        "qgov/curation/readings/shacl_engines.py": "graphs made from shipped shapes",
        "qgov/curation/python_gates.py": "graphs made from the shipped ontology",
    },
    "Graph().parse": {
        "qgov/curation/readings/shacl_engines.py": "text that it wrote itself, by data=",
        "qgov/curation/python_gates.py": "text that it wrote itself, by data=, and a shipped file",
    },
}  # fmt: skip
FETCHERS = {
    "urllib.request": {
        "qgov/service/tokens.py": "the keys of the issuer that the settings name, at the start",
        WIRE: "digest authentication towards the store that the settings name",
    },
    "http.client": {
        WIRE: "the store that the settings name",
        "qgov/client/transport.py": "the service that the client is given",
    },
}
# Never, anywhere: they run or build what a text says.
NEVER = {
    "eval", "exec", "compile", "__import__", "pickle.load", "pickle.loads", "marshal.loads", "shelve.open", "joblib.load",
    "dill.loads", "cloudpickle.loads", "yaml.unsafe_load", "yaml.full_load", "yaml.load_all", "xml.sax.parse",
    "xml.dom.minidom.parse", "xml.dom.minidom.parseString", "ElementTree.parse", "ElementTree.fromstring", "os.system",
    "os.popen", "Graph().load", "urlretrieve",
}  # fmt: skip
NEVER_IMPORTED = {
    "pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "requests", "ftplib", "telnetlib", "xml.sax", "xml.dom",
    "xml.dom.minidom", "xml.etree", "xml.etree.ElementTree", "lxml", "lxml.etree",
}  # fmt: skip
NEVER_ARGUMENTS = {("allow_pickle", True), ("shell", True), ("do_owl_imports", True), ("js", True)}

ENDINGS: dict[str, list[str]] = {}
for _name in (*NEVER, *PARSERS):
    ENDINGS.setdefault(_name.rpartition(".")[2], []).append(_name)


def dotted(node: ast.expr) -> str:
    """``a.b().c`` for such an expression; the names that nothing is known of are left empty."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return f"{dotted(node.func)}()" if isinstance(node, ast.Call) else ""


def is_named(found: str, name: str) -> bool:
    return found == name or found.endswith("." + name)


def faults(path: str, tree: ast.AST) -> list[str]:
    """What stands in a file that should not."""
    found = []
    for node in ast.walk(tree):
        where = f"{path}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None)
            names = (
                [module, *(f"{module}.{alias.name}" for alias in node.names)]
                if module
                else [a.name for a in node.names]
            )
            found += [f"{where}: imports {name}" for name in names if name in NEVER_IMPORTED]
            found += [
                f"{where}: {name} may not be imported here"
                for name in names
                if path not in FETCHERS.get(name, {path: ""})
            ]
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func)
        last = name.rpartition(".")[2]
        # ``model.eval`` of a solver or a method of one's own is no builtin.
        if name in NEVER or any(is_named(name, bad) for bad in ENDINGS.get(last, ()) if "." in bad and bad in NEVER):
            found.append(f"{where}: calls {name}")
        if any(is_named(name, one) and path not in PARSERS[one] for one in ENDINGS.get(last, ()) if one in PARSERS):
            found.append(f"{where}: {name} may not be called here")
        for word in node.keywords:
            if isinstance(word.value, ast.Constant) and (word.arg, word.value.value) in NEVER_ARGUMENTS:
                found.append(f"{where}: {name} with {word.arg}={word.value.value}")
    return found


@lru_cache(maxsize=1)
def sources() -> dict[str, ast.AST]:
    files = [*(ROOT / "qgov").rglob("*.py"), *(ROOT / "api").rglob("*.py"), ROOT / "hatch_build.py"]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in files}


def test_parsers_and_fetchers_are_called_where_the_list_says():
    files = sources()
    assert len(files) > 100
    assert [fault for path, tree in files.items() for fault in faults(path, tree)] == []


def test_the_list_has_no_entry_that_is_no_longer_needed():
    calls: dict[str, set[str]] = {}
    for path, tree in sources().items():
        names = {dotted(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for one in PARSERS:
            if any(is_named(name, one) for name in names):
                calls.setdefault(one, set()).add(path)
    assert {one: set(at) for one, at in PARSERS.items()} == calls


@pytest.mark.parametrize(
    "source",
    [
        "import rdflib\nrdflib.Graph().parse(name)", "from rdflib import Graph\nGraph().parse(data=text)",
        "import owlready2\nowlready2.get_ontology(x).load()", "world.get_ontology('http://x')",
        "import pyshacl\npyshacl.validate(text)", "from pickle import loads", "import pickle", "eval(text)", "exec(text)",
        "import numpy as np\nnp.load(path, allow_pickle=True)", "yaml.unsafe_load(text)", "import yaml\nyaml.load(text, L)",
        "import subprocess\nsubprocess.run(text, shell=True)", "import urllib.request",
        "import xml.etree.ElementTree as ET", "from xml.etree import ElementTree", "import lxml.etree", "os.system(x)",
        "shacl(graph, do_owl_imports=True)", "from http.client import HTTPConnection", "from urllib import request",
    ],
)  # fmt: skip
def test_the_search_finds_what_it_is_for(source):
    """Each of these lines, written into the package, would fail the first test."""
    assert faults("qgov/base/errors.py", ast.parse(source))


def test_every_reader_of_rdf_is_given_a_file_of_ours_or_text_by_the_one_parser():
    """``ox.parse`` fetches nothing, but keeps the labels of blank nodes: untrusted text goes through ``parse_rdf``."""
    known = {
        PARSE,
        "qgov/norms/notation.py",
        "qgov/norms/load.py",
        "qgov/lexicon/terms.py",
        "qgov/lexicon/labels.py",
        "qgov/report/lexicon/usage.py",
        "qgov/report/lexicon/rdf.py",
        "qgov/curation/release.py",
        "qgov/curation/readings/shacl_engines.py",
    }  # shipped files, by path=
    known |= {"qgov/lexicon/questions.py"}  # data of a shipped question
    known |= {"qgov/registers/quads.py"}  # a register: each dossier in it is read by read_dossier
    known |= {"qgov/store/remote.py", "api/decisions/records.py"}  # what a store gives back that we have written
    known |= {"qgov/store/exchange.py"}  # a dump of a store, given by who administers it
    callers = {
        path
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and dotted(node.func) in ("ox.parse", "pyoxigraph.parse")
    }
    assert callers <= known, f"not on the list: {sorted(callers - known)}"


MODULE = "open({marker!r}, 'w').close()\n"


def test_an_ontology_runs_no_module(tmp_path, monkeypatch):
    """owlready2 imports the module that an annotation of an ontology names; what the reasoner is given carries none."""
    import io
    import sys

    import owlready2
    import pyoxigraph as ox

    marker = tmp_path / "executed"
    (tmp_path / "module_of_an_ontology.py").write_text(MODULE.format(marker=str(marker)))
    monkeypatch.syspath_prepend(str(tmp_path))
    rdf, owl = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2002/07/owl#"
    annotation = "http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#python_module"
    name, python = ox.NamedNode("urn:hostile"), ox.NamedNode(annotation)
    rows = [
        ox.Triple(name, ox.NamedNode(rdf + "type"), ox.NamedNode(owl + "Ontology")),
        ox.Triple(name, python, ox.Literal("module_of_an_ontology")),
        ox.Triple(ox.NamedNode("urn:C"), ox.NamedNode(rdf + "type"), ox.NamedNode(owl + "Class")),
    ]
    assert reasoner.reason(rows).consistent
    assert not marker.exists() and "module_of_an_ontology" not in sys.modules

    text = ox.serialize(rows, format=ox.RdfFormat.N_TRIPLES)
    owlready2.World().get_ontology("urn:hostile").load(fileobj=io.BytesIO(text))
    assert marker.exists(), "the vector is not live: without the defence the module would not run either"


def test_the_ontology_that_is_shipped_names_no_module():
    for path in (ROOT / "ontology").rglob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        assert "owlready" not in text and "python_module" not in text and "python_name" not in text, path
