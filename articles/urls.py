"""Addresses of the articles' pages, feeds and sitemap."""

from django.urls import path

from . import feeds, views

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/<words:slug>/", views.article, name="article"),
    path("topics/<words:slug>/", views.topic, name="topic"),
    path("archive/", views.archive, name="archive"),
    path("archive/<year:year>/", views.archive, name="archive-year"),
    path("archive/<year:year>/<month:month>/", views.month, name="archive-month"),
    path("feed/", feeds.rss, name="feed"),
    path("feed/atom/", feeds.atom, name="feed-atom"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
