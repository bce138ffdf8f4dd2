"""More than 200 queries over the shipped graphs and a few decisions, of every kind that SPARQL 1.1 knows.

Their answers do not depend on the order in which a store finds things: no SAMPLE, no LIMIT without a whole order.
"""

from __future__ import annotations

from itertools import product

from qgov.api.sparql.page import examples

PREFIXES = """PREFIX q: <https://w3id.org/qgov/> PREFIX g: <https://w3id.org/qgov/graph/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/> PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX e: <http://e/>
"""
GRAPHS = ("lexicon", "labels", "alignments", "norms", "reference")
CLASSES = ("q:Norm", "q:PointerNorm", "q:ControlEntry", "q:Exception", "q:Instrument", "q:OpenQuestion", "q:Unit",
           "q:Outcome", "q:CountryGroup", "owl:Ontology", "owl:FunctionalProperty", "q:Decision", "q:Fact")  # fmt: skip
PROPERTIES = ("rdfs:label", "q:provision", "q:jurisdiction", "q:inForceFrom", "q:severity", "q:factor", "skos:notation",
              "dct:source", "q:groupMember", "e:number", "q:mayYield")  # fmt: skip
AGGREGATES = ("COUNT(?o)", "COUNT(DISTINCT ?o)", "MIN(?o)", "MAX(?o)", "SUM(?o)", "AVG(?o)")
EXPRESSIONS = (
    "?o + 1", "?o * 2 - 3", "?o / 7", "-?o", "ABS(?o - 100)", "CEIL(?o / 7)", "FLOOR(?o / 7)", "ROUND(?o / 7)",
    "STR(?o)", "CONCAT(STR(?o), '-x')", "STRLEN(STR(?o))", "SUBSTR(STR(?o), 1, 1)", "UCASE('abc')", "LCASE('ABC')",
    "STRSTARTS(STR(?o), '1')", "STRENDS(STR(?o), '1')", "CONTAINS(STR(?o), '2')", "STRBEFORE('a-b', '-')",
    "STRAFTER('a-b', '-')", "ENCODE_FOR_URI('a b')", "REPLACE(STR(?o), '1', 'x')", "REGEX(STR(?o), '^1.$')",
    "IF(?o > 5, 'more', 'less')", "COALESCE(1 / 0, ?o)", "?o IN (1, 2, 3)", "?o NOT IN (1, 2, 3)", "BOUND(?x)",
    "DATATYPE(?o)", "LANG('x'@en)", "LANGMATCHES('en-GB', 'en')", "STRDT('1', xsd:decimal)", "STRLANG('x', 'de')",
    "IRI(CONCAT('http://e/', STR(?o)))", "ISIRI(?s)", "ISLITERAL(?o)", "ISNUMERIC(?o)", "ISBLANK(?s)",
    "SAMETERM(?o, 5)", "xsd:string(?o)", "xsd:double(?o)", "xsd:decimal(?o)", "xsd:boolean(?o)", "MD5(STR(?o))",
    "SHA256(STR(?o))", "YEAR('2026-03-02T01:02:03Z'^^xsd:dateTime)", "MONTH('2026-03-02T01:02:03Z'^^xsd:dateTime)",
    "HOURS('2026-03-02T01:02:03Z'^^xsd:dateTime)", "SECONDS('2026-03-02T01:02:03Z'^^xsd:dateTime)",
    "TZ('2026-03-02T01:02:03Z'^^xsd:dateTime)", "?o = 5 || ?o = 7", "?o > 5 && ?o < 9", "!(?o > 5)", "?o != 5",
)  # fmt: skip
SHAPES = (
    "SELECT ?s ?l { ?s a q:Outcome . OPTIONAL { ?s skos:notation ?l } }",
    "SELECT ?s ?c { { ?s a q:Outcome } UNION { ?s a q:Unit } OPTIONAL { ?s q:factor ?c } }",
    "SELECT ?s { ?s a q:Unit MINUS { ?s q:factor ?f } }",
    "SELECT ?s { ?s a q:Unit FILTER NOT EXISTS { ?s q:offset ?x } }",
    "SELECT ?s { ?s a q:Unit FILTER EXISTS { ?s q:offset ?x } }",
    "SELECT ?c { q:QuantumComputer rdfs:subClassOf* ?c FILTER(ISIRI(?c)) }",
    "SELECT ?c { ?c rdfs:subClassOf+ q:Item }",
    "SELECT ?c ?d { ?c rdfs:subClassOf/rdfs:subClassOf ?d FILTER(ISIRI(?d)) }",
    "SELECT ?c { ?c ^rdfs:subClassOf|rdfs:subClassOf q:Item }",
    "SELECT ?p { q:exporter !(rdfs:label|skos:definition) ?p }",
    "SELECT ?c { ?c rdfs:subClassOf? q:Item }",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s a ?t } }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT ?j (COUNT(?n) AS ?c) { ?n q:jurisdiction ?j } GROUP BY ?j HAVING (COUNT(?n) > 10)",
    "SELECT ?o { ?s e:number ?o } ORDER BY DESC(?o) LIMIT 10 OFFSET 5",
    "SELECT ?o ?n { ?s e:number ?o FILTER(?o < 5) BIND(?o * ?o AS ?n) } ORDER BY ?o",
    "SELECT ?x ?y { VALUES (?x ?y) { (1 2) (UNDEF 3) ('a'@en q:exporter) } }",
    "SELECT ?s ?x { VALUES ?x { 1 2 UNDEF } ?s e:number ?x }",
    "SELECT ?m { { SELECT (MAX(?o) AS ?m) { ?s e:number ?o } } }",
    "SELECT REDUCED ?t { ?s a q:Outcome ; a ?t } ORDER BY ?t LIMIT 1",
    "SELECT * { ?s q:severity ?v ; skos:notation ?n } ORDER BY ?v",
    "SELECT (1 + 1 AS ?two) ('x' AS ?x) {}",
    "SELECT * {}",
    "SELECT ?missing { ?s a q:NoSuchClass }",
    "ASK { q:exporter a q:PartyRole }",
    "ASK { q:exporter a q:NoSuchClass }",
    "ASK { ?s e:number 299 . FILTER NOT EXISTS { ?s e:number 300 } }",
    "CONSTRUCT { ?s e:is ?n } { ?s a q:Outcome ; skos:notation ?n }",
    "CONSTRUCT { ?s e:has [ e:value ?v ] } { ?s q:severity ?v }",
    "CONSTRUCT WHERE { ?s q:severity ?v }",
    "CONSTRUCT { GRAPH e:x { ?s ?p ?o } } { ?s ?p ?o }",
    "DESCRIBE q:exporter",
    "DESCRIBE ?s { ?s q:severity ?v }",
    "SELECT ?d ?o { ?d q:answersDossier ?x ; q:outcome ?o }",
    "SELECT ?p ?st { GRAPH ?g { ?f q:findingProvision ?p ; q:status ?st } }",
    "SELECT ?t ?v { ?f a q:Fact ; q:term ?t . OPTIONAL { ?f q:value ?v } }",
    "SELECT ?s ?s2 { ?s e:number 1 . ?s2 e:number 2 }",
    "SELECT (COUNT(*) AS ?n) { ?a e:number ?x . ?b e:number ?y FILTER(?x = ?y + 1) }",
    "SELECT ?l { q:exporter rdfs:label ?l FILTER(LANGMATCHES(LANG(?l), 'de')) }",
    "SELECT ?x { ?x ?y",
    "SELECT ?x { ?x undeclared:y ?z }",
    "SELECT (?x AS ?x) { ?x ?y ?z }",
    "ASK { ?s ?p '\u00e9\u4e2d\U0001f600' }",
)  # fmt: skip


def queries() -> list[tuple[str, dict]]:
    """Each query with the parameters of the protocol that go with it."""
    found = [(one.query, {}) for one in examples() if "GROUP_CONCAT" not in one.query and "LIMIT" not in one.query]
    found += [(PREFIXES + f"SELECT (COUNT(*) AS ?n) {{ ?s a {kind} }}", {}) for kind in CLASSES]
    found += [(PREFIXES + f"SELECT ?s {{ ?s a {kind} }} ORDER BY STR(?s) LIMIT 50", {}) for kind in CLASSES]
    found += [
        (PREFIXES + f"SELECT ({aggregate} AS ?x) FROM g:{graph} {{ ?s ?p ?o FILTER(!ISBLANK(?o)) }}", {})
        for aggregate, graph in product(AGGREGATES[:2], GRAPHS)
    ]
    found += [
        (PREFIXES + f"SELECT ({aggregate} AS ?x) {{ ?s {name} ?o }}", {})
        for aggregate, name in product(AGGREGATES, PROPERTIES)
    ]
    found += [
        (PREFIXES + f"SELECT ?s ?x {{ ?s e:number ?o FILTER(?o < 30) BIND({text} AS ?x) }}", {}) for text in EXPRESSIONS
    ]
    found += [(PREFIXES + text, {}) for text in SHAPES]
    base = "https://w3id.org/qgov/graph/"
    for graph in GRAPHS:
        found.append(("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", {"default-graph-uri": base + graph}))
        found.append(("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", {"named-graph-uri": base + graph}))
        found.append((f"SELECT (COUNT(*) AS ?n) FROM <{base}lexicon> {{ ?s ?p ?o }}", {"default-graph-uri": base + graph}))
        found.append((f"ASK FROM NAMED <{base}{graph}> {{ GRAPH ?g {{ ?s ?p ?o }} }}", {}))
    return found
