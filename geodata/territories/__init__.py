"""What the State changes every 1 January: communes that merge or are restored, EPCI that move.

``movements.py`` and ``epci.py`` read the two files, ``ground.py`` holds the bodies while changes
are tried on them, ``communes.py`` and ``intercommunal.py`` try them, ``following.py`` makes
partnerships follow, ``planning.py`` puts it together and ``running.py`` writes it as a run.
See ``docs/adr/0019``.
"""
