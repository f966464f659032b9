"""Pure knowledge about certificates: formats and words; no database."""
