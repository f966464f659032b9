"""The programme year's verbs, one module per aggregate."""
