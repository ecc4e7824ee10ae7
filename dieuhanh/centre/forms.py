"""The form of a scene."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dieuhanh.centre.rules.scenes import HEADLINES_MOST, ROTATE_MOST, TILES, Layout, SceneRead
from dieuhanh.centre.words import TILES as WORDS


class SceneForm(forms.Form):
    """What a scene shows. Order of the headline numbers is the order in which their codes are written."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Stands in the address; small letters and hyphens.")
    )
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    tiles = forms.MultipleChoiceField(
        label=_("Tiles"), choices=[(one, WORDS[one]) for one in TILES], widget=forms.CheckboxSelectMultiple
    )
    indicators = forms.CharField(
        label=_("Headline numbers"),
        required=False,
        max_length=300,
        help_text=_("Codes of at most six indicators, separated by blanks or commas."),
    )
    map_indicator = forms.CharField(
        label=_("Indicator of the map"),
        required=False,
        max_length=60,
        help_text=_("Empty: the map shows the reports' timeliness."),
    )
    section = forms.ChoiceField(label=_("Information section"), required=False)
    rotate_seconds = forms.IntegerField(
        label=_("Seconds until the next scene"),
        min_value=0,
        max_value=ROTATE_MOST,
        initial=0,
        help_text=_("0: the scene stays until somebody changes it."),
    )
    order = forms.IntegerField(label=_("Place in the row"), min_value=0, max_value=999, initial=100)

    def __init__(
        self, *args: Any, sections: list[tuple[str, str]], fixed_code: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", _("All")), *sections]  # type: ignore[attr-defined]
        if fixed_code:
            self.fields["code"].disabled = True

    def scene(self) -> SceneRead:
        """What was written, as a scene."""
        data = self.cleaned_data
        codes = data["indicators"].replace(",", " ").split()
        layout = Layout(
            tuple(data["tiles"]),
            tuple(codes[: HEADLINES_MOST + 1]),
            data["section"],
            data["map_indicator"].strip(),
        )
        return SceneRead(
            data["code"], data["name_vi"], data["name_en"], layout, data["rotate_seconds"], data["order"]
        )


def initial_of(scene: SceneRead) -> dict[str, Any]:
    """A scene as the form shows it."""
    return {
        "code": scene.code,
        "name_vi": scene.name_vi,
        "name_en": scene.name_en,
        "tiles": scene.layout.tiles,
        "indicators": " ".join(scene.layout.indicators),
        "map_indicator": scene.layout.map_indicator,
        "section": scene.layout.section,
        "rotate_seconds": scene.rotate_seconds,
        "order": scene.order,
    }
