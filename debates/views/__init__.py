"""The pages of the debate: each view fetches, asks for permission, calls one act or one query, and answers."""
