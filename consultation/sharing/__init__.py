"""Sending the address of a page to somebody: a mail with fixed words, to one address, of which nothing is kept."""
