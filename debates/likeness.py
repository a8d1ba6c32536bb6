"""Texts that say nearly the same."""
