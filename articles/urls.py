"""Addresses of the articles' pages, feeds and sitemap."""

from django.urls import path

from . import feeds, finding, preview, sitemaps, views

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/<words:slug>/", views.article, name="article"),
    path("articles/<words:slug>/sources.bib", views.sources, name="article-sources"),
    path("search/", finding.search_page, name="search"),
    path("topics/", finding.topics, name="topics"),
    path("topics/<words:slug>/", views.topic, name="topic"),
    path("topics/<words:slug>/feed/", feeds.rss, name="topic-feed"),
    path("topics/<words:slug>/feed/atom/", feeds.atom, name="topic-feed-atom"),
    path("topics/<words:slug>/feed/json/", feeds.json_feed, name="topic-feed-json"),
    path("authors/<words:slug>/", views.author, name="author"),
    path("archive/", views.archive, name="archive"),
    path("archive/<year:year>/", views.archive, name="archive-year"),
    path("archive/<year:year>/<month:month>/", views.month, name="archive-month"),
    path("feed/", feeds.rss, name="feed"),
    path("feed/atom/", feeds.atom, name="feed-atom"),
    path("feed/json/", feeds.json_feed, name="feed-json"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap_part, name="sitemap-part"),
    path("preview/<words:key>/", preview.private, name="private-preview"),
]
