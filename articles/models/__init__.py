"""What a writer makes: articles and pages with their topics, texts, pictures, sources and addresses."""

from .article import Article, Page
from .image import Image
from .people import Profile
from .querysets import ArticleQuerySet
from .redirect import Redirect
from .revision import Editing, PreviewLink, Revision, UnsavedText
from .source import Source
from .topic import Topic

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Editing",
    "Image",
    "Page",
    "PreviewLink",
    "Profile",
    "Redirect",
    "Revision",
    "Source",
    "Topic",
    "UnsavedText",
]
