"""Key rate, key length and duration of one session: K = R T if all three are of that session.

A rate may be a peak or the mean of a week, and a session leaves out what happens before and after it: two honest
numbers differ by as much. So this is a model, which asks and never refutes.
"""

from __future__ import annotations

from qgov.dossier.model import Item

from ...model import MODEL
from ..check import Check, Judged
from .sets import judge_equal

NEEDS = ("secretKeyRate, keyLength and duration of one session",)


def judge(check: Check, item: Item) -> list[Judged]:
    return judge_equal(
        check, item, "keyLength", session_key, ("secretKeyRate", "duration"), agree=0.10,
        within="the key of the session is key rate times duration",
        beyond="the key of the session is not key rate times duration: a peak, a mean or another session",
        needs=NEEDS, unit="1",
    )  # fmt: skip


def session_key(secretKeyRate: float, duration: float) -> float:
    """Bits of a session that makes key at this rate (bit/s) for this time (s)."""
    return secretKeyRate * duration


CHECK = Check(
    name="session-rate",
    terms=("keyLength", "secretKeyRate", "duration"),
    kind=MODEL,
    formula="K = R T",
    tolerance="10 % without uncertainty, else 1.645 combined standard uncertainties",
    source="",
    judge=judge,
)
