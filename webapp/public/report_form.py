"""The form with which anyone says that something is wrong, or proposes a partnership."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext
from flask_wtf import FlaskForm
from itsdangerous import BadData, SignatureExpired, TimestampSigner
from wtforms import HiddenField, StringField, TextAreaField

from atlas.services.reports import KINDS, LONGEST, Draft

#: A person needs longer than this to write a sentence; a script does not (seconds).
QUICKEST = 3
#: A form left open longer than this is asked again, its words kept (seconds).
_LASTING = 24 * 3600


class PlainForm(FlaskForm):
    """A form of buttons and hidden fields: only its token is checked."""


class ReportForm(FlaskForm):
    """One form for an error, something missing and a new partnership.

    ``site`` is a trap: it is hidden from people, and only programs fill it in. ``depart`` is signed
    and tells when the form was shown.
    """

    nature = StringField(default=KINDS[0])
    sujet = HiddenField()
    message = TextAreaField()
    francais = StringField()
    etranger = StringField()
    annee = StringField()
    source = StringField()
    courriel = StringField()
    site = StringField()
    depart = HiddenField()

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

    def is_a_trap_sprung(self) -> bool:
        """Tell whether a field that people do not see was filled in."""
        return bool(self.site.data)

    def haste(self) -> str:
        """Return a sentence when the form came back too soon or too late, else nothing."""
        try:
            _signer().unsign(self.depart.data or "", max_age=_LASTING)
        except SignatureExpired:
            return gettext(
                "Ce formulaire était ouvert depuis longtemps\N{NO-BREAK SPACE}: "
                "envoyez-le à nouveau."
            )
        except BadData:
            return unsigned()
        _, shown_at = _signer().unsign(self.depart.data or "", return_timestamp=True)
        if _signer().get_timestamp() - shown_at.timestamp() < QUICKEST:
            return gettext(
                "L’envoi a été très rapide\N{NO-BREAK SPACE}: relisez, puis envoyez à nouveau."
            )
        return ""

    def show_again(self) -> None:
        """Sign anew the moment at which the form is shown."""
        self.depart.data = _signer().sign(b"signalement").decode("ascii")


def unsigned() -> str:
    """Return what is said of a form whose signature is missing, wrong or too old."""
    return gettext("Ce formulaire a perdu sa signature\N{NO-BREAK SPACE}: envoyez-le à nouveau.")


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.secret_key), salt="signalement")
