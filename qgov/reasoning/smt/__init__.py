"""The SMT reading: exact where the worlds are too many to try one by one (DESIGN section 3).

A dossier's conditions become boolean terms over its unknowns; a solver (z3) says which outcomes occur in some world,
and gives the world. Nothing here decides otherwise than the reference engine would with time enough: every world that
is named can be read by it, and the tests do so. Out of time it says so, and the cautious reading answers.
"""

from qgov.reasoning.smt.lines import judge_exactly
from qgov.reasoning.smt.search import OutOfTime
from qgov.reasoning.smt.unsettled import settling
from qgov.reasoning.smt.whole import outcomes_together

__all__ = ["OutOfTime", "judge_exactly", "outcomes_together", "settling"]
