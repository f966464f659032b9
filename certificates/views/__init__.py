"""Pages about certificates: issuing, holding, verifying."""
