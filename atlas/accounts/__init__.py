"""Accounts: who may do what, invitations, sessions, and what holds back who guesses passwords.

Nothing here knows Flask: pages are in ``webapp/gestion``, commands in ``scripts/cli/user.py``.
"""
