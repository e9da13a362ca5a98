"""The letters of the exchange. None holds the address of anybody but whom it is sent to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from atlas.exchange import links, reading
from atlas.exchange.adverts import AdvertRecord
from atlas.exchange.links import ADVERTISER, READER
from atlas.model import Account, AdvertReply
from atlas.services import letters, unsent_letters
from atlas.text import to_translate

#: Letters about abuses that one maintainer gets in a day: who floods the exchange does not flood
#: them.
_MOST_A_DAY = 5


@dataclass(frozen=True)
class Post:
    """What letters need of whoever serves the site.

    ``say(language, template, **params)`` gives a French template in a language, filled in.
    """

    say: Callable[..., str]
    public_url: str
    secret_key: str

    def address(self, language: str, path: str) -> str:
        """Return the whole address of a page of the site in ``language``."""
        return f"{letters.site(self.public_url, language)}{path}"


def confirmation(session: Session, post: Post, reply: AdvertReply) -> None:
    """Ask who answered to prove their address; what they typed is not in the letter.

    Anybody may type anybody's address: such a letter must carry no message of theirs.
    """
    token = links.confirming(post.secret_key, reply.secret)
    _to_reader(
        session,
        post,
        reply,
        to_translate("Confirmez votre réponse : {title}"),
        to_translate(
            "Bonjour,\n\nUne réponse à l’annonce « {title} » de la bourse aux partenariats a été "
            "écrite avec votre adresse. Elle ne part qu’une fois confirmée, dans les trois jours, "
            "à cette page :\n\n{link}\n\nSi ce n’est pas vous, ignorez ce message : rien ne sera "
            "transmis, et votre adresse sera effacée.\n\nL’Atlas des liens\n"
        ),
        link=post.address(reply.language, f"/bourse/confirmer/{token}"),
    )


def first_message(session: Session, post: Post, reply: AdvertReply, account: Account) -> None:
    """Hand the answer to the advertiser."""
    _to_advertiser(
        session,
        post,
        reply,
        account,
        to_translate("Une réponse à votre annonce : {title}"),
        to_translate(
            "Bonjour,\n\n{name} ({on_behalf}) répond à l’annonce « {title} » :\n\n{message}\n\n"
            "Pour répondre, sans compte et sans montrer votre adresse :\n\n{link}\n\n"
            "Ce message est automatique : n’y répondez pas directement. L’échange est effacé "
            "quatre-vingt-dix jours après son dernier message.\n\nL’Atlas des liens\n"
        ),
        name=reply.name,
        on_behalf=reply.body,
        message=reply.messages[-1].text,
    )


def next_message(
    session: Session, post: Post, reply: AdvertReply, side: str, account: Account | None
) -> None:
    """Hand the last message, written by ``side``, to the other one."""
    subject = to_translate("Un message de la bourse aux partenariats : {title}")
    if side == ADVERTISER:
        _to_reader(
            session,
            post,
            reply,
            subject,
            to_translate(
                "Bonjour,\n\nVotre réponse à l’annonce « {title} » a reçu ce message :\n\n"
                "{message}\n\nPour répondre, ou mettre fin à l’échange :\n\n{link}\n\n"
                "Ce message est automatique : n’y répondez pas directement.\n\n"
                "L’Atlas des liens\n"
            ),
            message=reply.messages[-1].text,
            link=reader_page(post, reply),
        )
    elif account is not None:
        _to_advertiser(
            session,
            post,
            reply,
            account,
            subject,
            to_translate(
                "Bonjour,\n\n{name} ({on_behalf}), à propos de l’annonce « {title} » :\n\n"
                "{message}\n\n"
                "Pour répondre, ou mettre fin à l’échange :\n\n{link}\n\n"
                "Ce message est automatique : n’y répondez pas directement.\n\n"
                "L’Atlas des liens\n"
            ),
            name=reply.name,
            on_behalf=reply.body,
            message=reply.messages[-1].text,
        )


def closed(
    session: Session, post: Post, reply: AdvertReply, side: str, account: Account | None
) -> None:
    """Tell the other side that ``side`` ended the conversation."""
    subject = to_translate("La fin d’un échange : {title}")
    body = to_translate(
        "Bonjour,\n\nL’échange à propos de l’annonce « {title} » est clos. Ses messages et "
        "l’adresse de qui répondait sont effacés de l’atlas.\n\nL’Atlas des liens\n"
    )
    if side == ADVERTISER:
        _to_reader(session, post, reply, subject, body)
    elif account is not None:
        title = reply.advert.title
        letters.write(
            session,
            account.email,
            post.say(account.language, subject, title=title),
            post.say(account.language, body, title=title),
        )


def abuse(session: Session, post: Post, reply: AdvertReply, side: str) -> None:
    """Tell the maintainers that ``side`` reports an abuse, each a few times a day at most.

    What was written is not in the letter: it is read where it is decided.
    """
    who = (
        to_translate("la collectivité qui a publié l’annonce")
        if side == ADVERTISER
        else to_translate("la personne qui a répondu à l’annonce")
    )
    subject = to_translate("Un abus est signalé à la bourse aux partenariats")
    body = to_translate(
        "Bonjour,\n\nUn abus est signalé dans un échange à propos de l’annonce « {title} », par "
        "{who}. L’échange est arrêté jusqu’à votre décision. Lisez-le, puis effacez-le ou "
        "laissez-le reprendre :\n\n{link}\n\nVous ne recevez pas plus de {most} messages comme "
        "celui-ci par jour : la page « À faire » de l’espace de gestion compte tous les abus "
        "signalés.\n\nL’Atlas des liens\n"
    )
    for account in reading.deciders(session):
        reader = account.language
        title = post.say(reader, subject)
        if (
            unsent_letters.count_written(session, account.email, title, dt.timedelta(days=1))
            >= _MOST_A_DAY
        ):
            continue
        said = post.say(
            reader,
            body,
            title=reply.advert.title,
            who=post.say(reader, who),
            link=post.address(reader, f"/gestion/bourse/echanges/{reply.id}"),
            most=_MOST_A_DAY,
        )
        letters.write(session, account.email, title, said)


def decision(session: Session, post: Post, advert: AdvertRecord, account: Account) -> None:
    """Tell the author of an advert what was decided, and why."""
    accepted = advert.status == "published"
    _to_author(
        session,
        post,
        advert,
        account,
        to_translate("Votre annonce est publiée : {title}")
        if accepted
        else to_translate("Votre annonce est refusée : {title}"),
        to_translate(
            "Bonjour,\n\nVotre annonce « {title} » est publiée à la bourse aux partenariats, pour "
            "six mois.\n\n{answer}\n\nLa suivre, la renouveler, la retirer : {link}\n\n"
            "L’Atlas des liens\n"
        )
        if accepted
        else to_translate(
            "Bonjour,\n\nVotre annonce « {title} » n’est pas publiée.\n\n{answer}\n\n"
            "La corriger et la proposer à nouveau : {link}\n\nL’Atlas des liens\n"
        ),
        answer=advert.answer,
    )


def near_end(
    session: Session, post: Post, advert: AdvertRecord, account: Account, *, days: int
) -> None:
    """Tell the author that an advert ends soon, and where to renew it."""
    if days > 1:
        subject = to_translate("Votre annonce prend fin dans {days} jours : {title}")
        body = to_translate(
            "Bonjour,\n\nVotre annonce « {title} » quitte la bourse aux partenariats dans {days} "
            "jours. Si elle vaut encore, renouvelez-la pour six mois à cette page :\n\n{link}\n\n"
            "Sinon, vous n’avez rien à faire.\n\nL’Atlas des liens\n"
        )
    else:
        subject = to_translate("Votre annonce prend fin dans moins d’un jour : {title}")
        body = to_translate(
            "Bonjour,\n\nVotre annonce « {title} » quitte la bourse aux partenariats dans moins "
            "d’un jour. Si elle vaut encore, renouvelez-la pour six mois à cette page :\n\n"
            "{link}\n\nSinon, vous n’avez rien à faire.\n\nL’Atlas des liens\n"
        )
    _to_author(session, post, advert, account, subject, body, days=days)


def _to_author(
    session: Session,
    post: Post,
    advert: AdvertRecord,
    account: Account,
    subject: str,
    body: str,
    **params: object,
) -> None:
    title = advert.content.title
    link = post.address(account.language, f"/gestion/bourse/{advert.id}")
    letters.write(
        session,
        account.email,
        post.say(account.language, subject, title=title, **params),
        post.say(account.language, body, title=title, link=link, **params),
    )


def _to_reader(
    session: Session,
    post: Post,
    reply: AdvertReply,
    subject: str,
    body: str,
    **params: object,
) -> None:
    # What is kept of a letter that is sent is its subject: it tells of the advert, which is public.
    title = reply.advert.title
    letters.write(
        session,
        reply.contact,
        post.say(reply.language, subject, title=title),
        post.say(reply.language, body, title=title, **params),
        passing=True,
    )


def _to_advertiser(
    session: Session,
    post: Post,
    reply: AdvertReply,
    account: Account,
    subject: str,
    body: str,
    **params: object,
) -> None:
    title = reply.advert.title
    letters.write(
        session,
        account.email,
        post.say(account.language, subject, title=title),
        post.say(
            account.language,
            body,
            title=title,
            link=advertiser_page(post, reply, account),
            **params,
        ),
    )


def reader_page(post: Post, reply: AdvertReply) -> str:
    """Return the address at which who answered follows the conversation."""
    token = links.make(post.secret_key, READER, reply.secret)
    return post.address(reply.language, f"/bourse/echanges/{token}")


def advertiser_page(post: Post, reply: AdvertReply, account: Account) -> str:
    """Return the address at which the advertiser answers without logging in."""
    token = links.make(post.secret_key, ADVERTISER, reply.secret, account.id)
    return post.address(account.language, f"/bourse/reponses/{token}")
