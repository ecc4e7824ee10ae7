"""The reads that pages, API and the wall share. Each says how many SQL statements it costs."""
