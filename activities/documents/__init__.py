"""Documents as tagged PDF (PDF/UA-1), set by Typst: same bytes for the same data.

The words and the layout are in `templates/`; only data is put together here, and it reaches a
template as text, never as markup.
"""

from activities.documents.press import get_ready
from activities.documents.rendering import RenderedDocument, render

__all__ = ["RenderedDocument", "get_ready", "render"]
