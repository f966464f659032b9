"""Pages of the programme year."""
