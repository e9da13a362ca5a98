"""What the atlas holds as collections of features: each has an id, a geometry and properties."""
