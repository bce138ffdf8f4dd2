"""From what a party hands in to a Dossier in normal form; every fault is reported with its place."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from decimal import Context, Decimal
from pathlib import Path

from qgov.base import limits, parse
from qgov.base.errors import InputError
from qgov.base.instruments import instrument_codes
from qgov.base.iri import PROVISION, QGOV
from qgov.base.parse import pointer
from qgov.base.party_lists import named_lists
from qgov.dossier.model import (
    DECLARED,
    Authorisation,
    Declarations,
    Dossier,
    Item,
    Match,
    Pair,
    Party,
    Quantity,
    Stake,
)
from qgov.dossier.order import in_order
from qgov.dossier.provisions import code_in_house_form, in_house_form
from qgov.dossier.values import Reader, nearest, show
from qgov.lexicon import Lexicon, Term, lexicon

CONTEXT = "https://w3id.org/qgov/context/v1.jsonld"
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
# Enough digits for every number that a dossier may hold.
_EXACT = Context(prec=2 * (limits.MAX_DIGITS + limits.MAX_EXPONENT))
_CROSSING = ("Export", "Reexport", "Transit")


def read_dossier(source: object, name: str = "", format: str | None = None) -> Dossier:
    """Read a dossier from a dict, a path, or text or bytes in an accepted format.

    Raises InputError with every fault found.
    """
    return from_data(load_data(source, name, format))


def load_data(source: object, name: str = "", format: str | None = None) -> object:
    """The plain data behind a dict, a path, or text or bytes in an accepted format."""
    if isinstance(source, dict):
        return parse.check_tree(source)
    if isinstance(source, Path) or (isinstance(source, str) and _is_path(source)):
        path = Path(source)
        try:
            if path.stat().st_size > limits.MAX_BYTES:
                raise parse.fault(
                    "", f"{path} has {path.stat().st_size} bytes, more than the {limits.MAX_BYTES} accepted",
                    "split it into several dossiers",
                )  # fmt: skip
            source, name = path.read_bytes(), path.name
        except (OSError, UnicodeEncodeError) as error:
            raise parse.fault(
                "",
                f"cannot read {path}: {getattr(error, 'strerror', None) or 'no such name'}",
                "give a readable file, or - for stdin",
            ) from None
    if not isinstance(source, (str, bytes)):
        raise parse.fault("", f"a dossier cannot be read from {type(source).__name__}", "give a dict, a path or text")
    text = parse.decode(source)
    if not text.strip():
        raise parse.fault("", "the input is empty", "give a dossier in JSON, YAML or Turtle")
    format = format or parse.guess_format(text, name)
    if format not in parse.FORMATS:
        raise parse.fault("", f"the format {format!r} is not read", "known: " + ", ".join(parse.FORMATS))
    if format in (parse.JSON, parse.YAML):
        return parse.parse_data(text, name, format)
    from qgov.dossier.rdf import from_quads

    return parse.check_tree(from_quads(parse.parse_rdf(text, format)))


def _is_path(text: str) -> bool:
    if "\n" in text or len(text) > 1000 or text.lstrip()[:1] in "{[" or "\0" in text:
        return False
    try:
        return Path(text).suffix.lower() in parse._EXTENSIONS or Path(text).is_file()
    except OSError:
        return False


def from_data(data: object) -> Dossier:
    """Check plain data against the lexicon and build the Dossier."""
    reader = Reader(lexicon())
    if not isinstance(data, dict):
        raise parse.fault(
            "", "a dossier is an object", "give one object with id, type, date, origin, destination and items"
        )
    data = dict(data)
    context = data.pop("@context", None)
    if context is not None and context != CONTEXT:
        raise parse.fault(
            "/@context", "only qgov's own context is accepted; nothing is fetched", f"use {CONTEXT!r} or leave it out"
        )
    items = data.get("items")
    if isinstance(items, list) and len(items) > limits.MAX_ITEMS:
        raise parse.fault(
            "/items", f"the dossier has {len(items)} items, more than the {limits.MAX_ITEMS} that one may have",
            "split it into several dossiers; a register of them, one a line, is judged by `qgov screen`, or over HTTP "
            "by a job (POST /v1/screenings)",
        )  # fmt: skip
    built = _Structure(reader).dossier(data)
    if reader.faults:
        raise InputError(reader.faults[: limits.MAX_FAULTS])
    return built


class _Structure:
    """Reads the objects of a dossier, from the outside in."""

    def __init__(self, reader: Reader):
        self.reader = reader
        self.words: Lexicon = reader.lexicon

    def object(self, raw: object, class_name: str, where: str, what: str) -> dict[str, object]:
        """The known values of an object that has no nested objects of its own."""
        known = self.words.keys_on(class_name)
        if not isinstance(raw, dict):
            self.reader.fault(where, f"{what} must be an object", "write {…}")
            return {}
        self.reader.unknown_keys(raw, known, where, what)
        for key, term in known.items():
            if term.required and key not in raw:
                self.reader.fault(where, f"{what} lacks {key!r}", f"add {key!r}: {_first_sentence(term)}")
        found = {}
        for key, value in raw.items():
            term = known.get(key)
            if term is not None and term.value_kind not in ("node", "nodes"):
                read = self.reader.read(term, value, pointer(where, key))
                if read is not None:
                    found[key] = read
        return found

    def rows(self, raw: dict, key: str) -> list[tuple[object, str]]:
        if key not in raw:
            return []
        value = raw[key]
        if not isinstance(value, list):
            self.reader.fault(f"/{key}", f"{key} must be a list", "write […]")
            return []
        return [(row, f"/{key}/{index}") for index, row in enumerate(value)]

    def dossier(self, data: dict) -> Dossier:
        reader = self.reader
        types = self.words.transfer_types()
        kind = data.get("type")
        found = self.object(data, "Dossier", "", "a dossier")
        if isinstance(kind, str) and kind not in types:
            reader.fault("/type", f"unknown transfer type {show(kind)}", _nearest(str(kind), types))
        if isinstance(found.get("date"), date) and found["date"] < limits.FIRST_DAY:
            what = f"{found['date']} lies before {limits.FIRST_DAY}; law of such a day was not searched"
            reader.fault("/date", what, "give the day of the transfer")
        parties = tuple(filter(None, (self.party(row, where) for row, where in self.rows(data, "parties"))))
        items = tuple(filter(None, (self.item(row, where) for row, where in self.rows(data, "items"))))
        if "items" in data and not items and not reader.faults:
            reader.fault("/items", "a dossier has at least one item", "add an item")
        authorisations = tuple(
            filter(None, (self.authorisation(row, where) for row, where in self.rows(data, "authorisations")))
        )
        safeguards = tuple(
            self.object(row, "Safeguard", where, "a safeguard") for row, where in self.rows(data, "safeguards")
        )
        ownership = tuple(filter(None, (self.stake(row, where) for row, where in self.rows(data, "ownership"))))
        matches = tuple(filter(None, (self.match(row, where) for row, where in self.rows(data, "matches"))))
        declarations = Declarations()
        if "declarations" in data:
            read = self.object(data["declarations"], "Declarations", "/declarations", "declarations")
            declarations = Declarations(
                **{field: read.get(key) for key, field in DECLARED.items()},
                parties_screened=read.get("partiesScreened"),
            )
        in_order(reader, data, found.get("date"), items, parties)
        self.references(data, items, parties, authorisations, safeguards)
        self.party_references(parties, ownership, matches)
        origin, destination = found.get("origin"), found.get("destination")
        if kind in _CROSSING and origin and origin == destination:
            reader.fault(
                "/destination", f"{kind} needs a destination other than its origin {origin}",
                "use InCountryTransfer inside one state, TechnologyRelease for a release to a foreign person",
            )  # fmt: skip
        identifier = found.get("id")
        if "id" in data and identifier is not None and not is_iri(str(identifier)):
            ours = str(identifier).startswith(QGOV)
            what = f"lies below {QGOV}, where qgov's own terms are" if ours else "is not an absolute IRI"
            reader.fault("/id", f"the id {identifier!r} {what}", 'such as "urn:example:transfer:1"')
        if reader.faults:
            return None
        normal = in_house_form(data)
        if "id" not in data:
            identifier = "urn:sha256:" + hashlib.sha256(canonical_json(normal).encode()).hexdigest()
        return Dossier(
            id=identifier, type=kind, date=found["date"], origin=origin, destination=destination, items=items,
            transit=found.get("transit", ()), parties=parties, end_use=found.get("endUse"), declarations=declarations,
            authorisations=authorisations, safeguards=safeguards, ownership=ownership, matches=matches,
            normal=normal,
        )  # fmt: skip

    def party(self, raw: object, where: str) -> Party | None:
        found = self.object(raw, "Party", where, "a party")
        certificates = self.words.keys_on("Party")["certificates"]
        if isinstance(raw, dict) and certificates.key in raw:
            self.nodes(certificates, raw[certificates.key], pointer(where, certificates.key))
        if "id" not in found or "role" not in found:
            return None
        return Party(
            id=found["id"], role=found["role"], name=found.get("name"), country=found.get("country"),
            kind=found.get("kind"), citizenship=found.get("citizenship", ()), residency=found.get("residency", ()),
            employed_since=found.get("employedSince"), regulated_as=found.get("regulatedAs", ()),
            other_names=found.get("otherNames", ()), birth_date=found.get("birthDate"),
        )  # fmt: skip

    def authorisation(self, raw: object, where: str) -> Authorisation | None:
        found = self.object(raw, "Authorisation", where, "an authorisation")
        if "type" not in found:
            return None
        if found.get("validFrom") and found.get("validUntil") and found["validFrom"] > found["validUntil"]:
            self.reader.fault(where, "validFrom lies after validUntil", "exchange them")
        return Authorisation(
            type=found["type"], code=code_in_house_form(found["type"], found.get("code")),
            authority=found.get("authority"),
            covers=found.get("covers", ()), destinations=found.get("destinations", ()),
            parties=found.get("parties", ()), valid_from=found.get("validFrom"), valid_until=found.get("validUntil"),
            conditions_met=found.get("conditionsMet", ()),
        )  # fmt: skip

    def stake(self, raw: object, where: str) -> Stake | None:
        found = self.object(raw, "OwnershipStake", where, "a stake")
        if "holder" not in found or "held" not in found:
            return None
        if found["holder"] == found["held"]:
            self.reader.fault(where, "a party cannot hold itself", "name another party as holder")
        return Stake(found["holder"], found["held"], found.get("share"))

    def match(self, raw: object, where: str) -> Match | None:
        """A match on record. A dismissal names its entry and its reason: without them it would dismiss a whole list."""
        found = self.object(raw, "ScreeningMatch", where, "a match")
        if not {"party", "list", "status"} <= set(found):
            return None
        if found["list"] not in named_lists():
            self.reader.fault(pointer(where, "list"), f"unknown list {show(found['list'])}",
                              _nearest(found["list"], named_lists()))  # fmt: skip
        for key in ("entry", "reason") if found["status"] == "dismissed" else ():
            if key not in found:
                self.reader.fault(where, f"a dismissed match lacks {key!r}", f"add {key!r}, or leave the match open")
        return Match(
            found["party"], found["list"], found["status"], found.get("entry"), found.get("reason"), found.get("date")
        )

    def item(self, raw: object, where: str) -> Item | None:
        reader = self.reader
        if not isinstance(raw, dict):
            reader.fault(where, "an item must be an object", "write {…}")
            return None
        types = self.words.item_types()
        kind = raw.get("type")
        if kind is None:
            reader.fault(where, "an item lacks 'type'", "known: " + ", ".join(types))
        elif not isinstance(kind, str) or kind not in types:
            reader.fault(pointer(where, "type"), f"unknown item type {show(kind)}", _nearest(show(kind), types))
            kind = None
        known = self.words.item_keys()
        reader.unknown_keys(raw, known, where, "an item")
        if "id" not in raw:
            reader.fault(where, "an item lacks 'id'", "add 'id', a name for the item within the dossier")
        found: dict[str, object] = {}
        for key, value in raw.items():
            term = known.get(key)
            if term is None or key in ("type", "pairs"):
                continue
            if term.value_kind in ("node", "nodes"):
                found[key] = self.nodes(term, value, pointer(where, key))
            elif term.value_kind == "matrix":
                found[key] = self.matrix(term, value, pointer(where, key))
            else:
                read = reader.read(term, value, pointer(where, key))
                if read is not None:
                    found[key] = read
        pairs = self.pairs(raw["pairs"], pointer(where, "pairs")) if "pairs" in raw else ()
        if "id" not in found or not isinstance(kind, str) or kind not in types:
            return None
        claims = {k: v for k, v in found.items() if known[k].role == "claim"}
        assumptions = {k: v for k, v in found.items() if known[k].role == "assumption"}
        return Item(
            id=found["id"], type=kind, claims=claims, pairs=pairs, assumptions=assumptions,
            origin_country=found.get("originCountry"), us_content=found.get("usContent"),
            designed_for=found.get("designedFor", ()), part_of=found.get("partOf"), value=found.get("value"),
            count=_pieces(found.get("quantity")),
            certificates=tuple(row for row in found.get("certificates", ()) if row), note=found.get("note"),
        )  # fmt: skip

    def nodes(self, term: Term, raw: object, where: str) -> object:
        class_name = term.node_class or ""
        if term.value_kind == "nodes" and not isinstance(raw, list):
            self.reader.fault(where, f"{term.key} must be a list", "write […]")
            return ()
        if term.value_kind == "nodes":
            return tuple(
                self.object(row, class_name, pointer(where, index), f"an entry of {term.key}")
                for index, row in enumerate(raw)
            )
        return self.object(raw, class_name, where, term.key)

    def matrix(self, term: Term, raw: object, where: str) -> object:
        """Nested lists of numbers, or of ``[real, imaginary]`` pairs; judged by physics, not by form."""

        def visit(node: object, at: str) -> None:
            if isinstance(node, list):
                for index, child in enumerate(node):
                    visit(child, pointer(at, index))
            elif isinstance(node, bool) or not isinstance(node, int | Decimal):
                self.reader.fault(
                    at, f"{term.key} holds something that is not a number",
                    "give lists of numbers; a complex one is [real, imaginary]",
                )  # fmt: skip

        if not isinstance(raw, list):
            remedy = "a complex one is [real, imaginary]"
            self.reader.fault(where, f"{term.key} must be a list of lists of numbers", remedy)
        else:
            visit(raw, where)
        return raw

    def pairs(self, raw: object, where: str) -> tuple[Pair, ...]:
        reader = self.reader
        if not isinstance(raw, list):
            reader.fault(where, "pairs must be a list", "write […]")
            return ()
        known = self.words.keys_on("QubitPair")
        rows = []
        for index, row in enumerate(raw):
            at = pointer(where, index)
            if not isinstance(row, dict):
                reader.fault(at, "a pair row must be an object", "write {…}")
                continue
            reader.unknown_keys(row, known, at, "a pair row")
            qubits = row.get("qubits")
            named = isinstance(qubits, list) and len(qubits) == 2 and all(
                (isinstance(q, int) and not isinstance(q, bool)) or (isinstance(q, str) and q) for q in qubits
            )  # fmt: skip
            if not named or str(qubits[0]) == str(qubits[1]):
                reader.fault(pointer(at, "qubits"), "qubits must name two different qubits", "such as [0, 1]")
                continue
            error = self._quantity(known, row, "cnotError", at)
            dead = error is not None and error.value == 1
            rows.append(
                Pair(
                    index=index, qubits=(str(qubits[0]), str(qubits[1])), gate=row.get("gate"),
                    cnot_error=None if dead else error,
                    two_qubit_gate_time=self._quantity(known, row, "twoQubitGateTime", at),
                    t1=self._two(known, row, "t1", at), t2=self._two(known, row, "t2", at), dead=dead,
                )
            )  # fmt: skip
            if "note" in row:
                reader.text(known["note"], row["note"], pointer(at, "note"))
            if "gate" in row and not isinstance(row["gate"], str):
                reader.fault(pointer(at, "gate"), "gate must be text", 'such as "cx", "cz" or "ecr"')
        return tuple(rows)

    def _quantity(self, known: dict[str, Term], row: dict, key: str, at: str) -> Quantity | None:
        if key not in row:
            return None
        plain = self.reader.plain_quantity(known[key], row[key])
        return plain or self.reader.quantity(known[key], row[key], pointer(at, key))

    def _two(self, known: dict[str, Term], row: dict, key: str, at: str) -> tuple[Quantity | None, Quantity | None]:
        if key not in row:
            return (None, None)
        value = row[key]
        if not isinstance(value, list) or len(value) != 2:
            self.reader.fault(
                pointer(at, key), f"{key} must have two entries, in the order of qubits", "use null where unknown"
            )
            return (None, None)
        return tuple(
            None
            if entry is None
            else self.reader.plain_quantity(known[key], entry)
            or self.reader.quantity(known[key], entry, pointer(pointer(at, key), index))
            for index, entry in enumerate(value)
        )

    def references(self, data: dict, items: tuple, parties: tuple, authorisations: tuple, safeguards: tuple) -> None:
        """Local ids are unique, and whatever is referred to exists."""
        reader = self.reader
        seen: dict[str, str] = {}
        taken = self.words.keys_on("Dossier")
        for key in ("items", "parties"):
            for index, row in enumerate(data[key] if isinstance(data.get(key), list) else []):
                identifier = str(row.get("id")) if isinstance(row, dict) and "id" in row else None
                if identifier in seen:
                    reader.fault(
                        f"/{key}/{index}/id",
                        f"the id {identifier!r} stands twice",
                        f"it is that of {seen[identifier]}; give each its own",
                    )
                elif identifier is not None and identifier.split("/")[0] in taken:
                    reader.fault(
                        f"/{key}/{index}/id",
                        f"the id {identifier!r} names a part of the dossier",
                        "choose another",
                    )
                elif identifier is not None and key == "items" and _names_a_provision(identifier):
                    # Whatever is aimed at the provision would be read as aimed at this item, or the other way round.
                    reader.fault(
                        f"/items/{index}/id",
                        f"the id {show(identifier)} names a provision",
                        "choose another, such as qpu",
                    )
                elif identifier is not None:
                    seen[identifier] = f"/{key}/{index}"
        item_ids, party_ids = {item.id for item in items}, {party.id for party in parties}
        if reader.faults:
            return
        for index, item in enumerate(items):
            if item.part_of is not None and (item.part_of not in item_ids or item.part_of == item.id):
                reader.fault(
                    f"/items/{index}/partOf",
                    f"no other item has the id {item.part_of!r}",
                    "known: " + ", ".join(sorted(item_ids)),
                )
            for key in ("speciallyDesignedFor", "relatesTo"):
                for value in item.claims.get(key, ()):
                    if value not in item_ids and (len(value) > limits.MAX_PROVISION or not PROVISION.fullmatch(value)):
                        reader.fault(
                            f"/items/{index}/{key}",
                            f"{show(value)} is neither an item of this dossier nor a provision",
                            'name an item id, or a provision such as "us-ear:4A906.a"',
                        )  # fmt: skip
        self.circles(items)
        named = [(f"/authorisations/{index}/parties", paper.parties) for index, paper in enumerate(authorisations)]
        named += [(f"/safeguards/{index}/parties", row.get("parties") or ()) for index, row in enumerate(safeguards)]
        for where, ids in named:
            for party in ids:
                if party not in party_ids:
                    reader.fault(
                        where,
                        f"no party has the id {party!r}",
                        "known: " + ", ".join(sorted(party_ids)),
                    )

    def party_references(
        self, parties: tuple[Party, ...], ownership: tuple[Stake, ...], matches: tuple[Match, ...]
    ) -> None:
        """Stakes and matches name parties of the dossier, and the shares of one body do not exceed the whole."""
        known = {party.id for party in parties}
        named = [
            (f"/ownership/{index}/{key}", getattr(stake, key))
            for index, stake in enumerate(ownership)
            for key in ("holder", "held")
        ]
        named += [(f"/matches/{i}/party", match.party) for i, match in enumerate(matches)]
        for where, party in named:
            if party not in known:
                self.reader.fault(where, f"no party has the id {party!r}", "known: " + ", ".join(sorted(known)))
        for held in sorted({stake.held for stake in ownership}):
            total = sum((stake.share or 0) for stake in ownership if stake.held == held)
            if total > 1:
                self.reader.fault("/ownership", f"the shares of {held!r} add up to {total}", "give fractions of one")

    def circles(self, items: tuple[Item, ...]) -> None:
        """An item is designed for, relates to or is part of others, never in a circle back to itself."""
        aims = {
            item.id: {
                *(value for key in ("speciallyDesignedFor", "relatesTo") for value in item.claims.get(key, ())),
                *([item.part_of] if item.part_of else []),
            }
            for item in items
        }
        for index, item in enumerate(items):
            reached, edge = set(), aims[item.id]
            while edge - reached:
                reached |= edge
                edge = {further for aim in edge for further in aims.get(aim, ())}
            if item.id in reached:
                where = f"/items/{index}"
                self.reader.fault(where, f"the item {item.id!r} refers back to itself", "remove one of the references")


def _names_a_provision(identifier: str) -> bool:
    """Whether an id is that of a provision of an instrument that qgov knows, such as ``us-ear:4A906.a``."""
    return PROVISION.fullmatch(identifier) is not None and identifier.partition(":")[0] in instrument_codes()


def _pieces(quantity: object) -> Decimal | None:
    """How many pieces of an item are sent, at most."""
    if isinstance(quantity, Quantity):
        return quantity.upper if quantity.upper is not None else quantity.value
    return None


def is_iri(text: str) -> bool:
    """Whether items can be named as fragments of this IRI, and no term, norm or decision of qgov's own is."""
    import pyoxigraph as ox

    if not _ABSOLUTE_IRI.fullmatch(text) or "#" in text or text.startswith(QGOV):
        return False
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _nearest(word: str, known: dict) -> str:
    close = nearest(word, known, cutoff=0.5)
    return (f"did you mean {close!r}? " if close else "") + "known: " + ", ".join(known)


def _first_sentence(term: Term) -> str:
    return term.definition.split(". ")[0].rstrip(".") if term.definition else term.label


def canonical_json(data: object) -> str:
    """JSON with sorted keys and exact decimals, the same for the same content."""
    return json.dumps(plain(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: object) -> object:
    """Data as canonical JSON has it: numbers as ``{"@decimal": text}``, exactly."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(child) for child in value]
    if isinstance(value, Decimal):
        text = format(value.normalize(_EXACT), "f") if -30 < value.adjusted() < 30 else str(value.normalize(_EXACT))
        return {"@decimal": text}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"@decimal": str(value)}
    return value
