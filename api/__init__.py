"""The REST service: dossiers in, decisions out, over HTTP on this machine."""
