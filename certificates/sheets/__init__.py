"""Workbooks about certificates."""
