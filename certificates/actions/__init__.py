"""The verbs on certificates, one module per aggregate."""
