"""Workbooks of the programme year, one module per aggregate."""
