"""What waits for whom about certificates, for the workbench and the bell."""
