"""Why a decision is as it is and what would change it, in RDF: robustness, metric audit, why not permitted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qgov.reasoning.decision import Decision

# Property and key of what is said in one value or several; what is nested stands in ``_NESTED``.
_SAID = {
    "RobustnessRadius": (
        ("explainedItem", "item"), ("term", "term"), ("reasonValue", "value"), ("readingLower", "lower"),
        ("readingUpper", "upper"), ("radiusThreshold", "threshold"),
        ("radiusUncertainty", "standardUncertainty"), ("radiusDistance", "distance"),
        ("inStandardUncertainties", "inStandardUncertainties"), ("radiusRelative", "relative"),
        ("radiusGuard", "guard"), ("radiusProvision", "provisions"), ("outcome", "outcome"),
    ),
    "MetricAudit": (
        ("explainedItem", "item"), ("term", "term"), ("reasonValue", "value"), ("readingsTried", "readingsTried"),
        ("settledBy", "settledBy"), ("asksAuthority", "asks"),
    ),
    "FlippingReading": (
        ("readingWords", "reading"), ("readingAbout", "about"), ("readingLower", "lower"), ("readingUpper", "upper"),
        ("outcome", "outcome"), ("possible", "possible"),
    ),
    "StandingAccount": (("standingLine", "line"),),
    "StandingControl": (
        ("explainedProvision", "provision"), ("explainedNorm", "norm"), ("standingEffect", "effect"),
        ("standingStatus", "status"), ("licenceToCover", "licence"),
    ),
    "FailingException": (
        ("failingProvision", "exception"), ("explainedNorm", "norm"), ("notOnFile", "notOnFile"),
        ("failingCode", "code"), ("barred", "barred"), ("wouldDefeat", "defeats"),
    ),
    "FailingConjunct": (
        ("conjunct", "conjunct"), ("conjunctHolds", "holds"), ("repairKind", "kind"), ("repair", "repair"),
    ),
}  # fmt: skip
# Property, key and class of what is nested, and how its nodes are named below the one they stand in.
_NESTED = {
    "Decision": (
        ("robustness", "robustness", "RobustnessRadius"), ("metricAudit", "metricAudit", "MetricAudit"),
        ("whyNot", "whyNot", "StandingAccount"),
    ),
    "MetricAudit": (("readings", "readings", "FlippingReading"),),
    "StandingAccount": (
        ("standingControls", "controls", "StandingControl"), ("failingExceptions", "exceptions", "FailingException"),
    ),
    "FailingException": (("failing", "failing", "FailingConjunct"),),
}  # fmt: skip


def explain_in_rdf(decision: Decision, root: str, add: Callable[[str, str, object], None], node: type[str]) -> None:
    """Add what explains a decision below the node ``root``: ``add`` takes subject, property and value, ``node`` marks
    a value that is a node."""
    said = {
        "robustness": decision.robustness, "metricAudit": decision.metric_audit, "whyNot": decision.why_not,
    }  # fmt: skip

    def describe(subject: str, kind: str, found: dict) -> None:
        for name, key in _SAID.get(kind, ()):
            for value in _each(found.get(key)):
                add(subject, name, value)
        for name, key, below in _NESTED.get(kind, ()):
            for number, one in enumerate(found.get(key, ())):
                part = f"{subject}/{key}/{number}"
                add(subject, name, node(part))
                add(part, "a", below)
                describe(part, below, one)

    describe(root, "Decision", said)


def _each(value: object) -> Iterable:
    return value if isinstance(value, (list, tuple)) else [value]
