"""What the entries about the wall's scenes are called."""

from dieuhanh.interface.recorded import Recorded, Subject

RECORDED = Recorded(
    kinds={
        "centre.scene.saved": ("Lưu bố cục màn hình", "Scene of the wall saved"),
        "centre.scene.removed": ("Bỏ bố cục màn hình", "Scene of the wall removed"),
    },
    subjects={"centre.scene": Subject(("Bố cục màn hình", "Scene of the wall"))},
)
