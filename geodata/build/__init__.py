"""Building the reference datasets from the package registries.

Run it with ``scripts/build_geodata``; ``docs/developer/geodata.md`` tells the whole story. The
same sources always give the same bytes: everything is sorted, numbers have a fixed number of
decimals, lines end with LF.
"""
