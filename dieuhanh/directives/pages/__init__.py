"""The room's server-rendered pages."""
