"""Flask-Security for the accounts of the atlas: passwords, the current person, one-time codes.

Its own pages are not used: ours have an address in each language, a list of sessions, and a lock.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, current_app
from flask_security import Security, SQLAlchemySessionUserDatastore, UserMixin
from flask_security.totp import Totp
from flask_security.utils import hash_password, verify_password
from werkzeug.local import LocalProxy

from atlas.model import Account, Role
from webapp.database import get_session

if TYPE_CHECKING:
    from passlib.totp import TotpMatch

_EXTENSION = "atlas_totp"
#: How far a clock may be off, in seconds.
_CLOCK = 30


class User(UserMixin, Account):  # type: ignore[misc] # it types its columns otherwise
    """An account, as Flask-Security sees the person who is logged in."""

    @property
    def role_names(self) -> list[str]:
        """The codes of its roles."""
        return [role.name for role in self.roles]

    @property
    def codes(self) -> tuple[str, ...]:
        """The public codes of the authorities it works for."""
        return tuple(sorted(link.code for link in self.authorities))


class OneTimeCodes(Totp):
    """One-time codes, each of which serves once: the last one used is kept with the account."""

    def get_last_counter(self, user: Any) -> int | None:
        """Return the moment of the last code used."""
        return cast("int | None", user.totp_counter)

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """Note the code as used; the caller's transaction keeps it."""
        user.totp_counter = tmatch.counter


def init_app(app: Flask) -> None:
    """Set up Flask-Security on the accounts of the database of the request."""
    secret = str(app.secret_key)
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        # Argon2 has its own salt: hashing twice would only tie passwords to the server's secret.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SALT=_derived(secret, "password"),
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
    )
    session: Any = LocalProxy(get_session)
    roles: Any = Role
    datastore = SQLAlchemySessionUserDatastore(session, User, roles)
    security = Security(app, datastore, register_blueprint=False)
    # It would read the account at each request, those of pictures included; roles are checked by
    # webapp/gestion/access.py instead.
    app.before_request_funcs[None].remove(security.principal._on_before_request)
    app.extensions[_EXTENSION] = OneTimeCodes({"1": _derived(secret, "totp")}, "Atlas des liens")


def _derived(secret: str, purpose: str) -> str:
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def one_time_codes() -> OneTimeCodes:
    """Return what makes and checks one-time codes."""
    return cast(OneTimeCodes, current_app.extensions[_EXTENSION])


def code_is_right(account: Account, code: str, secret: str | None = None) -> bool:
    """Tell whether ``code`` is the present one-time code of the account, used for the first time.

    ``secret`` is that of a set-up under way. The account notes the code: keep it in a transaction.
    """
    digits = "".join(character for character in code if character.isdigit())
    held = secret or account.tf_totp_secret
    holder: Any = account
    if held is None or len(digits) != 6:
        return False
    return bool(one_time_codes().verify_totp(digits, held, holder, window=_CLOCK))


def hashed(password: str) -> str:
    """Return the hash of a password."""
    return str(hash_password(_normal(password)))


def password_is_right(password: str, account: Account | None) -> bool:
    """Tell whether it is the password of ``account``; as slow without an account as with one."""
    if account is None or account.password is None:
        hash_password(_normal(password))
        return False
    return bool(verify_password(_normal(password), account.password))


def _normal(password: str) -> str:
    # The same letters typed on two keyboards may be coded in two ways.
    return unicodedata.normalize("NFKC", password)
