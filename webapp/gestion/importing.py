"""Imports in the browser: a file is sent, tried, looked at, then written; or taken back."""

from __future__ import annotations

from types import SimpleNamespace

from flask import make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from atlas.accounts.roles import Permission
from atlas.doubts.queue import count_doubts
from atlas.errors import AtlasError
from atlas.services import import_jobs, import_rows, import_runs
from atlas.services.import_jobs import DONE, FAILED, PLANNED, Job, Report
from atlas.services.import_rows import Outcome
from atlas.text import to_translate
from webapp.database import get_session, writing
from webapp.gestion import import_command, import_words, wording
from webapp.gestion.access import allow, author
from webapp.gestion.account_page import moment
from webapp.gestion.blueprint import blueprint
from webapp.gestion.posting import settings
from webapp.i18n import language, translate
from webapp.params import read_number

#: The form and what it holds besides the file.
_ROOM = 1024 * 1024
#: Rows that an import did not use, shown on its page.
_SHOWN = 200
#: Rows of a file, of a page of them.
_SIZE = 50
#: What becomes of rows, as addresses say it (``?suite=``).
_OUTCOMES = {
    "creees": Outcome.CREATED,
    "completees": Outcome.COMPLETED,
    "inchangees": Outcome.UNCHANGED,
    "repetees": Outcome.REPEATED,
    "sans-objet": Outcome.SKIPPED,
    "douteuses": Outcome.DOUBTFUL,
    "refusees": Outcome.REFUSED,
}


@blueprint.get("/gestion/imports")
@allow(Permission.IMPORT)
def imports() -> Response:
    """List the imports, and ask for a file."""
    return _list()


@blueprint.post("/gestion/imports")
@allow(Permission.IMPORT, largest=import_jobs.MOST_BYTES + _ROOM)
def envoyer_fichier() -> Response:
    """Keep a file, and begin to read it: nothing is written yet."""
    root = import_command.folder(settings())
    try:
        if import_jobs.any_at_work(root):
            raise AtlasError(to_translate("Un import est déjà en cours : attendez qu’il finisse."))
        job = _kept()
    except AtlasError as error:
        return _list(translate(error.template, **error.params), 400)
    _begin(job, "--dry-run")
    return redirect(url_for("gestion.fichier_importe", job=job.id), 303)


def _kept() -> Job:
    sent = request.files.get("fichier")
    source = request.form.get("source", "")
    if sent is None or not sent.filename:
        raise AtlasError(to_translate("Choisissez un fichier."))
    if source not in {one.name for one in import_command.sources()}:
        raise AtlasError(to_translate("Dites d’où vient ce fichier."))
    column, _, value = request.form.get("commun", "").strip()[:200].partition("=")
    told = {column.strip(): value.strip()} if column.strip() and value.strip() else {}
    return import_jobs.keep_file(
        import_command.folder(settings()),
        sent.stream,
        name=sent.filename,
        source=source,
        told=told,
        author=author(),
    )


def _begin(job: Job, *arguments: str) -> None:
    # Its state is told before the process is there: the page that follows must not find it idle.
    Report(job.report)
    import_command.start(job, settings(), arguments)


@blueprint.get("/gestion/imports/modele.csv")
@allow(Permission.IMPORT)
def modele_import() -> Response:
    """Give an empty table with the headings of our template."""
    template = import_command.sources()[0]
    # The mark at the head tells spreadsheets that it is UTF-8.
    answer = make_response("\N{ZERO WIDTH NO-BREAK SPACE}" + ";".join(template.headings) + "\r\n")
    answer.mimetype = "text/csv"
    answer.headers["Content-Disposition"] = f"attachment; filename={template.name}.csv"
    return answer


@blueprint.get("/gestion/imports/fichiers/<job>")
@allow(Permission.IMPORT)
def fichier_importe(job: str) -> Response:
    """Show how far a file is, then what it would do."""
    return _job_page(_job(job))


@blueprint.post("/gestion/imports/fichiers/<job>")
@allow(Permission.IMPORT)
def decider_import(job: str) -> Response:
    """Write what a file would do; the rows that are refused need a word more."""
    found = _job(job)
    if found.progress.state == PLANNED:
        if found.progress.looks_wrong and request.form.get("malgre") != "1":
            return _job_page(found, gettext("Cochez la case pour importer malgré les refus."), 400)
        _begin(found, *(["--force"] if found.progress.looks_wrong else []))
    return redirect(url_for("gestion.fichier_importe", job=job), 303)


@blueprint.get("/gestion/imports/<int:number>")
@allow(Permission.IMPORT)
def un_import(number: int) -> str:
    """Show an import: what it did, the rows that were not used, and how to take it back."""
    run = import_runs.find_run(get_session(), number)
    return render_template(
        "gestion/import_fait.html",
        r=run,
        qui=wording.who(run.author),
        le=moment(run.started_at),
        comptes=_counts(run.counts),
        reste=[_left(row) for row in run.left[:_SHOWN]],
        laissees=len(run.left),
        en_place=run.status == import_runs.DONE,
        fiches=import_runs.records_of(get_session(), number, most=50),
        fait=session.pop("fait", ""),
        probleme=session.pop("probleme", ""),
    )


@blueprint.post("/gestion/imports/<int:number>")
@allow(Permission.IMPORT)
def annuler_import(number: int) -> Response:
    """Take an import back as a whole."""
    try:
        with writing() as writer:
            done = import_runs.revert(writer, number, author=author())
    except AtlasError as error:
        session["probleme"] = translate(error.template, **error.params)
    else:
        session["fait"] = gettext(
            "L’import est annulé\N{NO-BREAK SPACE}: %(fiches)s fiches sont comme avant, "
            "%(partenaires)s partenaires sont retirés.",
            fiches=done.partnerships,
            partenaires=done.authorities,
        )
        if done.bodies:
            session["fait"] += " " + ngettext(
                "%(num)s collectivité française est comme avant.",
                "%(num)s collectivités françaises sont comme avant.",
                done.bodies,
            )
    return redirect(url_for("gestion.un_import", number=number), 303)


def _job(job_id: str) -> Job:
    return import_jobs.find_job(import_command.folder(settings()), job_id)


def _list(problem: str = "", status: int = 200) -> Response:
    runs = import_runs.list_runs(get_session())
    page = render_template(
        "gestion/imports.html",
        imports=[
            SimpleNamespace(
                id=run.id,
                file=run.file_name,
                source=run.source,
                when=moment(run.started_at),
                who=wording.who(run.author),
                created=run.counts["created"],
                completed=run.counts["completed"],
                in_place=run.status == import_runs.DONE,
            )
            for run in runs
        ],
        sources=import_command.sources(),
        choisie=request.form.get("source", "modele"),
        commun=request.form.get("commun", ""),
        doutes=count_doubts(get_session()),
        most=import_jobs.MOST_BYTES // 2**20,
        probleme=problem,
    )
    return make_response(page, status)


def _job_page(job: Job, problem: str = "", status: int = 200) -> Response:
    progress = job.progress
    if progress.state == FAILED:
        problem = (
            translate(progress.problem, **progress.params)
            if progress.problem
            else gettext("L’import s’est arrêté sur une erreur inattendue ; rien n’est écrit.")
        )
    source = next(
        (one.title(language()) for one in import_command.sources() if one.name == job.source),
        job.source,
    )
    summary = progress.summary
    page = render_template(
        "gestion/import_fichier.html",
        j=job,
        p=progress,
        source=source,
        comptes=_counts(summary["counts"]) if summary else [],
        partenaires=summary["authorities"] if summary else 0,
        remarques=[import_words.reason(one) for one in progress.remarks],
        lignes=_rows(job) if progress.state in (PLANNED, DONE) else None,
        probleme=problem,
    )
    return make_response(page, status)


def _rows(job: Job) -> SimpleNamespace:
    """Return a page of what becomes of the rows of a file, and the outcomes to choose from."""
    chosen = request.args.get("suite", "")
    outcome = _OUTCOMES.get(chosen)
    total = import_rows.count_rows(job.rows, outcome)
    pages = max(-(-total // _SIZE), 1)
    page = min(read_number("page", 1, 1, 10**6), pages)
    found = import_rows.read_rows(job.rows, outcome, first=(page - 1) * _SIZE, most=_SIZE)
    filters = [("", gettext("toutes"), import_rows.count_rows(job.rows))]
    filters += [
        (code, import_words.outcome_label(one), import_rows.count_rows(job.rows, one))
        for code, one in _OUTCOMES.items()
    ]
    return SimpleNamespace(
        rows=import_words.told(found, are_written=job.progress.state == DONE),
        chosen=chosen if outcome is not None else "",
        filters=[one for one in filters if one[2] or one[0] == chosen],
        first=(page - 1) * _SIZE + 1,
        last=(page - 1) * _SIZE + len(found),
        total=total,
        page=page,
        pages=pages,
    )


def _left(row: import_runs.LeftRow) -> SimpleNamespace:
    return SimpleNamespace(
        line=row.line,
        outcome=row.outcome,
        french=row.french,
        foreign=row.foreign,
        reason=import_words.reason(row.reason),
        is_french=row.is_written,
    )


def _counts(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """Return what becomes of the rows, in words, with how many."""
    return [
        (outcome.value, import_words.outcome_label(outcome), counts.get(outcome.value, 0))
        for outcome in _OUTCOMES.values()
    ]
