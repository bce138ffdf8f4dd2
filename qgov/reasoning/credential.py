"""A receipt as a W3C Verifiable Credential (VC 2.0) with a Data Integrity proof of the suite eddsa-jcs-2022.

Sources: Verifiable Credentials Data Model v2.0; Data Integrity EdDSA Cryptosuites v1.0, sections on eddsa-jcs-2022
(hash of the proof's options, then hash of the document, both in the form of RFC 8785; signed by Ed25519, RFC 8032);
did:key names the public key. Keys are kept in PKCS #8 (PEM), unencrypted, readable by their owner alone.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from qgov.base.iri import term
from qgov.base.parse import fault
from qgov.verifier.verify import BASE58, canonical, to_be_signed

SUITE = "eddsa-jcs-2022"
CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    {
        "TransferDecisionCredential": term("TransferDecisionCredential"),
        "outcome": term("outcome"),
        "asOf": term("asOf"),
        "receipt": {"@id": term("receipt"), "@type": "@json"},
    },
]
_ED25519_PUBLIC = b"\xed\x01"  # the multicodec prefix of an Ed25519 public key


def base58btc(raw: bytes) -> str:
    """Multibase base58btc, with its letter z."""
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return "z" + "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def _ed25519():
    try:
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise fault("", "signing needs the package cryptography", "pip install 'qgov[sign]'") from None
    return ed25519


def new_key(path: Path) -> str:
    """Make a signing key, write it to a new file, and give its did:key. InputError where the file cannot be made."""
    ed25519 = _ed25519()
    from cryptography.hazmat.primitives import serialization

    key = ed25519.Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(text)
    except FileExistsError:
        raise fault("", f"{path} exists already", "a key is never written over; give a new file") from None
    except OSError as error:
        raise fault("", f"cannot write {path}: {error.strerror}", "give a file that can be written") from None
    return did_of(key)


def read_key(path: Path):
    """The signing key in a file. InputError where it holds no Ed25519 key."""
    ed25519 = _ed25519()
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise fault("", f"cannot read {path}: {error.strerror}", "qgov key FILE makes a key") from None
    except (ValueError, TypeError) as error:
        raise fault("", f"{path} holds no unencrypted key in PEM: {error}", "qgov key FILE makes one") from None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise fault("", f"{path} holds a key of another kind", "give an Ed25519 key; qgov key FILE makes one")
    return key


def did_of(key) -> str:
    """The did:key of a signing key."""
    from cryptography.hazmat.primitives import serialization

    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return "did:key:" + base58btc(_ED25519_PUBLIC + raw)


def credential(receipt: dict, key, created: datetime | None = None) -> dict:
    """A full receipt as a signed credential; ``created`` is the moment of signing, by default now."""
    did, moment = did_of(key), (created or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = sha256(canonical(receipt).encode()).digest()
    decision = receipt["decision"]
    unsigned = {
        "@context": CONTEXT,
        # RFC 6920: a name by hash
        "id": "ni:///sha-256;" + urlsafe_b64encode(digest).decode().rstrip("="),
        "type": ["VerifiableCredential", "TransferDecisionCredential"],
        "issuer": did,
        "validFrom": moment,
        "credentialSubject": {
            "id": decision["dossier"],
            "outcome": decision["outcome"],
            "asOf": decision["asOf"],
            "receipt": receipt,
        },
    }
    return sign(unsigned, key, moment)


def sign(document: dict, key, created: str, method: str | None = None) -> dict:
    """A document with a proof of eddsa-jcs-2022 added; ``method`` is by default the did:key of the key."""
    did = did_of(key)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method or f"{did}#{did.removeprefix('did:key:')}",
        "proofPurpose": "assertionMethod",
    }
    if "@context" in document:
        proof["@context"] = document["@context"]
    signature = key.sign(to_be_signed(document, proof))
    return document | {"proof": proof | {"proofValue": base58btc(signature)}}
