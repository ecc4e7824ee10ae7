"""The desk's pages of the room: thin; they parse, call an action or a query, and answer."""
