"""The room's pure decisions: catalogue, facts, aggregation, series; regimes, forms, expressions, workflow."""
