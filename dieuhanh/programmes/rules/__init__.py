"""Pure decisions of the room: verdicts, shares of documents, trajectories, likelihoods, steps of a claim. No Django, no I/O."""
