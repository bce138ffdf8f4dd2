"""Key rate, key length and duration of one session: K = R T if all three are of that session.

A rate may be a peak or the mean of a week, and a session leaves out what happens before and after it: two honest
numbers differ by as much. So this is a model, which asks and never refutes, unless the claim states that all three are
of one session; then they contradict each other beyond a factor of two, by which keys before and after the last step of
their processing differ.
"""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import MODEL, THEOREM
from ..check import Check, Judged
from .sets import judge_equal

ONE_SESSION = (("sameSession", "true"),)
SLACK = 2.0
NEEDS = ("secretKeyRate, keyLength and duration of one session",)


def judge(check: Check, item: Item) -> list[Judged]:
    one_session = stated_word(item, "sameSession") == "true"
    if one_session:
        check = replace(check, kind=THEOREM, assumptions=ONE_SESSION)
    other = "" if one_session else ": a peak, a mean or another session"
    return judge_equal(
        check, item, "keyLength", session_key, ("secretKeyRate", "duration"), agree=0.10, slack=SLACK,
        within="the key of the session is key rate times duration",
        beyond=f"the key of the session is not key rate times duration{other}",
        needs=() if one_session else NEEDS, unit="1",
    )  # fmt: skip


def session_key(secretKeyRate: float, duration: float) -> float:
    """Bits of a session that makes key at this rate (bit/s) for this time (s)."""
    return secretKeyRate * duration


CHECK = Check(
    name="session-rate",
    terms=("keyLength", "secretKeyRate", "duration"),
    kind=MODEL,
    formula="K = R T",
    tolerance="10 % without uncertainty, else 1.645 combined standard uncertainties; of one session a factor of 2",
    source="",
    judge=judge,
)
