"""Ed25519, the canonical form, and the proof of a credential, against what RFC 8032 and W3C publish."""

from __future__ import annotations

import json
import random
import re

import pytest

from qgov import decide
from qgov.base.errors import InputError
from qgov.base.resources import resource
from qgov.reasoning.credential import base58btc, credential, did_of, new_key, read_key, sign
from qgov.verifier import verify as verifier
from qgov.verifier.verify import (
    Faults,
    base58,
    canonical,
    check_proof,
    ed25519_verify,
    key_bytes,
    sha256,
    to_be_signed,
    verify,
)

from . import receipts

# RFC 8032, section 7.1, TEST 1 to 3: public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
# W3C, Data Integrity EdDSA Cryptosuites v1.0, appendix B, representation eddsa-jcs-2022 (w3c/vc-di-eddsa, TestVectors).
W3C_SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
W3C_METHOD = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
W3C_UNSIGNED = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
W3C_HASHES = (
    "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
    "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
)
W3C_PROOF = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
NAME = "2026-us-in-kingston-straddling.json"


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_ed25519_without_a_library(key, message, signature):
    key, message, signature = map(bytes.fromhex, (key, message, signature))
    assert ed25519_verify(key, message, signature)
    for place in range(0, 64, 7):
        wrong = bytearray(signature)
        wrong[place] ^= 4
        assert not ed25519_verify(key, message, bytes(wrong))
    assert not ed25519_verify(key, message + b"0", signature)
    assert not ed25519_verify(signature[:32], message, signature)
    order = 2**252 + 27742317777372353535851937790883648493
    above = int.from_bytes(signature[32:], "little") + order  # the same point, but not below the order: refused
    assert not ed25519_verify(key, message, signature[:32] + above.to_bytes(32, "little"))


def test_both_ways_of_checking_agree():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    chance = random.Random(8032)
    for _ in range(10):
        secret = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        message = chance.randbytes(chance.randrange(100))
        key, signature = secret.public_key().public_bytes_raw(), secret.sign(message)
        assert ed25519_verify(key, message, signature) and verifier.verify_signature(key, message, signature)
        wrong = bytes([signature[0] ^ 1]) + signature[1:]
        assert not ed25519_verify(key, message, wrong) and not verifier.verify_signature(key, message, wrong)
        other = chance.randbytes(32)
        assert ed25519_verify(other, message, signature) == verifier.verify_signature(other, message, signature)


def test_the_constants_of_the_curve():
    """RFC 8032, section 5.1: d is -121665/121666, B has the y of 4/5 and an even x; and a square root of -1."""
    prime = 2**255 - 19
    assert verifier._D == -121665 * pow(121666, -1, prime) % prime
    assert verifier._ROOT**2 % prime == prime - 1
    x, y, z, xy = verifier._G
    assert 5 * y % prime == 4 and x % 2 == 0 and z == 1 and xy == x * y % prime
    assert (y * y - x * x - 1 - verifier._D * x * x * y * y) % prime == 0


def test_a_signature_as_w3c_publishes_it():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    raw = base58(W3C_SECRET[1:])
    assert raw[:2] == b"\x80\x26"  # the multicodec prefix of an Ed25519 private key
    key = Ed25519PrivateKey.from_private_bytes(raw[2:])
    assert did_of(key) == W3C_METHOD.split("#")[0]
    signed = sign(W3C_UNSIGNED, key, "2023-02-24T23:36:38Z")
    assert signed["proof"]["verificationMethod"] == W3C_METHOD
    assert to_be_signed(signed, signed["proof"]).hex() == W3C_HASHES
    assert signed["proof"]["proofValue"] == W3C_PROOF
    faults = Faults()
    check_proof(signed | {"issuer": did_of(key)}, faults)
    assert [fault for fault in faults.found if fault.startswith("proof.proofValue")]  # the issuer was changed
    faults = Faults()
    check_proof(signed, faults, did_of(key))
    assert len(faults.found) == 1 and faults.found[0].startswith("issuer")  # theirs is no did:key


def test_the_canonical_form_sorts_by_code_units():
    """RFC 8785, section 3.2.3: names by UTF-16 code units, so that U+1F600 comes before U+FB33."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    text = canonical({name: "x" for name in names})
    assert list(json.loads(text)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert canonical({"b": ["\u2028", None, True], "a": '"\\\n\x1f\x7f'}) == '{"a":"\\"\\\\\\n\\u001f\x7f","b":["\u2028",null,true]}'


def test_base58():
    for raw in (b"\0\0abc", b"", b"\xed\x01" + bytes(range(32))):
        assert base58(base58btc(raw)[1:]) == raw
    for wrong in ("did:key:z6Mk", "did:key:zO0", "z" + "1" * 40, "", "deadbeef"):
        with pytest.raises(verifier.Unreadable):
            key_bytes(wrong)


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "signing.pem"
    did = new_key(path)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(InputError, match="exists already"):
        new_key(path)
    found = read_key(path)
    assert did_of(found) == did
    return found


def test_a_signed_receipt_holds_and_nothing_in_it_can_be_changed(key):
    signed = credential(receipts.receipt(NAME), key)
    text = canonical(signed).encode()
    receipt, faults = verify(text, trust=did_of(key))
    assert faults.found == [] and receipt["decision"]["outcome"] == "undetermined"
    assert verify(text)[1].notes and not verify(text)[1].found
    chance = random.Random(1)
    for place in (chance.randrange(len(text)) for _ in range(40)):
        changed = bytearray(text)
        changed[place] ^= 1 << chance.randrange(7)
        try:
            assert verify(bytes(changed), trust=did_of(key))[1].found, place
        except verifier.Unreadable:
            pass
    for name in ("@context", "id", "type", "issuer", "validFrom", "credentialSubject", "proof"):
        less = {k: v for k, v in signed.items() if k != name}
        try:
            assert verify(canonical(less).encode(), trust=did_of(key))[1].found, name
        except verifier.Unreadable:
            assert name == "credentialSubject"
    for name in signed["proof"]:
        wrong = signed | {"proof": signed["proof"] | {name: "z1"}}
        assert verify(canonical(wrong).encode(), trust=did_of(key))[1].found, name


def test_a_dossier_without_an_id_goes_by_its_hash(key):
    data = json.loads(resource(f"data/dossiers/{NAME}").read_text("utf-8"))
    signed = credential(decide({name: value for name, value in data.items() if name != "id"}).full_receipt(), key)
    assert signed["credentialSubject"]["id"].startswith("urn:sha256:")
    assert verify(canonical(signed).encode(), trust=did_of(key))[1].found == []


def test_another_layout_is_refused_unless_allowed(key):
    signed = credential(receipts.receipt(NAME), key)
    text = json.dumps(signed, indent=1).encode()
    assert any("not in canonical form" in fault for fault in verify(text)[1].found)
    assert verify(text, reformatted=True)[1].found == []
    right = sha256(canonical(signed))
    assert verify(text, reformatted=True, known_hash=right)[1].found == []
    assert verify(text, known_hash=right)[1].found


def test_a_receipt_signed_by_another_is_not_trusted(key, tmp_path):
    stranger = new_key(tmp_path / "other.pem")
    signed = canonical(credential(receipts.receipt(NAME), read_key(tmp_path / "other.pem"))).encode()
    assert verify(signed, trust=stranger)[1].found == []
    assert any("not by the trusted key" in fault for fault in verify(signed, trust=did_of(key))[1].found)
    assert any("not signed" in fault for fault in verify(receipts.text(NAME), trust=stranger)[1].found)


def test_a_forger_without_the_key_is_told_by_the_content_too(key):
    found = receipts.receipt(NAME)
    found["decision"] |= {"outcome": "permitted", "possible": ["permitted"], "precaution": "permitted"}
    signed = canonical(credential(receipts.resealed(found), key)).encode()
    assert any(fault.startswith("decision (overall)") for fault in verify(signed, trust=did_of(key))[1].found)


def test_a_file_that_is_no_key_is_refused(tmp_path):
    (tmp_path / "no.pem").write_text("no key")
    with pytest.raises(InputError, match="no unencrypted key"):
        read_key(tmp_path / "no.pem")
    with pytest.raises(InputError, match="cannot read"):
        read_key(tmp_path / "none.pem")


def test_half_a_character_has_no_bytes_to_be_hashed(key):
    """JSON can escape it, and nothing can sign it."""
    signed = credential(receipts.receipt(NAME), key)
    for found in (signed | {"name": "\ud800"}, signed["credentialSubject"]["receipt"] | {"\udc00": ""}):
        for options in ({}, {"reformatted": True, "known_hash": "0" * 64}):
            with pytest.raises(verifier.Unreadable, match="UTF-8"):
                verify(json.dumps(found).encode(), **options)


@pytest.mark.parametrize("name", ["dossier", "decision"])
@pytest.mark.parametrize("value", [[], "x", None])
def test_an_envelope_around_what_is_no_receipt_does_not_hold(key, name, value):
    signed = credential(receipts.receipt(NAME), key)
    signed["credentialSubject"]["receipt"][name] = value
    found = verify(canonical(signed).encode())[1].found
    assert any(fault.startswith("credentialSubject.receipt") for fault in found)


def test_a_long_signature_is_not_read():
    """The time to read one grows with the square of its letters."""
    with pytest.raises(verifier.Unreadable, match="too long"):
        base58("z" * 10_000_000)


@pytest.mark.parametrize("number", ["1e999999999999", "-1e-999999999999", "1e900", "1e18", "NaN", "9" * 2000])
def test_a_number_of_any_size_is_a_fault_and_no_more(number):
    """In the place of each threshold and each stated value in turn: what is no number here, and what has no day."""
    text = receipts.text(NAME).decode()
    places = list(re.finditer(r'"(?:lower|upper|estimate|from|to|above|below|upTo)":"(-?[0-9][^"]*)"', text))
    assert len(places) > 100
    for place in random.Random(number).sample(places, 8):
        changed = text[: place.start(1)] + number + text[place.end(1) :]
        assert verify(changed.encode())[1].found
