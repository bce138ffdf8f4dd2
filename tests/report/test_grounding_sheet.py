"""The sheet of a dossier in SVG and PNG: complete, in order, within its frame, and with text where no font is."""

from __future__ import annotations

import struct
import sys
import zlib
from dataclasses import replace
from decimal import Decimal
from xml.dom.minidom import Document, parseString

import pytest

from qgov.base.errors import InputError
from qgov.base.resources import resource
from qgov.cli import main
from qgov.dossier.read import read_dossier
from qgov.grounding.model import (
    CAPABILITY,
    MET,
    NOT_MET,
    REFUTED,
    SUPPORTED,
    THEOREM,
    UNDETERMINED,
    ClaimRef,
    Grounding,
)
from qgov.reasoning.pipeline import ground_dossier
from qgov.report import grounding_png
from qgov.report.grounding_picture import COLOURS
from qgov.report.grounding_png import FONT, png
from qgov.report.grounding_sheet import grounding_sheet

DOSSIERS = resource("data/dossiers")
IMPOSSIBLE = DOSSIERS / "2026-us-in-impossible-t2.json"


def made(verdict=REFUTED, value="0.0006", **rest) -> Grounding:
    own = {"kind": THEOREM, "claims": (ClaimRef("qpu", "t2"),), "bound": Decimal("0.00037"), "unit": "s"} | rest
    value = None if value is None else Decimal(value)
    margin = None if value is None else own["bound"] - value
    return Grounding("some-check", verdict=verdict, value=value, margin=margin, **own)


def lines(svg: str | Document) -> list[str]:
    tree = parseString(svg.encode()) if isinstance(svg, str) else svg
    return [one.firstChild.data for one in tree.getElementsByTagName("text")]


def pixels(image: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the rows of an 8-bit RGBA image without interlacing (PNG, third edition, 7 and 9)."""
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    at, data = 8, b""
    while at < len(image):
        size, kind = struct.unpack(">I4s", image[at : at + 8])
        body = image[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            assert (depth, colour, interlaced) == (8, 6, 0)
        data += body if kind == b"IDAT" else b""
        at += size + 12
    raw, stride, rows = zlib.decompress(data), 4 * width, []
    above = bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        rows.append(_unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + stride]), above))
        above = rows[-1]
    return width, height, rows


def _unfiltered(kind: int, row: bytearray, above: bytearray) -> bytearray:
    for i in range(len(row)):
        left, up = row[i - 4] if i >= 4 else 0, above[i]
        corner = above[i - 4] if i >= 4 else 0
        guess = left + up - corner
        nearest = min((left, up, corner), key=lambda one: abs(guess - one))
        row[i] = (row[i] + (0, left, up, (left + up) // 2, nearest)[kind]) & 255
    return row


def dark(image: bytes, top: int, bottom: int) -> int:
    """How many pixels between two heights are nearly black."""
    width, _, rows = pixels(image)
    return sum(max(row[4 * x : 4 * x + 3]) < 80 for row in rows[top:bottom] for x in range(width))


@pytest.mark.parametrize("path", sorted(DOSSIERS.glob("*.json")), ids=lambda path: path.stem)
def test_every_grounding_of_a_worked_dossier_is_on_its_sheet(path):
    dossier = read_dossier(path)
    found = ground_dossier(dossier, simulate=False)
    shown = lines(grounding_sheet(dossier, found.groundings, found.warnings))
    verdicts = (SUPPORTED, REFUTED, UNDETERMINED, MET, NOT_MET)
    assert sum(line.endswith(tuple(f": {verdict}" for verdict in verdicts)) for line in shown) == len(found.groundings)


def test_the_command_writes_the_sheet(capsys):
    assert main(["ground", "--no-sim", "--format", "svg", str(IMPOSSIBLE)]) == 1
    drawn = parseString(capsys.readouterr().out.encode()).documentElement
    nested = [one for one in drawn.childNodes if one.nodeName == "svg"]
    tops = [float(one.getAttribute("y")) for one in nested]
    ends = [top + float(one.getAttribute("height")) for top, one in zip(tops, nested, strict=True)]
    assert len(tops) == 4 and all(end < top for end, top in zip(ends, tops[1:], strict=False))
    lowest = max(float(one.getAttribute("y")) for one in drawn.childNodes if one.nodeName == "text")
    assert max(ends[-1], lowest) < float(drawn.getAttribute("height"))


def test_refuted_claims_come_first_and_the_verdicts_are_counted():
    dossier = read_dossier(IMPOSSIBLE)
    groundings = tuple(made(verdict) for verdict in (SUPPORTED, UNDETERMINED, REFUTED, REFUTED))
    shown = lines(grounding_sheet(dossier, groundings))
    assert [line.rpartition(": ")[2] for line in shown if line.startswith("coherence time T2 of qpu: ")] == [
        REFUTED, REFUTED, UNDETERMINED, SUPPORTED,
    ]  # fmt: skip
    assert [line.partition(":")[0] for line in shown[2:5]] == ["2 refuted", "1 undetermined", "1 supported"]


def test_what_has_no_number_is_listed_with_what_it_needs():
    dossier = read_dossier(IMPOSSIBLE)
    without = made(UNDETERMINED, None, bound=None, reason="no floor without these", needs=("t1", "twoQubitGateTime"))
    svg = grounding_sheet(dossier, (without, made()))
    shown = lines(svg)
    assert "Without a number against a bound:" in shown and COLOURS[UNDETERMINED] in svg
    assert "some-check; no floor without these; needed: t1, twoQubitGateTime" in shown
    assert shown.index("coherence time T2 of qpu: refuted") < shown.index("coherence time T2 of qpu: undetermined")


def test_a_sheet_without_groundings_says_so():
    assert "No claim of these items is checked against physics." in lines(grounding_sheet(read_dossier(IMPOSSIBLE), ()))


def test_hostile_texts_stay_texts_on_the_sheet():
    hostile = "</text><script>alert(1)</script>&\"'\x00\ud800]]>" + "量" * 200
    dossier = replace(read_dossier(IMPOSSIBLE), id=hostile)
    rows = [made(reason=hostile, needs=(hostile,), unit=hostile, claims=(ClaimRef(who, hostile),)) for who in ("qpu", hostile)]
    bare = made(UNDETERMINED, None, bound=None, reason=hostile, claims=(ClaimRef("qpu", hostile),))
    svg = grounding_sheet(dossier, (*rows, bare), (hostile,))
    assert not parseString(svg.encode()).getElementsByTagName("script")
    assert png(svg).startswith(b"\x89PNG")


def test_the_image_has_the_size_of_the_sheet_twice_as_sharp():
    svg = grounding_sheet(read_dossier(IMPOSSIBLE), (made(),))
    root = parseString(svg.encode()).documentElement
    width, height = (int(root.getAttribute(name)) for name in ("width", "height"))
    assert struct.unpack(">II", png(svg)[16:24]) == (2 * width, 2 * height)


def test_the_image_shows_its_text_with_the_font_that_is_shipped_alone():
    """The heading lies between 36 and 64 pixels from the top and is the only thing there."""
    svg = grounding_sheet(read_dossier(IMPOSSIBLE), ())
    with_text, without = png(svg), png(svg.replace("Claims against physics", ""))
    assert dark(without, 36, 64) == 0 and dark(with_text, 36, 64) > 300
    import resvg_py

    no_font = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, zoom=2, background="#ffffff")
    assert dark(no_font, 36, 64) == 0, "without the font that is shipped there is no text"


def test_the_font_has_every_character_that_is_drawn_with_it_alone():
    """Read from the table cmap, format 4 (OpenType 1.9, cmap): the segments of characters that have a glyph."""
    font = FONT.read_bytes()
    tables = {font[12 + 16 * i : 16 + 16 * i]: struct.unpack(">II", font[20 + 16 * i : 28 + 16 * i])
              for i in range(struct.unpack(">H", font[4:6])[0])}  # fmt: skip
    start = tables[b"cmap"][0]
    held: set[int] = set()
    for i in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        at = start + struct.unpack(">I", font[start + 8 + 8 * i : start + 12 + 8 * i])[0]
        if struct.unpack(">H", font[at : at + 2])[0] == 4:
            count = struct.unpack(">H", font[at + 6 : at + 8])[0] // 2
            ends = struct.unpack(f">{count}H", font[at + 14 : at + 14 + 2 * count])
            starts = struct.unpack(f">{count}H", font[at + 16 + 2 * count : at + 16 + 4 * count])
            held |= {code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)}
    alone = {code for code in range(32, 0x2300) if chr(code).isprintable() and not grounding_png.BEYOND.match(chr(code))}
    assert len(alone) > 900 and not sorted(map(chr, alone - held))


def test_an_image_too_large_is_refused_before_it_is_drawn():
    dossier = read_dossier(IMPOSSIBLE)
    svg = grounding_sheet(dossier, (made(),) * 150)
    root = parseString(svg.encode()).documentElement
    size = tuple(int(root.getAttribute(name)) for name in ("width", "height"))
    assert struct.unpack(">II", png(svg)[16:24]) == size, "not as sharp, but whole"
    with pytest.raises(InputError, match="more than the 40000000 that are drawn; take the format svg or html"):
        png(grounding_sheet(dossier, (made(),) * 400))


def test_without_the_rasteriser_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(InputError, match=r"resvg-py; pip install 'qgov\[png\]'"):
        png(grounding_sheet(read_dossier(IMPOSSIBLE), ()))


def test_the_command_writes_an_image_to_a_file_and_to_stdout(tmp_path, capfdbinary):
    target = tmp_path / "claims.png"
    assert main(["ground", "--no-sim", "--format", "png", "--output", str(target), str(IMPOSSIBLE)]) == 1
    assert capfdbinary.readouterr().out == b"" and target.read_bytes().startswith(b"\x89PNG")
    code = main(["ground", "--no-sim", "--format", "png", str(IMPOSSIBLE)])
    assert code == 1 and capfdbinary.readouterr().out == target.read_bytes()


@pytest.mark.parametrize("format", ["text", "json", "html", "svg"])
def test_a_file_gets_what_stdout_would(format, tmp_path, capfdbinary):
    target = tmp_path / "claims"
    assert main(["ground", "--no-sim", "--format", format, "-o", str(target), str(IMPOSSIBLE)]) == 1
    assert main(["ground", "--no-sim", "--format", format, str(IMPOSSIBLE)]) == 1
    assert capfdbinary.readouterr().out == target.read_bytes() != b""


def test_a_file_that_cannot_be_written_is_named(tmp_path, capsys):
    assert main(["ground", "--no-sim", "-o", str(tmp_path / "no" / "such"), str(IMPOSSIBLE)]) == 2
    assert "cannot write" in capsys.readouterr().err


def test_an_image_is_not_sent_to_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["ground", "--no-sim", "--format", "png", str(IMPOSSIBLE)]) == 2
    assert "--output FILE" in capsys.readouterr().err


def test_a_capability_falls_short_and_does_not_refute():
    svg = grounding_sheet(read_dossier(IMPOSSIBLE), (made(NOT_MET, kind=CAPABILITY),))
    assert "falls short" in lines(svg) and "#fbe9eb" not in svg
