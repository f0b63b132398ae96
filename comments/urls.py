"""Addresses of the commenter's pages, the comments' feeds and the moderators' desk."""

from django.urls import include, path

from . import feeds, views

urlpatterns = [
    path("articles/<words:slug>/comment/", views.post_comment, name="post-comment"),
    path("articles/<words:slug>/reply/<slug:public_id>/", views.reply, name="reply"),
    path("articles/<words:slug>/feed/", feeds.article_comments, name="article-feed"),
    path("comments/feed/", feeds.all_comments, name="comments-feed"),
    path("receipt/<slug:secret>/", views.receipt, name="receipt"),
    path("moderation/", include("comments.desk.urls")),
]
