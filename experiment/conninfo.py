"""Connection strings of PostgreSQL: the password taken out, so that it is passed on in a file and shown nowhere.

Needs the standard library alone.
"""

import re
from urllib.parse import unquote

from experiment.errors import ExperimentError

_PAIR = re.compile(r"\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s\\']|\\.)*)", re.DOTALL)
_URI = re.compile(r"(postgres(?:ql)?://)(?:([^/?#@]*)@)?(.*)", re.DOTALL)
_SHOWN_PAIR = re.compile(r"(pas\w*\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&'\"]+)", re.IGNORECASE)
_SHOWN_URI = re.compile(r"(postgres\w*://)\S*@")


def without_password(conninfo: str) -> tuple[str, str | None]:
    """The string without its password, and the password. Raises ExperimentError for one that is neither form."""
    uri = _URI.fullmatch(conninfo.strip())
    if uri:
        return _uri(*uri.groups(default=""))
    kept, password, at = [], None, 0
    text = conninfo.strip()
    while at < len(text):
        pair = _PAIR.match(text, at)
        if pair is None or pair.end() == at:
            raise ExperimentError(
                '--dsn cannot be understood; write it as "host=... dbname=... user=..." or as '
                "postgresql://user@host/dbname"
            )
        if pair[1] == "password":
            password = re.sub(r"\\(.)", r"\1", pair[2].removeprefix("'").removesuffix("'"))
        else:
            kept.append(pair[0].strip())
        at = pair.end()
    return " ".join(kept), password


def _uri(scheme: str, user: str, rest: str) -> tuple[str, str | None]:
    name, colon, secret = user.partition(":")
    password = unquote(secret) if colon else None
    place, mark, query = rest.partition("?")
    kept = []
    for part in filter(None, query.split("&")):
        if part.startswith("password="):
            password = unquote(part.removeprefix("password="))
        else:
            kept.append(part)
    return f"{scheme}{name}{'@' if name else ''}{place}{mark if kept else ''}{'&'.join(kept)}", password


def redacted(text: str) -> str:
    """Text that may quote a connection string, with what could be a password in it replaced."""
    return _SHOWN_URI.sub(r"\1***@", _SHOWN_PAIR.sub(r"\1***", text))


def password_line(password: str) -> str:
    """A line of a PGPASSFILE that holds for any server."""
    return "*:*:*:*:" + re.sub(r"([\\:])", r"\\\1", password) + "\n"
