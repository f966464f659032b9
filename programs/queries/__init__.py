"""Read models across the year, each a fixed number of queries; one module per aggregate."""
