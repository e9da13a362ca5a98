"""The forms with which a reader answers an advert, and both sides go on writing."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from atlas.exchange.replies import LONGEST, ReplyDraft
from webapp.public.guarded_form import GuardedForm


class AnswerForm(GuardedForm):
    """Who answers, for whom, where to write back to, and what they say."""

    nom = StringField()
    organisme = StringField()
    courriel = StringField()
    message = TextAreaField()

    #: The field of the form for each field of a draft.
    FIELDS = {  # noqa: RUF012 - WTForms reads class attributes
        "name": "nom",
        "body": "organisme",
        "contact": "courriel",
        "message": "message",
    }

    def draft(self, language: str) -> ReplyDraft:
        """Return what was written."""
        texts = {
            name: (getattr(self, field).data or "").replace("\r\n", "\n")
            for name, field in self.FIELDS.items()
        }
        return ReplyDraft(language=language, **texts)

    def longest(self, field: str) -> int:
        """Return the most characters of a field of the form."""
        names = {of_form: of_draft for of_draft, of_form in self.FIELDS.items()}
        return LONGEST[names[field]]
