"""Why, and what would change it: everything that is said of a decision beyond its findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qgov.reasoning.changes.parties import MOST, tried_parties
from qgov.reasoning.changes.quantities import robustness, search
from qgov.reasoning.changes.trials import Trials
from qgov.reasoning.decision import Explanation
from qgov.reasoning.findings import Finding
from qgov.reasoning.metric_audit import metric_audit
from qgov.reasoning.nearest import nearest
from qgov.reasoning.why_not import standing, told


def explained(again, judged, findings: Iterable[Finding], missing: Iterable) -> Explanation:
    """Explain what was judged; ``again`` judges it anew with something changed, ``missing`` is the residual."""
    trials = Trials(again, judged)
    controls = standing(trials, findings)
    found = search(trials)
    changes = nearest(trials, found, controls, missing)
    audit = metric_audit(trials)
    return Explanation(
        tuple(changes), tuple(robustness(trials, found)), tuple(audit), tuple(told(controls)), tuple(_untried(trials))
    )


def _untried(trials: Trials) -> Iterator[str]:
    """What was not tried, in words."""
    if trials.left <= 0:
        yield "Too much is unknown to try everything that would change the outcome."
    if trials.data and (count := len(tried_parties(trials))) > MOST:
        yield f"Of {count} parties that differ in more than names, others were tried for the first {MOST} alone."
