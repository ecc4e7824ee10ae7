"""The room's JSON API, one module per subject; each adds its operations to `router`."""

from ninja import Router

router = Router(tags=["organisations"])

from dieuhanh.organisations.api import bodies, people  # noqa: E402, F401 — they add their operations to the router above
