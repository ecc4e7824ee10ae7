"""The room's pages; what they show comes from `queries`, what they do from `actions`."""
