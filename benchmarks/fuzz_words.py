"""Words for the fuzzer's dictionaries: what the grammars are made of, and the keys of the lexicon."""

from __future__ import annotations

from functools import cache

_PLAIN = (
    '"', "{", "}", "[", "]", ":", ",", "null", "true", "false", "-0", "1e308", "1e-308", "0.1", "\\ud800", "\\u0000",
    "2026-03-02", "US", "urn:x:1", "https://w3id.org/qgov/", "@context", "@decimal", "NaN", "Infinity",
)  # fmt: skip
SPARQL_WORDS = (
    "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "WHERE", "{", "}", "(", ")", "[", "]", "?s", "?p", "?o", "*", ".", ";",
    "PREFIX", "BASE", "FROM", "NAMED", "GRAPH", "OPTIONAL", "UNION", "MINUS", "FILTER", "EXISTS", "NOT", "BIND", "AS",
    "VALUES", "UNDEF", "SERVICE", "LATERAL", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET", "DISTINCT", "a",
    "<urn:x>", "_:b", '"x"', '"""', "'''", "@en", "^^", "<<", ">>", "{|", "|}", "<<(", ")>>", "/", "|", "^", "+", "!",
    "&&", "||", "IN", "COUNT(*)", "GROUP_CONCAT", "SEPARATOR=", "IF(", "COALESCE(", "REGEX(", "\\u0041", "\\U00000041",
    "x:y", "#", "\n", "INSERT", "LOAD", "true", "1e5", "%41", "VERSION", "~", "@en--ltr",
)  # fmt: skip
QASM_WORDS = (
    "OPENQASM 3.0;", "OPENQASM 2.0;", 'include "stdgates.inc";', "qubit[2] q;", "bit[2] c;", "qreg q[2];", "creg c[2];",
    "gate", "h q[0];", "cx q[0], q[1];", "measure", "for int i in [0:2]", "while", "if", "else", "def", "return", "cal",
    "defcal", "extern", "let", "const", "input", "output", "ctrl @", "inv @", "pow(2) @", "barrier", "reset", "delay[",
    "box", "switch", "case", "default", "array[", "pragma", "@annotation", "pi", "1.0e3", "0x1f", "0b01", "->", "++",
    "#dim", "stretch", "durationof(", "angle[8]", "complex[float[64]]", "{", "}", "[", "]", "(", ")", ";", "/*", "*/",
)  # fmt: skip
TOKEN_WORDS = (
    "alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "enc", "zip", "none", "ES256", "RS256", "HS256", "EdDSA",
    "at+jwt", "iss", "aud", "sub", "exp", "nbf", "iat", "scope", "tenant", "read", "admin", "kty", "EC", "RSA", "OKP",
    "oct", "crv", "P-256", "Ed25519", "x", "y", "n", "e", "d", "k", "use", "key_ops", "keys", ".", "..",
    "eyJhbGciOiJub25lIn0",
)  # fmt: skip
REQUEST_WORDS = ("query=", "&", "%C3%A9", "%0", "+", "format=", "default-graph-uri=", "q=0.5", "*/*", ";q=", "\0")


@cache
def JSON_WORDS() -> tuple[str, ...]:
    """Signs of JSON and the keys of a dossier."""
    from qgov.lexicon import lexicon

    words = lexicon()
    keys = {*words.keys_on("Dossier"), *words.item_keys(), *words.keys_on("Party"), *words.keys_on("QuantityValue")}
    return (*_PLAIN, *sorted(keys), *words.item_types(), *words.transfer_types(), "value", "unit", "uncertainty")


@cache
def RDF_WORDS() -> tuple[str, ...]:
    """Signs of Turtle and its kin, and the properties of a dossier."""
    from qgov.lexicon import lexicon

    keys = [f"qgov:{key}" for key in lexicon().keys_on("Dossier")]
    return (
        *keys, "@prefix", "@base", "PREFIX", "a", "_:b", "[]", "()", "<<", ">>", "<<(", ")>>", "{|", "|}", '"""',
        "^^xsd:decimal", "^^xsd:integer", "^^xsd:boolean", "@en", "qgov:index", "qgov:value", "rdf:first", "rdf:rest",
        "rdf:nil", "<https://w3id.org/qgov/", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>", " .\n", ";", "GRAPH",
        "qgov:Export", "qgov:QuantumComputer", "<urn:x:1>", "<urn:x:1#q>", "{", "}", "\\u0041", "#",
    )  # fmt: skip


@cache
def TABLE_WORDS() -> tuple[str, ...]:
    """Signs of CSV, XML and YAML, and the words of tables that are read."""
    return (
        *JSON_WORDS()[:200], '""', ";", "\t", "\r\n", "\n", "\xef\xbb\xbf", "items[0].", "items[0].cnotError.value",
        "parties[0].id", "transit", "columns:", "constants:", "ignore:", "path:", "split:", "<![CDATA[", "]]>", "<!--",
        "<?xml", "&amp;", "&#0;", "xmlns=", "encoding=", "Entity_LogicalId", "Unique ID", "results", "%", "qubits",
    )  # fmt: skip
