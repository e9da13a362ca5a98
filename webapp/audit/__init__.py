"""The self-assessment of accessibility: ``rgaa.csv``, one row per criterion of RGAA 4.1."""
