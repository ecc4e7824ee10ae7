"""What one wall shows: for whom, in which scene and layout of provinces, and as of which moment."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.utils import timezone

from dieuhanh.centre.rules.scenes import SceneRead
from dieuhanh.config import clock
from dieuhanh.config.actor import Actor


@dataclass(frozen=True, slots=True)
class View:
    """`at` None is now. `provinces`: 63 or 34."""

    by: Actor
    scene: SceneRead
    provinces: int
    at: datetime | None = None

    @property
    def moment(self) -> datetime:
        """The moment shown."""
        return self.at or clock.now()

    @property
    def day(self) -> date:
        """The date of the moment in Vietnam: names are those of that day."""
        return timezone.localdate(self.moment)

    def query(self, **changes: object) -> str:
        """The wall's state as a query string, so that every link keeps it."""
        values: dict[str, object] = {"scene": self.scene.code, "layout": self.provinces}
        if self.at is not None:
            values["at"] = timezone.localtime(self.at).strftime("%Y-%m-%dT%H:%M")
        values |= changes
        return urlencode({key: value for key, value in values.items() if value not in (None, "")})
