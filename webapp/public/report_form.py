"""The form with which anyone says that something is wrong, or proposes a partnership."""

from __future__ import annotations

from wtforms import HiddenField, StringField, TextAreaField

from atlas.services.reports import KINDS, LONGEST, Draft
from webapp.public.guarded_form import GuardedForm


class ReportForm(GuardedForm):
    """One form for an error, something missing and a new partnership."""

    nature = StringField(default=KINDS[0])
    sujet = HiddenField()
    message = TextAreaField()
    francais = StringField()
    etranger = StringField()
    annee = StringField()
    source = StringField()
    courriel = StringField()

    #: The field of the form for each field of a draft.
    FIELDS = {  # noqa: RUF012 - WTForms reads class attributes
        "kind": "nature",
        "message": "message",
        "french_side": "francais",
        "foreign_side": "etranger",
        "year": "annee",
        "source_url": "source",
        "contact": "courriel",
    }

    def draft(self, language: str) -> Draft:
        """Return what was written."""
        texts = {
            name: (getattr(self, field).data or "").replace("\r\n", "\n")
            for name, field in self.FIELDS.items()
        }
        return Draft(subject=self.sujet.data or "", language=language, **texts)

    def longest(self, field: str) -> int:
        """Return the most characters of a field of the form."""
        names = {of_form: of_draft for of_draft, of_form in self.FIELDS.items()}
        return LONGEST[names[field]]
