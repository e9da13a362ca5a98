"""Files of a selection: which tables and columns they hold, and how each format writes them.

What a file says of itself in sentences comes from whoever asks for it; nothing here knows Flask.
"""
