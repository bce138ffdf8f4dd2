"""What lies outside the analysable part of SHACL Core, or refers to nothing, is refused by name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qgov.base.errors import NormError
from qgov.norms.conditions import And, Every, Has, ItemIs, Not, OneOf, Or, Present, Within
from qgov.norms.load import check_norms, norm_book, read_norms

PREFIXES = """
@prefix qgov: <https://w3id.org/qgov/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ENTRY_IRI = "https://w3id.org/qgov/entry/test/list.a/2025-01-01"
TWO = "[ sh:class qgov:QubitDevice ] [ sh:class qgov:Software ]"
NORM_IRI = "https://w3id.org/qgov/norm/test/1%281%29/2025-01-01"
_COMMON = """qgov:jurisdiction "US" ; rdfs:label "a rule"@en ; skos:definition "A rule."@en ;
    qgov:inForceFrom "2025-01-01"^^xsd:date ; dcterms:bibliographicCitation "Test 1" ; qgov:verification "verified" """


def entry(shape: str, iri: str = ENTRY_IRI, more: str = 'qgov:controlledUnder "test:1(1)"') -> str:
    kind = 'a sh:NodeShape, qgov:ControlEntry ; qgov:provision "test:list.a"'
    return f"<{iri}> {kind} ; {_COMMON} ; {more} ; {shape} .\n"


def norm(more: str = "", iri: str = NORM_IRI, kind: str = "Norm", effect: str = "authorisation-required") -> str:
    return (
        f'<{iri}> a qgov:{kind} ; qgov:provision "test:1(1)" ; {_COMMON} ; '
        f'qgov:effect "{effect}" ; {more or "qgov:connectsBy qgov:exportFrom"} .\n'
    )


def read(tmp_path, *blocks: str):
    """Read each block as a file of its own and check the norms, as the book does."""
    files = []
    for number, block in enumerate(blocks):
        path = tmp_path / f"norms-{number}.ttl"
        path.write_text(PREFIXES + block, encoding="utf-8")
        files.append(path)
    book = read_norms(files)
    return check_norms(book.norms, book.questions)


def of_item(tmp_path, shape: str):
    """The condition of an entry, which is about the item."""
    (found,) = [n for n in read(tmp_path, entry(shape) + norm()) if n.kind == "entry"]
    return found.condition


def scoped(shape: str) -> str:
    """A norm with a condition of its own, which is about the line."""
    named = "<https://w3id.org/qgov/cond/test/1%281%29/2025-01-01>"
    return f"{named} a sh:NodeShape, qgov:Condition ; {shape} .\n" + norm(
        f"qgov:connectsBy qgov:exportFrom ; qgov:appliesWhen {named}"
    )


def of_line(tmp_path, shape: str):
    (found,) = read(tmp_path, scoped(shape))
    return found.condition


def refused(tmp_path, *blocks: str) -> str:
    with pytest.raises(NormError) as caught:
        read(tmp_path, *blocks)
    return str(caught.value)


def refused_shape(tmp_path, shape: str) -> str:
    return refused(tmp_path, entry(shape) + norm())


def test_the_shipped_norms_are_read():
    book = norm_book()
    assert len(book.norms) > 200 and len(book.sha256) == 64


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("sh:class qgov:QuantumComputer", ItemIs("QuantumComputer")),
        (
            "sh:property [ sh:path qgov:operationalQubits ; sh:minCount 1 ; sh:minInclusive 3 ; sh:maxExclusive 99.5 ]",
            Within("operationalQubits", min_inclusive=Decimal(3), max_exclusive=Decimal("99.5")),
        ),
        (
            'sh:property [ sh:path qgov:computingModel ; sh:minCount 1 ; sh:in ( "circuit" "annealing" ) ]',
            OneOf("computingModel", ("circuit", "annealing")),
        ),
        ('sh:property [ sh:path qgov:exportFrom ; sh:minCount 1 ; sh:in ( "US" ) ]', Every("exportFrom", ("US",))),
        ('sh:property [ sh:path qgov:destination ; sh:hasValue "IN" ]', Has("destination", ("IN",))),
        (
            "sh:property [ sh:path qgov:destination ; "
            'sh:qualifiedValueShape [ sh:in ( "IN" "JP" ) ] ; sh:qualifiedMinCount 1 ]',
            Has("destination", ("IN", "JP")),
        ),
        ("sh:property [ sh:path qgov:exportFrom ; sh:minCount 1 ]", Present("exportFrom")),
        ("sh:property [ sh:path qgov:exportFrom ; sh:maxCount 0 ]", Not(Present("exportFrom"))),
        (f"sh:or ( {TWO} )", Or((ItemIs("QubitDevice"), ItemIs("Software")))),
        (f"sh:and ( {TWO} )", And((ItemIs("QubitDevice"), ItemIs("Software")))),
        (
            'sh:not [ sh:property [ sh:path qgov:transferType ; sh:hasValue "Export" ] ]',
            Not(Has("transferType", ("Export",))),
        ),
    ],
)
def test_the_analysable_part_is_read(tmp_path, shape, expected):
    reads_the_line = any(f"qgov:{term} " in shape for term in ("exportFrom", "destination", "transferType"))
    assert (of_line if reads_the_line else of_item)(tmp_path, shape) == expected


def test_a_shape_is_used_through_its_name(tmp_path):
    named = "<https://w3id.org/qgov/cond/test/x/2025-01-01>"
    shared = f'{named} a qgov:Condition ; sh:property [ sh:path qgov:itemType ; sh:hasValue "QubitDevice" ] .\n'
    found = read(tmp_path, shared + entry(f"sh:node {named}") + norm())
    assert found[0].condition == Has("itemType", ("QubitDevice",))


RANGE = "sh:property [ sh:path qgov:operationalQubits ; sh:minCount 1 ; %s ]"


@pytest.mark.parametrize(
    ("shape", "named"),
    [
        (RANGE % "sh:minInclusive 1e2", "1e2 is an xsd:double"),
        (RANGE % 'sh:minInclusive "100"^^xsd:float', "xsd:float"),
        (RANGE % 'sh:minInclusive "1e2"^^xsd:decimal', "1e2"),
        (RANGE % 'sh:minInclusive "100"', "xsd:string"),
        (RANGE % "sh:minInclusive 100 , 200", "one bound of each kind"),
        ('sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o }" ]', "sh:sparql"),
        ('sh:js [ sh:jsFunctionName "f" ]', "sh:js"),
        ("sh:xone ( [ sh:class qgov:QubitDevice ] )", "sh:xone"),
        ("sh:closed true", "sh:closed"),
        ("sh:deactivated true", "sh:deactivated"),
        ("sh:targetClass qgov:QuantumComputer", "sh:targetClass"),
        ('sh:property [ sh:path qgov:destination ; sh:pattern "^I" ]', "sh:pattern"),
        ("sh:property [ sh:path qgov:destination ; sh:datatype xsd:string ]", "sh:datatype"),
        ('sh:property [ sh:path ( qgov:item qgov:destination ) ; sh:hasValue "IN" ]', "sh:path must be one qgov term"),
        ('sh:property [ sh:path [ sh:inversePath qgov:item ] ; sh:hasValue "IN" ]', "sh:path must be one qgov term"),
        ('sh:property [ sh:path rdfs:label ; sh:hasValue "IN" ]', "sh:path must be one qgov term"),
        ('sh:property [ sh:hasValue "IN" ]', "sh:path must be one qgov term"),
        ("sh:property [ sh:path qgov:operationalQubits ; sh:minInclusive 100 ]", "operationalQubits needs"),
        ('sh:property [ sh:path qgov:computingModel ; sh:in ( "circuit" ) ]', "computingModel needs sh:minCount 1"),
        ("sh:property [ sh:path qgov:operationalQubits ; sh:minCount 2 ; sh:minInclusive 1 ]", "minimum count of 1"),
        ("sh:property [ sh:path qgov:exportFrom ; sh:maxCount 1 ]", "only sh:maxCount 0"),
        ('sh:property [ sh:path qgov:exportFrom ; sh:maxCount 0 ; sh:hasValue "US" ]', "stands alone"),
        ("sh:property [ sh:path qgov:exportFrom ]", "asks nothing"),
        ('sh:property [ sh:path qgov:exportFrom ; sh:qualifiedValueShape [ sh:in ( "US" ) ] ]', "qualifiedMinCount"),
        (
            "sh:property [ sh:path qgov:operationalQubits ; "
            "sh:qualifiedValueShape [ sh:minInclusive 3 ] ; sh:qualifiedMinCount 1 ]",
            "holds one sh:in",
        ),
        ("sh:property [ sh:path qgov:exportFrom ; sh:minCount 1 ; sh:minInclusive 3 ]", "which may have several"),
        ("sh:node <https://w3id.org/qgov/cond/test/nowhere/2025-01-01>", "nowhere/2025-01-01, which"),
        ("sh:or ( [ sh:class qgov:QubitDevice ] <https://w3id.org/qgov/nowhere> )", "nowhere"),
        ('sh:property [ sh:path qgov:openQuestion ; sh:hasValue "no-such-question" ]', "no-such-question"),
        ("qgov:controledUnder 1", "unknown property qgov:controledUnder"),
    ],
)
def test_a_shape_outside_the_analysable_part_is_refused_by_name(tmp_path, shape, named):
    message = refused_shape(tmp_path, shape)
    assert named in message
    assert "norms-0.ttl" in message


@pytest.mark.parametrize(
    ("shape", "named"),
    [
        ('sh:property [ sh:path qgov:exportForm ; sh:hasValue "US" ]', "exportForm"),
        ("sh:class qgov:QuantumComputr", "QuantumComputr"),
        ("sh:property [ sh:path qgov:personalData ; sh:hasValue true ]", "personalData"),
        ('sh:property [ sh:path qgov:destination ; sh:hasValue "IN"@en ]', "destination"),
        ("sh:property [ sh:path qgov:computingModel ; sh:minCount 1 ; sh:in ( qgov:circuit ) ]", "computingModel"),
        ("sh:property [ sh:path qgov:operationalQubits ; sh:minCount 1 ; sh:minInclusive qgov:many ]", "qgov/many"),
        ("sh:property [ sh:path qgov:exportFrom ; sh:minCount 1.5 ]", "minimum count of 1"),
    ],
)
def test_what_an_engine_would_read_otherwise_is_refused(tmp_path, shape, named):
    """Unknown terms and classes hold nowhere; typed, tagged and IRI values never equal the strings that facts are."""
    assert named in refused_shape(tmp_path, shape)


def test_recursion_is_refused(tmp_path):
    one, two = (f"https://w3id.org/qgov/cond/test/{name}/2025-01-01" for name in ("one", "two"))
    circle = f"<{one}> a qgov:Condition ; sh:node <{two}> .\n<{two}> a qgov:Condition ; sh:node <{one}> .\n"
    assert "recursive" in refused(tmp_path, circle)
    assert "recursive" in refused_shape(tmp_path, f"sh:not <{ENTRY_IRI}>")


def test_a_negation_that_holds_of_absent_data_must_be_meant(tmp_path):
    denied = 'sh:not [ sh:property [ sh:path qgov:destinationGroup ; sh:hasValue "test:A" ] ]'
    message = refused(tmp_path, scoped(denied))
    assert "destinationGroup" in message and "absentMeansNo" in message
    meant = of_line(tmp_path, f"qgov:absentMeansNo qgov:destinationGroup ; {denied}")
    assert meant == Not(Has("destinationGroup", ("test:A",)))
    nested = 'sh:not [ sh:not [ sh:property [ sh:path qgov:designedFor ; sh:hasValue "cryptanalysis" ] ] ]'
    assert "designedFor" in refused_shape(tmp_path, nested)


def test_a_condition_about_the_line_cannot_ask_for_a_class(tmp_path):
    """A line is no item: an engine would find that no line is of the class."""
    assert "class" in refused(tmp_path, scoped("sh:class qgov:QuantumComputer"))


def test_an_entry_reads_only_what_is_known_of_the_item(tmp_path):
    message = refused_shape(tmp_path, 'sh:property [ sh:path qgov:destination ; sh:hasValue "IN" ]')
    assert "destination" in message


@pytest.mark.parametrize(
    ("blocks", "named"),
    [
        ((entry("sh:class qgov:QubitDevice"),), "controlledUnder names test:1(1), which is not a norm"),
        ((entry("sh:class qgov:QubitDevice", more="rdfs:comment 'none'"), norm()), "an entry needs a norm"),
        (
            (norm('qgov:defeats "test:nowhere"', kind="Exception", effect="exception"),),
            "defeats names test:nowhere, which is not a norm",
        ),
        ((norm("rdfs:comment 'none'", kind="Exception", effect="exception"),), "an exception needs a norm"),
        (
            (norm('qgov:connectsBy qgov:exportFrom ; qgov:reviews "test:nowhere"', effect="review-policy"),),
            "reviews names test:nowhere",
        ),
        ((norm("qgov:connectsBy qgov:exportTo"),), "connectsBy"),
        ((norm("rdfs:comment 'none'"),), "connectsBy"),
        ((norm("qgov:connectsBy qgov:exportFrom ; qgov:satisfiedBy qgov:hope"),), "satisfiedBy"),
        ((norm("qgov:connectsBy qgov:exportFrom ; qgov:asksFor qgov:hope"),), "asksFor"),
        ((norm(effect="forbidden"),), "forbidden"),
        ((norm(kind="PointerNorm", effect="unmodelled"),), "names the outcomes"),
        ((norm('qgov:connectsBy qgov:exportFrom ; qgov:dayVerification "secondary"'),), "needs its window"),
        ((norm('qgov:connectsBy qgov:exportFrom ; qgov:inForceEarliest "2025-01-01"'),), "needs both ends"),
        ((norm('qgov:connectsBy qgov:exportFrom ; qgov:inForceUntil "2024-12-31"'),), "ends before it begins"),
        ((norm(iri=NORM_IRI.replace("2025", "2024")),), f"the IRI should be {NORM_IRI}"),
        ((norm(iri="https://w3id.org/qgov/norm/test/1(1)/2025-01-01"),), f"the IRI should be {NORM_IRI}"),
        ((norm(), norm()), f"{NORM_IRI} is also defined in"),
        (
            (
                norm(
                    "qgov:connectsBy qgov:exportFrom ; qgov:appliesWhen <https://w3id.org/qgov/cond/test/gone/2025-01-01>"
                ),
            ),
            "cond/test/gone/2025-01-01",
        ),
    ],
)
def test_a_norm_that_refers_to_nothing_or_contradicts_itself_is_refused_by_name(tmp_path, blocks, named):
    assert named in refused(tmp_path, *blocks)


def test_one_iri_stands_for_one_norm(tmp_path):
    """Also where the norms come from a file and from a table."""
    (found,) = read(tmp_path, norm())
    with pytest.raises(NormError, match="stands twice"):
        check_norms((found, found), {})


def test_a_norm_is_of_one_kind(tmp_path):
    both = norm().replace("a qgov:Norm ", "a qgov:Norm, qgov:Exception ")
    assert "of several kinds" in refused(tmp_path, both)
    assert "no kind that norms have" in refused(tmp_path, norm(kind="Rule"))
