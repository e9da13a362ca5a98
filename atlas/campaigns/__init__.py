"""Yearly campaigns: every collectivité is asked whether what the atlas says of it is right.

A campaign chooses collectivités (``choosing``), finds whom to write to (``addresses``), writes a
letter with a personal link (``links``, ``writing``), keeps what is answered (``answering``,
``answers``) as proposals, and tells how far it is (``progress``). Nothing here knows Flask.
"""
