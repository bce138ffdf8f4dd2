"""Bearer tokens, signed in the test with keys made in the test; every claim that is not right leaves no caller."""

from __future__ import annotations

import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from qgov.base.errors import InputError
from qgov.service.settings import Settings
from qgov.service.tokens import Tokens

ISSUER, AUDIENCE = "https://login.example.org/realms/x", "qgov"


@pytest.fixture(scope="module")
def key():
    return ECKey.generate_key("P-256", {"kid": "one"})


@pytest.fixture(scope="module")
def rsa():
    return RSAKey.generate_key(2048, {"kid": "two"})


@pytest.fixture
def jwks(tmp_path, key, rsa):
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(KeySet([key, rsa]).as_dict(private=False)))
    return file


@pytest.fixture
def tokens(jwks):
    return Tokens(settings(jwks))


def settings(jwks, **changes) -> Settings:
    given = {"oidc_issuer": ISSUER, "oidc_audience": AUDIENCE, "oidc_jwks": str(jwks), "oidc_algorithms": ("ES256", "RS256")}
    return Settings(**given | changes)


def claims(**changes) -> dict:
    now = int(time.time())
    found = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": "somebody@example.org", "exp": now + 60, "nbf": now - 5, "scope": "read decide openid",
        "tenant": "acme", **changes,
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def signed(key, algorithm="ES256", header=None, **changes) -> str:
    return jwt.encode({"alg": algorithm, "kid": key.kid, **(header or {})}, claims(**changes), key, algorithms=[algorithm])


def test_a_token_gives_its_caller(tokens, key, rsa):
    for text in (signed(key), signed(rsa, "RS256"), signed(key, aud=["other", AUDIENCE]), signed(key, header={"typ": "at+jwt"})):
        caller = tokens.caller(text)
        assert (caller.tenant, caller.scopes) == ("acme", {"read", "decide"})
        assert caller.key_id.startswith("oidc:")
        assert "somebody" not in caller.key_id
    assert tokens.caller(signed(key)).key_id != tokens.caller(signed(key, sub="other")).key_id


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"}, {"iss": ISSUER + "/"}, {"iss": None}, {"aud": "other"}, {"aud": []}, {"aud": None},
        {"exp": int(time.time()) - 3600}, {"exp": None}, {"exp": "9999999999"}, {"exp": True}, {"nbf": int(time.time()) + 3600},
        {"nbf": "0"}, {"exp": float("inf")}, {"exp": float("nan")}, {"nbf": float("-inf")}, {"nbf": 10**400}, {"exp": -(10**400)},
        {"exp": [1]}, {"nbf": {}}, {"scope": ""}, {"scope": None}, {"scope": "write"}, {"scope": 5}, {"tenant": None}, {"tenant": ""},
        {"tenant": "Acme"}, {"tenant": "a/b"}, {"tenant": "local"}, {"tenant": "public"}, {"tenant": 5}, {"tenant": ["acme"]},
        {"sub": None}, {"sub": ""}, {"sub": 7},
    ],
    ids=lambda claims: next(iter(claims), "none"),
)  # fmt: skip
def test_a_claim_that_is_not_right_leaves_no_caller(tokens, key, changes):
    assert tokens.caller(signed(key)) is not None
    assert tokens.caller(signed(key, **changes)) is None


def test_a_number_of_any_size_is_a_time(tokens, key):
    """What has more digits than a float is no fault of the program."""
    assert tokens.caller(signed(key, exp=10**400)) is not None
    assert tokens.caller(signed(key, nbf=-(10**400))) is not None
    assert tokens.caller(signed(key, header={"typ": "JWT" * 100})) is None


def test_the_difference_of_clocks_is_allowed_and_no_more(jwks, key):
    now = int(time.time())
    lenient, strict = Tokens(settings(jwks)), Tokens(settings(jwks, oidc_leeway=0))
    text = signed(key, exp=now - 10)
    assert lenient.caller(text) is not None
    assert strict.caller(text) is None


def test_another_key_or_algorithm_leaves_no_caller(tokens, key, jwks, rsa):
    stranger = ECKey.generate_key("P-256", {"kid": "one"})
    assert tokens.caller(signed(stranger)) is None
    # The public key taken for a secret (RFC 8725, section 2.1).
    public = OctKey.import_key(jwks.read_bytes(), {"kid": "one"})
    assert tokens.caller(signed(public, "HS256")) is None
    assert Tokens(settings(jwks, oidc_algorithms=("RS256",))).caller(signed(key)) is None
    head, body, _ = signed(key).split(".")
    import base64

    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    for text in (f"{none}.{body}.", f"{head}.{body}.", f"{head}.{body}", "", ".", "..", "a.b.c", "é.é.é", "x" * 9000, signed(key) + "x"):
        assert tokens.caller(text) is None


def test_a_changed_body_leaves_no_caller(tokens, key):
    head, _, signature = signed(key).split(".")
    _, body, _ = signed(key, tenant="beta").split(".")
    assert tokens.caller(f"{head}.{body}.{signature}") is None


@pytest.mark.parametrize("claim", ["scp", "https://example.org/scopes"])
def test_the_claims_are_named_by_the_settings(jwks, key, claim):
    tokens = Tokens(settings(jwks, oidc_scope_claim=claim, oidc_tenant_claim="org"))
    assert tokens.caller(signed(key, **{claim: ["read", "admin"], "org": "beta"})).scopes == {"read", "admin"}
    assert tokens.caller(signed(key)) is None


def test_keys_that_cannot_be_had_stop_the_start(tmp_path, key):
    with pytest.raises(InputError, match="cannot read"):
        Tokens(settings(tmp_path / "missing.json"))
    for content in ("", "{}", "[]", '{"keys": []}', '{"keys": [{}]}', "x"):
        (tmp_path / "jwks.json").write_text(content)
        with pytest.raises(InputError):
            Tokens(settings(tmp_path / "jwks.json"))
    secret = KeySet([OctKey.generate_key(256), OKPKey.generate_key("Ed25519")])
    (tmp_path / "jwks.json").write_text(json.dumps(secret.as_dict(private=True)))
    with pytest.raises(InputError, match="public keys alone"):
        Tokens(settings(tmp_path / "jwks.json"))
    with pytest.raises(ValueError, match="https"):
        settings("http://login.example.org/jwks")


def test_keys_are_not_fetched_from_elsewhere_when_sent_along(tokens, key, monkeypatch):
    """A header that brings or names its own key (jwk, jku, x5u) is no reason to take it."""
    import urllib.request

    def refuse(*arguments, **options):
        raise AssertionError("something was fetched")

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", refuse)
    stranger = ECKey.generate_key("P-256", {"kid": "three"})
    for header in ({"jwk": stranger.as_dict(private=False)}, {"jku": "https://evil.example/jwks"}, {"x5u": "https://evil.example/c"}):
        assert tokens.caller(signed(stranger, header=header)) is None
