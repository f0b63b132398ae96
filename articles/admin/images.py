"""Images in the admin: the library, and what an article's admin needs to take one into the text.

Without a script the image is stored when the article is saved, and goes to the end of the text. static/admin/images.js
sends the very same fields to `ImageAdmin.upload` and puts the answer where the cursor is.
"""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..images import Refused, delete_image, figure
from ..models import Article, ArticleQuerySet, Image
from .image_forms import FIELDS, MOVED, DescriptionForm, UploadForm

FIELDSET = (gettext_lazy("Add an image"), {"fields": FIELDS, "classes": ["collapse", "add-image"]})


def articles_with(image: Image) -> ArticleQuerySet:
    """The articles whose text calls for an image, and those whose page still shows it."""
    return Article.objects.filter(Q(body__contains=f"image:{image.key}") | Q(body_html__contains=f"/{image.name}-"))


class ImagesInText(admin.ModelAdmin):
    """For the admin of something with a body, whose form is a TextWithImageForm."""

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.request = request if request.user.has_perm("articles.add_image") else None
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        writes = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        first, *others = super().get_fieldsets(request, obj)
        return (
            [first, FIELDSET, *others] if writes and request.user.has_perm("articles.add_image") else [first, *others]
        )


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin):
    list_display = ["thumbnail", "description", "in_text", "size", "uploaded_at"]
    list_display_links = ["description"]
    list_filter = ["is_decorative", "uploaded_at"]
    list_select_related = ["uploaded_by"]
    list_per_page = 50
    search_fields = ["alt", "key"]
    search_help_text = gettext_lazy("Words of a description")
    show_full_result_count = False

    class Media:
        css = {"all": ["admin/images.css"]}

    @admin.display(description=gettext_lazy("image"))
    def thumbnail(self, image: Image) -> SafeString:
        """The description stands beside it, so it needs none of its own."""
        shown = figure(image)
        small, _space, _width = shown.srcset.split(", ")[0].rpartition(" ")
        html = '<img class="thumbnail" src="{}" width="{}" height="{}" alt="" loading="lazy">'
        return format_html(html, small, shown.width, shown.height)

    @admin.display(description=gettext_lazy("description"), ordering="alt")
    def description(self, image: Image) -> str:
        return image.alt or _("(only decoration)")

    @admin.display(description=gettext_lazy("size"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description=gettext_lazy("in the text"))
    def in_text(self, image: Image) -> SafeString:
        return format_html("<code>![](image:{})</code>", image.key)

    @admin.display(description=gettext_lazy("used in"))
    def used_in(self, image: Image) -> str:
        return (
            ", ".join(_("“{}”").format(title) for title in articles_with(image).values_list("title", flat=True)) or "–"
        )

    def get_form(self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **{"form": DescriptionForm if obj else UploadForm, **kwargs})
        form.request = request
        return form

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> Any:
        if obj is None:
            return [name for name in FIELDS if name != "image_caption"]
        return ["thumbnail", "alt", "is_decorative", "in_text", "used_in", "size", "uploaded_by", "uploaded_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Image | None = None) -> Any:
        return (
            [name for name in self.get_fields(request, obj) if name not in DescriptionForm.base_fields] if obj else []
        )

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """A new image is stored already. A new description goes into the pages that show the image."""
        if not change:
            if form.pixels.moved:
                messages.info(request, MOVED)
            return
        super().save_model(request, obj, form, change)
        articles_with(obj).draw_again()

    # --- Deleting: never from under an article, and never by half -----------------------------------------------------

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        *found, protected = super().get_deleted_objects(objs, request)
        used = [f"{image}: {self.used_in(image)}" for image in objs if articles_with(image).exists()]
        return (*found, [*protected, *used])

    def delete_model(self, request: HttpRequest, obj: Image) -> None:
        delete_image(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        for image in queryset:
            delete_image(image)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except Refused as refusal:
            return self._told(request, refusal)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changelist_view(request, *args, **kwargs)
        except Refused as refusal:
            return self._told(request, refusal)

    def _told(self, request: HttpRequest, refusal: Refused) -> HttpResponse:
        messages.error(request, " ".join(refusal.messages))
        return HttpResponseRedirect(request.path)

    # --- For static/admin/images.js -----------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        upload = self.admin_site.admin_view(self.upload)
        return [path("upload/", upload, name="articles_image_upload"), *super().get_urls()]

    def upload(self, request: HttpRequest) -> HttpResponse:
        """Store an image; answers with what to write into the text, or with what is wrong by field."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            return JsonResponse({"image_file": [_("Your account may not add images. Ask an admin.")]}, status=403)
        form = self.get_form(request, fields=None)(request.POST, request.FILES)
        form.keeps_file = True
        if not form.is_valid():
            return JsonResponse({name: list(errors) for name, errors in form.errors.items()}, status=422)
        return JsonResponse({"markdown": form.text(), "note": MOVED if form.pixels.moved else ""}, status=201)
