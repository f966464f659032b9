"""What people type about trainees; one module per aggregate."""
