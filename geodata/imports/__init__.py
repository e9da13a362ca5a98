"""Imports: files of others, read, reconciled, and written in one transaction that can be undone.

A source is a manifest (``sources/*.toml``): who publishes it, under which licence, and how its
columns are called. ``planning.py`` says what a file would do, ``running.py`` does it.
"""
