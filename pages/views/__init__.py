"""The mission's pages: each view fetches, asks for permission, calls one act or one query, and answers."""
