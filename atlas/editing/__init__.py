"""Changing records: documents, writing them, merging them, and the history of every change.

Everything that changes a partnership goes through this package, whoever asks for it: a form, an
import, a campaign, the load of the datasets. See ``docs/adr/0016``.
"""
