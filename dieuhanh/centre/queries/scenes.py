"""The scenes of the wall. One statement."""

from dieuhanh.centre.models import Scene
from dieuhanh.centre.rules.scenes import BUILT_IN, Layout, SceneRead


def scenes() -> list[SceneRead]:
    """Every scene in its order; the built-in ones while the Centre has arranged none of its own."""
    rows = Scene.objects.order_by("order", "code")
    return [as_scene(row) for row in rows] or list(BUILT_IN)


def chosen(code: str, among: list[SceneRead]) -> SceneRead | None:
    """The scene of this code; the first one where none is named; nothing for an unknown one."""
    if not code:
        return among[0]
    return next((one for one in among if one.code == code), None)


def as_scene(row: Scene) -> SceneRead:
    """A stored scene as it is read."""
    return SceneRead(
        row.code, row.name_vi, row.name_en, Layout.from_dict(row.layout), row.rotate_seconds, row.order
    )
