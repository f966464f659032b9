"""Read models of the trainees app; one module per aggregate."""
