"""Documents as tagged PDF (PDF/UA-1), set by Typst: same bytes for the same data.

The words and the layout are in `templates/`; only data is put together here, and it reaches a
template as text, never as markup.
"""

from activities.documents.rendering import RenderedDocument, render
from activities.documents.typesetting import NotTypeset, get_ready

__all__ = ["NotTypeset", "RenderedDocument", "get_ready", "render"]
