"""At most half: beam splitters and photon counting tell Bell states apart in one run of two, without further help.

Calsamiglia and Luetkenhaus 2001 (DOI 10.1007/s003400000299). Ancilla photons lift the limit (Ewert and van Loock 2014,
DOI 10.1103/PhysRevLett.113.140403: 3/4 with four), and so do entanglement in a further degree of freedom and squeezing
(Zaidi and van Loock 2013, DOI 10.1103/PhysRevLett.110.260501). Quadratures of squeezed or coherent light are another
matter: homodyne detectors read them every time (Furusawa et al. 1998, DOI 10.1126/science.282.5389.706). A claim that
states any of these is not refuted.
"""

from __future__ import annotations

from dataclasses import replace

from qgov.dossier.model import Item

from ...assumptions import stated_word
from ...model import THEOREM, UNDETERMINED
from ..bound import AT_MOST, Bound, judge_bound
from ..check import Check, Evidence, Judged
from .reading import contrary, number_of, read, refs

LIMIT = 0.5


def judge(check: Check, item: Item) -> list[Judged]:
    one = read(item, "bsmSuccessProbability")
    if one is None:
        return []
    evidence = Evidence("linear-optics-bell-measurement", {"photons": 2.0}, lambda: LIMIT)
    claims = refs(item, "bsmSuccessProbability")
    if stated_word(item, "linearOptics") in ("none", "false"):
        reason = "the measurement is stated to use more than linear optics, so that no limit below 1 applies"
        return [Judged(check.verdict(UNDETERMINED, claims, value=one.shown, unit="1", reason=reason,
                                     needs=("linearOptics: true (stated: none)",)))]  # fmt: skip
    if number_of(item, "ancillaPhotons") == 0:
        word = stated_word(item, "ancillaPhotons") or "0"
        zero = "none" if word in ("none", "false") else word
        check = replace(check, assumptions=(*check.assumptions[:2], ("ancillaPhotons", zero)))
    return [judge_bound(
        check, item, claims, one, Bound(LIMIT, LIMIT, exact=True), AT_MOST, unit="1",
        within="linear optics alone can do so much",
        beyond="linear optics alone tells Bell states apart half of the time",
        evidence=evidence,
        needs=(
            *contrary(item, "postselection", "conditional", "other"),
            *contrary(item, "source", "squeezed", "coherent-state", wanted="single-photon or entangled-pair"),
            *contrary(item, "inputEnsemble", "coherent-states", wanted="uniform"),
        ),
    )]  # fmt: skip


CHECK = Check(
    name="linear-optics-bell-measurement",
    terms=("bsmSuccessProbability", "linearOptics", "hyperentanglement", "ancillaPhotons", "postselection"),
    kind=THEOREM,
    formula="p <= 1/2",
    tolerance="2 % without uncertainty, else 3 standard uncertainties",
    source="10.1007/s003400000299",
    judge=judge,
    assumptions=(("linearOptics", "true"), ("hyperentanglement", "none"), ("ancillaPhotons", "none")),
    circuit="linear-optics-bell-measurement",
)
