"""The names of tiles and of faults in the reader's language."""

from django.utils.translation import gettext_lazy as _

TILES = {
    "headlines": _("Information"),
    "map": _("Map of provinces"),
    "reports": _("Reports due"),
    "tasks": _("Steering"),
    "programmes": _("Programmes"),
    "duties": _("Reports by state"),
    "gaps": _("Claimed and verified"),
    "events": _("Events"),
}

VINTAGES = {
    "estimate": _("estimate"),
    "preliminary": _("preliminary"),
    "revised": _("revised"),
    "official": _("official"),
    "plan": _("plan"),
}

FAULTS = {
    "code": _("Write small letters, digits and hyphens, beginning with a letter; at most 40."),
    "taken": _("Another scene has this code."),
    "name": _("Write a name."),
    "long": _("At most 60 characters."),
    "empty": _("Choose at least one tile."),
    "many": _("At most six headline numbers."),
    "unknown": _("There is no indicator with this code."),
    "rotation": _("Write 0 (the scene stays) or 10 to 3600 seconds."),
}
