"""The made-up partnership that shows the service: its words and its story."""
