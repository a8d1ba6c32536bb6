"""The pages of the harvest, of the roll-up and of the synthesis."""
