"""Turtle and TriG say what JSON says; hostile RDF is refused like hostile JSON."""

from __future__ import annotations

import pytest

from qgov.base.errors import InputError
from qgov.base.resources import resource
from qgov.dossier.rdf import dossier_text
from qgov.dossier.read import read_dossier

HEAD = "@prefix qgov: <https://w3id.org/qgov/> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
BY_HAND = HEAD + """
<urn:example:by-hand> a qgov:Export ; qgov:date "2026-03-02"^^xsd:date ; qgov:origin "US" ; qgov:destination "IN" ;
  qgov:transit ( "FR" "DE" ) ;
  qgov:parties <urn:example:by-hand#lab> ;
  qgov:declarations [ qgov:militaryEndUse false ; qgov:partiesScreened "2026-03-01" ] ;
  qgov:items [ a qgov:QuantumComputer ; qgov:id "qpu" ; qgov:computingModel qgov:circuit ; qgov:physicalQubits 127 ;
    qgov:cnotError [ qgov:value 7.5e-3 ; qgov:uncertainty 0.0004 ; qgov:statistic "mean" ] ;
    qgov:pairs [ qgov:qubits ( 0 1 ) ; qgov:cnotError 0.01 ; qgov:pairT1 ( [ qgov:value 200 ; qgov:unit "us" ] 0.0001 ) ] ] .
<urn:example:by-hand#lab> qgov:partyRole "endUser" ; qgov:name "Example University" ; qgov:citizenship ( "FR" "IN" ) .
"""


@pytest.mark.parametrize("format", ["turtle", "trig"])
@pytest.mark.parametrize("path", sorted(resource("data/dossiers").glob("*.json")), ids=lambda path: path.stem)
def test_worked_dossiers_survive_the_round_trip(path, format):
    dossier = read_dossier(path)
    text = dossier_text(dossier, format)
    assert "_:" not in text and "[" not in text.replace('"[', "")
    assert read_dossier(text, format=format) == dossier


def test_turtle_written_by_hand():
    dossier = read_dossier(BY_HAND)
    assert dossier.transit == ("FR", "DE")
    assert dossier.parties[0].id == "lab" and dossier.parties[0].citizenship == ("FR", "IN")
    item = dossier.items[0]
    assert str(item.quantity("cnotError").value) == "0.0075"
    assert item.pairs[0].qubits == ("0", "1") and str(item.pairs[0].t1[1].value) == "0.0001"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + "<urn:a> a qgov:Exprot .", "transfers"),
        (BY_HAND.replace("qgov:origin", "<http://example.org/origin>"), "not qgov's"),
        (BY_HAND.replace("a qgov:Export", "a qgov:Export, qgov:Norm"), "type"),
        (BY_HAND.replace("127 ;", "127 ; qgov:quibits 5 ;"), "quibits"),
        (BY_HAND + "<urn:b> a qgov:Export .", "2 transfers"),
        (BY_HAND.replace('"IN" ;\n', '"IN" ; qgov:items <urn:example:by-hand> ;\n'), "must be an object"),
        (BY_HAND.replace("127 ;", "127 ; qgov:usContent () ;"), "/items/0/usContent"),
        (BY_HAND.replace('"IN" ;\n', '() ;\n'), "/destination"),
        (BY_HAND[:-40], "turtle|trig"),
        (BY_HAND.replace("0.0004", '"NaN"^^xsd:double'), "number"),
    ],
)
def test_rdf_that_is_refused(text, says):
    with pytest.raises(InputError, match=says):
        read_dossier(text, format="turtle" if "turtle" not in says else "trig")


def test_only_our_context_is_accepted():
    from qgov.base.parse import parse_data

    data = parse_data(resource("data/dossiers/2026-us-in-boston-headline.json").read_bytes())
    ours = {"@context": "https://w3id.org/qgov/context/v1.jsonld", **data}
    assert read_dossier(ours) == read_dossier(data)
    for context in ("http://127.0.0.1:9/x", "file:///etc/passwd", [ours["@context"]], {"@import": "http://127.0.0.1:9/"}):
        with pytest.raises(InputError, match="only qgov's own context"):
            read_dossier({"@context": context, **data})


@pytest.mark.parametrize("word", ["FALSE", "True", "no", ""])
def test_a_flag_is_told_what_it_may_be(word):
    text = HEAD + f'<urn:a> a qgov:Export ; qgov:declarations [ qgov:militaryEndUse "{word}"^^xsd:boolean ] .'
    with pytest.raises(InputError) as caught:
        read_dossier(text, format="turtle")
    (fault,) = caught.value.faults
    assert fault.pointer == "/declarations/militaryEndUse" and fault.remedy == "write true or false"


def test_a_property_of_another_is_not_said_again_whole():
    with pytest.raises(InputError) as caught:
        read_dossier(HEAD + f'<urn:a> a qgov:Export ; <urn:{"x" * 100_000}> "1" .', format="turtle")
    assert len(str(caught.value)) < 500
