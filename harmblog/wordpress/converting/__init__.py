"""WordPress' HTML as the Markdown of this site. Pure: text in, text out.

- convert: the way in, `to_markdown` for posts and `comment_text` for comments
- tree: HTML and block comments as a small tree; shortcodes tells which brackets are one
- blocks: block elements, with tables and media (images, and what can be played)
- inline: elements within a paragraph, with emphasis and escape (text that stays text)
- context: what one conversion is told, and what it collects
"""
