"""Addresses of the commenter's pages, the comments' feeds and the moderators' desk."""

from django.urls import include, path

from . import feeds, views

urlpatterns = [
    path("articles/<str:slug>/comment/", views.post_comment, name="post-comment"),
    path("articles/<str:slug>/reply/<str:public_id>/", views.reply, name="reply"),
    path("articles/<str:slug>/feed/", feeds.article_comments, name="article-feed"),
    path("comments/feed/", feeds.all_comments, name="comments-feed"),
    path("receipt/<str:secret>/", views.receipt, name="receipt"),
    path("moderation/", include("comments.desk.urls")),
]
