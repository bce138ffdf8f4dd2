"""No field of a receipt can be changed, taken away or put elsewhere unseen."""

from __future__ import annotations

import json
import random

import pytest

from qgov.verifier import verify as verifier
from qgov.verifier.verify import canonical, check, sha256, verify

from . import receipts
from .receipts import names, receipt, resealed

FOUND_IN_FULL = "2024-09-05-us-sg-willow-headline.json"
STATUSES = ("applies", "does-not-apply", "depends", "defeated", "satisfied")
OUTCOMES = ("prohibited", "authorisation-required", "conditions-open", "permitted", "no-control-found")


def faults(found: dict, norms_hash: str | None = None) -> list[str]:
    return check(found, norms_hash).found


def resealed_faults(found: dict) -> list[str]:
    return faults(resealed(found))


# With a known hash.


class Written:
    """A receipt as it is written, with the place of every field in the text: changes need not write it anew."""

    def __init__(self, found: dict):
        self.parts: list[str] = []
        self.length = 0
        self.spans: dict[tuple, tuple[int, int]] = {}
        self.values: dict[tuple, object] = {}
        self.begins: dict[tuple, int] = {}  # of a field of an object, where its name begins
        self._write(found, ())
        self.text = "".join(self.parts)
        assert self.text == canonical(found)
        self.right = sha256(self.text)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _write(self, value: object, path: tuple) -> None:
        start = self.length
        if isinstance(value, dict):
            self._add("{")
            for number, name in enumerate(sorted(value)):
                self._add("," if number else "")
                self.begins[(*path, name)] = self.length
                self._add(canonical(name) + ":")
                self._write(value[name], (*path, name))
            self._add("}")
        elif isinstance(value, list):
            self._add("[")
            for number, child in enumerate(value):
                self._add("," if number else "")
                self._write(child, (*path, number))
            self._add("]")
        else:
            self._add(canonical(value))
        self.spans[path], self.values[path] = (start, self.length), value

    def put(self, *changes: tuple[tuple, object]) -> str:
        """The text with other values at some places that do not hold one another."""
        text = self.text
        for path, value in sorted(changes, key=lambda change: self.spans[change[0]], reverse=True):
            start, end = self.spans[path]
            text = text[:start] + canonical(value) + text[end:]
        return text

    def without(self, path: tuple) -> str:
        """The text without a field and its comma."""
        start, end = self.begins.get(path, self.spans[path][0]), self.spans[path][1]
        if self.text[end] == ",":
            end += 1
        elif self.text[start - 1] == ",":
            start -= 1
        return self.text[:start] + self.text[end:]

    def tampered(self, path: tuple, other: tuple):
        """With one field changed, with it removed, and with it swapped with another."""
        value = self.values[path]
        yield "changed", self.put((path, altered(value)))
        yield "removed", self.without(path)
        apart = path[: len(other)] != other and other[: len(path)] != path
        if apart and self.values[other] != value:
            yield "swapped", self.put((path, self.values[other]), (other, value))

    def unseen(self, paths: list[tuple], chance: random.Random) -> list[tuple]:
        """The changes of these fields that the check against the known hash does not see."""
        everything = [path for path in self.spans if path]
        return [
            (path, how)
            for path in paths
            for how, text in self.tampered(path, chance.choice(everything))
            if not known(text.encode(), self.right)
        ]


def thinned(value: object) -> object:
    """The same with the first two and the last two of many rows."""
    if isinstance(value, dict):
        return {name: thinned(child) for name, child in value.items()}
    if isinstance(value, list):
        return [thinned(child) for child in (value if len(value) < 5 else [*value[:2], *value[-2:]])]
    return value


def kind(path: tuple) -> tuple:
    return tuple("*" if isinstance(step, int) else step for step in path)


def altered(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + "0"
    if value is None:
        return ""
    return [*value, "0"] if isinstance(value, list) else value | {"0": "0"}


def known(text: bytes, right: str) -> list[str]:
    """What the check against a known hash says of the bytes of a receipt."""
    found = verifier.Faults()
    verifier.check_known_hash(text, {}, right, found)
    return found.found


@pytest.mark.parametrize("name", names())
def test_a_receipt_holds(name):
    receipt, found = verify(receipts.text(name), known_hash=sha256(receipts.text(name)))
    assert found.found == []
    assert receipt["decision"]["outcome"] == receipts.decision(name).outcome


def test_there_are_fifty():
    assert len(set(names())) == 50


@pytest.mark.parametrize("name", names())
def test_every_kind_of_field_is_bound_by_a_known_hash(name):
    """One place of each kind in each of the fifty. The norms, most of the text and the same for many, are put aside
    here and walked below, and of rows that are alike some stand for all."""
    written = Written(thinned({**receipt(name), "norms": {}}))
    chance = random.Random(name)
    by_kind: dict[tuple, list[tuple]] = {}
    for path in written.spans:
        if path:
            by_kind.setdefault(kind(path), []).append(path)
    assert written.unseen([chance.choice(paths) for paths in by_kind.values()], chance) == [] and len(by_kind) > 100


def test_every_field_of_a_receipt_is_bound_by_a_known_hash():
    """All of them, in a receipt that is cut to some of its norms and findings, or the test would take an hour."""
    found = receipt(FOUND_IN_FULL)
    found["norms"]["norms"] = found["norms"]["norms"][::100]
    found["decision"]["findings"] = found["decision"]["findings"][::8]
    written = Written(found)
    paths = [path for path in written.spans if path]
    assert written.unseen(paths, random.Random(0)) == [] and len(paths) > 1000
    for path in random.Random(1).sample(paths, 50):
        assert canonical(json.loads(written.without(path))) == written.without(path)


@pytest.mark.parametrize("name", names()[::10])
def test_no_byte_is_changed_unseen(name):
    text = receipts.text(name)
    right = sha256(text)
    chance = random.Random(name)
    for place in (chance.randrange(len(text)) for _ in range(200)):
        changed = bytearray(text)
        changed[place] ^= 1 << chance.randrange(8)
        assert sha256(bytes(changed)) != right
    for other in (text + b"\n", b" " + text, text.replace(b'","', b'", "', 1)):
        assert verify(other, known_hash=right)[1].found[0].startswith("file (known hash)")


def test_the_hash_of_the_decision_binds_all_but_the_derivation():
    name = names()[0]
    found = receipt(name)
    right = found["receipt"]["sha256"]
    _, holds = verify(receipts.text(name), known_hash=right)
    assert holds.found == [] and "binds all but the derivation" in " ".join(holds.notes)
    found["decision"]["warnings"] = ["nothing to see"]
    assert any("file (known hash)" in fault for fault in verify(canonical(resealed(found)).encode(), known_hash=right)[1].found)


# Without a hash: what follows from norms and facts is told from what does not.


@pytest.mark.parametrize("name", names()[::16])
def test_a_hash_that_does_not_fit_is_told(name):
    for part in ("dossier", "decision", "situation", "norms"):
        found = receipt(name)
        found[part]["0"] = "0"
        expected = {"norms": "receipt.normsInForce"}.get(part, f"receipt.{part}")
        assert any(fault.startswith(expected) for fault in faults(found))
    for part in ("lexicon", "norms", "qgov", "sha256", "dossier"):
        found = receipt(name)
        found["receipt"][part] += "0"
        assert any(fault.startswith("receipt.sha256") for fault in faults(found))


@pytest.mark.parametrize("name", names()[::16])
def test_a_missing_finding_is_told(name):
    chance = random.Random(name)
    for status in STATUSES:
        found = receipt(name)
        findings = found["decision"]["findings"]
        having = [one for one in findings if one["status"] == status]
        if having:
            gone = chance.choice(having)
            findings.remove(gone)
            assert f"decision.findings, {gone['line']}, {gone['norm']}: missing finding: the norm concerns the line ({status})" in resealed_faults(found)
    found = receipt(name)
    found["decision"]["findings"].append(found["decision"]["findings"][0])
    assert any("stands twice" in fault for fault in resealed_faults(found))


@pytest.mark.parametrize("name", names()[::16])
def test_a_wrong_status_is_told(name):
    chance = random.Random(name)
    found = receipt(name)
    for status in STATUSES:
        having = [one for one in found["decision"]["findings"] if one["status"] == status]
        for one in chance.sample(having, min(1, len(having))):
            for other in STATUSES:
                if other != status:
                    one["status"] = other
                    told = [fault for fault in resealed_faults(found) if f"{one['norm']}, status: says \"{other}\", but it is \"{status}\"" in fault]
                    assert told, (one["norm"], status, other)
            one["status"] = status
    assert resealed_faults(found) == []


@pytest.mark.parametrize("name", names()[::6])
def test_a_wrong_threshold_is_told(name):
    """Of a finding, every bound and every list of words that it says it was held against."""
    found, seen = receipt(name), 0
    for one in found["decision"]["findings"]:
        for reason in one["because"]:
            for key, wrong in (("threshold", "from 7"), ("oneOf", ["nothing"]), ("bound", {"@decimal": "7"}), ("margin", {"@decimal": "7"})):
                if key in reason and seen < 6:
                    seen += 1
                    was, reason[key] = reason[key], wrong
                    place = f"{one['norm']}, because {reason['term']}, {'threshold' if key == 'oneOf' else key}: says"
                    assert any(place in fault for fault in resealed_faults(found)), (one["norm"], key)
                    reason[key] = was
    assert resealed_faults(found) == [] and seen


@pytest.mark.parametrize("name", names()[::16])
def test_a_wrong_outcome_is_told(name):
    found = receipt(name)
    decision = found["decision"]
    for where, verdict in [
        ("decision (overall)", decision),
        *((f"decision.lines, {line['item']}", line) for line in decision["lines"]),
        *((f"decision.jurisdictions, {one['code']}", one) for one in decision["jurisdictions"]),
    ]:
        was = dict(verdict)
        for outcome in OUTCOMES[::2]:
            if [outcome] != was["possible"]:
                verdict.update(outcome=outcome, possible=[outcome], precaution=outcome)
                assert any(fault.startswith(where + ": says") for fault in resealed_faults(found)), (where, outcome)
        verdict.update(outcome="undetermined", possible=list(OUTCOMES), precaution=OUTCOMES[0])
        assert any(fault.startswith(where + ": says") for fault in resealed_faults(found))
        verdict.update(was)
    assert resealed_faults(found) == []


@pytest.mark.parametrize(("part", "key"), [("lines", "item"), ("jurisdictions", "code")])
def test_an_outcome_beside_the_right_one_is_told(part, key):
    """Whoever reads the first of two is told another outcome than whoever reads the last."""
    found = receipt(names()[0])
    rows = found["decision"][part]
    mild = {**rows[0], "outcome": "permitted", "possible": ["permitted"], "precaution": "permitted"}
    for place in (0, 1, len(rows)):
        rows.insert(place, dict(mild))
        assert any(fault.startswith(f"decision.{part}") for fault in resealed_faults(found)), place
        rows.pop(place)
    assert resealed_faults(found) == []


@pytest.mark.parametrize("name", names()[::16])
def test_a_stale_norm_is_told(name):
    found = receipt(name)
    applying = {one["norm"] for one in found["decision"]["findings"] if one["status"] in ("applies", "depends")}
    for norm in [n for n in found["norms"]["norms"] if n["iri"] in applying][:3]:
        was = dict(norm)
        norm["inForceUntil"] = "2024-01-01"
        assert any(f"{norm['iri']}: stale norm: it is not in force on" in fault for fault in resealed_faults(found))
        norm.clear()
        norm.update(was)
    found["norms"]["day"] = "2020-01-01"
    assert any(fault.startswith("norms.day (the law date)") for fault in resealed_faults(found))


@pytest.mark.parametrize("name", names()[::16])
def test_other_norms_than_the_known_are_told(name):
    found = receipt(name)
    right = found["receipt"]["normsInForce"]
    assert faults(found, right) == []
    found["norms"]["norms"][0]["label"] += "."
    resealed(found)
    assert any(fault.startswith("norms (known hash)") for fault in faults(found, right))


def exceptions(found: dict, status: str):
    for one in found["decision"]["findings"]:
        if one["effect"] in ("exception", "permission") and one["status"] == status:
            yield one, next(norm for norm in found["norms"]["norms"] if norm["iri"] == one["norm"])


def test_an_unmet_exception_is_told():
    """An exception that is shown is not, once its condition asks for what the line has not, or its papers are gone."""
    seen = 0
    for name in names():
        if not any(one["effect"] in ("exception", "permission") and one["status"] == "applies" for one in receipt(name)["decision"]["findings"]):
            continue
        seen += 1
        found = receipt(name)
        for _, norm in exceptions(found, "applies"):
            norm["condition"] = {"all": [norm["condition"], {"has": "destination", "in": ["nowhere"]}]}
        assert any("an exception that is not met does not help" in fault for fault in resealed_faults(found)), name
        found = receipt(name)
        for _, norm in exceptions(found, "applies"):
            norm["conditionsOfUse"] = [*norm.get("conditionsOfUse", []), "never-met"]
        assert any(", missing: says" in fault and "never-met" in fault for fault in resealed_faults(found)), name
    assert seen >= 3


def test_a_paper_that_the_dossier_lacks_is_told():
    found = receipt("2026-de-jp-aachen-eu001.json")
    found["dossier"]["authorisations"][0]["conditionsMet"].remove("register")
    assert any("unmet: no paper in the dossier shows register" in fault for fault in resealed_faults(found))
    found = receipt("2026-us-in-boston-licensed.json")
    found["dossier"]["authorisations"] = []
    assert any("unmet: no licence in the dossier covers" in fault for fault in resealed_faults(found))


def test_a_paper_for_another_item_is_told():
    """A privilege that says what it covers shows nothing for an item that another entry describes."""
    found = receipt("2026-de-jp-aachen-eu001.json")
    paper = found["dossier"]["authorisations"][0]
    entry = next(one["provision"] for one in found["decision"]["findings"] if (one["effect"], one["status"]) == ("describes", "applies") and one["provision"].startswith("eu-dual-use:"))
    paper["covers"] = [entry]
    assert not [fault for fault in resealed_faults(found) if "unmet" in fault]
    paper["covers"] = ["eu-dual-use:3B504"]
    told = [fault for fault in resealed_faults(found) if "unmet" in fault]
    assert any("no paper in the dossier shows register" in fault for fault in told)


def test_a_claimed_exception_does_not_help_an_unlisted_destination():
    """The status of an exception that does not apply cannot be turned into one that defeats the control."""
    found, seen = receipt("2026-us-in-boston-headline.json"), 0
    for one, norm in exceptions(found, "does-not-apply"):
        for control in found["decision"]["findings"]:
            if control["provision"] in norm["defeats"] and control["status"] == "applies" and seen < 5:
                was = dict(control)
                control.update(status="defeated", defeatedBy=norm["iri"])
                one["status"] = "applies"
                assert sum("an exception that is not met" in fault for fault in resealed_faults(found)) == 2
                control.update(was)
                one["status"] = "does-not-apply"
                seen += 1
    assert seen


@pytest.mark.parametrize("name", names()[::16])
def test_a_wrong_witness_is_told(name):
    found = receipt(name)
    places = [("derivation.whole", found["derivation"]["whole"])]
    places += [(f"derivation.lines.{item}", one) for item, one in found["derivation"]["lines"].items()]
    for where, one in places:
        for number, witness in enumerate(one.get("witnesses", [])):
            for said in witness["assignment"]:
                was = dict(said)
                if "value" in said:
                    said["value"] = "-1e9" if said["value"][0].isdigit() else "nonsense"
                elif "member" in said:
                    said["member"] = "nowhere"
                else:
                    continue
                assert any(f"{where}.witnesses[{number}]" in fault for fault in resealed_faults(found)), (where, was)
                said.clear()
                said.update(was)
        if one.get("witnesses"):
            was, one["witnesses"] = one["witnesses"], []
            assert any("no witness shows that" in fault for fault in resealed_faults(found)), where
            one["witnesses"] = was
    assert resealed_faults(found) == []


# What the file says of itself, see ``CHECKED``: places whose change is told although all hashes fit, and places that
# the hashes alone bind. The first is of the receipt of several lines, which has an explanation.
SEVERAL = next(name for name in names() if len(receipt(name)["decision"]["lines"]) > 1 and receipt(name)["decision"]["whyNot"])
TOLD = [
    "asOf", "conflicts", "dossier", "duties", "duties.0.byWhen", "findings.0.citation", "findings.0.defeatedBy",
    "findings.0.effect", "findings.0.jurisdiction", "findings.0.label", "findings.0.line", "findings.0.norm",
    "findings.0.provision", "findings.0.status", "findings.0.verified", "findings.0.because.0.term",
    "findings.0.because.0.met", "jurisdictions.0.code", "jurisdictions.0.outcome", "lines.0.item", "lines.0.possible",
    "outcome", "possible", "precaution", "whyNot.0.line", "whyNot.0.controls.0.effect", "whyNot.0.controls.0.norm",
    "whyNot.0.controls.0.provision", "whyNot.0.controls.0.status", "whyNot.0.exceptions.0.code",
    "whyNot.0.exceptions.0.defeats", "whyNot.0.exceptions.0.exception", "whyNot.0.exceptions.0.norm",
    "whyNot.0.exceptions.0.notOnFile",
]  # fmt: skip
BELIEVED = [
    "groundings", "groundings.0.verdict", "metricAudit", "nearest", "nearest.0.outcome", "penalties", "residual",
    "robustness", "robustness.0.value", "screening", "vintage.*.source", "warnings",
    "whyNot.0.controls.0.licence", "whyNot.0.exceptions.0.failing", "whyNot.0.exceptions.0.failing.0.repair",
]  # fmt: skip


def with_another(found: dict, place: str) -> dict:
    """A receipt with another value in one place of its decision; * is the first name there is."""
    *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    one = found["decision"]
    for step in way:
        one = one[min(one) if step == "*" else step]
    one[last] = altered(one[last])
    return found


@pytest.mark.parametrize("place", TOLD)
def test_what_is_said_to_be_checked_is(place):
    assert resealed_faults(with_another(receipt(SEVERAL), place))


@pytest.mark.parametrize("place", BELIEVED)
def test_what_is_said_to_be_believed_is(place):
    """Where this becomes a check, what the file says of itself has to say so."""
    assert resealed_faults(with_another(receipt(SEVERAL), place)) == []


def test_a_control_or_a_way_out_that_is_not_told_of_is_told():
    for part in ("controls", "exceptions"):
        found = receipt(SEVERAL)
        gone = found["decision"]["whyNot"][0][part].pop()
        told = [fault for fault in resealed_faults(found) if fault.startswith("decision.whyNot, ")]
        assert len(told) == 1 and gone["norm"] in told[0] and "says null, but it is" in told[0]
    found = receipt(SEVERAL)
    barred = next(one for one in found["decision"]["whyNot"][0]["exceptions"] if "barred" in one)
    del barred["barred"]
    assert any(barred["norm"] in fault for fault in resealed_faults(found))
    barred["barred"] = "in other words"
    assert resealed_faults(found) == []
    for part in ("controls", "exceptions"):
        rows = found["decision"]["whyNot"][0][part]
        rows.insert(0, {**rows[0], "provision": "another", "exception": "another"})
        assert any(fault.startswith(f"decision.whyNot, {found['decision']['whyNot'][0]['line']}, {part}")
                   for fault in resealed_faults(found))  # fmt: skip
        rows.pop(0)
    found["decision"]["whyNot"].append({"line": "nothing", "controls": [], "exceptions": []})
    assert any(fault.startswith("decision.whyNot (lines): says") for fault in resealed_faults(found))
    found["decision"]["whyNot"] = []  # no explanation was asked for
    assert resealed_faults(found) == []


def test_a_fact_that_is_not_known_is_not_told_as_known():
    found = receipt("2026-us-de-torino-undeclared.json")
    reasons = [reason for one in found["decision"]["findings"] for reason in one["because"] if "known" in reason]
    assert reasons
    del reasons[0]["known"]
    assert any("known: says null, but it is false" in fault for fault in resealed_faults(found))


def splits(tree: dict | None):
    if tree and "split" in tree:
        yield tree
        yield from splits(tree["then"])
        yield from splits(tree["else"])


def test_a_case_that_is_left_out_is_told():
    seen = 0
    for name in names():
        found = receipt(name)
        for line in found["derivation"]["lines"].values():
            for factor in line.get("factors", ()):
                for node in list(splits(factor["tree"]))[:2]:
                    for branch in ("then", "else"):
                        if node[branch] is None:
                            continue
                        seen += 1
                        was, node[branch] = node[branch], None
                        assert any("a case is missing that can be" in fault for fault in resealed_faults(found))
                        node[branch] = was
                was, factor["tree"] = factor["tree"], {"outcomes": {}}
                assert any("leaves undecided whether" in fault for fault in resealed_faults(found))
                factor["tree"] = was
            for leaf in (leaf for factor in line.get("factors", ())[:1] for node in splits(factor["tree"]) for leaf in (node["then"], node["else"]) if leaf and "outcomes" in leaf):
                was, leaf["outcomes"] = leaf["outcomes"], {"US": ["prohibited"]}
                assert any("(outcomes): says" in fault for fault in resealed_faults(found))
                leaf["outcomes"] = was
            if line.get("factors"):
                gone = line["factors"].pop()
                assert any("the factors are not made of each undecided norm once" in fault for fault in resealed_faults(found))
                line["factors"].append(gone)
    assert seen > 10


def test_a_span_moved_across_a_bound_is_told():
    """125 qubits become 5: the entries that described the computer do not any more."""
    found = receipt("2026-us-in-boston-headline.json")
    span = found["situation"]["lines"][0]["spans"]["operationalQubits"]
    span.update(lower="5", upper="5", estimate="5")
    told = resealed_faults(found)
    assert any("us-ear/4A906.a" in fault and ', status: says "applies", but it is "does-not-apply"' in fault for fault in told)
    assert any(fault.startswith("decision (overall): says") for fault in told)


@pytest.mark.parametrize("name", names()[::16])
def test_a_member_taken_away_is_told(name):
    """Where it leaves from and what kind of transfer it is: other norms concern the line, or they read otherwise."""
    for term in ("exportFrom", "transferType"):
        found = receipt(name)
        lines = [line for line in found["situation"]["lines"] if line["members"].get(term)]
        for line in lines:
            del line["members"][term]
        if lines:
            assert resealed_faults(found), (name, term)


def test_what_the_dossier_declares_is_what_the_norms_read():
    found = receipt("2026-us-de-torino-undeclared.json")
    for name in found["situation"]["declarations"]:
        found["situation"]["declarations"][name] = "2026-01-01" if name == "partiesScreened" else False
    told = resealed_faults(found)
    assert any(fault.startswith("situation.declarations.") for fault in told)


def test_a_duty_left_out_is_told():
    name = next(name for name in names() if receipt(name)["decision"]["duties"])
    found = receipt(name)
    found["decision"]["duties"].pop()
    assert any(fault.startswith("decision.duties: says") for fault in resealed_faults(found))


@pytest.mark.parametrize("part", ("format", "receipt", "dossier", "decision", "situation", "norms", "derivation"))
def test_a_part_that_is_missing_or_of_another_kind_is_told(part):
    for wrong in (None, [], "text", {"a": "b"}):
        found = receipt(names()[0])
        found[part] = wrong
        assert faults(found)
    del found[part]
    assert faults(found)


@pytest.fixture
def out_of_time(monkeypatch):
    """No world is tried one by one beyond two, and the solver has no time: the cautious reading answers."""
    from qgov.reasoning import reach
    from qgov.reasoning.smt import search

    monkeypatch.setattr(reach, "MAX_WORLDS", 2)
    monkeypatch.setattr(search, "SECONDS", 0.0)


@pytest.mark.parametrize("name", ("2026-us-in-kingston-straddling.json", "2026-de-in-boston-reexport.json"))
def test_a_cautious_decision_is_checked_as_one(name, out_of_time):
    made = receipts.decision.__wrapped__(name)
    found = made.full_receipt()
    line = next(iter(found["derivation"]["lines"]))
    assert found["derivation"]["lines"][line] == {"mode": "cautious"}
    assert found["derivation"]["whole"] == {"mode": "independent"}
    told = check(found)
    assert told.found == [] and any("the cautious reading was used" in note for note in told.notes)
    text = canonical(found)
    for outcome in OUTCOMES[::2]:
        wrong = json.loads(text)
        wrong["decision"] |= {"outcome": outcome, "possible": [outcome], "precaution": outcome}
        if wrong["decision"]["possible"] != found["decision"]["possible"]:
            assert any(fault.startswith("decision (overall): says") for fault in resealed_faults(wrong))
    wrong = json.loads(text)
    open_ = next(one for one in wrong["decision"]["findings"] if one["status"] == "depends")
    open_["status"] = "does-not-apply"
    assert any(f"{open_['norm']}, status: says" in fault for fault in resealed_faults(wrong))


def test_a_cautious_line_with_an_undecided_norm_is_no_case_split_without_factors(out_of_time):
    found = receipts.decision.__wrapped__("2026-us-in-kingston-straddling.json").full_receipt()
    wrong = json.loads(canonical(found))
    line = next(iter(found["derivation"]["lines"]))
    wrong["derivation"]["lines"][line] = {"mode": "cases", "factors": [], "accompanying": {}, "witnesses": []}
    assert any("the factors are not made of each undecided norm once" in fault for fault in resealed_faults(wrong))
