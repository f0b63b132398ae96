"""The fields by which an image comes in: into the library, or with an article into its text."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from harmblog.text import refuse_control_characters, refuse_invisible

from ..images import Cleaned, Refused, markdown, read_image, store_image
from ..models import Image
from ..uploads import ACCEPT, MAX_BYTES

FIELDS = ("image_file", "image_alt", "image_decorative", "image_caption")
MOVED = _("The image was an animation. Its first picture was kept: pages here do not move.")
# What the script needs to say, in the language of the page.
WORDS = {
    "data-upload": reverse_lazy("admin:articles_image_upload"),
    "data-largest": str(MAX_BYTES),
    "data-open": _("Image"),
    "data-insert": _("Insert at the cursor"),
    "data-sending": _("Sending the image …"),
    "data-inserted": _("The image is in the text now."),
    "data-too-large": _("The file is larger than 10 MB. Make the image smaller, or save it as JPEG, and choose that."),
    "data-logged-out": _("You are no longer logged in. Log in again in another tab, then come back and insert it."),
    "data-failed": _("The image did not arrive. Check the connection and insert it again; nothing is lost."),
}


def refuse_undescribed(alt: str, is_decorative: bool) -> None:
    """Raise ValidationError where somebody who cannot see the image would learn nothing of it."""
    if not is_decorative and not alt.strip():
        raise ValidationError(_("Describe what the image shows, or tick “only decoration” if it adds nothing."))


class ImageForm(forms.ModelForm):
    """Fields by which an image comes in. A form that is all right has stored it: `image`."""

    request: ClassVar[HttpRequest | None] = None  # of whoever sends the form
    keeps_file = False  # a script does; a browser forgets which file was chosen when the form comes back
    image: Image | None = None
    pixels: Cleaned | None = None

    image_file = forms.FileField(
        label=_("Image"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT, **WORDS}),
        help_text=_("JPEG, PNG, WebP, GIF or AVIF, up to 10 MB. Where and when it was taken is removed from it."),
    )
    image_alt = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[refuse_control_characters, refuse_invisible],
        help_text=_("What somebody who cannot see the image should know of it."),
    )
    image_decorative = forms.BooleanField(
        label=_("Only decoration"), required=False, help_text=_("It says nothing that the text does not say.")
    )
    image_caption = forms.CharField(
        label=_("Caption"),
        required=False,
        max_length=500,
        validators=[refuse_control_characters],
        help_text=_("Shown below the image. May be empty."),
    )

    class Media:
        css = {"all": ["admin/images.css"]}
        js = [forms.Script("admin/images.js", type="module")]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("image_file")
        try:
            if file:
                self.pixels = read_image(file)
        except Refused as refusal:
            self.add_error("image_file", refusal)
        try:
            if "image_alt" in cleaned and (file or "image_file" in self.errors):
                refuse_undescribed(cleaned["image_alt"], cleaned["image_decorative"])
        except ValidationError as error:
            self.add_error("image_alt", error)
        if not file and "image_file" not in self.errors and (cleaned.get("image_alt") or cleaned.get("image_caption")):
            self.add_error("image_file", _("Choose the image that belongs to this description."))
        return cleaned

    def full_clean(self) -> None:
        """Store the image when all the rest is right, and say so if it has to be chosen again."""
        super().full_clean()
        if not self.pixels or not self.request:
            return
        if self.errors:
            if not self.keeps_file:
                said = _("Not stored yet, as something else is to be corrected. Please choose the file again then.")
                self.add_error("image_file", said)
            return
        try:
            self.image = store_image(
                self.pixels,
                alt=self.cleaned_data["image_alt"],
                is_decorative=self.cleaned_data["image_decorative"],
                uploaded_by=self.request.user,  # type: ignore[arg-type]  # the admin's door lets nobody else in
            )
        except Refused as refusal:
            self.add_error("image_file", refusal)

    def text(self) -> str:
        """What stands for the stored image in an article."""
        return markdown(self.image, self.cleaned_data["image_caption"]) if self.image else ""


class UploadForm(ImageForm):
    """Into the library."""

    class Meta:
        model = Image
        fields: Sequence[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["image_file"].required = True

    def full_clean(self) -> None:
        super().full_clean()
        if self.image:
            self.instance = self.image


class DescriptionForm(forms.ModelForm):
    """The words of an image that is there. Its pixels stay: another image is another upload."""

    class Meta:
        model = Image
        fields = ["alt", "is_decorative"]
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}

    def clean_alt(self) -> str:
        alt = self.cleaned_data["alt"]
        refuse_control_characters(alt)
        refuse_invisible(alt)
        return alt.strip()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        try:
            refuse_undescribed(cleaned.get("alt", "-"), cleaned["is_decorative"])
        except ValidationError as error:
            self.add_error("alt", error)
        return cleaned


class TextWithImageForm(ImageForm):
    """For a form with a body of Markdown, to the end of which the image goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request:
            for name in FIELDS:
                del self.fields[name]

    def full_clean(self) -> None:
        super().full_clean()
        if self.image:
            body = f"{self.cleaned_data['body'].rstrip()}\n\n{self.text()}\n"
            self.cleaned_data["body"] = self.instance.body = body
            if self.pixels and self.pixels.moved and self.request:
                messages.info(self.request, MOVED)
