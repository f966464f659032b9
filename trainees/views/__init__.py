"""Pages about people, rosters and completions; one module per aggregate."""
