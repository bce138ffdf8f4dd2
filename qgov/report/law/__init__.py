"""Pages about the law as it is encoded: what is covered, how jurisdictions compare, how a case changes with its day."""
