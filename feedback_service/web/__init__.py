"""The only place that knows HTTP: pages for children and families, tablets, and staff."""
