"""Who asks: a key or token, its tenant, and what it may do."""

from __future__ import annotations

from dataclasses import dataclass

SCOPES = ("read", "decide", "draft", "admin")


@dataclass(frozen=True)
class Caller:
    """The one whom a request comes from; ``key_id`` names the key or the token's subject, never its secret."""

    key_id: str
    tenant: str
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        """Whether a scope is held; ``admin`` holds every other."""
        return scope in self.scopes or "admin" in self.scopes


LOCAL = Caller("local", "local", frozenset(SCOPES))
