"""The knowledge graph: lexicon, norms, reference data and a decision in one embedded store, one named graph each."""
