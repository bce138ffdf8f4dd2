"""Shapes with targets, generated from the norms: what any SHACL engine can run on the lines of a dossier.

A duty shape stands for one control. A line conforms to it if the control does not reach or describe it, or a licence on
file covers every entry that describes the item, or an exception is shown. A violation means that the control has its
effect. Plain SHACL Core; the text stands alone and repeats the conditions of the entries that it needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from urllib.parse import quote

from qgov.base.errors import NormError
from qgov.base.iri import QGOV, ancestors
from qgov.lexicon import lexicon
from qgov.norms.conditions import Always, And, Condition, Every, Has, ItemIs, Not, OneOf, Or, Present, Within
from qgov.norms.model import ENTRY, EXCEPTION, NORM, PROHIBITED, REQUIRED, Norm
from qgov.norms.shacl import ITEM_TERMS

LINE, ITEM = "Line", "lineItem"
_PREFIXES = (
    f"@prefix qgov: <{QGOV}> .\n"
    "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
_BOUNDS = ("minInclusive", "min_inclusive"), ("minExclusive", "min_exclusive"), \
          ("maxInclusive", "max_inclusive"), ("maxExclusive", "max_exclusive")  # fmt: skip


def duty_shape_iri(norm: Norm) -> str:
    """The IRI of the duty shape of a control."""
    return f"{norm.iri}#duty"


def predicate_iri(norm: Norm) -> str:
    """The IRI of the targetless shape that states a norm's condition alone."""
    return f"{norm.iri}#condition"


def shown_privilege(exception: Norm, provision: str) -> str:
    """The value of ``qgov:shownPrivilege`` that says: the exception is shown where the control of a provision applies.

    One exception may be shown for one of the controls that it defeats and not for another that reaches further.
    """
    return f"{exception.iri}#{quote(provision, safe='')}"


def duty_shapes(norms: Iterable[Norm], acting_on_entries: frozenset[str]) -> str:
    """Turtle with one duty shape per control among norms that are in force, targeting every ``qgov:Line``.

    ``acting_on_entries`` are the provisions that act on listed items only (``NormBook.acting_on_entries``): a control
    among them that no entry in force invokes reaches nothing and gets no shape. Raises NormError where an entry reads
    what is known of the line only.
    """
    norms = tuple(norms)
    blocks, needed = [], {}
    for norm in norms:
        if norm.kind != NORM or norm.effect not in (PROHIBITED, REQUIRED):
            continue
        entries = [e for e in norms if e.kind == ENTRY and norm.provision in e.controlled_under]
        if norm.provision in acting_on_entries:
            if not entries:
                continue
        else:
            entries = []
        needed |= {entry.iri: entry for entry in entries}
        exceptions = [e for e in norms if e.kind == EXCEPTION and norm.provision in e.defeats]
        blocks.append(_duty(norm, entries, exceptions))
    return "\n".join([_PREFIXES, *blocks, *map(_predicate, needed.values())])


def predicate_shapes(norms: Iterable[Norm]) -> str:
    """Turtle with each norm's condition as a targetless node shape: about the item for entries, else about the line."""
    return "\n".join([_PREFIXES, *map(_predicate, norms)])


def _predicate(norm: Norm) -> str:
    parts = [
        "a sh:NodeShape",
        f"qgov:provision {_quoted(norm.provision)}",
        *_constraints(norm.condition, norm.kind == ENTRY),
    ]
    return f"<{predicate_iri(norm)}> " + " ;\n    ".join(parts) + " .\n"


def _duty(norm: Norm, entries: list[Norm], exceptions: list[Norm]) -> str:
    """One control: a line conforms by any one of the ways out."""
    ways = []
    if "anywhere" not in norm.connects_by:
        ways.append(f"[ sh:not {_node([_property(_path(norm.connects_by), _has(norm.jurisdiction))])} ]")
    if not isinstance(norm.condition, Always):
        ways.append(f"[ sh:not {_node(_constraints(norm.condition, on_item=False))} ]")
    if entries and "licence" in norm.satisfied_by:
        ways.append("[ sh:and ( " + "\n            ".join(map(_undescribed_or_licensed, entries)) + " ) ]")
    elif entries:
        ways.append(_node([_undescribed(*entries)]))
    elif "licence" in norm.satisfied_by:
        ways.append(_node([_property("qgov:licensedProvision", *_any_of(ancestors(norm.provision)))]))
    ways += [_node([_property("qgov:shownPrivilege", _has(shown_privilege(e, norm.provision)))]) for e in exceptions]
    parts = [
        "a sh:NodeShape",
        f"sh:targetClass qgov:{LINE}",
        f"qgov:provision {_quoted(norm.provision)}",
        f"qgov:jurisdiction {_quoted(norm.jurisdiction)}",
        f"qgov:effect {_quoted(norm.effect)}",
        f"rdfs:label {_quoted(norm.label)}@en",
        f"sh:message {_quoted(f'{norm.provision}: {norm.effect}. {norm.label}')}@en",
        # Without a way out nothing conforms: an empty disjunction is false.
        "sh:or ( " + "\n        ".join(ways) + " )" if ways else f"sh:not {_node([])}",
    ]
    return f"<{duty_shape_iri(norm)}> " + " ;\n    ".join(parts) + " .\n"


def _undescribed(*entries: Norm) -> str:
    """None of the entries describes the item; a line without an item does not get away with it."""
    denied = " , ".join(f"<{predicate_iri(entry)}>" for entry in entries)
    return _property(f"qgov:{ITEM}", "sh:minCount 1", f"sh:not {denied}")


def _undescribed_or_licensed(entry: Norm) -> str:
    licensed = _property("qgov:licensedProvision", *_any_of(ancestors(entry.provision)))
    return f"[ sh:or ( {_node([_undescribed(entry)])} {_node([licensed])} ) ]"


def _path(factors: tuple[str, ...]) -> str:
    names = [f"qgov:{factor}" for factor in factors]
    return names[0] if len(names) == 1 else f"[ sh:alternativePath ( {' '.join(names)} ) ]"


def _constraints(condition: Condition, on_item: bool) -> list[str]:
    """The constraints of a node shape that states a condition about the item, or about the line."""
    match condition:
        case Always():
            return []
        case And(parts):
            return [text for part in parts for text in _constraints(part, on_item)]
        case Or(parts):
            return ["sh:or ( " + " ".join(_node(_constraints(part, on_item)) for part in parts) + " )"]
        case Not(part):
            return [f"sh:not {_node(_constraints(part, on_item))}"]
        case ItemIs(name):
            return (
                [f"sh:class qgov:{name}"]
                if on_item
                else [_property(f"qgov:{ITEM}", "sh:minCount 1", f"sh:class qgov:{name}")]
            )
        case Within(term):
            ends = [(word, getattr(condition, name)) for word, name in _BOUNDS]
            return [
                _property(
                    f"qgov:{term}",
                    "sh:minCount 1",
                    *(f"sh:{word} {_bound(term, end)}" for word, end in ends if end is not None),
                )
            ]
        case OneOf(term, values):
            return [_property(f"qgov:{term}", "sh:minCount 1", f"sh:in {_list(values)}")]
        case Every(term, values):
            _known_of(term, on_item)
            return [_property(f"qgov:{term}", "sh:minCount 1", f"sh:in {_list(values)}")]
        case Has(term, values):
            _known_of(term, on_item)
            return [_property(f"qgov:{term}", *_any_of(values))]
        case Present(term):
            return [_property(f"qgov:{term}", "sh:minCount 1")]
    raise NormError(f"no shape states {condition!r}")


def _known_of(term: str, on_item: bool) -> None:
    if on_item and term not in ITEM_TERMS:
        raise NormError(f"an entry is about the item, but {term} is known of the line only")


def _any_of(values: tuple[str, ...]) -> tuple[str, ...]:
    """Some value is one of these."""
    if len(values) == 1:
        return (_has(values[0]),)
    return f"sh:qualifiedValueShape [ sh:in {_list(values)} ]", "sh:qualifiedMinCount 1"


def _property(path: str, *constraints: str) -> str:
    return f"sh:property [ {' ; '.join((f'sh:path {path}', *constraints))} ]"


def _node(constraints: list[str]) -> str:
    return f"[ {' ; '.join(constraints)} ]" if constraints else "[ a sh:NodeShape ]"


def _has(value: str) -> str:
    return f"sh:hasValue {_quoted(value)}"


def _list(values: tuple[str, ...]) -> str:
    return f"( {' '.join(map(_quoted, values))} )"


def _bound(term: str, value: Decimal) -> str:
    if lexicon().is_day(term):
        return f'"{date.fromordinal(int(value)).isoformat()}"^^xsd:date'
    return _decimal(value)


def _decimal(value: Decimal) -> str:
    """An ``xsd:decimal`` in Turtle: digits and always a point, never an exponent."""
    plain = format(value, "f")
    return plain if "." in plain else plain + ".0"


def _quoted(text: str) -> str:
    """A Turtle string; JSON's escapes are among Turtle's."""
    return json.dumps(text, ensure_ascii=False)
