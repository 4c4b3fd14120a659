"""What we ask, and whether an answer is acceptable. Pure: no I/O beyond reading definitions."""
