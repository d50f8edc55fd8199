"""Who looks at the pages: sessions, sign-in and sign-out, and that forms are ours.

A browser shows a random id in a cookie; who that is, and what they may, is read from the register
at each request.
"""

from pages.session.csrf import csrf_token
from pages.session.setting_up import add_sessions

__all__ = ["add_sessions", "csrf_token"]
