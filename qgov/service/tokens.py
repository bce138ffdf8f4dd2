"""Bearer tokens of an OpenID Connect issuer (RFC 7519, RFC 9068), checked by joserfc with keys read at the start.

Only signatures on the allow-list are taken, and only tokens that name the configured issuer and audience and are valid
now. Nothing is fetched while requests are answered.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
import urllib.request
from pathlib import Path

from qgov.base.parse import fault
from qgov.service.callers import SCOPES, Caller
from qgov.service.keys import RESERVED
from qgov.service.settings import Settings
from qgov.store.names import tenant_prefix

LARGEST = 8192
LARGEST_JWKS = 256 * 1024
SECONDS = 10


class Tokens:
    """Finds the caller of a token."""

    def __init__(self, settings: Settings):
        """Reads the issuer's keys; InputError where they cannot be had, or joserfc is not installed."""
        try:
            from joserfc.errors import JoseError
            from joserfc.jwk import KeySet
        except ImportError:
            raise fault("", "bearer tokens need joserfc", "pip install 'qgov[oidc]'") from None
        self._settings = settings
        try:
            data = json.loads(_read(str(settings.oidc_jwks)))
            keys = KeySet.import_key_set(data)
        except (ValueError, TypeError, KeyError, JoseError) as error:
            if hasattr(error, "faults"):
                raise
            raise fault("", f"{settings.oidc_jwks} holds no set of keys (JWKS)", "see RFC 7517, section 5") from None
        # A symmetric key in the set would let whoever reads it sign tokens; RFC 8725, section 3.1.
        if not keys.keys or any(key.key_type == "oct" for key in keys.keys):
            raise fault("", f"{settings.oidc_jwks} must hold public keys alone", "remove keys of the type oct")
        self._keys = keys

    def caller(self, token: str) -> Caller | None:
        """The caller that a token names, or None where anything about it is not right."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        if len(token) > LARGEST or token.count(".") != 2:
            return None
        settings = self._settings
        try:
            found = jwt.decode(token, self._keys, algorithms=list(settings.oidc_algorithms))
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            return None
        claims = found.claims
        kind = str(found.header.get("typ", "JWT")).lower()
        if kind not in ("jwt", "at+jwt") or not _times(claims, settings.oidc_leeway):
            return None
        audience = claims.get("aud")
        named = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != settings.oidc_issuer or settings.oidc_audience not in named:
            return None
        tenant, subject = claims.get(settings.oidc_tenant_claim), claims.get("sub")
        held = claims.get(settings.oidc_scope_claim)
        words = held.split() if isinstance(held, str) else held if isinstance(held, list) else []
        scopes = frozenset(word for word in words if word in SCOPES)
        if not isinstance(subject, str) or not subject or not scopes or not _is_tenant(tenant):
            return None
        # A subject may be a person's address; what stands in logs and limits is its hash.
        mark = hashlib.sha256(f"{settings.oidc_issuer} {subject}".encode("utf-8", "replace")).hexdigest()[:16]
        return Caller(f"oidc:{mark}", str(tenant), scopes)


def _times(claims: dict, leeway: float) -> bool:
    """Whether a token is valid now; one without an end is not."""
    now = time.time()
    until, since = claims.get("exp"), claims.get("nbf", 0)
    # An integer is compared as it is: one of a thousand digits has no float. A float without end is none in JSON.
    numbers = all(type(value) is int or (type(value) is float and math.isfinite(value)) for value in (until, since))
    return numbers and since <= now + leeway and now - leeway < until


def _is_tenant(name: object) -> bool:
    try:
        tenant_prefix(name)  # type: ignore[arg-type]
    except ValueError:
        return False
    return name not in RESERVED


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def _read(source: str) -> bytes:
    try:
        if source.startswith("https://"):
            with urllib.request.build_opener(_NoRedirect).open(source, timeout=SECONDS) as answer:
                content = answer.read(LARGEST_JWKS + 1)
        else:
            with Path(source).open("rb") as file:
                content = file.read(LARGEST_JWKS + 1)
    except OSError as error:
        reason = getattr(error, "reason", None) or error.strerror or error
        raise fault("", f"cannot read {source}: {reason}", "give a file or https address of a JWKS") from None
    if len(content) > LARGEST_JWKS:
        raise fault("", f"{source} has more than {LARGEST_JWKS} bytes", "give the JWKS of one issuer")
    return content
