"""Pages of the frame itself, and what is shown when something is refused."""
