"""From an article's Markdown to what its page shows, with the images and sources that the text names."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from harmblog.language import speaking
from harmblog.markup import Reference, Rendered, render_article

from .images import figures
from .models.source import Source
from .sources import reference


def render(body: str, language: str) -> Rendered:
    """The text in its own language: one query if it names images, one if it cites."""
    with speaking(language):
        return render_article(body, figures=figures, references=_references)


def warnings(rendered: Rendered) -> Iterator[str]:
    """What the writer should hear of, and the reader should not, in the writer's language."""
    if rendered.unknown:
        yield _("No source is known for: %(keys)s") % {"keys": ", ".join(rendered.unknown)}
    if rendered.missing_images:
        yield _("These images are not among the uploaded ones, so nobody sees them: %(images)s") % {
            "images": ", ".join(rendered.missing_images)
        }


def _references(keys: set[str]) -> dict[str, Reference]:
    return {source.key: reference(source) for source in Source.objects.filter(key__in=keys)}
