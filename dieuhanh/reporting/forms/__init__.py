"""Django forms of the desk's pages."""
