"""The tag {% icon "search" %}: one icon of static/img/icons.svg, in every template without {% load %}.

A page has some sixty of them; each is put together once.
"""

from functools import lru_cache

from django.template import Library
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = Library()
MOST = 512
DRAWING = 'focusable="false" width="20" height="20"><use href="{}#i-{}"></use></svg>'
DECORATION = f'<svg class="icon" aria-hidden="true" {DRAWING}'
SPOKEN = f'<svg class="icon" role="img" aria-label="{{}}" {DRAWING}'


@register.simple_tag
@lru_cache(maxsize=MOST)
def icon(name: str, spoken: str = "") -> SafeString:
    """The icon of that name; `spoken` is read aloud, without it the icon is decoration."""
    drawn = static("img/icons.svg")
    return format_html(SPOKEN, spoken, drawn, name) if spoken else format_html(DECORATION, drawn, name)
