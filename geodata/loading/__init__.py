"""Loading the shipped datasets into the database, through the model of ``atlas``.

``embedded.load_embedded`` loads them all, in one transaction that the caller owns.
"""
