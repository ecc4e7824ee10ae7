"""The reads that pages, API and the wall share."""
