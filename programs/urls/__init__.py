"""Addresses of the programme year, one namespace per aggregate."""
