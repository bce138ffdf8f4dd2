"""The lexicon for reading: terms, modules, questions and mappings as pages, pictures and RDF."""
