"""How policies are named in running text."""

import re

NAMED_POLICY = re.compile(
    r"\b((?:[A-Z][\w’'&-]*|ICT|and|of|at|for|the)(?: (?:[A-Z][\w’'&-]*|and|of|at|for|&))* (?:Policy and Procedures?|Polic(?:y|ies)|Procedures?))\b"
)
"""A capitalised title that ends in Policy or Procedure."""
