"""Saying that something is wrong, proposing a partnership, and following what becomes of it."""

from __future__ import annotations

import datetime as dt

from flask import Response, make_response, render_template, request, url_for
from flask_babel import format_date, format_time, gettext

from atlas.errors import AtlasError, InvalidSelectionError, NotFoundError
from atlas.services import reports
from atlas.services.reports import InvalidReportError, ReportRecord
from webapp.database import get_session, writing
from webapp.errors import redirect_to
from webapp.i18n import language
from webapp.limits import REPORTS
from webapp.public.blueprint import blueprint
from webapp.public.report_form import ReportForm
from webapp.public.subjects import PageSubject, describe

#: The pages that can be reported, by endpoint.
_REPORTED = ("public.partenariat", "public.collectivite", "public.pays")


@blueprint.get("/signaler")
def signaler() -> Response:
    """Show the form, about the record or territory of ``?sujet=``, or about none."""
    for name in request.args:
        if name not in ("sujet", "nature"):
            raise InvalidSelectionError(
                name,
                "Le champ « {name} » n’existe pas. Champs possibles\N{NO-BREAK SPACE}: {fields}.",
                name=name[:60],
                fields="sujet, nature",
            )
    subject = _subject(request.args.get("sujet", ""))
    form = ReportForm(formdata=None)
    nature = request.args.get("nature", "")
    if nature in reports.KINDS:
        form.nature.data = nature
    if subject is not None:
        form.sujet.data = request.args["sujet"]
        if subject.endpoint == "public.collectivite":
            form.francais.data = subject.title
    return _page(form, subject, {})


@blueprint.post("/signaler")
def envoyer_signalement() -> Response:
    """Take a report, and lead to the page that follows it; show the form again otherwise."""
    form = ReportForm()
    subject = _subject(form.sujet.data or "")
    # What a program wrote in the hidden field is answered as if it were taken, and forgotten.
    if form.is_a_trap_sprung():
        return redirect_to(url_for("public.signaler"), 303)
    refusal = form.refusal(REPORTS)
    if refusal is not None:
        answer = _page(form, subject, {"": refusal.sentence}, refusal.status)
        if refusal.wait:
            answer.headers["Retry-After"] = str(refusal.wait)
        return answer
    try:
        with writing() as session:
            reference = reports.submit(
                session, form.draft(language()), this_year=dt.datetime.now(tz=dt.UTC).year
            )
    except InvalidReportError as error:
        problems = {
            ReportForm.FIELDS.get(field, field): gettext(sentence)
            for field, sentence in reversed(error.problems)
        }
        return _page(form, subject, problems, 400)
    REPORTS.spend()
    return redirect_to(url_for("public.signalement", reference=reference), 303)


def _page(
    form: ReportForm, subject: PageSubject | None, problems: dict[str, str], status: int = 200
) -> Response:
    form.show_again()
    page = render_template(
        "public/signaler.html", formulaire=form, sujet=subject, problemes=problems
    )
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/signalements/<reference>")
def signalement(reference: str) -> Response:
    """Show what became of a report to whoever knows its reference."""
    record = reports.find(get_session(), reference)
    try:
        subject = _subject(record.subject)
    except AtlasError:
        subject = None  # The record was merged or withdrawn since.
    page = render_template(
        "public/signalement.html",
        signalement=record,
        sujet=subject,
        etapes=_stages(record),
        recu_le=_day(record.created_at),
        repondu_le=_day(record.answered_at) if record.answered_at else "",
        permalien=url_for("public.signalement", reference=record.reference, _external=True),
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _stages(record: ReportRecord) -> list[tuple[str, bool]]:
    """Return the stages of a report in words, each with whether it is the present one."""
    last = gettext("Refusé") if record.status == reports.REFUSED else gettext("Accepté")
    if not record.closed:
        last = gettext("Décision")
    present = {reports.RECEIVED: 0, reports.STUDIED: 1}.get(record.status, 2)
    labels = (gettext("Reçu"), gettext("À l’étude"), last)
    return [(label, position == present) for position, label in enumerate(labels)]


def _day(moment: str) -> str:
    then = dt.datetime.fromisoformat(moment)
    return gettext(
        "%(date)s à %(heure)s", date=format_date(then, "long"), heure=format_time(then, "short")
    )


def _subject(path: str) -> PageSubject | None:
    """Return the record or territory at ``path``, None when it is empty.

    Raises :class:`NotFoundError`.
    """
    if not path:
        return None
    subject = describe(f"/{path}")
    if subject.endpoint not in _REPORTED:
        raise NotFoundError(
            "Ce qui est signalé, « {subject} », n’est pas une fiche de l’atlas.", subject=path[:60]
        )
    return subject


@blueprint.app_template_global("sujet_signale")
def reported_subject() -> str | None:
    """Return what the current page is about, as the form of reports names it; None for others."""
    given = request.view_args or {}
    match request.endpoint:
        case "public.partenariat":
            return f"partenariats/{given['partnership_id']}"
        case "public.collectivite":
            return f"collectivites/{given['code']}"
        case "public.pays":
            return f"pays/{given['iso2']}"
    return None
