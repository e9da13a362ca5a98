"""What becomes of a proposal, in words: on the screen, and in the letter to its author."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy.orm import Session

from atlas.editing import proposals
from atlas.model import Account
from atlas.services import letters
from webapp.gestion import posting
from webapp.i18n import speaking


def tell_author(writer: Session, number: int) -> bool:
    """Write to the author of a proposal what was decided, and why; tell whether somebody is told.

    A collectivité that answered a campaign reads it at its own page.
    """
    row = proposals.find(writer, number)
    kind, _, account_id = row.author.partition(":")
    account = writer.get(Account, int(account_id)) if kind == "user" else None
    if account is None or not account.active or row.decided_by == row.author:
        return False
    with speaking(account.language):
        letters.write(
            writer,
            account.email,
            gettext("Votre proposition\N{NO-BREAK SPACE}: %(titre)s", titre=row.title),
            gettext(
                "Bonjour,\n\nVotre proposition sur «\N{NO-BREAK SPACE}%(titre)s\N{NO-BREAK SPACE}»"
                "\N{NO-BREAK SPACE}: %(etat)s.\n\n"
                "%(reponse)s\n\nLe détail\N{NO-BREAK SPACE}: %(lien)s\n\nL’Atlas des liens\n",
                titre=row.title,
                etat=status_label(row.status).lower(),
                reponse=row.answer,
                lien=f"{posting.site(account.language)}/gestion/propositions/{row.id}",
            ),
        )
    return True


def status_label(status: str) -> str:
    """Return what a state of a proposal is called."""
    return {
        "pending": gettext("À décider"),
        "accepted": gettext("Acceptée"),
        "amended": gettext("Acceptée, amendée"),
        "refused": gettext("Refusée"),
        "withdrawn": gettext("Retirée"),
    }[status]
