"""What makes a text wait for a moderator, found in its words: text in, findings out."""
