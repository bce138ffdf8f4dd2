#!/usr/bin/env python3
"""Checks the receipt of a decision without trusting who made it. One file, standard library alone:

    python verify.py RECEIPT [--trust KEY] [--hash H] [--norms-hash H]
    python -m verify RECEIPT      the same from the folder of the file; Python keeps it compiled from the second time on

From the facts of each line and the norms in the receipt it reads every norm again in three values (true, false,
unknown: Kleene), case by case of the derivation, and compares what follows with every status, outcome and duty that
the receipt claims; hashes and an Ed25519 signature are checked too. Whether the facts follow from the dossier, and the
norms from the law, it cannot tell: the hashes say which dossier and which norms were meant. ``CHECKED`` says which
parts of a receipt are which.

Exit codes: 0 everything holds; 1 something does not; 2 the receipt cannot be read.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import chain, combinations, product
from types import SimpleNamespace

FORMAT, NORMS_FORMAT = "qgov-receipt/1", "qgov-norms/1"
MAX_BYTES = 256 * 1024 * 1024
TOO_LARGE = f"the receipt is too large: more than {MAX_BYTES >> 20} MiB"
TOO_DEEP = "it is nested too deeply"
NO_RECEIPT = "this is no receipt as `qgov decide --receipt FILE` writes it"
MAX_JOINED = 50_000
PROHIBITED, REQUIRED, OPEN, PERMITTED, NOTHING = (
    "prohibited", "authorisation-required", "conditions-open", "permitted", "no-control-found",
)  # fmt: skip
SEVERITY = {PROHIBITED: 4, REQUIRED: 3, OPEN: 2, PERMITTED: 1, NOTHING: 0}
UNDETERMINED = "undetermined"
APPLIES, NOT, DEPENDS, DEFEATED, SATISFIED = "applies", "does-not-apply", "depends", "defeated", "satisfied"
ENTRY, NORM, POINTER, EXCEPTION = "entry", "norm", "pointer", "exception"
FORECLOSURE = "foreclosure"  # the effect of a norm that takes exceptions away
# The order of findings within a jurisdiction.
ORDER = {ENTRY: 0, NORM: 1, EXCEPTION: 2, POINTER: 3}
FACTORS = (
    "exportFrom", "importInto", "transitThrough", "within", "releasedWithin", "itemOrigin", "personalDataFrom",
)  # fmt: skip
# Sets that belong to one item; all others belong to the transfer and are shared by its lines.
OF_THE_ITEM = (
    "activity", "certificateOnFile", "certificateRecognised", "designedForProvision", "itemOrigin", "personalData",
    "relatedProvision",
)  # fmt: skip
LISTED = (
    "listedIntermediary", "listedParty", "listedRecipient", "listedSender", "ownedByListed", "partyOwnedByListed",
)  # fmt: skip
LICENCE, PRIVILEGES = "licence", ("exception", "general-authorisation")
CLAUSES, DEROGATION, EACH_RECIPIENT = "scc", "derogation", "each-recipient"
CITED = re.compile(r"\d+|\b[A-Za-z]\b|\b[IVX]+\b")
# What a safeguard of a type shows to all, whatever a transfer rests on.
SHOWN_TO_ALL = {
    "adequacy": {"recipient-covered", "each-recipient"},
    "impact-assessment": {"destination-law-assessed", "circumstances-assessed"},
    "redress": {"enforceable-rights"},
}
# The end-use indication that shows the same as a declaration.
INDICATIONS = {
    "militaryEndUse": "military",
    "wmdEndUse": "wmd",
    "informedByAuthority": "informed",
    "internalRepression": "human-rights",
}
EMPTY: frozenset = frozenset()
CHECKED = """\
worked out again from the facts and the norms in the receipt, and compared:
  - every finding: none missing, added or out of order; its status, what defeats it, what it lacks, what it repeats of
    its norm; in its reasons the values, bounds, margins, units and words, and whether each is met
  - the outcome of each line, each jurisdiction and the whole; every case and every witness of the derivation
  - duties, conflicts of law, and that what is not modelled is named; in whyNot the controls, the exceptions to them,
    and the papers that these lack
  - of the norms: that each is in force on the law date, and what forecloses or outranks it
  - of the facts: date, type, items, declarations, and that papers in the dossier show each condition and licence
bound by the hashes alone, otherwise believed:
  - all other facts: numbers, classes, places, parties; and the norms, which --norms-hash compares with those you know
  - groundings, residual, nearest, robustness, metricAudit, penalties, screening, vintage, warnings; in a finding the
    notes, the evidence and the standard uncertainties; in whyNot what a licence has to cover, what fails of an
    exception and its repair; any name that is not spoken of here
  - lexicon and version of qgov, of which there is a hash and a name
The hashes show that the parts of a receipt belong together; only --hash or --trust shows that none was exchanged."""
ABOUT = """\
Check a receipt: the file to which `qgov decide --receipt FILE` writes a decision with everything it rests on. This
needs Python alone, nothing of qgov, and no trust in who made the decision."""
HELP = f"""\
{CHECKED}

examples:
  python verify.py receipt.json.gz
  python verify.py receipt.json --hash 7c1d...          the hash that `qgov decide --receipt` printed
  python verify.py receipt.json --trust did:key:z6Mk... --norms-hash 3f5a...
exit codes: 0 the receipt holds; 1 it does not; 2 it cannot be read"""


class Unreadable(Exception):
    """The receipt is not in the form that this file reads."""


class Faults:
    """What does not hold, each with its place and what would be right; and what was not checked."""

    def __init__(self):
        self.found: list[str] = []
        self.notes: list[str] = []

    def add(self, where: str, what: str) -> None:
        self.found.append(f"{where}: {what}")

    def same(self, where: str, said: object, right: object) -> None:
        if said != right:
            self.add(where, f"says {short(said)}, but it is {short(right)}")

    def all_same(self, where: str, said: dict, right: dict) -> None:
        for name, value in right.items():
            if said.get(name) != value:
                self.same(f"{where}, {name}", said.get(name), value)


def short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= 160 else text[:157] + "..."


# Reading and hashing.


def canonical(value: object) -> str:
    """JSON in the canonical form of RFC 8785, for data without numbers (they are written as {"@decimal": text})."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False)
    if not text.isascii() and any(map(text.encode("utf-8", "surrogatepass").__contains__, BEYOND)):
        text = json.dumps(_by_code_unit(value), separators=(",", ":"), ensure_ascii=False)
    return text


def composed(parts: dict[str, str]) -> str:
    """The canonical text of an object, put together from those of its parts."""
    return "{" + ",".join([f"{canonical(name)}:{parts[name]}" for name in in_order_of_units(parts)]) + "}"


# In UTF-8, the first byte of each character beyond the basic plane.
BEYOND = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")


def in_order_of_units(names) -> list[str]:
    """RFC 8785 sorts names by UTF-16 code units, which differs from code points beyond the basic plane."""
    if all(map(str.isascii, names)):
        return sorted(names)
    return sorted(names, key=lambda name: name.encode("utf-16-be", "surrogatepass"))


def _by_code_unit(value: object) -> object:
    if isinstance(value, dict):
        return {name: _by_code_unit(value[name]) for name in in_order_of_units(value)}
    return [_by_code_unit(child) for child in value] if isinstance(value, list) else value


def sha256(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def unpack(content: bytes) -> bytes:
    """The text of a receipt that may be packed by gzip."""
    if content[:2] != b"\x1f\x8b":
        return content
    import zlib

    try:
        unpacker = zlib.decompressobj(wbits=31)
        text = unpacker.decompress(content, MAX_BYTES)
    except zlib.error as error:
        raise Unreadable(f"the receipt cannot be unpacked: {error}") from None
    if not unpacker.eof:
        raise Unreadable(TOO_LARGE if unpacker.unconsumed_tail else "the packed receipt is cut off")
    if unpacker.unused_data:
        raise Unreadable("the packed receipt is followed by something else")
    return text


def parse(text: bytes) -> tuple[object, bool, dict[str, str], dict[str, str]]:
    """The data of a receipt; whether the text is in canonical form; and if so the text of each of its parts, and of
    each part of the receipt in it, which are the same where it is not signed. Names that stand twice and bare numbers
    are refused, since they could be read in two ways."""

    def pairs(found: list) -> dict:
        result = dict(found)
        if len(result) != len(found):
            seen: set[str] = set()
            twice = next(name for name, _ in found if name in seen or seen.add(name))
            raise Unreadable(f"the name {twice!r} stands twice in one object")
        return result

    def number(text: str) -> object:
        raise Unreadable(f'{NO_RECEIPT}: it has the bare number {text[:40]}, not {{"@decimal": "..."}}')

    numbers = {"parse_int": number, "parse_float": number, "parse_constant": number}
    try:
        read = text.decode("utf-8")
        data = json.loads(read, **numbers)
        whole, parts = texts_of(data)
        if follow(read, whole):  # then no name stands twice
            return data, True, whole, parts
        canonical(data).encode()  # an escaped half of a character has no bytes to be hashed
        return json.loads(read, object_pairs_hook=pairs, **numbers), False, {}, {}
    except json.JSONDecodeError as error:
        where = f"{error.msg}: character {error.pos} of {len(read)}"
        if read.strip() and (error.msg.startswith("Unterminated") or not read[error.pos :].strip()):
            raise Unreadable(f"the receipt is cut off: not JSON to its end ({where})") from None
        raise Unreadable(f"{NO_RECEIPT}: not JSON ({where})") from None
    except UnicodeError as error:
        raise Unreadable(f"{NO_RECEIPT}: not JSON in UTF-8 ({error})") from None
    except RecursionError:
        raise Unreadable(f"{NO_RECEIPT}: not JSON that is read, {TOO_DEEP}") from None


def texts_of(data: object) -> tuple[dict[str, str], dict[str, str]]:
    """The canonical text of each part of what was read, and of each part of the receipt in it: each is written once,
    however many hashes are made over it."""

    def texts(found: dict, but: dict[str, str]) -> dict[str, str]:
        return {name: but[name] if name in but else canonical(value) for name, value in found.items()}

    receipt = receipt_in(data)
    if receipt is None or receipt is data:
        whole = texts(data, {}) if isinstance(data, dict) else {}
        return whole, whole
    parts = texts(receipt, {})
    subject = texts(data["credentialSubject"], {"receipt": composed(parts)})
    return texts(data, {"credentialSubject": composed(subject)}), parts


def receipt_in(data: object) -> dict | None:
    """What was read, or the receipt in it where it is a credential; None where there is none."""
    if isinstance(data, dict) and "credentialSubject" in data:
        subject = data["credentialSubject"]
        data = subject.get("receipt") if isinstance(subject, dict) else None
    return data if isinstance(data, dict) else None


def follow(text: str, parts: dict[str, str]) -> bool:
    """Whether a text is an object of these parts, each in this form, and of nothing else."""
    at = 0
    for name in in_order_of_units(parts):
        opening = f"{',' if at else '{'}{canonical(name)}:"
        if not (text.startswith(opening, at) and text.startswith(parts[name], at + len(opening))):
            return False
        at += len(opening) + len(parts[name])
    return text[at:] == ("}" if at else "{}")


# Signatures: Ed25519 (RFC 8032) over the hashes of proof options and document (W3C eddsa-jcs-2022).

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = 0x52036CEE2B6FFE738CC740797779E89800700A4D4141D8AB75EB4DCA135978A3
_ROOT = 0x2B8324804FC1DF0B2B4D00993DFBD7A72F431806AD2FE478C4EE1B274A0EA0B0  # of -1
_G_X = 0x216936D3CD6E53FEC0A4E231FDD6DC5C692CC7609525A7B2C9562D608F25D51A
_G_Y = 0x6666666666666666666666666666666666666666666666666666666666666658
_G = (_G_X, _G_Y, 1, _G_X * _G_Y % _P)
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def base58(text: str) -> bytes:
    if len(text) > 200:  # a key has some 48 letters, a signature 88; reading takes time that grows with their square
        raise Unreadable(f"{text[:60]!r} is too long for a key or a signature")
    number = 0
    for letter in text:
        if letter not in BASE58:
            raise Unreadable(f"{letter!r} is no letter of base58btc")
        number = number * 58 + BASE58.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def key_bytes(text: str) -> bytes:
    """The 32 bytes of an Ed25519 key: did:key, multibase (z6Mk...), or 64 hexadecimal digits."""
    text = text.strip().split("#")[0].removeprefix("did:key:")
    if re.fullmatch("[0-9a-fA-F]{64}", text):
        return bytes.fromhex(text)
    raw = base58(text[1:]) if text[:1] == "z" else b""
    if len(raw) != 34 or raw[:2] != b"\xed\x01":
        raise Unreadable(f"{text[:60]!r} is no Ed25519 key; write it as did:key:z6Mk...")
    return raw[2:]


def _x_of(y: int, odd: int) -> int | None:
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and odd):
        return None
    return _P - x if x % 2 != odd else x


def _point(raw: bytes) -> tuple[int, int, int, int] | None:
    number = int.from_bytes(raw, "little")
    y = number & ((1 << 255) - 1)
    x = _x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % _P)


def _sum(a: tuple, b: tuple) -> tuple:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    c, d = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _sum_of(first: int, a: tuple, second: int, b: tuple) -> tuple:
    """The first number times one point and the second times another, with the doublings shared."""
    found, parts = (0, 1, 1, 0), (a, b, _sum(a, b))
    for bit in range(max(first, second).bit_length() - 1, -1, -1):
        found = _sum(found, found)
        which = (first >> bit & 1) + 2 * (second >> bit & 1)
        if which:
            found = _sum(found, parts[which - 1])
    return found


def ed25519_verify(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is that of a key over a message (RFC 8032, section 5.1.7, without cofactor)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _L
    right = _sum_of(s, _G, h, (_P - a[0], a[1], 1, _P - a[3]))
    return not ((r[0] * right[2] - right[0]) % _P or (r[1] * right[2] - right[1]) % _P)


def verify_signature(key: bytes, message: bytes, signature: bytes) -> bool:
    """The same by the ``cryptography`` package where it is installed; it takes longer to load than one check takes."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return ed25519_verify(key, message, signature)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def to_be_signed(document: dict, proof: dict, texts: dict[str, str] | None = None) -> bytes:
    """What eddsa-jcs-2022 signs: the hash of the proof's options, then that of the document without its proof.
    ``texts`` has the canonical texts of the parts of the document where they are known."""
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    bare = dict(texts) if texts else {name: canonical(value) for name, value in document.items()}
    bare.pop("proof", None)
    if "@context" in options:
        bare["@context"] = canonical(options["@context"])
    return bytes.fromhex(sha256(canonical(options)) + sha256(composed(bare)))


def check_proof(document: dict, faults: Faults, trust: str | None = None, texts: dict[str, str] | None = None,
                fits=verify_signature) -> None:  # fmt: skip
    """The Data Integrity proof of a Verifiable Credential: right in itself, and by the trusted key if one is given.
    ``texts`` is as in ``to_be_signed``; ``fits`` tells whether a key made a signature."""
    proof = document.get("proof")
    if not isinstance(proof, dict):
        faults.add("proof", "is missing or not one proof")
        return
    for name, right in (
        ("type", "DataIntegrityProof"), ("cryptosuite", "eddsa-jcs-2022"), ("proofPurpose", "assertionMethod"),
    ):  # fmt: skip
        faults.same(f"proof.{name}", proof.get(name), right)
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", str(proof.get("created"))):
        faults.add("proof.created", "is no moment such as 2026-03-02T12:00:00Z")
    method, value = str(proof.get("verificationMethod", "")), str(proof.get("proofValue", ""))
    context, wanted = document.get("@context"), proof.get("@context")
    if wanted is not None and as_list(context)[: len(as_list(wanted))] != as_list(wanted):
        faults.add("proof.@context", "the document's contexts do not begin with those of the proof")
    try:
        key, signature = key_bytes(method), base58(value[1:]) if value[:1] == "z" else b""
    except Unreadable as error:
        faults.add("proof", str(error))
        return
    if method.startswith("did:key:") and method.split("#")[0] != f"did:key:{method.rpartition('#')[2]}":
        faults.add("proof.verificationMethod", "names another key after # than before it")
    if not fits(key, to_be_signed(document, proof, texts), signature):
        faults.add("proof.proofValue", "the signature does not fit: something was changed after it was made")
    signer = method.split("#")[0]
    if document.get("issuer") != signer and document.get("issuer", {}) != {"id": signer}:
        faults.add("issuer", f"is {short(document.get('issuer'))}, but {signer} signed")
    if trust is None:
        faults.notes.append(f"signed by {signer}; no key was given to trust (--trust)")
    elif key != key_bytes(trust):
        faults.add("proof.verificationMethod", f"signed by {signer}, not by the trusted key {trust}")


def as_list(value: object) -> list:
    return value if isinstance(value, list) else [value]


# Norms and their conditions.


def number(text: object) -> Decimal:
    try:
        found = Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        found = None
    # No number that a receipt states is larger or smaller; written out, one that is would fill all memory.
    if found is None or not found.is_finite() or abs(found.adjusted()) > 1000:
        raise Unreadable(f"{short(text)} is no number")
    return found


def day_of(text: object) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Unreadable(f"{short(text)} is no day") from None


_above: dict[str, tuple[str, ...]] = {}
_sorted: dict[frozenset, list[str]] = {}


def ancestors(provision: str) -> tuple[str, ...]:
    """A provision and those above it: us-ear:4A906.a.2, us-ear:4A906.a, us-ear:4A906."""
    if provision not in _above:
        instrument, _, rest = provision.partition(":")
        found = []
        while rest:
            found.append(f"{instrument}:{rest}")
            rest = _without_last_part(rest)
        _above[provision] = tuple(found)
    return _above[provision]


def _without_last_part(number: str) -> str:
    """A number of a provision without its last part, .a or (a), or the letter and digits that follow the four digits of
    a national entry (4A1906a, 3A1901a15) without a point; nothing where it has none."""
    lettered = len(number) > 6 and number[0].isdecimal() and number[1] in "ABCDE" and number[2:6].isdecimal()
    if lettered and number.isascii() and number[6].islower():
        if len(number) == 7:
            return number[:6]
        if number[7:].isdecimal():
            return number[:7]
    if number.endswith(")"):
        above, opened, last = number[:-1].rpartition("(")
        return above if opened and ")" not in last else ""
    above, dot, last = number.rpartition(".")
    return above if dot and last and "(" not in last and ")" not in last else ""


KINDS = {"all", "any", "not", "always", "is", "present", "word", "has", "every", "number"}


def compiled(condition: dict) -> tuple:
    """A condition as a tuple: its kind, then what it reads."""
    if not isinstance(condition, dict):
        raise Unreadable(f"the condition {short(condition)} is no object")
    kinds = KINDS.intersection(condition)
    if len(kinds) != 1:
        raise Unreadable(f"the condition {short(condition)} is of no known kind")
    kind = kinds.pop()
    read = condition[kind]
    if kind in ("has", "word", "every"):
        return kind, read, frozenset(condition["in"])
    if kind in ("all", "any"):
        return kind, tuple([compiled(part) for part in read])
    if kind == "not":
        return kind, compiled(read)
    if kind in ("is", "present"):
        return kind, read
    if kind == "number":
        low = [(number(condition[k]), k == "above") for k in ("from", "above") if k in condition]
        high = [(number(condition[k]), k == "below") for k in ("to", "below") if k in condition]
        return (kind, read, max(low, default=None),
                min(high, key=lambda end: (end[0], not end[1]), default=None))  # fmt: skip
    if read is not True:
        raise Unreadable(f"the condition {short(condition)} is of no known kind")
    return (kind,)


def flat(condition: tuple) -> tuple:
    """The same condition, where no "all" stands in another."""
    if condition[0] == "not":
        return "not", flat(condition[1])
    if condition[0] not in ("all", "any"):
        return condition
    parts = [flat(part) for part in condition[1]]
    if condition[0] == "all":
        parts = [one for part in parts for one in (part[1] if part[0] == "all" else (part,))]
    return condition[0], tuple(parts)


def leaves(condition: tuple) -> list[tuple]:
    found: list[tuple] = []
    waiting = [condition]
    while waiting:
        one = waiting.pop()
        if one[0] in ("all", "any"):
            waiting.extend(reversed(one[1]))
        elif one[0] == "not":
            waiting.append(one[1])
        elif one[0] != "always":
            found.append(one)
    return found


class Norm:
    """One norm of the document; ``in_force`` and ``verified`` are of the law date."""

    def __init__(self, data: dict, day: date):
        self.data = data
        self.iri, self.kind, self.provision = data["iri"], data["kind"], data["provision"]
        self.jurisdiction, self.effect = data["jurisdiction"], data["effect"]
        if self.kind not in (ENTRY, NORM, POINTER, EXCEPTION):
            raise Unreadable(f"{self.iri}: {self.kind!r} is no kind of norm")
        get = data.get
        self.verified = get("verification") == "verified"
        self.connects_by = tuple(get("connectsBy", ()))
        self.controlled_under = frozenset(get("controlledUnder", ()))
        self.defeats = frozenset(get("defeats", ()))
        self.reviews = frozenset(get("reviews", ()))
        self.asks_for = tuple(get("asksFor", ()))
        self.may_yield = tuple(get("mayYield", ()))
        if not SEVERITY.keys() >= set(self.may_yield):
            raise Unreadable(f"{self.iri}: mayYield names no outcome")
        self.by_licence = "licence" in get("satisfiedBy", ())
        self.foreclosed_by = tuple(get("foreclosedBy", ()))
        self.instrument = self.provision.partition(":")[0]
        self.in_force = self._in_force(day)
        self._condition: tuple | None = None
        self._own: tuple | None = None
        self._leaves: list[tuple] | None = None
        self._steps: tuple | None = None

    def _in_force(self, day: date) -> bool | None:
        until, first = self.data.get("inForceUntil"), day_of(self.data["inForceFrom"])
        earliest, latest = self.data.get("inForceEarliest"), self.data.get("inForceLatest")
        if until is not None and day > day_of(until):
            return False
        if earliest is not None and latest is not None:
            return False if day < day_of(earliest) else (True if day >= day_of(latest) else None)
        return day >= first

    @property
    def condition(self) -> tuple:
        if self._condition is None:
            self._condition = compiled(self.data["condition"])
        return self._condition

    @property
    def leaves(self) -> list[tuple]:
        if self._leaves is None:
            self._leaves = leaves(self.condition)
        return self._leaves

    @property
    def steps(self) -> tuple:
        """What its condition asserts, see ``unfolded``."""
        if self._steps is None:
            self._steps = unfolded(self.condition)
        return self._steps

    def values_read(self, term: str) -> list[str]:
        """The values of a set that its condition asks for."""
        return [value for leaf in self.leaves if leaf[1] == term for value in leaf[2]]

    @property
    def own(self) -> tuple:
        """Its condition without what forecloses or outranks it."""
        if self._own is None:
            self._own = compiled(self.data["ownCondition"]) if "ownCondition" in self.data else self.condition
        return self._own

    @property
    def only_accompanies(self) -> bool:
        """Whether no outcome rests on it: duties, review policies, foreclosures and exceptions to these."""
        return bool(self.reviews) or (self.kind == NORM and self.effect not in (PROHIBITED, REQUIRED))

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which a rule above may mean it: an exception also by all that stands below a provision."""
        below = ancestors(self.provision) if self.kind == EXCEPTION else ()
        return (self.provision, *(f"{provision}*" for provision in below))

    @property
    def deciding(self) -> bool:
        return self.kind != NORM or self.effect in (PROHIBITED, REQUIRED)

    @property
    def law_is_open(self) -> bool:
        """Whether it may or may not be law as written; a pointer always may, and nothing else rests on an exception."""
        control = self.kind == ENTRY or (self.kind == NORM and self.effect in (PROHIBITED, REQUIRED))
        return control and (not self.verified or self.in_force is None)

    @property
    def can_be_shown(self) -> bool:
        return self.verified and self.in_force is True


class Span:
    """What is known of one number or word: an interval with open or closed ends, or words; and whether it is there."""

    __slots__ = ("absent", "ends", "integer", "lower", "lower_open", "upper", "upper_open", "words")

    def __init__(self, lower, lower_open, upper, upper_open, words, absent, integer=False, ends=()):
        self.lower, self.lower_open, self.upper, self.upper_open = lower, lower_open, upper, upper_open
        self.words, self.absent, self.integer, self.ends = words, absent, integer, ends

    @classmethod
    def stated(cls, data: dict) -> Span:
        lower, upper = (number(data[k]) if data.get(k) is not None else None for k in ("lower", "upper"))
        words = frozenset(data["words"]) if "words" in data else None
        ends = tuple(end for end in (lower, upper) if end is not None)
        return cls(lower, False, upper, False, words, "perhaps" if data.get("perhapsAbsent") else "no",
                   bool(data.get("integer")), ends)  # fmt: skip

    def but(self, **changes) -> Span:
        found = {name: getattr(self, name) for name in self.__slots__}
        return Span(**(found | changes))

    def empty(self) -> bool:
        if self.absent == "yes":
            return False
        if self.words is not None:
            return not self.words
        low, high = self.lower, self.upper
        if low is None or high is None:
            return False
        if low > high or (low == high and (self.lower_open or self.upper_open)):
            return True
        if not self.integer or any(self.holds(end) for end in self.ends):
            return False
        first = low.to_integral_value("ROUND_CEILING")
        return not any(self.holds(first + step) for step in (0, 1))

    def holds(self, value: Decimal) -> bool:
        low, high = self.lower, self.upper
        return (low is None or value > low or (value == low and not self.lower_open)) and (
            high is None or value < high or (value == high and not self.upper_open)
        )

    def meet(self, other: Span) -> Span | None:
        """What both allow, None if nothing."""
        if "yes" in (self.absent, other.absent):
            return None if "no" in (self.absent, other.absent) else self.but(absent="yes")
        absent = "no" if "no" in (self.absent, other.absent) else "perhaps"
        low, low_open = max(
            ((s.lower, s.lower_open) for s in (self, other) if s.lower is not None), default=(None, False)
        )
        high, high_open = min(
            ((s.upper, s.upper_open) for s in (self, other) if s.upper is not None),
            key=lambda end: (end[0], not end[1]), default=(None, False),
        )  # fmt: skip
        words = self.words if other.words is None else other.words if self.words is None else self.words & other.words
        found = Span(low, low_open, high, high_open, words, absent, self.integer, self.ends)
        return None if found.empty() else found


class Known:
    """What a case adds to what is stated: which unknowns of which items are narrowed, and to what."""

    def __init__(self, spans=None, yes=None, no=None, some=None, law=None):
        self.spans, self.yes, self.no = spans or {}, yes or {}, no or {}
        self.some, self.law = some or {}, law or {}

    def keys(self) -> set:
        """What is narrowed: numbers and words, norms, and single values of sets."""
        found = {("span", *k) for k in self.spans} | {("law", k) for k in self.law}
        for key, values in chain(self.yes.items(), self.no.items()):
            found.update(("set", *key, value) for value in values)
        for key, groups in self.some.items():
            found.update(("set", *key, value) for group in groups for value in group)
        return found

    def only(self, keys: set) -> Known:
        """The same of these keys alone."""

        def part(sets: dict) -> dict:
            kept = {k: frozenset(v for v in values if ("set", *k, v) in keys) for k, values in sets.items()}
            return {k: values for k, values in kept.items() if values}

        groups = {
            k: frozenset(one for one in found if any(("set", *k, v) in keys for v in one))
            for k, found in self.some.items()
        }
        return Known(
            {k: span for k, span in self.spans.items() if ("span", *k) in keys},
            part(self.yes), part(self.no), {k: found for k, found in groups.items() if found},
            {iri: holds for iri, holds in self.law.items() if ("law", iri) in keys},
        )  # fmt: skip

    def meet(self, other: Known) -> Known | None:
        """The case in which both hold, None if there is none."""
        law = self.law | other.law
        if any(self.law.get(key, value) != value for key, value in other.law.items()):
            return None
        spans = self.spans | other.spans
        for key in self.spans.keys() & other.spans.keys():
            both = self.spans[key].meet(other.spans[key])
            if both is None:
                return None
            spans[key] = both
        yes, no, some = ({key: a.get(key, EMPTY) | b.get(key, EMPTY) for key in a.keys() | b.keys()}
                         for a, b in ((self.yes, other.yes), (self.no, other.no), (self.some, other.some)))  # fmt: skip
        for key, values in no.items():
            if values & yes.get(key, EMPTY) or any(one <= values for one in some.get(key, ())):
                return None
        return Known(spans, yes, no, some, law)

    def token(self) -> tuple:
        """A key that is the same for the same case."""
        return (
            frozenset((k, s.lower, s.lower_open, s.upper, s.upper_open, s.words, s.absent)
                      for k, s in self.spans.items()),
            *(frozenset(found.items()) for found in (self.yes, self.no, self.some, self.law)),
        )  # fmt: skip


class Line:
    """One item of the transfer as the norms read it."""

    def __init__(self, data: dict):
        self.data, self.item = data, data["item"]
        self.classes = frozenset(data["classes"])
        self.spans = {term: Span.stated(span) for term, span in data["spans"].items()}
        self.members = {term: frozenset(values) for term, values in data["members"].items()}
        self.open = {term: frozenset(values) for term, values in data.get("openMembers", {}).items()}
        self.targets = {
            term: tuple(data[name])
            for term, name in (("designedForProvision", "designedForItems"), ("relatedProvision", "relatedItems"))
            if data.get(name)
        }
        self.jurisdictions = tuple(data["jurisdictions"])
        self.unstated = frozenset(term for term, span in data["spans"].items() if span.get("unstated"))
        self.on_file = data.get("conditionsOnFile")


class View:
    """A line in one case. ``derived`` are sets that follow from entries, each with what certainly and what perhaps
    belongs; ``wide`` are such sets of which nothing is derived yet."""

    def __init__(self, line: Line, known: Known, derived: dict | None = None, wide: frozenset = EMPTY):
        self.line, self.known, self.derived, self.wide = line, known, derived or {}, wide
        self.added: dict[str, tuple[frozenset, frozenset]] = {}
        self.hidden: frozenset = EMPTY
        self._members: dict[str, tuple] = {}

    def adding(self, term: str, certain: frozenset, undecided: frozenset = EMPTY) -> View:
        found = View(self.line, self.known, self.derived, self.wide)
        found.added = {term: (certain, undecided)}
        return found

    def hiding(self, terms: frozenset) -> View:
        found = View(self.line, self.known, self.derived, self.wide)
        found.hidden = terms
        return found

    def span(self, term: str) -> Span | None:
        if term in self.hidden:
            return None
        return self.known.spans.get((self.line.item, term)) or self.line.spans.get(term)

    def members(self, term: str) -> tuple[frozenset, frozenset, frozenset]:
        """What certainly belongs to a set, what perhaps, and groups of which some do."""
        found = self._members.get(term)
        if found is None:
            key = (self.line.item if term in OF_THE_ITEM else "", term)
            yes, no = self.known.yes.get(key, EMPTY), self.known.no.get(key, EMPTY)
            certain = self.line.members.get(term, EMPTY) | yes
            undecided = self.line.open.get(term, EMPTY) - no
            for more, perhaps in (self.derived.get(term, (EMPTY, EMPTY)), self.added.get(term, (EMPTY, EMPTY))):
                certain, undecided = certain | more, undecided | perhaps
            groups = frozenset(one - no for one in self.known.some.get(key, ()) if not one & yes)
            found = self._members[term] = (certain, undecided - certain, groups)
        return found


def truth(c: tuple, view: View) -> bool | None:
    """Whether a condition holds in every world of a view (True), in none (False), or that is not told (None)."""
    kind = c[0]
    if kind == "all":
        found: bool | None = True
        for part in c[1]:
            one = truth(part, view)
            if one is False:
                return False
            found = None if one is None else found
        return found
    if kind == "any":
        found = False
        for part in c[1]:
            one = truth(part, view)
            if one is True:
                return True
            found = None if one is None else found
        return found
    if kind == "not":
        one = truth(c[1], view)
        return None if one is None else not one
    if kind == "has":
        certain, undecided, groups = view.members(c[1])
        if not certain.isdisjoint(c[2]) or (groups and any(one <= c[2] for one in groups)):
            return True
        return None if c[1] in view.wide or not undecided.isdisjoint(c[2]) else False
    if kind == "is":
        return c[1] in view.line.classes
    if kind == "number":
        return _within(c, view.span(c[1]))
    if kind == "word":
        span = view.span(c[1])
        if span is None or span.words is None or span.absent == "yes":
            return False
        inside = span.words & c[2]
        return False if not inside else (True if inside == span.words and span.absent == "no" else None)
    if kind == "every":
        if c[1] in view.wide:
            raise Unreadable(f"a condition reads every value of {c[1]}, which follows from entries")
        certain, undecided, groups = view.members(c[1])
        if certain - c[2] or any(one.isdisjoint(c[2]) for one in groups):
            return False
        if not (certain or groups):
            return None if undecided & c[2] else False
        return True if undecided <= c[2] else None
    if kind == "present":
        span = view.span(c[1])
        if span is not None:
            return {"no": True, "perhaps": None, "yes": False}[span.absent]
        certain, undecided, groups = view.members(c[1])
        return True if certain or groups else (None if undecided else False)
    return True


def _within(c: tuple, span: Span | None) -> bool | None:
    if span is None or span.words is not None or span.absent == "yes":
        return False
    low, high = c[2], c[3]
    if low is not None and span.upper is not None:
        if span.upper < low[0] or (span.upper == low[0] and (low[1] or span.upper_open)):
            return False
    if high is not None and span.lower is not None:
        if span.lower > high[0] or (span.lower == high[0] and (high[1] or span.lower_open)):
            return False
    low_in = low is None or (
        span.lower is not None and (span.lower > low[0] or (span.lower == low[0] and (not low[1] or span.lower_open)))
    )
    high_in = high is None or (
        span.upper is not None
        and (span.upper < high[0] or (span.upper == high[0] and (not high[1] or span.upper_open)))
    )
    return (True if span.absent == "no" else None) if low_in and high_in else None


def every(values) -> bool | None:
    found: bool | None = True
    for value in values:
        if value is False:
            return False
        found = None if value is None else found
    return found


def some(values) -> bool | None:
    found: bool | None = False
    for value in values:
        if value is True:
            return True
        found = None if value is None else found
    return found


def most_severe(outcomes) -> str:
    return max(outcomes, key=SEVERITY.__getitem__, default=NOTHING)


def combined(sets) -> frozenset:
    """The most severe of one choice from each set, over all choices."""
    found = {NOTHING}
    for options in sets:
        found = {most_severe(pair) for pair in product(found, options)}
    return frozenset(found)


# A transfer under the norms in force.


class Rank:
    """An instrument above others: what its entries describe is not for the provisions that give way."""

    def __init__(self, data: dict):
        self.data, self.iri, self.superior = data, data["iri"], data["superior"]
        self.inferior = frozenset(data["inferior"])
        self.outside = tuple(data["outside"])

    def describes(self, entry: Norm) -> bool:
        """Whether it goes by an entry: one of the higher instrument at or below none of those left out."""
        return entry.instrument == self.superior and not any(
            f"{entry.provision}.".startswith(f"{provision}.") for provision in self.outside
        )

    def holds(self, day: date) -> bool:
        until = self.data.get("inForceUntil")
        read = self.data.get("verification") == "verified"
        return read and day_of(self.data["inForceFrom"]) <= day and (until is None or day <= day_of(until))


class Law:
    """The norms of a document as they stand on a day, and the ranks of their instruments."""

    def __init__(self, document: dict, day: date):
        self.ranks = {data["iri"]: Rank(data) for data in document["ranks"]}
        self.norms = [Norm(data, day) for data in document["norms"]]
        self.acting = frozenset(document["actingOnEntries"])
        self._faults: Faults | None = None

    def faults(self) -> Faults:
        """What does not hold of how they defeat each other, which is the same whatever they are asked about."""
        if self._faults is None:
            found = Faults()
            check_defeat(self, found)
            self._faults = found
        return self._faults


class Transfer:
    """Norms and lines of a receipt, and what the dossier declares; ``made`` are the pointers made for the dossier."""

    def __init__(self, law: Law, situation: dict, day: date):
        self.of_the_day, self.day, self.ranks, self.acting = law, day, law.ranks, law.acting
        self.made = [Norm(data, day) for data in situation["pointers"]]
        self.norms = [*law.norms, *self.made]
        self.by_iri = {norm.iri: norm for norm in self.norms}
        self.entries = [norm for norm in self.norms if norm.kind == ENTRY]
        self.exceptions = [norm for norm in self.norms if norm.kind == EXCEPTION]
        self.rules = [norm for norm in self.norms if norm.kind in (NORM, POINTER)]
        self.lines = {line["item"]: Line(line) for line in situation["lines"]}
        self.date = day_of(situation["date"])
        self.declared = situation["declarations"]
        self.compared = frozenset(situation["compared"])
        self.on_file = situation["conditionsOnFile"]
        self._unanswered: dict[str, tuple[str, ...]] = {}
        self._open_entries: dict[str, list[Norm]] = {}
        self._judges: dict[str, Judge] = {}

    def judge(self, line: Line) -> Judge:
        """A line under all norms, read once."""
        if line.item not in self._judges:
            self._judges[line.item] = Judge(self, line)
        return self._judges[line.item]

    def on_file_of(self, line: Line) -> dict:
        """The conditions that papers show, by exception; a line says so where papers are not for all lines."""
        return self.on_file if line.on_file is None else line.on_file

    def triggered(self, name: str) -> bool | None:
        """A declaration or what shows the same; None where it is not given."""
        if INDICATIONS.get(name) in next(iter(self.lines.values())).members.get("endUseIndication", EMPTY):
            return True
        answer = self.declared.get(name)
        if name == "partiesScreened":
            return False if answer is not None and day_of(answer) <= self.date else None
        return answer

    def unanswered(self, norm: Norm) -> tuple[str, ...]:
        """The declarations that a norm asks for and that are missing."""
        found = self._unanswered.get(norm.iri)
        if found is None:
            missing = [name for name in norm.asks_for if self.triggered(name) is None]
            if "partiesScreened" in missing:
                lists = {v for leaf in norm.leaves if leaf[1] in LISTED and len(leaf) > 2 for v in leaf[2]}
                if lists and lists <= self.compared:
                    missing.remove("partiesScreened")
            found = self._unanswered[norm.iri] = tuple(missing)
        return found

    def widest(self, line: Line) -> View:
        return View(line, Known(), wide=frozenset({"describedBy", *line.targets}))

    def law(self, norm: Norm, known: Known) -> bool | None:
        return known.law.get(norm.iri) if norm.law_is_open else True

    def open_entries(self, line: Line) -> list[Norm]:
        if line.item not in self._open_entries:
            view = self.widest(line)
            self._open_entries[line.item] = [e for e in self.entries if truth(e.condition, view) is not False]
        return self._open_entries[line.item]

    def derived(self, line: Line, known: Known, busy: tuple[str, ...] = ()) -> dict:
        """What an item is designed for or relates to by way of other items, as their entries describe those."""
        found = {}
        for term, items in line.targets.items():
            certain, perhaps = set(), set()
            for item in items:
                target = self.lines.get(item)
                if target is None or item in busy:
                    continue
                view = View(target, known, self.derived(target, known, (*busy, line.item)))
                for entry in self.open_entries(target):
                    one = every((self.law(entry, known), truth(entry.condition, view)))
                    (certain if one else perhaps if one is None else set()).update(ancestors(entry.provision))
            found[term] = (frozenset(certain), frozenset(perhaps - certain))
        return found

    def split(self, known: Known, case: dict) -> tuple[Known | None, Known | None]:
        """The two cases of a split, None for one that cannot be; Unreadable where it splits nothing unknown."""
        if "law" in case:
            norm = self.by_iri.get(case["law"])
            if norm is None or not norm.law_is_open or norm.iri in known.law:
                raise Unreadable(f"splits on {short(case)}, whose law is not open")
            return tuple(
                Known(known.spans, known.yes, known.no, known.some, known.law | {norm.iri: one})
                for one in (True, False)
            )  # type: ignore[return-value]
        term = case.get("term")
        if "someOf" in case:
            return self._split_set(known, case, term, frozenset(case["someOf"]))
        line = self.lines.get(case.get("item"))
        span = line and View(line, known).span(term)
        if not span:
            raise Unreadable(f"splits on {short(case)}, of which nothing is stated")
        if case.get("absent") is True and span.absent == "perhaps":
            parts = span.but(absent="yes"), span.but(absent="no")
        elif "oneOf" in case and span.words is not None and span.absent == "no":
            parts = tuple(span.but(words=w) for w in (span.words & set(case["oneOf"]), span.words - set(case["oneOf"])))
        elif ("below" in case or "upTo" in case) and span.words is None and span.absent == "no":
            at, upto = number(case.get("below", case.get("upTo"))), "upTo" in case
            ends = (
                {"upper": at, "upper_open": not upto},
                {"lower": at, "lower_open": upto},
            )
            free = Span(None, False, None, False, None, "no", span.integer, span.ends)
            parts = tuple(span.meet(free.but(**end)) for end in ends)
        else:
            raise Unreadable(f"splits on {short(case)}, which is not unknown in this way")
        return tuple(
            None if part is None or part.empty()
            else Known(known.spans | {(line.item, term): part}, known.yes, known.no, known.some, known.law)
            for part in parts
        )  # type: ignore[return-value]  # fmt: skip

    def _split_set(self, known: Known, case: dict, term: str, values: frozenset) -> tuple[Known | None, Known | None]:
        item = case.get("item", "")
        if (term in OF_THE_ITEM) != bool(item) or (item and item not in self.lines):
            raise Unreadable(f"splits on {short(case)}: the set belongs to {'one item' if not item else 'all lines'}")
        lines = [self.lines[item]] if item else list(self.lines.values())
        key = (item, term)
        yes, no = known.yes.get(key, EMPTY), known.no.get(key, EMPTY)
        open_values = frozenset().union(*(line.open.get(term, EMPTY) for line in lines))
        if not values or values - open_values or values & (yes | no):
            raise Unreadable(f"splits on {short(case)}, of which something is settled")
        groups = known.some.get(key, EMPTY)
        if len(values) == 1:
            with_some = Known(known.spans, known.yes | {key: yes | values}, known.no, known.some, known.law)
        else:
            with_some = Known(known.spans, known.yes, known.no, known.some | {key: groups | {values}}, known.law)
        impossible = any(one - no <= values and not one & yes for one in groups)
        without = Known(known.spans, known.yes, known.no | {key: no | values}, known.some, known.law)
        return with_some, None if impossible else without


class Reading:
    """How every norm reads in one case of a line, each in three values."""

    __slots__ = ("applies", "asked", "described", "entries", "satisfied", "scope", "view")


class Judge:
    """One line under all norms: what concerns it, how that reads in each case, and what follows."""

    def __init__(self, transfer: Transfer, line: Line):
        self.transfer, self.line = transfer, line
        self.root = transfer.widest(line)
        self.stated = View(line, Known())
        self._roots: dict[str, bool | None] = {}
        self.concerned = self._concerned()
        self.deciding = self._deciding()
        kept = {norm.iri for norm in self.deciding}
        self.kept = kept
        self.entries = [norm for norm in self.deciding if norm.kind == ENTRY]
        self.rules = [norm for norm in self.deciding if norm.kind in (NORM, POINTER)]
        self.exceptions = [norm for norm in self.deciding if norm.kind == EXCEPTION]
        self.under: dict[str, list[Norm]] = {}
        for entry in self.entries:
            for provision in entry.controlled_under:
                self.under.setdefault(provision, []).append(entry)
        self.listed_under: dict[str, frozenset] = {}
        for norm in self.concerned:
            if norm.controlled_under:
                above = self.listed_under.get(norm.provision, EMPTY)
                self.listed_under[norm.provision] = above | norm.controlled_under
        self.askers = [n for n in self.concerned if n.kind in (NORM, POINTER) and transfer.unanswered(n)]
        self.askers = [n for n in self.askers if n.iri in kept or not n.deciding]
        self.root_reading = self.read(Known())
        self.ordered = in_order(self.concerned)
        self.loose = frozenset(norm.iri for norm, _ in self.undecided(self.root_reading) if norm.deciding)

    # Which norms matter.

    def at_root(self, norm: Norm) -> bool | None:
        if norm.iri not in self._roots:
            self._roots[norm.iri] = truth(norm.condition, self.root)
        return self._roots[norm.iri]

    def _possibly_asked(self, norm: Norm) -> bool:
        missing = self.transfer.unanswered(norm)
        words = frozenset(INDICATIONS[name] for name in missing if name in INDICATIONS)
        if len(words) < len(missing):
            return True
        return bool(words) and truth(norm.condition, self.root.adding("endUseIndication", EMPTY, words)) is not False

    def _concerned(self) -> list[Norm]:
        line, transfer = self.line, self.transfer
        by_code: dict[str, set[str]] = {}  # the factors that tie each jurisdiction, perhaps, to the line
        for factor in FACTORS:
            for code in line.members.get(factor, EMPTY) | line.open.get(factor, EMPTY):
                by_code.setdefault(code, {"anywhere"}).add(factor)
        touched, anywhere = by_code.keys(), {"anywhere"}
        rules = [n for n in transfer.rules if not by_code.get(n.jurisdiction, anywhere).isdisjoint(n.connects_by)]
        read, listed = set(), set()
        for norm in rules:
            holds = self.at_root(norm) is not False
            if holds:
                read.update(norm.values_read("describedBy"))
            if norm.jurisdiction in touched or holds or self._possibly_asked(norm):
                listed.add(norm.provision)
        entries = [
            e for e in transfer.entries
            if not listed.isdisjoint(e.controlled_under) or not read.isdisjoint(ancestors(e.provision))
        ]  # fmt: skip
        provisions = {norm.provision for norm in rules}
        return [*entries, *rules, *(x for x in transfer.exceptions if not provisions.isdisjoint(x.defeats))]

    def _deciding(self) -> list[Norm]:
        norms = [norm for norm in self.concerned if norm.deciding]
        kept = {
            norm.iri for norm in norms
            if norm.kind != EXCEPTION and (self.at_root(norm) is not False or self._possibly_asked(norm))
        }  # fmt: skip
        left = {norm.provision for norm in norms if norm.iri in kept}
        return [
            norm for norm in norms
            if norm.iri in kept
            or (norm.kind == EXCEPTION and not left.isdisjoint(norm.defeats) and self.at_root(norm) is not False
                and not self._rests_on_silence(norm, norms))
        ]  # fmt: skip

    def _rests_on_silence(self, exception: Norm, norms: list[Norm]) -> bool:
        """Whether an exception needs what nobody stated and what it defeats does not read: it cannot be shown then."""
        silent = self.line.unstated & {leaf[1] for leaf in exception.leaves}
        for norm in norms if silent else ():
            defeated = norm.provision in exception.defeats or exception.defeats & norm.controlled_under
            if norm.kind not in (EXCEPTION, POINTER) and defeated:
                silent = silent - {leaf[1] for leaf in norm.leaves}
        return bool(silent) and truth(exception.condition, self.root.hiding(silent)) is False

    # One case.

    def connects(self, norm: Norm, view: View) -> bool | None:
        if "anywhere" in norm.connects_by:
            return True
        return some(truth(("has", f, frozenset({norm.jurisdiction})), view) for f in norm.connects_by)

    def read(self, known: Known, before: Reading | None = None, only: frozenset | None = None) -> Reading:
        """Every deciding norm in a case; what was decided in the wider case ``before`` stays so, and so does what is
        not among the norms ``only``."""
        transfer, found = self.transfer, Reading()

        def kept(values: str, iri: str) -> bool:
            return before is not None and (
                getattr(before, values).get(iri) is not None or (only is not None and iri not in only)
            )

        view = View(self.line, known, transfer.derived(self.line, known))
        found.entries = {}
        for entry in self.entries:
            if kept("entries", entry.iri):
                found.entries[entry.iri] = before.entries[entry.iri]
            else:
                found.entries[entry.iri] = every((transfer.law(entry, known), truth(entry.condition, view)))
        found.described = frozenset(e.provision for e in self.entries if found.entries[e.iri])
        above = frozenset(p for provision in found.described for p in ancestors(provision))
        perhaps = frozenset(p for e in self.entries if found.entries[e.iri] is None for p in ancestors(e.provision))
        view.derived = view.derived | {"describedBy": (above, perhaps - above)}
        found.view = view
        found.applies, found.satisfied, found.scope, found.asked = {}, {}, {}, {}
        for norm in self.rules:
            if kept("applies", norm.iri):
                one = before.applies[norm.iri]
            else:
                one = every((transfer.law(norm, known), self.connects(norm, view), self._by_entries(norm, found)))
                one = False if one is False else every((one, truth(norm.condition, view)))
            found.applies[norm.iri] = one
            if norm.by_licence and one is not False:
                found.satisfied[norm.iri] = self._covered(norm, found)
        for norm in self.askers:
            known_before = before.asked.get(norm.iri) if before else None
            found.asked[norm.iri] = self._asked(norm, found) if known_before is None else known_before
        for norm in self.exceptions:
            if norm.can_be_shown:
                known_before = before.scope.get(norm.iri) if before else None
                found.scope[norm.iri] = truth(norm.condition, view) if known_before is None else known_before
        return found

    def at_stake(self, exception: Norm, reading: Reading) -> bool | None:
        """Whether some control that an exception defeats applies."""
        return some(reading.applies[n.iri] for n in self.rules if n.provision in exception.defeats)

    def _by_entries(self, norm: Norm, reading: Reading) -> bool | None:
        if norm.provision not in self.transfer.acting:
            return True
        return some(reading.entries[e.iri] for e in self.under.get(norm.provision, ()))

    def _covered(self, norm: Norm, reading: Reading) -> bool | None:
        """Whether a licence covers all that is described under a norm, or the norm itself where nothing is."""
        licensed = reading.view.members("licensedProvision")[0]
        found = [(reading.entries[e.iri], e.provision) for e in self.under.get(norm.provision, ())]
        certain = [p for one, p in found if one]
        perhaps = [p for one, p in found if one is None]

        def covers(provisions: list[str]) -> bool:
            return all(licensed.intersection(ancestors(p)) for p in provisions)

        if not perhaps:
            return covers(certain or [norm.provision])
        if certain:
            return False if not covers(certain) else (True if covers(perhaps) else None)
        return True if covers([*perhaps, norm.provision]) else None

    def _asked(self, norm: Norm, reading: Reading) -> bool | None:
        """Whether a missing declaration matters: the norm would apply if some of those missing were made."""
        missing = self.transfer.unanswered(norm)
        tied = every((self.connects(norm, reading.view), self._by_entries(norm, reading)))
        if tied is False:
            return False
        words = [INDICATIONS[name] for name in missing if name in INDICATIONS]
        if len(words) < len(missing):
            return tied
        chosen = (c for size in range(1, len(words) + 1) for c in combinations(words, size))
        holds = some(truth(norm.condition, reading.view.adding("endUseIndication", frozenset(c))) for c in chosen)
        return every((tied, holds))

    def undecided(self, reading: Reading, only: frozenset | None = None):
        """What a case leaves undecided of the norms ``only``, by default of all, as (norm, what about it)."""

        def meant(norms: list[Norm]) -> list[Norm]:
            return norms if only is None else [norm for norm in norms if norm.iri in only]

        yield from ((e, "entry") for e in meant(self.entries) if reading.entries[e.iri] is None)
        for norm in meant(self.rules):
            if reading.applies[norm.iri] is None:
                yield norm, "applies"
            elif reading.applies[norm.iri] and reading.satisfied.get(norm.iri, False) is None:
                yield norm, "satisfied"
        yield from ((n, "asked") for n in meant(self.askers) if reading.asked[n.iri] is None)
        for norm in meant(self.exceptions):
            if not norm.can_be_shown:
                continue
            scope = reading.scope[norm.iri]
            if scope is not None and (only is None or self.root_reading.scope[norm.iri] is not None):
                continue
            at_stake = self.at_stake(norm, reading)
            if at_stake is None or (at_stake and scope is None):
                yield norm, "scope" if at_stake else "at stake"

    def needs(self, norm: Norm) -> frozenset:
        """The norms, undecided at the root, on which it rests how a norm reads that only accompanies the deciding ones,
        or whether an exception that cannot be shown may hold."""
        root = self.root_reading
        read = set(norm.values_read("describedBy"))
        found = [e for e in self.entries if read.intersection(ancestors(e.provision))]
        if norm.kind == EXCEPTION and not norm.only_accompanies:
            found += [n for n in self.rules if n.provision in norm.defeats]
        else:
            found += [e for e in self.under.get(norm.provision, ())]
            found += [n for n in self.rules if n.kind == NORM and n.provision in norm.reviews]
        return frozenset(n.iri for n in found if n.iri in self.loose and (root.entries | root.applies)[n.iri] is None)

    def conditions_of(self, norm: Norm) -> tuple[str | None, list[str]]:
        """What is declared that rules an exception out, and which conditions of its use are not shown."""
        declared, missing = None, []
        for name in norm.data.get("disqualifiedBy", ()):
            answer = self.transfer.triggered(name)
            if answer:
                declared = declared or name
            elif answer is None:
                missing.append(f"declarations.{name}")
        met = self.transfer.on_file_of(self.line).get(norm.iri, ())
        missing += [f"conditionsMet:{word}" for word in norm.data.get("conditionsOfUse", ()) if word not in met]
        return declared, missing

    # All cases.

    def cases(self, tree: object, only: frozenset, known: Known | None = None, before: Reading | None = None,
              path: str = "tree"):  # fmt: skip
        """The leaves of a case split with their readings; every case that can be must be there, and decide the norms
        ``only``."""
        known = known or Known()
        reading = self.read(known, before or self.root_reading, only)
        if not isinstance(tree, dict):
            raise Unreadable(f"{path}: a case is missing that can be")
        if "split" not in tree:
            for norm, what in self.undecided(reading, only):
                raise Unreadable(f"{path}: the case leaves undecided whether {norm.iri} holds ({what})")
            yield known, reading, tree, path
            return
        if set(tree) != {"split", "then", "else"}:
            raise Unreadable(f"{path}: a split has a then and an else and nothing more")
        for name, part in zip(("then", "else"), self.transfer.split(known, tree["split"]), strict=True):
            if part is None:
                if tree[name] is not None:
                    raise Unreadable(f"{path}.{name}: a case is given that cannot be")
            else:
                yield from self.cases(tree[name], only, part, reading, f"{path}.{name}")

    def own_cases(self, norm: Norm, tree: object, readings: list[Reading], known: Known | None = None,
                  path: str = "tree"):  # fmt: skip
        """Whether a duty, a review policy or a rule about exceptions accompanies the controls, in each case of what it
        reads itself and with each way in which the controls read."""
        known = known or Known()
        if tree is None or "split" not in tree:
            for reading in readings:
                found = self.accompanies(norm, reading, known)
                if found is None:
                    raise Unreadable(f"{path}: the case leaves undecided whether {norm.iri} holds")
                yield found
            return
        for name, part in zip(("then", "else"), self.transfer.split(known, tree["split"]), strict=True):
            if part is None:
                if tree.get(name) is not None:
                    raise Unreadable(f"{path}.{name}: a case is given that cannot be")
            elif not isinstance(tree.get(name), dict):
                raise Unreadable(f"{path}.{name}: a case is missing that can be")
            else:
                yield from self.own_cases(norm, tree[name], readings, part, f"{path}.{name}")

    def own_view(self, reading: Reading, known: Known) -> View:
        derived = {"describedBy": reading.view.derived["describedBy"]}
        return View(self.line, known, self.transfer.derived(self.line, known) | derived)

    def accompanies(self, norm: Norm, reading: Reading, known: Known) -> bool | None:
        view = self.own_view(reading, known)
        found = [self.connects(norm, view), truth(norm.condition, view)]
        if norm.provision in self.transfer.acting:
            found.append(self._by_entries(norm, reading))
        elif norm.reviews:
            found.append(some(reading.applies[n.iri] for n in self.rules
                              if n.kind == NORM and n.provision in norm.reviews))  # fmt: skip
        return every(found)


class Factor:
    """Norms of a line that share what is unknown, apart from all others, with the cases that decide them."""

    def __init__(self, judge: Judge, norms: frozenset, tree: object, path: str):
        self.norms = norms
        self.leaves = list(judge.cases(tree, norms, path=path))
        self.readings = [reading for _, reading, _, _ in self.leaves]
        self.cases: list[tuple[Known, dict[str, frozenset]]] = []


class Verdict:
    """What follows of one line: statuses of all its norms, outcomes by jurisdiction, and each case with its own."""

    def __init__(self, judge: Judge, derivation: dict):
        self.judge, self.transfer = judge, judge.transfer
        self.cautious = derivation.get("mode") == "cautious"
        self.own = derivation.get("accompanying", {})
        self.disqualified: dict[str, str] = {}
        self.missing: dict[str, list[str]] = {}
        for norm in judge.exceptions:
            declared, self.missing[norm.iri] = judge.conditions_of(norm)
            if declared:
                self.disqualified[norm.iri] = declared
        self.shown: dict[str, set[str]] = {}
        self._statuses: dict[str, tuple[str, str | None]] = {}
        self._above: tuple[set[str], set[str]] | None = None
        self.factors: list[Factor] = []
        self.described: frozenset = EMPTY
        if self.cautious:
            self._cautiously()
        elif derivation.get("mode") == "cases":
            self._by_cases(derivation)
        else:
            raise Unreadable("the derivation is neither by cases nor cautious")

    def _by_cases(self, derivation: dict) -> None:
        judge = self.judge
        everything = frozenset(norm.iri for norm in judge.deciding)
        self.root = Factor(judge, everything - judge.loose, {}, "root")
        self.factors = [self.root]
        for number, factor in enumerate(derivation["factors"]):
            norms = frozenset(factor["norms"])
            self.factors.append(Factor(judge, norms, factor["tree"], f"factors[{number}].tree"))
        listed = [iri for factor in derivation["factors"] for iri in factor["norms"]]
        if sorted(listed) != sorted(judge.loose):
            raise Unreadable(f"the factors are not made of each undecided norm once: {short(sorted(judge.loose))}")
        seen: set = set()
        for factor in self.factors:
            keys = {key for known, *_ in factor.leaves for key in known.keys()}
            if keys & seen:
                raise Unreadable(f"two factors split on the same: {short(sorted(map(str, keys & seen)))}")
            seen |= keys
        self.home = {iri: factor for factor in self.factors for iri in factor.norms}
        self.described = frozenset(p for f in self.factors for reading in f.readings for p in reading.described)
        self._shown()
        for factor in self.factors:
            factor.cases = [(known, self.options(reading, factor)) for known, reading, _, _ in factor.leaves]
        self.possible = {code: frozenset({NOTHING}) for code in judge.line.jurisdictions}
        for factor in self.factors:
            for code in {code for _, options in factor.cases for code in options}:
                found = frozenset().union(*(options.get(code, {NOTHING}) for _, options in factor.cases))
                self.possible[code] = combined((self.possible.get(code, {NOTHING}), found))

    def home_of(self, norm: Norm) -> Factor:
        """Where it is decided what a norm rests on that is not decided itself."""
        needs = self.judge.needs(norm)
        for factor in self.factors:
            if needs <= factor.norms:
                return factor
        if not needs:
            return self.root
        raise Unreadable(f"{norm.iri} rests on norms that stand in several factors: {short(sorted(needs))}")

    def _shown(self) -> None:
        """An exception is shown for a provision if it holds wherever a control of the provision applies."""
        for exception in self.judge.exceptions:
            scope = self.judge.root_reading.scope.get(exception.iri)
            for provision in exception.defeats if scope is not False and exception.can_be_shown else ():
                controls = [n for n in self.judge.rules if n.provision == provision]
                if scope:
                    shown = any(r.applies[n.iri] for n in controls for r in self.home[n.iri].readings)
                else:
                    readings = self.home[exception.iri].readings
                    at_stake = [r for r in readings if any(r.applies[n.iri] for n in controls)]
                    shown = bool(at_stake) and all(r.scope[exception.iri] for r in at_stake)
                if shown:
                    self.shown.setdefault(exception.iri, set()).add(provision)

    def control(self, norm: Norm, reading: Reading) -> str:
        if reading.satisfied.get(norm.iri):
            return PERMITTED
        milder = [
            OPEN if self.missing[x.iri] else PERMITTED
            for x in self.judge.exceptions
            if norm.provision in self.shown.get(x.iri, ()) and x.iri not in self.disqualified
        ]
        return min(milder, key=SEVERITY.__getitem__) if milder else norm.effect

    def options(self, reading: Reading, factor: Factor) -> dict[str, frozenset]:
        """The outcomes that one case of a factor leaves in each jurisdiction: several only where a pointer may yield
        several."""
        parts: dict[str, list] = {}
        for norm in self.judge.askers:
            if norm.iri in factor.norms and reading.asked[norm.iri]:
                parts.setdefault(norm.jurisdiction, []).append({OPEN})
        for norm in self.judge.rules:
            if norm.iri in factor.norms and reading.applies[norm.iri]:
                yields = norm.may_yield if norm.kind == POINTER else {self.control(norm, reading)}
                parts.setdefault(norm.jurisdiction, []).append(yields)
        return {code: combined(sets) for code, sets in parts.items()}

    # The status of each norm.

    def status(self, norm: Norm) -> tuple[str, str | None]:
        """Its status and by what it is defeated. What does not apply for the sake of another rule alone, which applies
        or outranks it, is defeated by that rule; a pointer that gives way does not apply."""
        status, by = self._alone(norm)
        if status != NOT or not norm.foreclosed_by:
            return status, by
        by = next((iri for iri in norm.foreclosed_by if self._stands_above(iri)), None)
        if by is None or truth(norm.own, self.judge.root) is False:
            return NOT, None
        return (NOT if norm.kind == POINTER else DEFEATED), by

    def _stands_above(self, iri: str) -> bool:
        """Whether a rule applies, or a rank has an entry of the higher instrument that does."""
        if self._above is None:
            applying = [norm for norm in self.judge.concerned if self._alone(norm)[0] == APPLIES]
            describing = {norm.instrument for norm in applying if norm.kind == ENTRY}
            self._above = (
                {norm.iri for norm in applying},
                {rank.iri for rank in self.transfer.ranks.values() if rank.superior in describing},
            )
        return iri in self._above[0] or iri in self._above[1]

    def note(self, norm: Norm, by: str | None) -> str:
        """What a finding says of a rule that takes it away."""
        rank = self.transfer.ranks.get(by or "")
        return f"gives way: {rank.data.get('says')} ({rank.data.get('citation')})" if rank else ""

    def _alone(self, norm: Norm) -> tuple[str, str | None]:
        if norm.iri not in self._statuses:
            self._statuses[norm.iri] = self._status(norm)
        return self._statuses[norm.iri]

    def _status(self, norm: Norm) -> tuple[str, str | None]:
        judge = self.judge
        if norm.only_accompanies:
            return self._accompanying(norm), None
        if norm.iri not in judge.kept:
            return NOT, None
        if self.cautious:
            one = self.truths.get(norm.iri)
            if norm.kind == POINTER:
                return (DEPENDS if one is not False else self._not_declared(norm)), None
            if one is False and norm.kind == NORM:
                return self._not_declared(norm), None
            return {True: APPLIES, False: NOT, None: DEPENDS}[one], None
        if norm.kind == EXCEPTION:
            return self._exception(norm)
        readings = self.home[norm.iri].readings
        held = [(r.entries if norm.kind == ENTRY else r.applies)[norm.iri] for r in readings]
        if not any(held):
            return self._not_declared(norm), None
        if norm.kind == POINTER or not all(held):
            return DEPENDS, None
        if norm.kind == ENTRY:
            return APPLIES, None
        if all(r.satisfied.get(norm.iri) for r in readings):
            return SATISFIED, None
        ways = [
            x.iri for x in judge.exceptions
            if norm.provision in self.shown.get(x.iri, ()) and x.iri not in self.disqualified
        ]  # fmt: skip
        complete_first = min(ways, key=lambda iri: (bool(self.missing[iri]), iri)) if ways else None
        return (DEFEATED, complete_first) if ways else (APPLIES, None)

    def _not_declared(self, norm: Norm) -> str:
        if not self.transfer.unanswered(norm) or norm.kind not in (NORM, POINTER):
            return NOT
        if self.cautious:
            return DEPENDS
        factor = self.home[norm.iri] if norm.deciding else self.home_of(norm)
        asked = [reading.asked[norm.iri] for reading in factor.readings]
        if None in asked:
            raise Unreadable(f"the cases leave undecided whether what {norm.iri} asks for matters")
        return DEPENDS if any(asked) else NOT

    def _exception(self, norm: Norm) -> tuple[str, str | None]:
        scope = self.judge.root_reading.scope.get(norm.iri)
        if not norm.can_be_shown:
            at_stake = [r for r in self.home_of(norm).readings if self.judge.at_stake(norm, r)]
            holds = any(self._may_hold(norm, described) for described in {r.described for r in at_stake})
        elif scope is not None:
            controls = [n for n in self.judge.rules if n.provision in norm.defeats]
            holds = scope and any(r.applies[n.iri] for n in controls for r in self.home[n.iri].readings)
        else:
            readings = self.home[norm.iri].readings if norm.iri in self.home else []
            holds = any(r.scope[norm.iri] for r in readings if self.judge.at_stake(norm, r))
        if not holds:
            return NOT, None
        if norm.iri in self.disqualified:
            return DEFEATED, f"declarations.{self.disqualified[norm.iri]}"
        return (APPLIES if norm.can_be_shown and self.shown.get(norm.iri) else DEPENDS), None

    def _may_hold(self, norm: Norm, described: frozenset) -> bool:
        above = frozenset(p for provision in described for p in ancestors(provision))
        wide = frozenset(self.judge.line.targets)
        return truth(norm.condition, View(self.judge.line, Known(), {"describedBy": (above, EMPTY)}, wide)) is not False

    def _accompanying(self, norm: Norm) -> str:
        counts = norm.kind != EXCEPTION or norm.can_be_shown
        if self.cautious:
            one = self._accompanies_cautiously(norm)
            return {True: APPLIES if counts else DEPENDS, False: NOT, None: DEPENDS}[one]
        if self.judge.at_root(norm) is False:
            return self._not_declared(norm)
        held = list(self.judge.own_cases(norm, self.own.get(norm.iri), self.patterns(norm)))
        if not any(held):
            return self._not_declared(norm)
        return APPLIES if all(held) and counts else DEPENDS

    def patterns(self, norm: Norm) -> list[Reading]:
        """The ways in which the controls read that a norm accompanies, each once."""
        readings = self.home_of(norm).readings
        return list({(r.described, tuple(r.entries.items()), tuple(r.applies.items())): r for r in readings}.values())

    # The cautious reading: no cases, whatever is not told stays open.

    def _cautiously(self) -> None:
        judge, view = self.judge, self.judge.root
        self.truths: dict[str, bool | None] = {}
        for entry in judge.entries:
            self.truths[entry.iri] = self._truth(entry)
        for norm in (*judge.rules, *judge.exceptions):
            self.truths[norm.iri] = self._truth(norm)
        for x in judge.exceptions:
            if x.can_be_shown and truth(x.condition, view) is True:
                self.shown[x.iri] = set(x.defeats)
        parts: dict[str, list] = {code: [] for code in judge.line.jurisdictions}
        for norm in judge.rules:
            applies, asked = self.truths[norm.iri], self._asked_cautiously(norm)
            if asked is not False:
                parts.setdefault(norm.jurisdiction, []).append({OPEN} if asked else {OPEN, NOTHING})
            if applies is not False:
                outcomes = set(norm.may_yield) if norm.kind == POINTER else self._control_cautiously(norm)
                parts.setdefault(norm.jurisdiction, []).append(outcomes | (set() if applies else {NOTHING}))
        self.possible = {code: combined(sets) for code, sets in parts.items()}

    def _truth(self, norm: Norm) -> bool | None:
        found = [self.judge.at_root(norm)]
        if norm.kind in (ENTRY, NORM):
            found.append(True if norm.verified and norm.in_force is True else None)
        if norm.kind in (NORM, POINTER):
            found.append(self.judge.connects(norm, self.judge.root))
            if norm.provision in self.transfer.acting:
                found.append(some(self.truths[e.iri] for e in self.judge.under.get(norm.provision, ())))
        return every(found)

    def _asked_cautiously(self, norm: Norm) -> bool | None:
        missing, view = self.transfer.unanswered(norm), self.judge.root
        if not missing:
            return False
        tied = self.judge.connects(norm, view)
        words = frozenset(INDICATIONS[name] for name in missing if name in INDICATIONS)
        if tied is False or len(words) < len(missing):
            return tied
        all_made = truth(norm.condition, view.adding("endUseIndication", words))
        if tied and all_made is True and norm.provision not in self.transfer.acting:
            return True
        some_made = truth(norm.condition, view.adding("endUseIndication", EMPTY, words))
        return False if some_made is False else None

    def _control_cautiously(self, norm: Norm) -> set[str]:
        left = {norm.effect}
        for x in self.judge.exceptions:
            if norm.provision not in x.defeats or not x.can_be_shown or x.iri in self.disqualified:
                continue
            scope = self.judge.at_root(x)
            if scope is False:
                continue
            milder = OPEN if self.missing[x.iri] else PERMITTED
            excepted = {min(outcome, milder, key=SEVERITY.__getitem__) for outcome in left}
            left = excepted if scope else left | excepted
        licensed = self.judge.root.members("licensedProvision")[0]
        provisions = [norm.provision]
        if norm.provision in self.transfer.acting:
            provisions = [e.provision for e in self.judge.under.get(norm.provision, ())
                          if self.truths[e.iri] is not False]  # fmt: skip
        covered = [bool(licensed.intersection(ancestors(p))) for p in provisions]
        if norm.by_licence and any(covered):
            return {PERMITTED} if all(covered) else {PERMITTED, *left}
        return left

    def _accompanies_cautiously(self, norm: Norm) -> bool | None:
        judge = self.judge
        found = [judge.at_root(norm), judge.connects(norm, judge.root)]
        if norm.provision in self.transfer.acting:
            found.append(some(self.truths.get(e.iri, False) for e in self.transfer.entries
                              if norm.provision in e.controlled_under))  # fmt: skip
        elif norm.reviews:
            found.append(some(self.truths.get(n.iri, False) for n in self.transfer.rules
                              if n.kind == NORM and n.provision in norm.reviews))  # fmt: skip
        one = every(found)
        return None if one is False and self._asked_cautiously(norm) is not False else one


Joint = tuple[Known, "dict[str, frozenset]", Known]


def components(verdicts: list[Verdict]) -> list[list[Joint]] | None:
    """The factors of all lines joined where they share unknowns: for each group that shares none with the others its
    joint cases, as what is shared, the outcomes by jurisdiction, and one example. None where they are too many."""
    factors = [factor for verdict in verdicts for factor in verdict.factors]
    keys = [{key for known, _ in factor.cases for key in known.keys()} for factor in factors]
    groups: list[tuple[set, list[int]]] = []
    for number, mine in enumerate(keys):
        touching = [group for group in groups if group[0] & mine]
        groups = [group for group in groups if not group[0] & mine]
        groups.append((mine.union(*(g[0] for g in touching)), [*(n for g in touching for n in g[1]), number]))
    found = []
    for _, members in groups:
        shared = {key for i in members for j in members if i < j for key in keys[i] & keys[j]}
        joined = _join([factors[i] for i in members], shared)
        if joined is None:
            return None
        found.append(joined)
    return found


def _join(factors: list[Factor], shared: set) -> list[Joint] | None:
    joined: list[Joint] = [(Known(), {}, Known())]
    for factor in factors:
        own = {}
        for known, options in factor.cases:
            part = known.only(shared)
            own.setdefault((part.token(), frozenset(options.items())), (part, options, known))
        fresh: dict[tuple, Joint] = {}
        for (known, outcomes, example), (part, options, whole) in product(joined, own.values()):
            both = known.meet(part)
            if both is None:
                continue
            merged = {code: combined((outcomes.get(code, {NOTHING}), options.get(code, {NOTHING})))
                      for code in outcomes.keys() | options.keys()}  # fmt: skip
            key = both.token(), frozenset(merged.items())
            if key not in fresh:
                fresh[key] = both, merged, example.meet(whole)
            if len(fresh) > MAX_JOINED:
                return None
        joined = list(fresh.values())
    return joined


def overall_of(groups: list[list[Joint]]) -> frozenset:
    """The outcomes possible of the whole."""
    return combined(frozenset().union(*(combined(o.values()) for _, o, _ in joined)) for joined in groups)


def by_code(groups: list[list[Joint]], code: str) -> frozenset:
    """The outcomes possible in a jurisdiction."""
    return combined(frozenset().union(*(o.get(code, {NOTHING}) for _, o, _ in joined)) for joined in groups)


def settled(possible) -> dict:
    """The verdict that a set of possible outcomes allows."""
    ordered = sorted(possible or {NOTHING}, key=lambda outcome: -SEVERITY[outcome])
    if len(ordered) == 1 or set(ordered) <= {PERMITTED, NOTHING}:
        return {"outcome": ordered[0], "possible": [ordered[0]], "precaution": ordered[0]}
    return {"outcome": UNDETERMINED, "possible": ordered, "precaution": ordered[0]}


# A witness: one point, and what it yields.


def point_of(transfer: Transfer, assignment: list[dict]) -> Known:
    """The case in which what is named has one value each; Unreadable where that is not among what is open."""
    known = Known()
    for said in assignment:
        if "law" in said:
            norm = transfer.by_iri.get(said["law"])
            if norm is None or not norm.law_is_open:
                raise Unreadable(f"{short(said)} names no norm whose law is open")
            one = Known(law={norm.iri: said["holds"] is True})
        elif "member" in said:
            scope, term = said.get("item", ""), said["term"]
            lines = transfer.lines.values() if not scope else [transfer.lines[scope]] if scope in transfer.lines else []
            if (term in OF_THE_ITEM) != bool(scope) or not any(
                said["member"] in line.open.get(term, EMPTY) for line in lines
            ):
                raise Unreadable(f"{short(said)} is not open")
            values = {(scope, term): frozenset({said["member"]})}
            one = Known(yes=values) if said["holds"] is True else Known(no=values)
        else:
            line = transfer.lines.get(said.get("item"))
            span = line and line.spans.get(said.get("term"))
            if not span:
                raise Unreadable(f"{short(said)}: nothing is stated of it")
            if said.get("absent") is True:
                point = span.meet(span.but(absent="yes")) if span.absent == "perhaps" else None
            elif span.words is not None:
                point = span.meet(span.but(words=frozenset({said.get("value")}), absent="no"))
            else:
                value = number(said.get("value"))
                point = span.meet(span.but(lower=value, upper=value, absent="no"))
            if point is None:
                raise Unreadable(f"{short(said)} lies outside what is stated")
            one = Known(spans={(line.item, said["term"]): point})
        met = known.meet(one)
        if met is None:
            raise Unreadable(f"{short(said)} contradicts the rest")
        known = met
    return known


def outcomes_at(verdicts: list[Verdict], known: Known, answers: dict[str, str]) -> list[dict[str, str]]:
    """The outcome by jurisdiction of each line at a point, with the answers of the pointers that hold there."""
    found = []
    for verdict in verdicts:
        judge = verdict.judge
        reading = judge.read(known, judge.root_reading)
        for norm, what in judge.undecided(reading):
            raise Unreadable(f"the point leaves undecided whether {norm.iri} holds ({what})")
        parts: dict[str, list[str]] = {code: [] for code in verdict.possible}
        for norm in judge.askers:
            if norm.deciding and reading.asked[norm.iri]:
                parts.setdefault(norm.jurisdiction, []).append(OPEN)
        for norm in judge.rules:
            if not reading.applies[norm.iri]:
                continue
            if norm.kind == POINTER and answers.get(norm.iri) not in norm.may_yield:
                raise Unreadable(f"what {norm.iri} yields is not said, or is none of {', '.join(norm.may_yield)}")
            outcome = answers[norm.iri] if norm.kind == POINTER else verdict.control(norm, reading)
            parts.setdefault(norm.jurisdiction, []).append(outcome)
        found.append({code: most_severe(outcomes) for code, outcomes in parts.items()})
    return found


def shown_by(outcomes: list[dict[str, str]]) -> set[tuple[str, str]]:
    """What a point of all lines shows to be possible, as (of what, outcome): of the whole, of a jurisdiction."""
    codes = {code for one in outcomes for code in one}
    return {
        ("overall", most_severe(chain.from_iterable(one.values() for one in outcomes))),
        *((f"jurisdiction {code}", most_severe(one.get(code, NOTHING) for one in outcomes)) for code in codes),
    }


# The whole receipt.

HASHES = ("dossier", "lexicon", "norms", "normsInForce", "situation", "decision", "qgov")
# The part of a receipt that each of these is made over, where it stands in it.
HASHED = {"dossier": "dossier", "situation": "situation", "decision": "decision", "normsInForce": "norms"}


def transfer_of(receipt: dict, law: Law | None = None) -> Transfer:
    """Lines and norms of a receipt; ``law`` are the latter where the same norms were read before, for a day on which
    they stand alike. Unreadable where they are not in the form of a receipt."""
    try:
        day = day_of(receipt["decision"]["asOf"])
        transfer = Transfer(law or Law(receipt["norms"], day), receipt["situation"], day)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable(f"norms or situation are not in the form of a receipt: {_say(error)}") from None
    if not transfer.lines:
        raise Unreadable("the situation has no line")
    return transfer


def _say(error: Exception) -> str:
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)


def check(receipt: dict, norms_hash: str | None = None, hashes: dict[str, str] | None = None,
          transfer: Transfer | None = None) -> Faults:  # fmt: skip
    """Everything that a receipt claims, checked; the faults say what does not hold. ``hashes`` has those of its parts
    that are known, ``transfer`` is what ``transfer_of`` gives of it, where it was read before."""
    faults = Faults()
    try:
        faults.same("format", receipt.get("format"), FORMAT)
        check_hashes(receipt, faults, norms_hash, hashes or {})
        transfer = transfer or transfer_of(receipt)
        check_norms(receipt, transfer, faults)
        check_situation(receipt, transfer, faults)
        check_decision(receipt, transfer, faults)
    except Unreadable as error:
        faults.add("receipt", str(error))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, ArithmeticError) as error:
        faults.add("receipt", f"is not in the form of a receipt: {_say(error)}")
    except RecursionError:
        faults.add("receipt", "is nested too deeply")
    return faults


def check_hashes(receipt: dict, faults: Faults, norms_hash: str | None, known: dict[str, str]) -> None:
    hashes = receipt["receipt"]
    for name, part in HASHED.items():
        faults.same(f"receipt.{name} (hash)", hashes.get(name), known.get(part) or sha256(canonical(receipt[part])))
    parts = {name: value for name, value in hashes.items() if name != "sha256"}
    faults.same("receipt (names of the hashes)", sorted(parts), sorted(HASHES))
    faults.same("receipt.sha256 (hash over the hashes)", hashes.get("sha256"), sha256(canonical(parts)))
    right = {"format", "receipt", "dossier", "decision", "situation", "norms", "derivation"}
    if set(receipt) != right:
        faults.add("receipt", f"has other parts than {', '.join(sorted(right))}: {short(sorted(set(receipt) ^ right))}")
    if norms_hash is not None:
        faults.same("norms (known hash)", hashes.get("normsInForce"), norms_hash.lower().removeprefix("sha256:"))


def check_norms(receipt: dict, transfer: Transfer, faults: Faults) -> None:
    """The norms are those of the law date, each in force then and standing once."""
    document, decision = receipt["norms"], receipt["decision"]
    faults.same("norms.format", document.get("format"), NORMS_FORMAT)
    faults.same("norms.day (the law date)", document.get("day"), decision["asOf"])
    seen: set[str] = set()
    for norm in transfer.norms:
        if norm.in_force is False:
            faults.add(f"norms, {norm.iri}", f"stale norm: it is not in force on {transfer.day}")
        if norm.iri in seen:
            faults.add(f"norms, {norm.iri}", "stands twice")
        seen.add(norm.iri)
        if norm.kind == NORM and norm.effect not in (PROHIBITED, REQUIRED, "duty", "review-policy", FORECLOSURE):
            faults.add(f"norms, {norm.iri}", f"the effect {norm.effect!r} is none of a norm")
        if norm.kind == POINTER and not norm.may_yield:
            faults.add(f"norms, {norm.iri}", "a pointer names the outcomes it may yield")
    for data in receipt["situation"]["pointers"]:
        faults.same(f"situation.pointers, {data['iri']}, kind", data["kind"], POINTER)
    missing = {p for n in transfer.norms for p in n.controlled_under} - transfer.acting
    missing &= {n.provision for n in transfer.rules}
    if missing:
        faults.add("norms.actingOnEntries", f"leaves out {short(sorted(missing))}, under which entries are controlled")
    faults.same("norms.ranks (each once)", [data["iri"] for data in document["ranks"]], list(transfer.ranks))
    for rank in transfer.ranks.values():
        if not rank.holds(transfer.day):
            faults.add(f"norms.ranks, {rank.iri}", f"was not read, or does not hold on {transfer.day}")
    faults.found += transfer.of_the_day.faults().found
    for norm in transfer.made:
        faults.same(f"norms, {norm.iri}, foreclosedBy", norm.data.get("foreclosedBy"), None)
        if "ownCondition" in norm.data:
            faults.add(f"norms, {norm.iri}, ownCondition", "is given, but nothing forecloses the norm")


def check_defeat(law: Law, faults: Faults) -> None:
    """Every condition is the norm's own, cut by what forecloses or outranks it on the law date, and by nothing else."""
    named: dict[str, list[Norm]] = {}
    above: dict[str, list[Norm]] = {}
    names = {norm.iri: norm.names for norm in law.norms if norm.kind in (NORM, EXCEPTION)}
    for norm in law.norms:
        for name in names.get(norm.iri, ()):
            named.setdefault(name, []).append(norm)
    for norm in law.norms:
        if norm.effect == FORECLOSURE or (norm.kind == EXCEPTION and norm.reviews):
            check_accompanied(norm, named, faults)
            for provision in norm.defeats:
                above.setdefault(provision, []).append(norm)
    entries = [norm for norm in law.norms if norm.kind == ENTRY]
    described = {
        rank.iri: frozenset(e.provision for e in entries if rank.describes(e) and e.can_be_shown)
        for rank in law.ranks.values()
    }

    def rules_above(norm: Norm) -> list[Norm]:
        """What forecloses an exception, read or not; what opens a foreclosure again, where it was read."""
        if norm.effect == FORECLOSURE:
            found = [r for r in above.get(norm.provision, ()) if r.kind == EXCEPTION and r.can_be_shown]
        elif norm.kind == EXCEPTION:
            found = [r for name in names[norm.iri] for r in above.get(name, ()) if r.effect == FORECLOSURE]
        else:
            found = []
        return sorted({rule.iri: rule for rule in found}.values(), key=lambda rule: rule.iri) if found else found

    def cut(norm: Norm, below: tuple[str, ...] = ()) -> tuple:
        if norm.iri in below:
            raise Unreadable(f"norms, {norm.iri}: what defeats it is defeated by it")
        rules = rules_above(norm)
        if not rules:
            return norm.own
        return "all", (norm.own, *(("not", cut(rule, (*below, norm.iri))) for rule in rules))

    for norm in law.norms:
        by = [rule.iri for rule in rules_above(norm)]
        ranks = []
        if norm.kind != ENTRY:
            ranks = [r for r in law.ranks.values() if norm.provision in r.inferior and described[r.iri]]
            by += [rank.iri for rank in ranks]
        if norm.data.get("foreclosedBy") != (by or None):
            faults.same(f"norms, {norm.iri}, foreclosedBy", norm.data.get("foreclosedBy"), by or None)
        if ("ownCondition" in norm.data) != bool(by):
            what = "is missing" if by else "is given, but nothing forecloses the norm"
            faults.add(f"norms, {norm.iri}, ownCondition", what)
        elif by:
            right = cut(norm)
            for rank in ranks:
                right = "all", (right, ("not", ("has", "describedBy", described[rank.iri])))
            if flat(norm.condition) != flat(right):
                faults.add(f"norms, {norm.iri}, condition", f"is not its ownCondition cut by {', '.join(by)}")


def check_accompanied(norm: Norm, named: dict[str, list[Norm]], faults: Faults) -> None:
    """A rule about exceptions accompanies all controls, of the law date, that the exceptions below it defeat."""

    def targets(rule: Norm) -> list[Norm]:
        wanted = EXCEPTION if rule.effect == FORECLOSURE else NORM
        return [other for name in rule.defeats for other in named.get(name, ()) if other.kind == wanted]

    where = f"norms, {norm.iri}"
    if norm.kind == EXCEPTION and any(other.effect != FORECLOSURE for other in targets(norm)):
        faults.add(f"{where}, reviews", "are given, but it defeats more than foreclosures")
    waiting, seen, controls = [norm], {norm.iri}, []
    while waiting:
        for other in targets(waiting.pop()):
            if not other.defeats:
                controls.append(other)
            elif other.iri not in seen:
                seen.add(other.iri)
                waiting.append(other)
    for name, said, right in (
        ("reviews", norm.reviews, {control.provision for control in controls}),
        ("connectsBy", norm.connects_by, {factor for control in controls for factor in control.connects_by}),
    ):
        if right.difference(said):
            faults.add(f"{where}, {name}", f"leaves out {short(sorted(right.difference(said)))} of what it is about")


def conditions_of(paper: dict, norm: Norm) -> set[str]:
    """The conditions that a paper shows to whoever relies on an exception: an authorisation of its code and a safeguard
    of a type it rests on those that it says are met; a safeguard of any type what that type is made to show."""
    said, code, kind = set(paper.get("conditionsMet", ())), norm.data.get("authorisationCode"), paper.get("type")
    if kind == LICENCE:
        return set()
    if kind in PRIVILEGES:
        return said if code and paper.get("code") == code else set()
    if kind in SHOWN_TO_ALL:
        return (said & SHOWN_TO_ALL[kind]) | {kind}
    read = {v for leaf in leaves(norm.own) if leaf[1:2] == ("safeguardOnFile",) for v in leaf[2]}
    types = {CLAUSES if word.startswith(f"{CLAUSES}-") else word for word in read}
    named = kind == DEROGATION and code and cites(paper, code)
    return said | {kind} if named or kind in types.union(norm.data.get("conditionsOfUse", ())) else {kind}


def cites(paper: dict, code: str) -> bool:
    """Whether a derogation cites the ground of a code: its numbers and letters one after the other, as in 49, 1, b for
    Article 49(1)(b), or, for a paragraph alone, the code itself or its second subparagraph."""
    reference = str(paper.get("reference") or "").strip()
    if reference == code:
        return True
    wanted, stated = ([part.lower() for part in CITED.findall(text)] for text in (code.partition(":")[2], reference))
    starts = range(len(stated) - len(wanted) + 1)
    return any(stated[start : start + len(wanted)] == wanted for start in starts)


def covers_line(paper: dict, transfer: Transfer, line: Line) -> bool:
    """Whether a paper is for a line: a privilege that says what it covers has to cover every entry that may describe
    the item, of the lists that it speaks of; what none describes it is for only where it speaks of no entry."""
    covers = set(paper.get("covers") or ())
    if paper.get("type") not in PRIVILEGES or not covers:
        return True
    lists = {provision.partition(":")[0] for provision in covers}
    view = transfer.widest(line)
    listed = [entry for entry in transfer.entries if entry.provision.partition(":")[0] in lists]
    perhaps = [entry for entry in listed if truth(entry.condition, view) is not False]
    if not perhaps:
        return covers.isdisjoint(above for entry in listed for above in ancestors(entry.provision))
    return not any(covers.isdisjoint(ancestors(entry.provision)) for entry in perhaps)


def check_situation(receipt: dict, transfer: Transfer, faults: Faults) -> None:
    """What the situation says and the dossier says too is the same; everything else of it is believed."""
    dossier, situation = receipt["dossier"], receipt["situation"]
    faults.same("situation.date", situation["date"], dossier["date"])
    faults.same("situation.lines (items)", [line["item"] for line in situation["lines"]],
                [item["id"] for item in dossier["items"]])  # fmt: skip
    declared = dossier.get("declarations", {})
    for name, value in transfer.declared.items():
        faults.same(f"situation.declarations.{name}", value, declared.get(name))
    faults.same("situation.declarations", sorted(transfer.declared), sorted([*INDICATIONS, "partiesScreened"]))
    held = [a for a in dossier.get("authorisations", []) if isinstance(a, dict)]
    covered = {p for a in held if a.get("type") == "licence" for p in a.get("covers", ())}
    safeguards = [s for s in dossier.get("safeguards", []) if isinstance(s, dict)]
    counting = {line.item: [a for a in held if covers_line(a, transfer, line)] for line in transfer.lines.values()}
    for line in transfer.lines.values():
        for iri, words in transfer.on_file_of(line).items():
            norm, where = transfer.by_iri.get(iri), f"situation.conditionsOnFile.{iri}"
            if norm is None or norm.kind != EXCEPTION:
                faults.add(where, "is no exception in force")
                continue
            shown = {word for paper in (*counting[line.item], *safeguards) for word in conditions_of(paper, norm)}
            shown.add(EACH_RECIPIENT)  # who needs a safeguard is read from tables of findings, and believed
            for word in words:
                if word not in shown:
                    faults.add(where, f"unmet: no paper in the dossier shows {word} for it")
    for line in transfer.lines.values():
        where = f"situation.lines, {line.item}"
        for term, span in line.spans.items():
            if span.lower is not None and span.upper is not None and span.lower > span.upper:
                faults.add(f"{where}, {term}", "the interval ends before it begins")
        faults.same(f"{where}, transferType", sorted(line.members.get("transferType", ())), [dossier["type"]])
        for provision in sorted(line.members.get("licensedProvision", EMPTY) - covered):
            faults.add(f"{where}, licensedProvision", f"unmet: no licence in the dossier covers {provision}")
        relied = {a.get("code") for a in counting[line.item]}
        cited = [s for s in safeguards if s.get("type") == DEROGATION]
        for code in line.members.get("claimedPrivilege", EMPTY) - relied:
            if any(cites(paper, code) for paper in cited):
                continue
            faults.add(f"{where}, claimedPrivilege", f"unmet: the dossier relies on no {code}")
        met = {f"{a.get('code')}:{word}" for a in counting[line.item] for word in a.get("conditionsMet", ())}
        for condition in line.members.get("conditionShown", EMPTY) - met:
            faults.add(f"{where}, conditionShown", f"unmet: no paper in the dossier shows {condition}")


def each_once(where: str, rows: list[dict], key: str, faults: Faults) -> dict:
    """Rows by what names them; a name that stands twice is a fault, since one row would hide the other."""
    found: dict = {}
    for row in rows:
        if row[key] in found:
            faults.add(where, f"{short(row[key])} stands twice")
        found[row[key]] = row
    return found


def check_decision(receipt: dict, transfer: Transfer, faults: Faults) -> None:
    decision, derivation = receipt["decision"], receipt["derivation"]
    faults.same("decision.dossier", decision["dossier"], name_of(receipt["dossier"]))
    faults.same("derivation.lines", sorted(derivation["lines"]), sorted(transfer.lines))
    verdicts = []
    said = each_once("decision.lines", decision["lines"], "item", faults)
    faults.same("decision.lines", list(said), list(transfer.lines))
    for item, line in transfer.lines.items():
        where = f"derivation.lines.{item}"
        try:
            verdict = Verdict(transfer.judge(line), derivation["lines"][item])
        except Unreadable as error:
            raise Unreadable(f"{where}: {error}") from None
        verdicts.append(verdict)
        if verdict.cautious:
            faults.notes.append(f"{item}: too much is unknown to try every case; the cautious reading was used")
        check_cases(where, verdict, derivation["lines"][item], said.get(item, {}), faults)
    check_findings(decision, verdicts, faults)
    check_conflicts(decision, receipt["situation"]["incompatible"], verdicts, faults)
    check_why_not(decision["whyNot"], verdicts, faults)
    check_whole(decision, derivation["whole"], verdicts, faults)
    check_rest(receipt, transfer, faults)


def name_of(dossier: dict) -> object:
    """Its id; one that gives none goes by the hash of what it says."""
    return dossier["id"] if "id" in dossier else f"urn:sha256:{sha256(canonical(dossier))}"


def check_cases(where: str, verdict: Verdict, derivation: dict, said: dict, faults: Faults) -> None:
    """The outcome of one line, the outcome in each of its cases, and the witnesses of what is possible."""
    line = verdict.judge.line.item
    if verdict.cautious:
        right = combined(verdict.possible.values())
        faults.same(f"{where} (parts)", sorted(derivation), ["mode"])
    else:
        right = overall_of(components([verdict]) or [])
        faults.same(f"{where} (parts)", sorted(derivation), ["accompanying", "factors", "mode", "witnesses"])
        for factor in verdict.factors[1:]:
            for (_, options), (_, _, leaf, path) in zip(factor.cases, factor.leaves, strict=True):
                faults.same(f"{where}.{path} (outcomes)", leaf, {"outcomes": {
                    code: sorted(found, key=lambda o: -SEVERITY[o]) for code, found in options.items()}})  # fmt: skip
        for number, factor in enumerate(derivation["factors"]):
            faults.same(f"{where}.factors[{number}] (parts)", sorted(factor), ["norms", "tree"])
        read = {norm.iri for norm in verdict.judge.concerned if norm.only_accompanies}
        if set(derivation["accompanying"]) - read:
            faults.add(f"{where}.accompanying", "names what is no duty or policy of this line")
        shown = set()
        for number, witness in enumerate(derivation["witnesses"]):
            for one in _witnessed(f"{where}.witnesses[{number}]", [verdict], witness, faults):
                shown.add(most_severe(one.values()))
        for outcome in sorted(right - shown):
            faults.add(f"{where}.witnesses", f"no witness shows that {outcome} is possible")
    faults.same(f"decision.lines, {line}", {name: said.get(name) for name in ("outcome", "possible", "precaution")},
                settled(right))  # fmt: skip


def _witnessed(where: str, verdicts: list[Verdict], witness: dict, faults: Faults) -> list[dict[str, str]]:
    try:
        known = point_of(verdicts[0].transfer, witness["assignment"])
        found = outcomes_at(verdicts, known, witness["pointers"])
        readings = [(verdict.judge, verdict.judge.read(known, verdict.judge.root_reading)) for verdict in verdicts]
        active = {n.iri for judge, r in readings for n in judge.rules if n.kind == POINTER and r.applies[n.iri]}
        faults.same(f"{where}.pointers", sorted(witness["pointers"]), sorted(active))
        faults.same(f"{where} (parts)", sorted(witness), ["assignment", "pointers"])
        return found
    except Unreadable as error:
        faults.add(where, str(error))
    except (KeyError, TypeError, AttributeError) as error:
        faults.add(where, f"is no witness: {_say(error)}")
    return []


def check_whole(decision: dict, derivation: dict, verdicts: list[Verdict], faults: Faults) -> None:
    """The outcome of the whole and of each jurisdiction, and the witnesses of what is possible of them."""
    mode = derivation.get("mode")
    codes = {code for verdict in verdicts for code in verdict.possible}
    shown: set[tuple[str, str]] | None = None
    if mode == "joint":
        groups = None if any(verdict.cautious for verdict in verdicts) else components(verdicts)
        if groups is None:
            faults.add("derivation.whole", "the cases of all lines cannot be joined")
            return
        overall, each = overall_of(groups), {code: by_code(groups, code) for code in codes}
        shown = set()
        for number, witness in enumerate(derivation["witnesses"]):
            found = _witnessed(f"derivation.whole.witnesses[{number}]", verdicts, witness, faults)
            shown |= shown_by(found) if found else set()
    elif mode == "independent":
        faults.notes.append("the lines were combined as if what they share were unknown for each alone")
        overall = combined(options for verdict in verdicts for options in verdict.possible.values())
        each = {code: combined(v.possible.get(code, {NOTHING}) for v in verdicts) for code in codes}
    else:
        raise Unreadable("derivation.whole: the mode is neither joint nor independent")
    faults.same("derivation.whole (parts)", sorted(derivation), ["mode", "witnesses"] if mode == "joint" else ["mode"])
    verdict = ("outcome", "possible", "precaution")
    faults.same("decision (overall)", {name: decision.get(name) for name in verdict}, settled(overall))
    told = each_once("decision.jurisdictions", decision["jurisdictions"], "code", faults)
    said = {code: {name: one.get(name) for name in verdict} for code, one in told.items()}
    for code in sorted(codes | set(said)):
        right = settled(each[code]) if code in each else None
        faults.same(f"decision.jurisdictions, {code}", said.get(code), right)
    if shown is not None:
        wanted = {("overall", o) for o in overall} | {(f"jurisdiction {c}", o) for c, os in each.items() for o in os}
        for what, outcome in sorted(wanted - shown):
            faults.add("derivation.whole.witnesses", f"no witness shows that {outcome} is possible ({what})")


# Findings.


def check_findings(decision: dict, verdicts: list[Verdict], faults: Faults) -> None:
    """One finding for every norm that concerns a line, none missing and none besides, each as it follows."""
    said: dict[tuple[str, str], dict] = {}
    for finding in decision["findings"]:
        key = finding["line"], finding["norm"]
        if key in said:
            faults.add(f"decision.findings, {key[0]}, {key[1]}", "stands twice")
        said[key] = finding
    shown, right = list(said), []
    for verdict in verdicts:
        item = verdict.judge.line.item
        right += [(item, norm.iri) for norm in verdict.judge.ordered]
        for norm in verdict.judge.concerned:
            finding = said.pop((item, norm.iri), None)
            where = f"decision.findings, {item}, {norm.iri}"
            if finding is None:
                faults.add(where, f"missing finding: the norm concerns the line ({verdict.status(norm)[0]})")
            else:
                check_finding(where, finding, norm, verdict, faults)
    for item, iri in said:
        faults.add(f"decision.findings, {item}, {iri}", "a finding of a norm that does not concern the line")
    if shown != right and sorted(shown) == sorted(right):
        misplaced = next(one for one, other in zip(shown, right, strict=True) if one != other)
        faults.add(f"decision.findings, {', '.join(misplaced)}", "stands out of order")


def in_order(norms: list[Norm]) -> list[Norm]:
    """The order of the findings of a line."""
    return sorted(norms, key=lambda n: (n.jurisdiction, ORDER[n.kind], n.effect, n.provision, n.iri))


def check_conflicts(decision: dict, table: list[dict], verdicts: list[Verdict], faults: Faults) -> None:
    """What one law demands for a line and another forbids, where both bind or may bind."""
    found: dict[tuple[str, str, str], dict] = {}
    for verdict in verdicts:
        binding = [(norm, verdict.status(norm)[0]) for norm in verdict.judge.ordered if binds(norm)]
        standing = [(norm, status) for norm, status in binding if status in (APPLIES, DEPENDS)]
        for row in table:
            against = frozenset(row["measures"])
            duties = [(norm, status) for norm, status in standing if norm.provision == row["duty"]]
            for (duty, one), (measure, other) in product(duties, standing):
                if measure.jurisdiction == duty.jurisdiction:
                    continue
                if against.isdisjoint((measure.provision, *(f"{above}*" for above in ancestors(measure.provision)))):
                    continue
                conflict = found.setdefault((row["id"], duty.provision, measure.provision), {
                    "between": [duty.provision, measure.provision],
                    "jurisdictions": [duty.jurisdiction, measure.jurisdiction], "lines": [], "certain": False,
                    **{name: row[name] for name in ("what", "resolution", "citation")},
                })  # fmt: skip
                if verdict.judge.line.item not in conflict["lines"]:
                    conflict["lines"] = sorted([*conflict["lines"], verdict.judge.line.item])
                sure = one == other == APPLIES and duty.can_be_shown and measure.can_be_shown
                conflict["certain"] |= row["verified"] is True and sure
    faults.same("decision.conflicts", decision["conflicts"], [found[key] for key in sorted(found)])


def check_why_not(told: list[dict], verdicts: list[Verdict], faults: Faults) -> None:
    """Which controls stand on a line, which exceptions there are to them, and what these lack; which part of their
    conditions fails is believed. Nothing is told where no explanation was asked for."""
    right: dict[str, dict[str, dict]] = {}
    for verdict in verdicts if told else ():
        judge, found, standing = verdict.judge, {}, set()
        for norm in judge.concerned:
            status = verdict.status(norm)[0] if norm.kind == NORM and norm.deciding else None
            if status in (APPLIES, DEPENDS):
                found[norm.iri] = {"provision": norm.provision, "effect": norm.effect, "status": status}
                standing.add(norm.provision)
        if not found:
            continue
        for norm in judge.concerned:
            if norm.kind == EXCEPTION and not norm.defeats.isdisjoint(standing):
                declared, missing = judge.conditions_of(norm)
                found[norm.iri] = {
                    "exception": norm.provision, "code": norm.data.get("authorisationCode"), "notOnFile": missing,
                    "defeats": sorted(norm.defeats & standing),
                    "barred": bool(declared) or not norm.can_be_shown,
                }  # fmt: skip
        right[judge.line.item] = found
    said: dict[str, dict[str, dict]] = {}
    for item, one in each_once("decision.whyNot", told, "line", faults).items():
        found, where = {}, f"decision.whyNot, {item}"
        said[item] = found
        for iri, control in each_once(f"{where}, controls", one["controls"], "norm", faults).items():
            found[iri] = {name: control.get(name) for name in ("provision", "effect", "status")}
        for iri, way in each_once(f"{where}, exceptions", one["exceptions"], "norm", faults).items():
            found[iri] = {name: way.get(name) for name in ("exception", "code", "notOnFile")}
            found[iri] |= {"defeats": sorted(set(way["defeats"])), "barred": "barred" in way}
    faults.same("decision.whyNot (lines)", list(said), list(right))
    for item in said.keys() & right.keys():
        for iri in sorted(said[item].keys() | right[item].keys()):
            faults.same(f"decision.whyNot, {item}, {iri}", said[item].get(iri), right[item].get(iri))


def binds(norm: Norm) -> bool:
    """Whether a norm demands or forbids something where it applies."""
    return norm.kind == POINTER or (norm.kind == NORM and norm.effect in (PROHIBITED, REQUIRED, "duty"))


def check_finding(where: str, finding: dict, norm: Norm, verdict: Verdict, faults: Faults) -> None:
    status, by = verdict.status(norm)
    if finding.get("status") != status:
        defeated = DEFEATED in (status, finding.get("status")) or norm.kind == EXCEPTION
        hint = " (an exception that is not met does not help)" if defeated else ""
        faults.add(f"{where}, status", f"says {short(finding.get('status'))}, but it is {short(status)}{hint}")
    if by in norm.foreclosed_by:
        faults.same(f"{where}, note", finding.get("note", ""), verdict.note(norm, by))
    missing = verdict.missing.get(norm.iri) if norm.kind == EXCEPTION and finding.get("status") == APPLIES else None
    data = norm.data
    faults.all_same(where, finding, {
        "defeatedBy": by, "verified": norm.can_be_shown, "provision": data.get("provision"),
        "jurisdiction": data.get("jurisdiction"), "effect": data.get("effect"), "label": data.get("label"),
        "citation": data.get("citation"), "policy": data.get("policy"), "mayYield": data.get("mayYield") or None,
        "missing": missing or None,
    })  # fmt: skip
    check_reasons(where, finding["because"], norm, verdict, faults)


def printed(value: Decimal) -> dict:
    """A number as a printed decision has it: whole, or the double nearest to it."""
    whole = value == value.to_integral_value() and abs(value) < 2**53
    shortest = Decimal(int(value)) if whole else Decimal(repr(float(value)))
    return {"@decimal": format(shortest.normalize(), "f")}


def shown_number(value: Decimal) -> str:
    """A decimal as people write it: six digits, where it has more."""
    value = Decimal(f"{value:.6g}").normalize() if len(value.normalize().as_tuple().digits) > 6 and value % 1 else value
    if value and abs(value) < Decimal("0.0001"):
        return f"{value.normalize():e}".replace("E", "e")
    return format(value.normalize(), "f")


def unfolded(condition: tuple) -> tuple:
    """The leaves that a condition asserts of every line, and the choices it offers, in reading order; none of what it
    negates."""
    if condition[0] == "all":
        return tuple([step for part in condition[1] for step in unfolded(part)])
    return () if condition[0] in ("not", "is", "always") else (condition,)


def asserted(steps: tuple, view: View) -> list[tuple]:
    """The leaves that are asserted: of alternatives those that hold where one does."""
    found = []
    for step in steps:
        if step[0] == "any":
            for part in [part for part in step[1] if truth(part, view) is True] or step[1]:
                found += asserted(unfolded(part), view)
        else:
            found.append(step)
    return found


def check_reasons(where: str, because: list[dict], norm: Norm, verdict: Verdict, faults: Faults) -> None:
    """The facts that a finding rests on: the bounds are those of the norm, the values those of the line."""
    line = verdict.judge.line
    right = [
        leaf for leaf in asserted(norm.steps, verdict.judge.stated)
        if leaf[0] in ("has", "every") or (leaf[0] in ("number", "word") and leaf[1] in line.spans)
    ]  # fmt: skip
    listed, under = norm.kind == NORM, []
    if listed:
        under = [p for p in sorted(verdict.described) if norm.provision in verdict.judge.listed_under.get(p, EMPTY)]
        listed = bool(under)
    terms = [leaf[1] for leaf in right] + (["describedBy"] if listed else [])
    if [reason.get("term") for reason in because] != terms:
        faults.add(f"{where}, because", f"rests on {short([r.get('term') for r in because])}, but it is {short(terms)}")
        return
    for leaf, reason in zip(right, because, strict=False):
        place = f"{where}, because {leaf[1]}"
        if leaf[0] in ("has", "every"):
            _check_set(place, leaf, reason, verdict, faults)
        else:
            _check_fact(place, leaf, reason, verdict.judge.stated, faults)
    if listed:
        licensed = line.members.get("licensedProvision", EMPTY)
        covered = [p for p in under if licensed.intersection(ancestors(p))]
        faults.same(f"{where}, because describedBy", because[-1],
                    {"term": "describedBy", "value": under, "licensed": covered, "met": "met"})  # fmt: skip


_MET = {True: "met", False: "not met", None: "unknown"}
_MET_BY_SET = {True: ("met",), False: ("not met",), None: ("met", "not met", "open")}


def _check_set(place: str, leaf: tuple, reason: dict, verdict: Verdict, faults: Faults) -> None:
    right = _sorted.get(leaf[2])
    if right is None:
        right = _sorted[leaf[2]] = sorted(leaf[2])
    if reason.get("oneOf") != right:
        faults.same(f"{place}, threshold", reason.get("oneOf"), right)
    met = _MET_BY_SET[truth(leaf, verdict.judge.root)]
    if reason.get("met") not in met:
        faults.same(f"{place}, met", reason.get("met"), met[0])
    line, term = verdict.judge.line, leaf[1]
    certain, perhaps = line.members.get(term, EMPTY), line.open.get(term, EMPTY)
    said = frozenset(reason["value"])
    if certain - said:
        faults.add(f"{place}, value", f"leaves out {short(sorted(certain - said))}")
    if term not in verdict.judge.root.wide and said - certain - perhaps:
        faults.add(f"{place}, value", f"names {short(sorted(said - certain - perhaps))}, which the line does not have")


def _check_fact(place: str, leaf: tuple, reason: dict, view: View, faults: Faults) -> None:
    line = view.line
    stated, span, is_day = line.data["spans"][leaf[1]], line.spans[leaf[1]], line.data["spans"][leaf[1]].get("day")
    known = not stated.get("unknown")
    estimate = number(stated["estimate"]) if "estimate" in stated else None

    def say(value: Decimal | None) -> object:
        if value is None:
            return None
        return date.fromordinal(int(value)).isoformat() if is_day else printed(value)

    right: dict = {"term": leaf[1]}
    if span.words is not None:
        words = sorted(span.words)
        right |= {"value": words[0] if len(words) == 1 else words}
        right["threshold"] = reason.get("threshold") if leaf[0] == "word" else ""
        if leaf[0] == "word" and sorted(str(reason.get("threshold")).split(" or ")) != sorted(leaf[2]):
            right["threshold"] = " or ".join(sorted(leaf[2]))
    elif known and span.lower is not None and span.lower == span.upper:
        right["value"] = say(span.lower)
    else:
        right |= {"lower": say(span.lower), "upper": say(span.upper)}
        if known and estimate is not None:
            right["value"] = say(estimate)
    if leaf[0] == "number":
        right["threshold"] = _threshold(leaf, is_day)
        value = estimate if estimate is not None else span.lower if span.lower == span.upper else None
        if value is not None and known:
            low, high = (end and end[0] for end in leaf[2:])
            margins = [value - low] if low is not None else []
            margins += [high - value] if high is not None else []
            bounds = [end for end in (low, high) if end is not None]
            nearest = min(bounds, key=lambda bound: abs(bound - value))
            right |= {"margin": printed(min(margins)), "bound": say(nearest)}
    right["met"] = _MET[truth(leaf, view)]
    right["unit"] = "d" if is_day else stated["unit"]
    if not is_day:
        right |= {"basis": stated["basis"], "asDeclared": stated["asDeclared"], "known": None if known else False}
    for name, value in right.items():
        said = reason.get(name)
        if said == value:
            continue
        if name == "bound" and reason.get("threshold") == right["threshold"]:
            low, high = (end and end[0] for end in leaf[2:])
            if said in (say(low), say(high)):
                continue  # two bounds equally near
        faults.same(f"{place}, {name}", said, value)


def _threshold(leaf: tuple, is_day: bool) -> str:
    def say(value: Decimal) -> str:
        return date.fromordinal(int(value)).isoformat() if is_day else shown_number(value)

    parts = []
    if leaf[2] is not None:
        parts.append(f"{'above' if leaf[2][1] else 'from'} {say(leaf[2][0])}")
    if leaf[3] is not None:
        parts.append(f"{'below' if leaf[3][1] else 'at most'} {say(leaf[3][0])}")
    return ", ".join(parts)


def unused(findings: list[dict], transfer: Transfer) -> set[tuple[str, str]]:
    """Exceptions with conditions not on file that nobody needs: each control that they defeat is licensed, or defeated
    by what has none open. By line and IRI."""
    known = [(f, transfer.by_iri[f["norm"]]) for f in findings if f["norm"] in transfer.by_iri]
    lacking = {(f["line"], norm.iri): norm for f, norm in known if f.get("missing") and norm.kind == EXCEPTION}
    settled: dict[tuple[str, str], bool] = {}
    for f, norm in known:
        status = f.get("status")
        if norm.kind == EXCEPTION or status == NOT:
            continue
        free = status == SATISFIED or (status == DEFEATED and (f["line"], f.get("defeatedBy")) not in lacking)
        settled[f["line"], norm.provision] = settled.get((f["line"], norm.provision), True) and free
    found = set()
    for (line, iri), norm in lacking.items():
        reached = [settled[line, p] for p in norm.defeats if (line, p) in settled]
        if reached and all(reached):
            found.add((line, iri))
    return found


def check_rest(receipt: dict, transfer: Transfer, faults: Faults) -> None:
    """The duties that follow, what is not modelled, and law that is stale on the law date."""
    decision, duties = receipt["decision"], []
    idle = unused(decision["findings"], transfer)
    for finding in decision["findings"]:
        norm = transfer.by_iri.get(finding["norm"])
        if norm is None or finding.get("status") != APPLIES or norm.kind not in (NORM, EXCEPTION):
            continue
        if (finding["line"], norm.iri) in idle:
            continue
        for text in norm.data.get("duties", ()):
            who, what, by = (part.strip() for part in text.split(" | "))
            duty = {"who": who, "what": what, "byWhen": by, "provision": norm.provision, "item": finding["line"]}
            if duty not in duties:
                duties.append(duty)
    faults.same("decision.duties", decision["duties"], duties)
    for finding in decision["findings"]:
        norm = transfer.by_iri.get(finding["norm"])
        if norm is not None and norm.kind == POINTER and finding.get("status") != NOT:
            text = f"{norm.provision}: {norm.data.get('label')}"
            if text not in decision["notModelled"]:
                faults.add("decision.notModelled", f"leaves out {short(text)}")
        if norm is not None and norm.kind == EXCEPTION and finding.get("status") == DEPENDS:
            text = f"{norm.provision}: {norm.data.get('label')} (not shown)"
            if text not in decision["notModelled"]:
                faults.add("decision.notModelled", f"leaves out {short(text)}")
    for code, vintage in decision["vintage"].items():
        if transfer.day > day_of(vintage["staleAfter"]):
            faults.notes.append(f"the law of {code} was read as of {vintage['textAsOf']}, stale for {transfer.day}")


# The command.


def verify(content: bytes, *, trust: str | None = None, known_hash: str | None = None,
           norms_hash: str | None = None, reformatted: bool = False) -> tuple[dict, Faults]:  # fmt: skip
    """Check the bytes of a receipt, packed or not, signed or not. Raises Unreadable where they are no receipt."""
    text = unpack(content)
    data, exactly, whole, parts = parse(text)
    if not isinstance(data, dict):
        raise Unreadable(f"{NO_RECEIPT}: it is no JSON object")
    signed, receipt = "credentialSubject" in data, receipt_in(data)
    if receipt is None or "format" not in receipt:
        raise Unreadable("no receipt of qgov in it; `qgov decide --receipt FILE` writes one")
    faults = Faults()
    if signed and not reformatted and not exactly:
        faults.add("file", "is not in canonical form (RFC 8785): it was written anew or tampered with"
                   " (--reformatted allows another layout)")  # fmt: skip
    if known_hash is not None:
        check_known_hash(canonical(data).encode() if reformatted else text, receipt, known_hash, faults)
    if signed:
        check_proof(data, faults, trust, whole, fits=ed25519_verify)
        check_credential(data, receipt, faults)
    elif trust is not None:
        faults.add("proof", "the receipt is not signed, but a key to trust was given")
    found = check(receipt, norms_hash, {part: sha256(parts[part]) for part in HASHED.values() if part in parts})
    faults.found += found.found
    faults.notes += found.notes
    return receipt, faults


def check_known_hash(text: bytes, receipt: dict, known_hash: str, faults: Faults) -> None:
    """The bytes have the known hash, or the decision in them has."""
    wanted = known_hash.lower().removeprefix("sha256:")
    hashes = receipt.get("receipt")
    if isinstance(hashes, dict) and hashes.get("sha256") == wanted:
        faults.notes.append("the known hash is that of the decision; it binds all but the derivation")
    else:
        faults.same("file (known hash)", sha256(text), wanted)


def check_credential(data: dict, receipt: dict, faults: Faults) -> None:
    """The envelope says the same as the receipt in it."""
    if as_list(data.get("@context"))[:1] != ["https://www.w3.org/ns/credentials/v2"]:
        faults.add("@context", "does not begin with https://www.w3.org/ns/credentials/v2")
    if "VerifiableCredential" not in as_list(data.get("type")):
        faults.add("type", "does not name VerifiableCredential")
    subject, dossier, decision = data["credentialSubject"], receipt.get("dossier"), receipt.get("decision")
    if not isinstance(dossier, dict) or not isinstance(decision, dict):
        faults.add("credentialSubject.receipt", "its dossier or its decision is no object")
        return
    faults.same("credentialSubject.id", subject.get("id"), name_of(dossier))
    for name in ("outcome", "asOf"):
        faults.same(f"credentialSubject.{name}", subject.get(name), decision.get(name))


def read(path: str) -> bytes:
    """All of a file, or of stdin where the path is "-". Unreadable where it cannot be read, or is too large."""
    try:
        if path == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with open(path, "rb") as handle:
                content = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"cannot read {path}: {error.strerror}") from None
    if len(content) > MAX_BYTES:
        raise Unreadable(TOO_LARGE)
    return content


def key_in(given: str) -> str:
    """The key that an option names: itself, or what stands in a file."""
    if not re.fullmatch("(did:key:)?z[0-9A-Za-z]+|[0-9a-fA-F]{64}", given):
        given = read(given).decode("utf-8", "replace").strip()
    key_bytes(given)
    return given


def add_options(parser) -> None:
    """Add to an argparse.ArgumentParser what ``run`` reads."""
    for name, metavar, what in (
        ("receipt", "RECEIPT", "a receipt as JSON, also packed by gzip; - reads stdin"),
        ("--trust", "KEY", "the key that must have signed: did:key:..., or a file with it"),
        ("--hash", "H", "the SHA-256 that you know of the receipt, or of the decision in it"),
        ("--norms-hash", "H", "the SHA-256 that you know of the norms in force (qgov norms --document --at DATE)"),
    ):
        parser.add_argument(name, metavar=metavar, help=what)
    parser.add_argument("--reformatted", action="store_true", help="accept a signed receipt in another layout")


def asked_by(arguments: list[str]) -> object:
    """What a command line asks for, as ``run`` reads it."""
    if len(arguments) == 1 and (arguments[0] == "-" or not arguments[0].startswith("-")):
        return SimpleNamespace(receipt=arguments[0], trust=None, hash=None, norms_hash=None, reformatted=False)
    import argparse  # a tenth of what a receipt takes to check, so it is loaded for options alone

    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=ABOUT, epilog=HELP, formatter_class=raw)
    add_options(parser)
    return parser.parse_args(arguments)


def run(given) -> int:
    """Check the receipt that the options name, say what was found, and give the exit code. ``given`` gets what was
    read as ``read``: a process that ends keeps it, since taking it apart piece by piece takes time."""
    collecting = gc.isenabled()
    gc.disable()  # what is read stays in use until the end, so nothing of it is looked through in vain
    try:
        trust = key_in(given.trust) if given.trust else None
        receipt, faults = verify(read(given.receipt), trust=trust, known_hash=given.hash, norms_hash=given.norms_hash,
                                 reformatted=given.reformatted)  # fmt: skip
        given.read = receipt
    except Unreadable as error:
        print(f"verify: {error}", file=sys.stderr)
        return 2
    except RecursionError:
        print(f"verify: {NO_RECEIPT}: {TOO_DEEP}", file=sys.stderr)
        return 2
    except MemoryError:
        print("verify: the receipt needs more memory than there is", file=sys.stderr)
        return 2
    finally:
        if collecting:
            gc.enable()
    for fault in faults.found:
        print(f"WRONG  {fault}")
    for note in faults.notes:
        print(f"note   {note}")
    if faults.found:
        print(f"The receipt does not hold: {len(faults.found)} fault(s).")
        return 1
    hashes, decision = receipt["receipt"], receipt["decision"]
    print(f"The receipt holds: {decision['dossier']}, law of {decision['asOf']}: {decision['outcome']}")
    print(f"  norms in force sha256:{hashes['normsInForce']}")
    print(f"  decision       sha256:{hashes['sha256']}, made by qgov {hashes['qgov']}")
    print("  believed, not checked: that the facts follow from the dossier, the norms from the law (more in --help)")
    return 0


if __name__ == "__main__":
    gc.disable()
    asked = asked_by(sys.argv[1:])
    code = run(asked)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # the process ends at once, with all that it has
