"""The room's pages: thin, over queries and actions."""
