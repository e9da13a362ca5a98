"""What readers leave: reports of errors, proposals, short links. Loading the datasets spares it."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from atlas.model.base import Base

#: Marks a table that a load of the shipped datasets must not empty.
KEPT = {"kept": True}


class Report(Base):
    """An error that a reader tells, or a partnership that a reader proposes.

    ``subject`` names what it is about, as an address does: ``partenariats/12``,
    ``collectivites/38185``, ``pays/DE``, or nothing. Times are ISO, UTC. ``contact`` is the e-mail
    address of who wrote, empty when none was left, and erased when the report is closed.
    """

    __tablename__ = "report"
    __table_args__ = ({"info": KEPT},)
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    message: Mapped[str]
    french_side: Mapped[str] = mapped_column(default="")
    foreign_side: Mapped[str] = mapped_column(default="")
    year: Mapped[int | None]
    source_url: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="fr")
    status: Mapped[str] = mapped_column(index=True)
    answer: Mapped[str] = mapped_column(default="")
    created_at: Mapped[str]
    answered_at: Mapped[str | None]


class ShortLink(Base):
    """A short name for an address of the site: what is below the host, query string included."""

    __tablename__ = "short_link"
    __table_args__ = ({"info": KEPT},)
    code: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str]
    created_at: Mapped[str]
