"""The tests: one folder a room, real PostgreSQL, real threads, real browser."""
