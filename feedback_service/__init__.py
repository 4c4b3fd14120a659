"""Capture, keep and review what children and families say."""
