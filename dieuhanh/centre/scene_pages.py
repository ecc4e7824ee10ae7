"""Pages on which the scenes of the wall are arranged."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dieuhanh.centre import actions
from dieuhanh.centre.forms import SceneForm, initial_of
from dieuhanh.centre.queries.scenes import scenes as all_scenes
from dieuhanh.centre.rules.scenes import SceneRead
from dieuhanh.centre.words import TILES
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Invalid, Unauthenticated
from dieuhanh.config.language import lang
from dieuhanh.interface.listing import Column, Listing
from dieuhanh.organisations.authority import check
from dieuhanh.reporting.queries import catalogue


def _manager(request: HttpRequest) -> Actor:
    by: Actor | None = getattr(request, "actor", None)
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    check(by, actions.POWER)
    return by


@require_GET
def scenes(request: HttpRequest) -> HttpResponse:
    """Every scene with what it shows."""
    _manager(request)
    language = lang()
    rows = [
        {
            "scene": one,
            "name": one.name(language),
            "href": reverse("centre:scene", args=[one.code]),
            "wall": f"{reverse('centre:wall')}?scene={one.code}",
            "tiles": ", ".join(str(TILES[tile]) for tile in one.layout.tiles),
        }
        for one in all_scenes()
    ]
    head = Listing.read(
        request.GET,
        path=request.path,
        columns=[
            Column("name", _("Scene"), fixed=True),
            Column("tiles", _("Tiles"), fixed=True),
            Column("rotate", _("Seconds"), numeric=True, fixed=True),
        ],
    )
    return render(request, "centre/scenes.html", {"rows": rows, "listing": head, "trail": _trail()})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str = "") -> HttpResponse:
    """One scene's form; a built-in scene that is saved becomes the Centre's own."""
    by = _manager(request)
    found = _scene(code) if code else None
    sections = catalogue.sections()
    form = SceneForm(
        request.POST if request.method == "POST" else None,
        initial=initial_of(found) if found else None,
        sections=sections,
        fixed_code=code,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_scene(form.scene(), by=by, new=not code)
        except Invalid as refused:
            for fault in refused.faults:
                form.add_error(
                    fault.field if fault.field in form.fields else None,
                    f"{fault.message} {fault.value or ''}".strip(),
                )
        else:
            messages.success(request, _("The scene was saved."))
            return redirect(f"{reverse('centre:wall')}?scene={form.cleaned_data['code']}")
    title = found.name(lang()) if found else _("New scene")
    context = {
        "form": form,
        "scene": found,
        "heading": title,
        "trail": [*_trail()[:-1], (_("Scenes"), reverse("centre:scenes")), (title, "")],
    }
    return render(request, "centre/scene.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Take a scene away."""
    actions.remove_scene(code, by=_manager(request))
    messages.success(request, _("The scene was removed."))
    return redirect("centre:scenes")


def _scene(code: str) -> SceneRead:
    found = next((one for one in all_scenes() if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _trail() -> list[tuple[str, str]]:
    return [(_("The wall"), reverse("centre:wall")), (_("Scenes"), "")]
