"""What is kept about the data of a person: exports she asked for."""
