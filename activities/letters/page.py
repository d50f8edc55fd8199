"""The same words as a page of HTML, for mail programs that show one.

Nothing is fetched from anywhere and nothing runs: the page holds words, lists and links. Whatever
the words are, they are shown and never obeyed.
"""

from collections.abc import Iterator

from markupsafe import Markup, escape

from activities.letters.layout import Block, blocks
from schemas.links import LINKS

_STYLE = (
    "font-family:Arial,Helvetica,sans-serif;font-size:1rem;line-height:1.5;"
    "max-width:40em;margin:0 auto;padding:1em;overflow-wrap:anywhere"
)
_PAGE = Markup(
    "<!DOCTYPE html>\n"
    '<html lang="en-GB">\n'
    '<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>{subject}</title>\n</head>\n"
    '<body style="{style}">\n<h1 style="font-size:1.25rem">{subject}</h1>\n{body}\n</body>\n'
    "</html>\n"
)


def html_page(subject: str, text: str) -> str:
    """A page that says what `layout.lay_out` says of the same text.

    Args:
        subject: The letter's; it is the page's title and heading.
        text: Paragraphs and lists, as `layout.blocks` reads them.
    """
    body = Markup("\n".join(_element(block) for block in blocks(text)))  # noqa: S704 - escaped
    return str(_PAGE.format(subject=subject, style=_STYLE, body=body))


def _element(block: Block) -> str:
    lines = [with_links(entry) for entry in block.entries]
    if not block.mark:
        return "<p>" + "<br>\n".join(lines) + "</p>"
    kind = "ul" if block.mark == "- " else "ol"
    items = "\n".join(f"<li>{line}</li>" for line in lines)
    return f"<{kind}>\n{items}\n</{kind}>"


def with_links(text: str) -> Markup:
    """Words in which each `https` address is a link; nothing else in them is obeyed."""
    if "://" not in text:
        return escape(text)
    return Markup("").join(_pieces(text))


def _pieces(text: str) -> Iterator[Markup]:
    at = 0
    for found in LINKS.finditer(text):
        yield escape(text[at : found.start()])
        link = found[0]
        shown = Markup('<a href="{0}">{0}</a>').format(link)
        yield shown if link.startswith("https://") else escape(link)
        at = found.end()
    yield escape(text[at:])
