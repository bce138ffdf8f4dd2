"""S > 2: does the claim exclude every local model, and how surely?

A local model wins the game of Clauser, Horne, Shimony and Holt with probability 3/4 at most, while the claimed S is
the winning share 1/2 + S/8. With a number of trials the p-value is the binomial tail of that share (memory included;
Elkouss and Wehner 2016, DOI 10.1038/npjqi.2016.26); with an uncertainty alone it is the normal one. Runs that are left
out keep the detection loophole open.
"""

from __future__ import annotations

from math import erfc, exp, floor, lgamma, log, log1p, sqrt

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...estimate import Estimate
from ...model import CAPABILITY
from ..bound import AT_LEAST, judge_threshold
from ..check import Check, Judged
from .reading import FAR_POSTSELECTION, read, refs
from .states import LOCAL
from .tsirelson import counted, evidence

_LOCAL_SHARE = 0.75
_SUMMED_UP_TO = 5_000  # trials; beyond, the bound of Chernoff serves


def judge(check: Check, item: Item) -> list[Judged]:
    one = counted(item)
    if one is None:
        return []
    words = _p_value(item, one) + _loopholes(item)
    return [judge_threshold(
        check, refs(item, "chsh"), one, LOCAL, AT_LEAST, unit="1", evidence=evidence(one.shown),
        met="S lies above 2: no local model gives it" + words,
        not_met="S does not exceed 2: a local model can give it" + words,
    )]  # fmt: skip


def _p_value(item: Item, one: Estimate) -> str:
    trials = read(item, "trials")
    if one.shown is None or one.shown <= 2 or one.shown > 4:
        return ""
    if trials is not None and trials.value is not None and 1 <= trials.value < 10**15:
        runs = int(trials.value)
        found = local_model_p_value(runs, 0.5 + float(one.shown) / 8)
        return f"; p-value of all local models {_small(found)} over {runs} trials"
    if one.u is None or one.u == 0:
        return ""
    return f"; p-value of S = 2 {_small(erfc((float(one.shown) - LOCAL) / float(one.u) / sqrt(2)) / 2)} (normal)"


def _small(probability: float) -> str:
    return f"{probability:.2g}" if probability > 1e-99 else "below 1e-99"


def local_model_p_value(trials: int, share: float) -> float:
    """Probability that a local model wins at least this share of the trials: an upper bound above 5000 trials."""
    if trials > _SUMMED_UP_TO:
        lost = max(1 - share, 1e-300)
        gain = share * log(share / _LOCAL_SHARE) + lost * log(lost / (1 - _LOCAL_SHARE))
        return exp(-trials * gain)
    wins = min(trials, floor(trials * share + 1e-9))
    return min(1.0, sum(
        exp(lgamma(trials + 1) - lgamma(won + 1) - lgamma(trials - won + 1)
            + won * log(_LOCAL_SHARE) + (trials - won) * log1p(-_LOCAL_SHARE))
        for won in range(wins, trials + 1)
    ))  # fmt: skip


def _loopholes(item: Item) -> str:
    stated = stated_word(item, "postselection")
    if stated in FAR_POSTSELECTION:
        return "; results are left out, so that the detection loophole is open"
    return "" if stated is not None else "; whether results are left out is not stated (postselection)"


CHECK = Check(
    name="bell-violation",
    terms=("chsh", "trials", "postselection"),
    kind=CAPABILITY,
    formula="S > 2",
    tolerance="1.645 standard uncertainties",
    source="10.1103/PhysRevLett.23.880",
    judge=judge,
    circuit="chsh",
)
