"""The only place that knows SQL: the tables, and one module of functions an aggregate."""
