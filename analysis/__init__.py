"""What the words tell. Pure functions: no I/O, no clock, no framework, deterministic."""
