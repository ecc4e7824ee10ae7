"""Demonstration: a country in August 2020 to try the product on, every made-up part labelled.

Holds accounts named by function, a few bodies of one province, reports of the
months before August 2020 filled, signed and sent through the real actions, and
the clock that was set to the morning of 10 August 2020.
Announces nothing of its own; listens to nothing. It uses every room's actions and
no room uses it. Read first: `load.load_demonstration`.
"""
