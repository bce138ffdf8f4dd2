"""What keeps the lexicon honest: reasoning, quality gates, releases, mutation. Nothing here is needed to decide."""
