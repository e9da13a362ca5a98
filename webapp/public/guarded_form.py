"""Forms that anyone may send: what keeps programs out, without an image to decipher.

A signed form with the token of a session, a field that people do not see, a least and a greatest
time to fill it in, and a number of sends per visitor (ADR 0011).
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext
from flask_wtf import FlaskForm
from itsdangerous import BadData, SignatureExpired, TimestampSigner
from wtforms import HiddenField, StringField

from webapp.errors import too_many
from webapp.limits import Quota

#: A person needs longer than this to write a sentence; a script does not (seconds).
QUICKEST = 3
#: A form left open longer than this is asked again, its words kept (seconds).
_LASTING = 24 * 3600


class PlainForm(FlaskForm):
    """A form of buttons and hidden fields: only its token is checked."""


@dataclass(frozen=True)
class Refusal:
    """Why a form is not taken yet: a sentence, a status, and for how many seconds to wait."""

    sentence: str
    status: int = 400
    wait: int = 0


class GuardedForm(FlaskForm):
    """A form for people.

    ``site`` is a trap: it is hidden from people, and only programs fill it in. ``depart`` is signed
    and tells when the form was shown.
    """

    site = StringField()
    depart = HiddenField()

    def is_a_trap_sprung(self) -> bool:
        """Tell whether a field that people do not see was filled in."""
        return bool(self.site.data)

    def refusal(self, quota: Quota) -> Refusal | None:
        """Return why the form cannot be taken, whatever its words; they are to be shown again."""
        if not self.validate():
            return Refusal(unsigned())
        haste = self._haste()
        if haste:
            return Refusal(haste)
        wait = quota.wait()
        if wait:
            kept = gettext("Votre texte est gardé ci-dessous.")
            return Refusal(f"{too_many(wait)} {kept}", 429, wait)
        return None

    def _haste(self) -> str:
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
        self.depart.data = _signer().sign(b"formulaire").decode("ascii")


def unsigned() -> str:
    """Return what is said of a form whose signature is missing, wrong or too old."""
    return gettext("Ce formulaire a perdu sa signature\N{NO-BREAK SPACE}: envoyez-le à nouveau.")


def _signer() -> TimestampSigner:
    return TimestampSigner(str(current_app.secret_key), salt="formulaire-public")
