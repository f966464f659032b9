"""Addresses of certificates: issuing and holding, and the public's verification."""
