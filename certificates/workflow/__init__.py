"""The transition tables of the certificates app."""
