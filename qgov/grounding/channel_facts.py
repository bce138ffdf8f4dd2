"""What the groundings of a channel amount to, in words: a quantum channel in the legal sense, or not, or open.

The law speaks of a quantum channel where entanglement survives: a map that is shown not to break it, at 95 %. No norm
reads this class yet, so that it is a verdict in words and no fact.
"""

from __future__ import annotations

QUANTUM = "a quantum channel: it is shown not to break entanglement"
BREAKING = "no quantum channel in the legal sense: it breaks entanglement"
OPEN = "open whether it is a quantum channel"
