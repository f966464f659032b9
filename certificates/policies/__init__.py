"""May this person do this with certificates, and if not, why not."""
