"""The reads of the room, each with a bounded number of SQL statements."""
