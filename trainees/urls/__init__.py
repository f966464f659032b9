"""Addresses of the trainees app, one namespace per aggregate."""
