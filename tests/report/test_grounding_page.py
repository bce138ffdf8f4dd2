"""The page and the pictures of groundings: well-formed and escaped for any verdict, text and size of number."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from xml.dom.minidom import Document, parseString

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qgov.base.resources import resource
from qgov.cli import main
from qgov.dossier.model import Quantity
from qgov.dossier.read import read_dossier
from qgov.grounding.model import (
    CAPABILITY,
    MET,
    MODEL,
    NOT_MET,
    REFUTED,
    SUPPORTED,
    THEOREM,
    UNDETERMINED,
    ClaimRef,
    Grounding,
)
from qgov.reasoning.pipeline import ground_dossier
from qgov.report.grounding_page import grounding_page
from qgov.report.grounding_picture import COLOURS, about, height, permitted, picture
from qgov.report.grounding_scale import amount

DOSSIERS = resource("data/dossiers")
IMPOSSIBLE = DOSSIERS / "2026-us-in-impossible-t2.json"
VERDICTS = (SUPPORTED, REFUTED, UNDETERMINED, MET, NOT_MET)


def made(value="0.0006", bound="0.00037", side="below", **rest) -> Grounding:
    value, bound = Decimal(value), Decimal(bound)
    margin = bound - value if side == "below" else value - bound
    own = {"check": "some-check", "kind": THEOREM, "verdict": REFUTED, "unit": "s", "formula": "T2 <= 2 T1"}
    own |= {"claims": (ClaimRef("qpu", "t2"),), "margin": margin}
    return Grounding(value=value, bound=bound, **(own | rest))


def parsed(svg: str) -> Document:
    return parseString(svg.encode())


def mark(svg: str) -> float:
    """Where the claim lies."""
    return float(parsed(svg).getElementsByTagName("circle")[0].getAttribute("cx"))


def line_of_bound(svg: str) -> float:
    lines = parsed(svg).getElementsByTagName("line")
    return float(next(one.getAttribute("x1") for one in lines if one.getAttribute("stroke-width") == "2"))


def bar(svg: str) -> tuple[float, float] | None:
    for one in parsed(svg).getElementsByTagName("rect"):
        if one.hasAttribute("fill-opacity"):
            x = float(one.getAttribute("x"))
            return x, x + float(one.getAttribute("width"))
    return None


def fills(svg: str) -> dict[str, tuple[float, float]]:
    """The shaded sides by colour."""
    return {
        one.getAttribute("fill"): (float(one.getAttribute("x")), float(one.getAttribute("width")))
        for one in parsed(svg).getElementsByTagName("rect")
        if one.hasAttribute("x") and not one.hasAttribute("fill-opacity")
    }


def words(svg: str) -> list[str]:
    return [one.firstChild.data for one in parsed(svg).getElementsByTagName("text")]


def test_a_refuted_claim_is_red_and_lies_on_the_red_side():
    svg = picture(made())
    assert COLOURS[REFUTED] in svg and line_of_bound(svg) < mark(svg)
    left, width = fills(svg)["#fbe9eb"]
    assert left <= mark(svg) <= left + width
    assert {"claim 600 µs", "bound 370 µs", "beyond the bound"} <= set(words(svg))


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("kind", [THEOREM, MODEL, CAPABILITY])
@pytest.mark.parametrize("side", ["below", "above"])
def test_every_verdict_has_its_picture(verdict, kind, side):
    grounding = made("3", "2", side, verdict=verdict, kind=kind, unit="1")
    svg = picture(grounding)
    assert f"coherence time T2 of qpu: {verdict}" in words(svg) and COLOURS[verdict] in svg
    green = fills(svg)["#e3f1e6"]
    assert permitted(grounding) == side and (green[0] < line_of_bound(svg)) == (side == "below")
    assert ("#fbe9eb" in svg) == (kind == THEOREM), "only a theorem has a side that is refuted"


@pytest.mark.parametrize(("z", "u"), [("-46", "0.000005"), ("-2", "0.000115")])
def test_the_bar_is_the_guard_band_that_the_z_score_implies(z, u):
    svg = picture(made(z_score=Decimal(z)))
    scale = (mark(svg) - line_of_bound(svg)) / 0.00023
    low, high = bar(svg)
    assert high - low == pytest.approx(2 * 1.645 * float(u) * scale, abs=0.5)
    assert (low + high) / 2 == pytest.approx(mark(svg), abs=0.5)


def test_the_bar_is_the_interval_claimed_or_the_uncertainty_of_the_claim():
    interval = picture(made("5", "4"), [Quantity(Decimal(5), Decimal(3), Decimal(8))])
    assert bar(interval)[0] < line_of_bound(interval) and "the interval claimed" in interval
    own = picture(made("5", "4", kind=CAPABILITY), [Quantity(Decimal(5), standard_uncertainty=Decimal("0.1"))])
    assert bar(own)[0] > line_of_bound(own) and "u 100 ms" in own and "±3 u" not in own
    assert bar(picture(made("5", "4"), [Quantity(Decimal(5))])) is None
    assert bar(picture(made("5", "4"), [Quantity(Decimal(7), standard_uncertainty=Decimal(1))])) is None, (
        "not its claim"
    )


def test_a_z_score_beside_an_interval_is_not_read_as_an_uncertainty():
    """With intervals the z score counts from their favourable end, so that margin / z is no uncertainty."""
    svg = picture(made("5", "4", z_score=Decimal("-0.001")), [Quantity(Decimal(5), Decimal("4.1"))])
    assert bar(svg) is None


def test_wide_ratios_are_shown_on_a_logarithmic_scale():
    svg = picture(made("1e-10", "9.3e-8", unit="1"))
    assert "logarithmic scale" in svg and "1e-8" in words(svg)
    assert "logarithmic" not in picture(made("1", "49")) and "logarithmic" not in picture(made("-1", "4900"))


@pytest.mark.parametrize("check", ["pair-statistics", "session-rate"])
def test_two_statements_that_must_agree_have_no_permitted_side(check):
    svg = picture(made("3", "2", check=check))
    assert not fills(svg) and "both must agree" in svg


def test_a_long_name_is_cut_and_the_verdict_stays():
    svg = picture(made(claims=tuple(ClaimRef("a-rather-long-name-of-a-device" * 3, term) for term in ("t1", "t2"))))
    assert words(svg)[0].endswith("…: refuted") and len(words(svg)[0]) < 80


@pytest.mark.parametrize(("side", "expected"), [("at most", "below"), ("at least", "above")])
def test_the_side_and_the_uncertainty_of_the_check_are_those_drawn(side, expected):
    at_bound = made("156", "156", side=expected, unit="1", verdict=SUPPORTED)
    stated = replace(at_bound, side=side, u=Decimal(2))
    assert permitted(at_bound) == "" and permitted(stated) == expected
    assert len(fills(picture(stated))) == 2 and "combined u 2" in picture(stated)
    assert permitted(replace(stated, check="pair-statistics")) == ""


def test_the_picture_says_how_far_beyond_the_bound_why_and_what_is_needed():
    shown = words(picture(made(reason="T2 lies above 2 T1", needs=("t1", "sameQubits"))))
    assert any("beyond by 230 µs" in line for line in shown)
    assert shown[-2:] == ["T2 lies above 2 T1", "needed: t1, sameQubits"]
    assert any("beyond by a factor of 2.5" in line for line in words(picture(made("5", "2"))))
    assert any("short by a factor of 2.5" in line for line in words(picture(made("2", "5", "above", kind=CAPABILITY))))
    assert not any("beyond by" in line for line in words(picture(made("1", "2", verdict=SUPPORTED))))


def test_a_long_reason_leaves_room_for_what_is_needed():
    grounding = made(reason="a reason that goes on " * 40, needs=("t1",))
    svg = picture(grounding)
    assert words(svg)[-1] == "needed: t1" and words(svg)[-2].endswith("…")
    lowest = max(float(one.getAttribute("y")) for one in parsed(svg).getElementsByTagName("text"))
    assert lowest < height(grounding) == float(parsed(svg).documentElement.getAttribute("height"))
    assert "a reason" not in picture(grounding, heading=False)


def test_claim_and_bound_are_written_with_the_digits_that_tell_them_apart():
    shown = words(picture(made("0.99999995", "0.9999999", unit="1")))
    assert {"claim 0.99999995", "bound 0.9999999"} <= set(shown)
    rounding = picture(made("0.00546416091637", "0.005464160916372024", unit="1", check="pair-statistics"))
    assert abs(mark(rounding) - line_of_bound(rounding)) < 1, "no gap is shown where there is none but rounding"
    assert any("they differ by 2e-15" in line for line in words(rounding))


def test_small_numbers_on_one_line_are_written_alike():
    shown = words(picture(made("4.229e-4", "4.8455e-5", "above", verdict=SUPPORTED, unit="1")))
    assert {"claim 4.229e-4", "bound 4.8455e-5", "1e-4", "4e-4"} <= set(shown)


def test_labels_of_the_axis_do_not_overlap():
    for value, bound in (("0.99999995", "0.9999999"), ("1e-10", "1"), ("0.0054", "0.0055"), ("123456789", "123456799")):
        texts = [t for t in parsed(picture(made(value, bound, unit="1"))).getElementsByTagName("text")
                 if t.getAttribute("text-anchor") == "middle" and t.getAttribute("fill") == "#5f6b72"]  # fmt: skip
        spans = [(float(t.getAttribute("x")), 3.8 * len(t.firstChild.data)) for t in texts]
        assert len(spans) > 1 and all(a + half + 4 < b - more for (a, half), (b, more) in pairwise(spans))


def test_what_rows_share_is_said_once():
    rows = (ClaimRef("qpu", "pairs.t1"), ClaimRef("qpu", "pairs.t2"))
    assert about(rows) == "relaxation time T1, coherence time T2 of the pair rows of qpu"
    mixed = (ClaimRef("qpu", "cnotError"), ClaimRef("qpu", "pairs.cnotError"), ClaimRef("qpu", "t1", 3))
    assert about(mixed) == "C-NOT error, C-NOT error of the pair rows, relaxation time T1 of row 3 of qpu"


def test_a_claim_at_the_bound_has_no_side():
    grounding = made("2", "2")
    assert permitted(grounding) == "" and mark(picture(grounding)) == line_of_bound(picture(grounding))


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e20000", None])
def test_what_no_scale_can_show_has_no_picture(number):
    value = None if number is None else Decimal(number)
    assert picture(replace(made(), value=value)) == "" == picture(replace(made(), bound=value))


NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=None),
    st.builds(lambda m, e: Decimal(m).scaleb(e), st.integers(-(10**40), 10**40), st.integers(-400, 400)),
    st.sampled_from([Decimal(0), Decimal("1e300"), Decimal("-1e300"), Decimal("1e-300"), Decimal("1.000000000000001")]),
)


@given(NUMBERS, NUMBERS, st.none() | NUMBERS, st.none() | NUMBERS, st.sampled_from(["", "1", "s", "K", "bit/s"]))
def test_any_numbers_give_a_picture_within_its_frame(value, bound, z, u, unit):
    grounding = Grounding("c", THEOREM, REFUTED, (), value, bound, bound - value, z, unit=unit, formula="x <= y")
    svg = picture(grounding, [Quantity(value, standard_uncertainty=u)])
    if svg:
        assert 28 <= mark(svg) <= 652 and 28 <= line_of_bound(svg) <= 652 and len(svg) < 9000
        shown = bar(svg)
        assert shown is None or 28 <= shown[0] <= shown[1] <= 653.1


@given(st.text(), st.text(), st.text())
def test_any_text_is_escaped(item, check, unit):
    parsed(picture(made(claims=(ClaimRef(item, check), ClaimRef(item, "t2", 3)), check=check, unit=unit)))


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        ("0.00037", "s", "370 µs"), ("600", "bit/s", "600 bit/s"), ("2.5e9", "Hz", "2.5 GHz"), ("0", "s", "0 s"),
        ("1e-20", "s", "1e-20 s"), ("300", "K", "300 K"), ("4000", "K", "4000 K"), ("0.015", "K", "15 mK"),
        ("-0.00023", "s", "-230 µs"), ("0.999", "1", "0.999"), ("2e-7", "1", "2e-7"), ("71.9", "dB", "71.9 dB"),
        ("123456789", "1", "1.2346e8"), ("9.99999e-4", "s", "1 ms"), ("1e300", "1", "1e300"),
    ],
)  # fmt: skip
def test_numbers_read_well(number, unit, expected):
    assert amount(Decimal(number), unit) == expected


def test_the_page_shows_every_grounding():
    dossier = read_dossier(IMPOSSIBLE)
    found = ground_dossier(dossier, simulate=False)
    page = grounding_page(dossier, found.groundings, found.warnings)
    tree = parseString(page.encode())
    articles = tree.getElementsByTagName("article")
    assert len(articles) == len(found.groundings)
    assert "relaxation time T1, coherence time T2 of qpu: refuted" in re.sub("<[^>]+>", "", page)
    assert articles[0].getAttribute("id") in {a.getAttribute("href")[1:] for a in tree.getElementsByTagName("a")}
    assert 'href="https://doi.org/10.1017/CBO9780511976667"' in page
    for warning in found.warnings:
        assert warning in page


def test_the_page_fetches_nothing_and_runs_nothing():
    dossier = read_dossier(IMPOSSIBLE)
    page = grounding_page(dossier, ground_dossier(dossier, simulate=False).groundings)
    tree = parseString(page.encode())
    for tag in ("script", "link", "img", "iframe", "object"):
        assert not tree.getElementsByTagName(tag)
    assert "url(" not in page and "@import" not in page


def test_the_page_puts_refuted_claims_first_and_explains_every_verdict():
    dossier = read_dossier(IMPOSSIBLE)
    groundings = tuple(made(verdict=verdict) for verdict in reversed(VERDICTS))
    text = re.sub("<[^>]+>", "", grounding_page(dossier, groundings))
    heads = re.findall("coherence time T2 of qpu: ([a-z-]+)\n", text)
    assert heads == [REFUTED, NOT_MET, UNDETERMINED, MET, SUPPORTED]


def test_hostile_texts_are_escaped_on_the_page():
    hostile = "<script>alert(1)</script>&\"'\x00\ud800]]>"
    dossier = read_dossier(IMPOSSIBLE)
    dossier = replace(dossier, id=hostile)
    grounding = made(
        check=hostile, reason=hostile, formula=hostile, source=hostile, circuit=hostile, needs=(hostile,),
        assumptions=(hostile,), claims=(ClaimRef(hostile, hostile),), simulated={hostile: hostile}, unit=hostile,
        count=2, counts={hostile: 2},
    )  # fmt: skip
    page = grounding_page(dossier, (grounding, replace(grounding, source="10.1/" + hostile)), (hostile,))
    tree = parseString(page.encode())
    assert not tree.getElementsByTagName("script")
    assert "https://doi.org/10.1/%3Cscript%3E" in page


def test_a_page_without_groundings_says_so():
    assert "No claim of these items" in grounding_page(read_dossier(IMPOSSIBLE), ())


def test_a_circuit_stands_in_the_page():
    page = grounding_page(read_dossier(IMPOSSIBLE), (made(circuit="0: ──H──┤ <X>"),))
    assert "<pre>0: ──H──┤ &lt;X&gt;</pre>" in page


def test_a_claim_beyond_the_bound_that_is_supported_says_why():
    supported = made("71.9", "71.991", "above", verdict=SUPPORTED, unit="dB")
    assert "within the tolerance of the check" in picture(supported)
    assert "within the tolerance" not in picture(made("72", "71.991", "above", verdict=SUPPORTED, unit="dB"))
    assert "within the tolerance" not in picture(made("71.9", "71.991", "above", unit="dB"))


def test_the_command_writes_the_page(capsys):
    assert main(["ground", "--no-sim", "--format", "html", str(IMPOSSIBLE)]) == 1
    out, err = capsys.readouterr()
    assert parseString(out.encode()).documentElement.tagName == "html" and err == ""


@pytest.mark.parametrize("path", sorted(DOSSIERS.glob("*.json")), ids=lambda path: path.stem)
def test_every_worked_dossier_has_its_page(path):
    dossier = read_dossier(path)
    found = ground_dossier(dossier, simulate=False)
    tree = parseString(grounding_page(dossier, found.groundings, found.warnings).encode())
    drawn = sum(one.value is not None and one.bound is not None for one in found.groundings)
    assert len(tree.getElementsByTagName("svg")) == drawn
