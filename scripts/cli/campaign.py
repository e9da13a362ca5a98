"""``./scripts/atlas campaign``: ask collectivités whether the atlas is right, and remind them."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from atlas.campaigns import accepting, progress, running, writing
from atlas.campaigns.addresses import Why
from atlas.campaigns.choosing import Criteria, split_codes
from atlas.campaigns.running import CampaignRecord, Draft, Plan
from atlas.campaigns.writing import Post
from atlas.database import open_engine, told_in_a_sentence, transaction
from atlas.dates import today
from atlas.errors import AtlasError
from atlas.services import letters, schema
from atlas.settings import Settings, load_settings
from webapp.secret import secret_key

#: Collectivités without address that a preview names, unless all are asked for.
_NAMED = 5


@contextmanager
def _atlas() -> Iterator[tuple[Engine, Settings]]:
    settings = load_settings(os.environ)
    engine = open_engine(settings.database_url)
    try:
        with told_in_a_sentence(engine), engine.connect() as connection:
            schema.require_current(connection)
        yield engine, settings
    finally:
        engine.dispose()


@click.group(subcommand_metavar="COMMANDE [ARGUMENTS]…")
def command() -> None:
    """Demande chaque année aux collectivités si ce que l’atlas dit d’elles est exact.

    « send » et « remind » peuvent être interrompus et relancés : aucune lettre ne part deux fois.
    """


@command.command("list")
def list_command() -> None:
    """Liste les campagnes, la plus récente d’abord, et où elles en sont."""
    with _atlas() as (engine, _), Session(engine) as session:
        found = running.list_campaigns(session)
        for one in found:
            figures = progress.figures(progress.list_invitations(session, one.id))
            state = "ouverte" if one.is_open(today()) else "close"
            waiting = progress.decisions(session, one.id).waiting
            click.echo(
                f"n° {one.id:<4} {one.title:<30} {state:<8} jusqu’au {one.closes_on}  "
                f"{figures.answered} réponses sur {figures.asked}, {waiting} à décider"
            )
    click.echo(f"{len(found)} campagnes." if len(found) > 1 else f"{len(found)} campagne.")


@command.command("new")
@click.argument("title")
@click.option("--opens", metavar="JOUR", help="Premier jour (2026-03-01) ; aujourd’hui par défaut.")
@click.option("--closes", metavar="JOUR", help="Dernier jour ; dans 60 jours par défaut.")
@click.option("--region", "regions", multiple=True, metavar="CODE", help="L’option se répète.")
@click.option("--departement", "departements", multiple=True, metavar="CODE", help="Idem.")
@click.option("--kind", "kinds", multiple=True, metavar="NATURE", help="commune, epci… ; idem.")
@click.option(
    "--stale", "stale_years", type=click.IntRange(0, 50), metavar="ANS",
    help="Un lien au moins n’est pas vérifié depuis ce nombre d’années ; 0 : ne l’a jamais été.",
)  # fmt: skip
@click.option("--codes", type=click.Path(path_type=Path, exists=True), help="Fichier de codes.")
@click.option(
    "--addresses", type=click.Path(path_type=Path, exists=True), help="CSV « code;courriel »."
)
@click.option("--letter", type=click.Path(path_type=Path, exists=True), help="Texte de la lettre.")
@click.option(
    "--reminder-days", type=int, default=14, show_default=True, help="Entre deux lettres."
)
@click.option("--dry-run", is_flag=True, help="Dit qui serait interrogé, et n’écrit rien.")
@click.option("--all", "everyone", is_flag=True, help="Nomme toutes celles qui sont sans adresse.")
def new_command(
    title: str,
    opens: str | None,
    closes: str | None,
    regions: tuple[str, ...],
    departements: tuple[str, ...],
    kinds: tuple[str, ...],
    stale_years: int | None,
    codes: Path | None,
    addresses: Path | None,
    letter: Path | None,
    reminder_days: int,
    dry_run: bool,
    everyone: bool,
) -> None:
    """Prépare une campagne ; rien ne part avant « send »."""
    criteria = Criteria(
        departements, regions, kinds, stale_years, split_codes(_text(codes)) if codes else ()
    )
    draft = Draft(
        title,
        opens or today().isoformat(),
        closes or (today() + dt.timedelta(days=60)).isoformat(),
        letter=_text(letter) if letter else running.LETTER,
        reminder_days=reminder_days,
        criteria=criteria,
        addresses=_text(addresses) if addresses else "",
    )
    with _atlas() as (engine, _):
        with Session(engine) as session:
            _print(running.plan(session, draft, today()), everyone=everyone)
        if dry_run:
            click.echo("Essai : rien n’est écrit.")
            return
        with transaction(engine) as session:
            number = running.make(session, draft, author="command", today=today())
    click.echo(f"Campagne n° {number} prête. Pour écrire : ./scripts/atlas campaign send {number}")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise AtlasError("« {file} » n’est pas un texte en UTF-8.", file=path) from None


_WHY = {
    Why.CODE: "code inconnu",
    Why.EMAIL: "pas d’adresse électronique",
    Why.REPEATED: "cette collectivité a déjà une autre adresse",
}


def _print(plan: Plan, *, everyone: bool) -> None:
    without = [one for one, email in plan.asked if not email]
    click.echo(f"{len(plan.asked):>8}  collectivités interrogées")
    click.echo(f"{plan.addressed:>8}  ont une adresse")
    click.echo(f"{len(without):>8}  sans adresse")
    click.echo(f"{plan.unused:>8}  adresses de collectivités qui ne sont pas interrogées")
    for code in plan.wrong_codes:
        click.echo(f"  code inconnu : {code}")
    for line in plan.refused:
        click.echo(f"  ligne {line.number} refusée, {_WHY[line.why]} : {line.text}")
    named = without if everyone else without[:_NAMED]
    for one in named:
        click.echo(f"  sans adresse : {one.name} ({one.code})")
    if len(without) > len(named):
        click.echo(f"  … et {len(without) - len(named)} de plus : --all les nomme toutes.")


@command.command("send")
@click.argument("number", type=int)
def send_command(number: int) -> None:
    """Écrit à celles qui n’ont pas encore reçu de lettre, et envoie ce qui attend."""
    with _atlas() as (engine, settings):
        with Session(engine) as session:
            most = writing.count_unwritten(session, number)
        with _bar(most, "Lettres") as step:
            done = writing.write_first(
                engine, number, _post(settings), dt.datetime.now(dt.UTC), step
            )
        click.echo(f"Lettres écrites\N{NO-BREAK SPACE}: {done}.")
        _send(engine, settings)


@command.command("remind")
@click.argument("number", type=int, required=False)
def remind_command(number: int | None) -> None:
    """Relance celles qui n’ont pas répondu, et envoie ce qui attend ; à lancer par cron.

    Sans numéro, toutes les campagnes ouvertes. Le délai entre deux lettres est celui de la
    campagne ; personne ne reçoit plus de deux rappels.
    """
    with _atlas() as (engine, settings):
        writing.forget_late(engine, today())
        for one in _asked(engine, number):
            now = dt.datetime.now(dt.UTC)
            with Session(engine) as session:
                most = writing.count_due(session, one.id, now)
            with _bar(most, "Rappels") as step:
                done = writing.write_reminders(engine, one.id, _post(settings), now, step)
            click.echo(f"{one.title}, rappels écrits\N{NO-BREAK SPACE}: {done}.")
        _send(engine, settings)


@command.command("accept")
@click.argument("number", type=int)
def accept_command(number: int) -> None:
    """Accepte ensemble les fiches que les collectivités confirment sans rien y changer."""
    with _atlas() as (engine, _):
        with Session(engine) as session:
            running.find(session, number)
            waiting = accepting.waiting_confirmations(session, number)
        with _bar(len(waiting), "Confirmations") as step:
            done = accepting.accept_confirmations(engine, waiting, by="command", progress=step)
    click.echo(f"{done.accepted} confirmations acceptées.")
    if done.left:
        click.echo(f"{done.left} laissées à décider : ces fiches ont changé depuis.")


@command.command("close")
@click.argument("number", type=int)
def close_command(number: int) -> None:
    """Clôt une campagne : ses liens ne servent plus, ce qui est arrivé reste à décider."""
    with _atlas() as (engine, _), transaction(engine) as session:
        running.close(session, number)
    click.echo("La campagne est close.")


def _asked(engine: Engine, number: int | None) -> list[CampaignRecord]:
    with Session(engine) as session:
        if number is not None:
            return [running.find(session, number)]
        return running.list_open(session, today())


def _post(settings: Settings) -> Post:
    return Post(secret_key(settings), settings.public_url)


@contextmanager
def _bar(length: int, label: str) -> Iterator[Callable[[int], None]]:
    with click.progressbar(length=max(length, 1), label=label, file=sys.stderr) as bar:
        yield bar.update


def _send(engine: Engine, settings: Settings) -> None:
    """Send the letters that wait; a campaign without a server is prepared all the same."""
    if not settings.smtp_host:
        click.echo("Aucun serveur n’est réglé (ATLAS_SMTP_HOST) : les messages attendent.")
        return
    with Session(engine) as session:
        waiting = letters.count_waiting(session)
    with _bar(waiting, "Envoi") as step:
        done = letters.send_waiting(engine, settings, progress=lambda _done, _all: step(1))
    click.echo(f"{done.sent} messages envoyés, {done.waiting} en attente.")
    if done.waiting:
        raise AtlasError("Certains messages n’ont pas pu partir : {reason}", reason=done.problem)
