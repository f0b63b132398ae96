"""Addresses of the commenter's pages, the comments' feeds and the moderators' desk."""

from django.urls import include, path

from . import feeds, helpline_views, mail_views, moderated_views, privacy_views, receipt_views, report_views, views
from .desk import revealing
from .desk.door import moderators_only, sealed_only
from .desk.health import detail
from .reveal import AGREE, ASK

urlpatterns = [
    path("articles/<words:slug>/comments/<number:number>/", views.discussion_page, name="discussion-page"),
    path("articles/<words:slug>/comment/", views.post_comment, name="post-comment"),
    path("articles/<words:slug>/reply/<slug:public_id>/", views.reply, name="reply"),
    path("articles/<words:slug>/report/<slug:public_id>/", report_views.report, name="report"),
    path("articles/<words:slug>/reported/", report_views.reported, name="reported"),
    path("articles/<words:slug>/reported/now/", report_views.reported_danger, name="reported-danger"),
    path("articles/<words:slug>/feed/", feeds.article_comments, name="article-feed"),
    path("comments/feed/", feeds.all_comments, name="comments-feed"),
    path("help-now/", helpline_views.help_now, name="help-now"),
    path("receipt/", receipt_views.by_words, name="receipt-words"),
    path("receipt/withdrawn/", receipt_views.withdrawn, name="receipt-withdrawn"),
    path("receipt/<slug:secret>/", receipt_views.receipt, name="receipt"),
    path("receipt/<slug:secret>/edit/", receipt_views.edit, name="receipt-edit"),
    path("receipt/<slug:secret>/withdraw/", receipt_views.withdraw, name="receipt-withdraw"),
    path("receipt/<slug:secret>/download/", receipt_views.download, name="receipt-download"),
    path("receipt/<slug:secret>/object/", receipt_views.object_to, name="receipt-object"),
    path("receipt/<slug:secret>/stop/", receipt_views.stop, name="receipt-stop"),
    path("mail/<slug:token>/", mail_views.mail, name="mail"),
    path("mail/<slug:token>/stop/", mail_views.stop, name="mail-stop"),
    path("privacy/erase/", mail_views.erase, name="erase"),
    path("privacy/erase/asked/", mail_views.erase_asked, name="erase-asked"),
    path("moderated/", moderated_views.moderated, name="moderated"),
    path("privacy/", privacy_views.privacy, name="privacy"),
    path("healthz/detail/", moderators_only(detail), name="health-detail"),
    path("sealed/", sealed_only(revealing.reveals), name="reveals"),
    path("sealed/ask/<slug:public_id>/", sealed_only(revealing.ask, ASK), name="reveal-ask"),
    path("sealed/request/<uuid:request_id>/", sealed_only(revealing.one, ASK, AGREE), name="reveal"),
    path("moderation/", include("comments.desk.urls")),
]
