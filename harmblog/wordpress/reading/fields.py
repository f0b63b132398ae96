"""Which element becomes which field of a record. What a file does not have is ""."""

from ..own import META
from ..records import Author, Channel, Comment, Item, ItemTerm, Term

Fields = dict[str, str]

_TAXONOMIES = {"": "category", "category": "category", "post_tag": "tag", "tag": "tag"}


def _pick(fields: Fields, **names: str) -> dict[str, str]:
    return {field: fields.get(name, "") for field, name in names.items()}


def channel(fields: Fields) -> Channel:
    """The head of the file."""
    return Channel(
        **_pick(
            fields,
            title="title",
            link="link",
            description="description",
            language="language",
            base_site_url="wp:base_site_url",
            base_blog_url="wp:base_blog_url",
            generator="generator",
        )
    )


def author(fields: Fields) -> Author:
    """Without the address, which nobody needs for an article."""
    return Author(**_pick(fields, id="wp:author_id", login="wp:author_login", display_name="wp:author_display_name"))


def term(kind: str, fields: Fields) -> Term:
    """A `wp:category`, `wp:tag` or `wp:term`, which name their fields each in a way of their own."""
    slug = {"category": "wp:category_nicename", "tag": "wp:tag_slug", "term": "wp:term_slug"}[kind]
    name = {"category": "wp:cat_name", "tag": "wp:tag_name", "term": "wp:term_name"}[kind]
    return Term(
        kind=kind,
        **_pick(fields, slug=slug, name=name, description=f"wp:{kind}_description", parent=f"wp:{kind}_parent"),
    )


def item_term(domain: str, slug: str, name: str) -> ItemTerm:
    """What an item is filed under. Version 1.0 names categories without a domain too."""
    return ItemTerm(kind=_TAXONOMIES.get(domain, "term"), slug=slug, name=name)


def distinct(terms: list[ItemTerm]) -> tuple[ItemTerm, ...]:
    """Each term once: version 1.0 names it twice, with its slug and without."""
    with_slug = {(term.kind, term.name) for term in terms if term.slug} | {
        ("", term.name) for term in terms if term.slug
    }
    kept = [term for term in terms if term.slug or not {(term.kind, term.name), ("", term.name)} & with_slug]
    return tuple(dict.fromkeys(kept))


def item(
    number: int, fields: Fields, terms: tuple[ItemTerm, ...], meta: tuple[tuple[str, str], ...], comments: int
) -> Item:
    """A post, page, attachment or anything else."""
    return Item(
        number=number,
        protected=bool(fields.get("wp:post_password")),
        sticky=fields.get("wp:is_sticky") == "1",
        terms=terms,
        meta=meta,
        comments=comments,
        **_pick(
            fields,
            id="wp:post_id",
            type="wp:post_type",
            status="wp:status",
            title="title",
            slug="wp:post_name",
            link="link",
            guid="guid",
            creator="dc:creator",
            date="wp:post_date",
            date_gmt="wp:post_date_gmt",
            modified="wp:post_modified",
            modified_gmt="wp:post_modified_gmt",
            content="content:encoded",
            excerpt="excerpt:encoded",
            parent="wp:post_parent",
            comment_status="wp:comment_status",
            attachment_url="wp:attachment_url",
        ),
    )


def comment(item_number: int, fields: Fields) -> Comment:
    """A comment, without what tells where it was sent from. Written out, since there are most of these."""
    get = fields.get
    return Comment(
        item=item_number,
        id=get("wp:comment_id", ""),
        parent=get("wp:comment_parent", ""),
        name=get("wp:comment_author", ""),
        address=get("wp:comment_author_email", ""),
        url=get("wp:comment_author_url", ""),
        date=get("wp:comment_date", ""),
        date_gmt=get("wp:comment_date_gmt", ""),
        content=get("wp:comment_content", ""),
        approved=get("wp:comment_approved", ""),
        type=get("wp:comment_type", ""),
        own=get(META, ""),
    )
