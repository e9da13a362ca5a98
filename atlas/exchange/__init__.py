"""The partner exchange: adverts of authorities, what answers them, and letters between people.

``adverts`` writes them, ``reading`` lists them, ``expiry`` ends them; ``matching`` and
``acquaintances`` find what and who answers one; ``replies`` carries messages between two people
without showing either's address. Nothing here knows Flask.
"""
