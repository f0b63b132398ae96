"""Attacks in a real browser, without the policy that would stop a script: nothing of theirs gets into a page.

What is in a page is compared with lists, element by element as the browser made them, and once more after it has
written the page down and read it again: markup that changes its kind on the way is caught then.
"""

import pytest

from harmblog.markup import comment_html, short_html

from ..proof.fuzzing import MARKUP, over
from ..proof.long import Figure
from ..proof.test_fuzz_readers import article
from ..proof.vectors import VECTORS
from .unguarded import ORIGIN, Window, window

__all__ = ["window"]
A_PAGE = 300  # renderings
COMMENT = {"": "", "p": "", "br": "", "em": "", "strong": "", "blockquote": "", "ul": "", "li": "", "ol": "start"}
COMMENT["a"] = "href rel"
ARTICLE = {
    **COMMENT,
    **dict.fromkeys("h5 h6 hr code pre del s sup cite figure figcaption thead tbody tr th td".split(), ""),
}
ARTICLE |= {"h2": "id", "h3": "id", "h4": "id", "section": "class", "table": "tabindex", "li": "id"}
ARTICLE |= {"a": "href rel title id aria-label", "img": "src srcset sizes alt width height decoding loading"}
ARTICLE |= {"li": "id dir"}
SCHEMES = ["http:", "https:", "mailto:", "tel:", ":"]  # the last: no address at all
LOOK = """([allowed, schemes]) => {
  const wrong = [];
  const look = (root, number) => {
    for (const element of root.querySelectorAll('*')) {
      const names = allowed[element.localName], html = element.outerHTML.slice(0, 300);
      const ours = element.namespaceURI === 'http://www.w3.org/1999/xhtml' && names !== undefined;
      const others = [...element.attributes].filter(each => !(names || '').split(' ').includes(each.name));
      if (!ours || others.length) wrong.push([number, html]);
      if (element.localName === 'a' && !schemes.includes(element.protocol)) wrong.push([number, html]);
      if (element.id && !/^(s-|fn|ref-|cite-|references$)/.test(element.id)) wrong.push([number, html]);
    }
  };
  const cases = [...document.body.children];
  cases.forEach((one, number) => {
    if (one.className !== 'case' || one.dataset.number !== String(number)) wrong.push([number, 'out of its place']);
    look(one, number);
    const again = document.createElement('div');
    for (let turn = 0; turn < 2; turn += 1) {
      again.innerHTML = turn ? again.innerHTML : one.innerHTML;
      look(again, number);
    }
  });
  return [cases.length, wrong, window.ran];
}"""


@pytest.mark.asvs("V1.3.1")
@pytest.mark.promise(4)
@pytest.mark.fuzz("markup in a browser")
def test_no_markup_escapes_in_a_browser(window: Window, record_property: Figure) -> None:
    texts = [vector.encode("utf-8", "replace").decode() for vector in VECTORS]
    over(MARKUP, lambda text: texts.append(text.encode("utf-8", "replace").decode()), short=200, long=10_000)
    for render, allowed in ((comment_html, COMMENT), (short_html, COMMENT), (article, ARTICLE)):
        for start in range(0, len(texts), A_PAGE):
            some = texts[start : start + A_PAGE]
            cases = [f'<div class="case" data-number="{n}">{render(text)}</div>' for n, text in enumerate(some)]
            page = f"<!doctype html><html><head><title>x</title></head><body>{''.join(cases)}</body></html>"
            number, wrong, ran = window.show(page, LOOK, [allowed, SCHEMES])
            assert [(some[at], html) for at, html in wrong] == []
            assert (number, ran) == (len(some), [])
    record_property(
        "figure", f"{len(VECTORS)} attacks and {len(texts) - len(VECTORS):,} mutations, three ways: none escaped"
    )


def test_these_lists_see_what_escapes(window: Window) -> None:
    """Else the tests above would see nothing."""
    escapes = {
        "<img src=x onerror=alert(1)>": True,
        "<a href='java&Tab;script:alert(1)'>x</a>": False,
        "<p id=main>x</p>": False,
        "</div><p>x</p>": False,
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>": True,
    }
    for html, runs in escapes.items():
        _number, wrong, ran = window.show(
            f'<body><div class="case" data-number="0">{html}</div>', LOOK, [ARTICLE, SCHEMES]
        )
        assert wrong
        assert bool(ran) == runs or "math" in html
    assert set(window.asked) == {f"{ORIGIN}/shown/x"}
    window.asked.clear()
