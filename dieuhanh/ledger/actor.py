"""Who acts. Defined on the lowest floor so that every room can name it; imported from here by custom."""

from dieuhanh.config.actor import SYSTEM, Actor

__all__ = ["SYSTEM", "Actor"]
