"""The transition tables of people's aggregates, one module per aggregate."""
