"""Drafting: what somebody who writes law asks of a clause before it is law. Does it say what is meant, whom does it
catch, what does it change, and how does it differ from another?"""
