"""Reconciliation: from names as somebody wrote them to the authorities that the atlas knows.

Every match carries its score and what made it, so that a person can judge it.
"""
