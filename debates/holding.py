"""Why a text is held though its consultation publishes at once."""
