"""The SPARQL 1.1 Protocol at ``/sparql``: queries by GET and POST, the service's description, and a page to ask on."""

from qgov.api.sparql.routes import sparql_routes
from qgov.api.sparql.setup import make_pool

__all__ = ["make_pool", "sparql_routes"]
