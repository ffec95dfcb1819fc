"""How forms become HTML: Django's own templates of widgets, in the Jinja2 form that Django ships as well."""

from typing import Any

from django.forms.renderers import DjangoTemplates, Jinja2

# Django ships each of these twice, with the same words; those of the admin's theme are written for its own engine only.
SHIPPED = "django/forms/"
# The same as Django's, with the options in it: an include for each of them, and for its attributes, is half its time.
FLAT = {f"{SHIPPED}widgets/select.html": "widgets/select.html"}


class ShippedByJinja(DjangoTemplates):
    """Django's own templates by Jinja2; every other by Django's engine, as without this.

    A list of members has some 150 options, and an include for each of them was a third of the page's time.
    """

    def __init__(self) -> None:
        self._compiled = Jinja2()

    def get_template(self, template_name: str) -> Any:
        """The template of that name."""
        if template_name.startswith(SHIPPED):
            return self._compiled.get_template(FLAT.get(template_name, template_name))
        return super().get_template(template_name)
