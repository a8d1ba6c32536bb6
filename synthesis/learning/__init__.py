"""What a text probably speaks of, learnt from what people have filed: plain functions on plain data, no Django inside.

`features`: texts as numbers. `model`: learn categories from examples, tell the likeliest of a new text. Nothing that is
learnt is ever applied: it is shown to people beside its probability.
"""
