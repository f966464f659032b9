"""What people type about the programme year, cleaned."""
