"""What the portal costs beside the plain way to do the same, measured in one run each."""
