"""The transition tables of the programme year, one module per aggregate."""
