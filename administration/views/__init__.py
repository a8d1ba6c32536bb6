"""The pages of whoever sets a consultation up."""
