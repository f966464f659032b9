"""The verbs on people, rosters and completions; one module per aggregate."""
