"""Bearer tokens and sets of keys as fuzz targets: whatever is sent, nobody is let in whom the issuer did not name."""

from __future__ import annotations

import base64
import json
import tempfile
import time
from functools import cache

from fuzz_seeds import text_of

ISSUER, AUDIENCE, LEEWAY = "https://login.example.org/realms/x", "qgov", 30
_FAR = 4_000_000_000  # in the year 2096


class NoCaller(Exception):
    """The token names nobody who is let in."""


@cache
def _private():
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.derive_private_key(7, ec.SECP256R1())


@cache
def _public() -> dict:
    """The issuer's key as a JWK."""
    numbers = _private().public_key().public_numbers()
    point = {"x": _text(numbers.x.to_bytes(32, "big")), "y": _text(numbers.y.to_bytes(32, "big"))}
    return {"kty": "EC", "crv": "P-256", "kid": "one", "use": "sig", **point}


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _signed(header: bytes, claims: bytes) -> str:
    """A token of the issuer with any header and any claims, also such as no library would write."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    content = f"{_text(header)}.{_text(claims)}"
    r, s = decode_dss_signature(_private().sign(content.encode(), ec.ECDSA(SHA256())))
    return f"{content}.{_text(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _tokens(jwks: bytes):
    from qgov.service.settings import Settings
    from qgov.service.tokens import Tokens

    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(jwks)
        file.flush()
        given = {"oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks": file.name}
        return Tokens(Settings(**given, oidc_algorithms=("ES256", "RS256"), oidc_leeway=LEEWAY))


@cache
def _reader():
    return _tokens(text_of({"keys": [_public()]}))


def read_token(data: bytes) -> object:
    """A token as it stands; or, of a JSON object with ``header`` and ``claims``, the token that the issuer signs."""
    text, signed = data.decode("latin-1"), None
    if data.startswith(b"{"):
        try:
            signed = json.loads(data)
            header, claims = text_of(signed["header"]), text_of(signed["claims"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise NoCaller("it is neither a token nor what one is made of") from error
        text = _signed(header, claims)
    caller = _reader().caller(text)
    if caller is None:
        raise NoCaller("nobody is let in")
    if signed is None:
        known = {one.decode().rpartition(".")[0] for one in tokens() if not one.startswith(b"{")}
        assert text.rpartition(".")[0] in known, "a token was taken that the issuer did not sign"
    else:
        _named(caller, signed["header"], signed["claims"])
    return caller


def _named(caller, header: dict, claims: dict) -> None:
    """What must be so where somebody is let in, said again in other words."""
    import re

    assert header["alg"] == "ES256" and not header.get("crit"), "another signature, or a header that is not understood"
    assert claims["iss"] == ISSUER, "the token of another issuer"
    audience = claims["aud"]
    assert audience == AUDIENCE or AUDIENCE in [one for one in audience if isinstance(one, str)], "for somebody else"
    since, until, now = claims.get("nbf", 0), claims["exp"], time.time()
    assert {type(since), type(until)} <= {int, float} and until != float("inf"), "it has no times"
    assert now - LEEWAY < until, "the token has ended"
    assert since <= now + LEEWAY, "it has not begun"
    assert isinstance(claims["sub"], str) and claims["sub"], "nobody is named"
    assert caller.tenant == claims["tenant"] and re.fullmatch(r"[a-z0-9-]+", caller.tenant), "the tenant is another"
    assert caller.tenant not in ("local", "public"), "a tenant that the service keeps for itself"
    held = claims["scope"].split() if isinstance(claims["scope"], str) else claims["scope"]
    known = {word for word in ("read", "decide", "draft", "admin") if word in held}
    assert caller.scopes and caller.scopes <= known, "scopes that it has not"


def read_jwks(data: bytes) -> object:
    """The keys of an issuer: a token counts under them only if its key is among them, and no shared secret is one."""
    found = _tokens(data)
    keys = [key for key in json.loads(data)["keys"] if isinstance(key, dict)]
    assert not any(key.get("kty") == "oct" for key in keys), "a secret passes for a public key"
    if found.caller(tokens()[0].decode()) is not None:
        ours = (_public()["x"], _public()["y"])
        same = [key for key in keys if tuple(str(key.get(name)).rstrip("=") for name in "xy") == ours]
        assert same, "a token was taken whose key is not in the set"
    return found


def _claims(**changes) -> dict:
    found = {"iss": ISSUER, "aud": AUDIENCE, "sub": "somebody", "exp": _FAR, "nbf": 1_700_000_000,
             "scope": "read decide openid", "tenant": "acme", **changes}  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


@cache
def tokens() -> list[bytes]:
    """Tokens that are right, whole and as what they are made of, and some that are not."""
    header = {"alg": "ES256", "kid": "one"}
    right = [_claims(), _claims(aud=["other", AUDIENCE], scope=["read", "admin"])]
    wrong = [_claims(exp=1), _claims(iss="https://evil.example"), _claims(tenant="local"), _claims(scope="write")]
    whole = [_signed(text_of(header), text_of(one)).encode() for one in right]
    parts = [text_of({"header": {**header, "typ": typ}, "claims": one}) for typ in ("JWT", "at+jwt") for one in right]
    none = ".".join((_text(b'{"alg":"none"}'), _text(text_of(_claims())), ""))
    odd = [text_of({"header": {**header, "crit": ["exp"]}, "claims": _claims()}),
           text_of({"header": {"alg": "HS256", "kid": "one"}, "claims": _claims()})]  # fmt: skip
    return [*whole, *parts, *(text_of({"header": header, "claims": one}) for one in wrong), *odd, none.encode()]


@cache
def jwks() -> list[bytes]:
    """Sets of keys: ours, others beside it, others alone, a secret, none."""
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    rsa = {"kty": "RSA", "kid": "two", "n": _text((2**2047 + 12345).to_bytes(256, "big")), "e": "AQAB"}
    other = {**ECKey.generate_key("P-256").as_dict(private=False), "kid": "one"}
    okp = OKPKey.generate_key("Ed25519").as_dict(private=False)
    secret = {"kty": "oct", "kid": "one", "k": _text(b"secret of some length, which is shared")}
    RSAKey.import_key(rsa)  # a set that the library does not take would be no seed
    sets = ([_public()], [_public(), rsa, okp], [other], [okp], [{**_public(), "kid": None}], [secret], [])
    return [text_of({"keys": [{k: v for k, v in key.items() if v is not None} for key in keys]}) for keys in sets]
