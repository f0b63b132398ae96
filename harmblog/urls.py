"""The whole site on one screen."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from articles.media import media
from articles.views import page

from . import views
from .converters import ImageFile, Month, Words, Year

register_converter(Words, "words")
register_converter(Year, "year")
register_converter(Month, "month")
register_converter(ImageFile, "imagefile")

MEDIA_IS_HERE = settings.MEDIA_URL.startswith("/")

urlpatterns = [
    path("", include("articles.urls")),
    path("", include("comments.urls")),
    path("exit/", views.leave, name="exit"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz/", views.healthz, name="healthz"),
    path("accounts/login/", views.StaffLogin.as_view(), name="login"),
    path("accounts/password/", views.StaffPassword.as_view(), name="password"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    # One log-in page for all staff.
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("admin/", admin.site.urls),
    # Unless another host serves the images, as MEDIA_URL says.
    *([path(f"{settings.MEDIA_URL[1:]}images/<imagefile:file>", media, name="media")] if MEDIA_IS_HERE else []),
    path("<words:slug>/", page, name="page"),  # last: a standing page takes no address from anything above
]

handler400 = "harmblog.views.bad_request"
handler403 = "harmblog.views.forbidden"
handler404 = "harmblog.views.not_found"
handler500 = "harmblog.views.server_error"
