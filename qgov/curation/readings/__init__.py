"""One norm, many readings: random dossiers on which the readings must agree, and the comparison itself."""
