"""May this person do this to people, rosters and completions; one module per aggregate."""
