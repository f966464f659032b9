"""What anyone may learn about a certificate: one asked about, a file, a list of them."""
