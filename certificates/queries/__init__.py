"""Read models of the certificates app; one module per aggregate."""
