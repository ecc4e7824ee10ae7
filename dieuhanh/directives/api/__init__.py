"""The room's JSON API, one module per subject; each adds its operations to `router`."""

from ninja import Router

router = Router(tags=["directives"])

from dieuhanh.directives.api import directives, following, hooks, tasks  # noqa: E402, F401 — they add their operations to the router above
