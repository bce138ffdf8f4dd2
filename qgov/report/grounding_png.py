"""A sheet of groundings as a PNG image.

The letters are those of DejaVu Sans, which is shipped (``fonts``), so that the image is the same on every machine and
has its text where no font is installed. Only characters that this font lacks are looked for in the machine's fonts.
"""

from __future__ import annotations

import re
from pathlib import Path

from qgov.base.errors import Fault, InputError

FONT = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
# 40 million pixels are 160 MB while the image is drawn: about 65 pictures twice as sharp, or 270 plain ones.
MAX_PIXELS = 40_000_000
_SHARP = 2
_SIZE = re.compile(r'<svg [^>]*?\bwidth="(\d+)" height="(\d+)"')
# Latin, Greek, Cyrillic, punctuation, sub- and superscripts, arrows and mathematical operators: all in the font.
BEYOND = re.compile("[^\t\n\r\u0020-\u024f\u0384-\u03ff\u0400-\u045f\u2010-\u2027\u2070-\u209c\u2190-\u22ff]")


def available() -> bool:
    """True if the optional rasteriser is installed and can be loaded."""
    try:
        import resvg_py  # noqa: F401
    except ImportError:
        return False
    return True


def png(svg: str) -> bytes:
    """The SVG document as PNG, at two pixels a unit, or one where it is long.

    Raises InputError where the rasteriser is not installed or the image would have more than ``MAX_PIXELS`` pixels.
    """
    if not available():
        raise _fault("PNG needs the package resvg-py", "pip install 'qgov[png]', or take the format svg or html")
    width, height = (int(size) for size in _SIZE.match(svg).groups())
    zoom = next((zoom for zoom in (_SHARP, 1) if width * height * zoom**2 <= MAX_PIXELS), 0)
    if not zoom:
        raise _fault(
            f"the image would be {width} by {height} pixels, more than the {MAX_PIXELS} that are drawn",
            "take the format svg or html",
        )
    import resvg_py

    return resvg_py.svg_to_bytes(
        svg_string=svg, zoom=zoom, background="#ffffff", font_files=[str(FONT)], font_family="DejaVu Sans",
        sans_serif_family="DejaVu Sans", skip_system_fonts=not BEYOND.search(svg),
    )  # fmt: skip


def _fault(message: str, remedy: str) -> InputError:
    return InputError([Fault("", message, remedy)])
