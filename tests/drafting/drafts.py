"""Drafts that the tests are made of."""

from __future__ import annotations

from pathlib import Path

import qgov.cli.examples
from qgov.norms.drafts import Draft

EXAMPLE = (Path(qgov.cli.examples.__file__).parent / "draft.ttl").read_text("utf-8")
HEAD = EXAMPLE[EXAMPLE.index("@prefix") : EXAMPLE.index("<https://w3id.org/qgov/entry")]
ENTRY = "https://w3id.org/qgov/entry/us-ear/4A906.a.99/2024-09-06"


def draft(text: str, name: str = "draft.ttl") -> Draft:
    return Draft(name, text.encode())


def changed(*pairs: tuple[str, str]) -> Draft:
    """The example with some texts replaced."""
    text = EXAMPLE
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return draft(text)


def line_of(found: Draft, sign: str) -> int:
    """The line of a draft on which a sign first stands, from 1."""
    return next(number for number, line in enumerate(found.content.decode().splitlines(), 1) if sign in line)


def norm(
    provision: str, condition: str, more: str = "", kind: str = "Norm", effect: str = "prohibited", code: str = "US",
    start: str = "2024-01-01",
) -> str:  # fmt: skip
    """A norm and its condition, in Turtle without prefixes."""
    from urllib.parse import quote

    instrument, number = provision.split(":", 1)
    tail = f"{instrument}/{quote(number, safe='')}/{start}"
    return (
        f'<https://w3id.org/qgov/norm/{tail}> a qgov:{kind} ; qgov:provision "{provision}" ; qgov:jurisdiction "{code}" ;\n'
        f'    rdfs:label "a draft"@en ; skos:definition "A draft."@en ; dcterms:bibliographicCitation "made up" ;\n'
        f'    qgov:inForceFrom "{start}"^^xsd:date ; qgov:verification "verified" ; qgov:effect "{effect}" ;\n'
        f"    {more or 'qgov:connectsBy qgov:exportFrom'} ;\n"
        f"    qgov:appliesWhen <https://w3id.org/qgov/cond/{tail}> .\n"
        f"<https://w3id.org/qgov/cond/{tail}> a sh:NodeShape, qgov:Condition ; {condition} .\n"
    )


def some(term: str, *values: str) -> str:
    """That a set has one of some values."""
    listed = " ".join(f'"{value}"' for value in values)
    return (
        f"sh:property [ sh:path qgov:{term} ; sh:qualifiedValueShape [ sh:in ( {listed} ) ] ; sh:qualifiedMinCount 1 ]"
    )
