"""The reads of the wall. Each tile is one function of at most eight SQL statements, the same for one row and for fifty."""
