"""What waits for whom about lists and completions, for the workbench and the bell."""
