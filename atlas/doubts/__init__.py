"""The workbench: what the atlas is not sure of waits here for a person, who settles it.

``content.py`` says what a question is, ``queue.py`` keeps them, ``settling.py`` does what a person
answers and takes it back, ``uniting.py`` makes one record of two.
"""
