"""May this person do this in the programme year, and if not, why not."""
