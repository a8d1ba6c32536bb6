"""Pages of what concerns a person; each is hers alone."""
