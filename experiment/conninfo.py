"""Connection strings of PostgreSQL: understood as libpq does, or refused without a word of them.

The password is taken out, so that it is passed on where nobody sees it. What libpq would take for a host or a port
though a person meant it as a password (`//u:pass/word@host`, `host=h;password=p`) is refused: libpq's own message would
quote it. Needs the standard library alone.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

from experiment.errors import ExperimentError

OPTIONS = frozenset(
    """application_name channel_binding client_encoding connect_timeout dbname fallback_application_name gssdelegation
    gssencmode gsslib host hostaddr keepalives keepalives_count keepalives_idle keepalives_interval krbsrvname
    load_balance_hosts max_protocol_version min_protocol_version oauth_client_id oauth_client_secret oauth_issuer
    oauth_scope options passfile password port replication require_auth requirepeer requiressl scram_client_key
    scram_server_key service servicefile ssl ssl_max_protocol_version ssl_min_protocol_version sslcert sslcertmode
    sslcompression sslcrl sslcrldir sslkey sslkeylogfile sslmode sslnegotiation sslpassword sslrootcert sslsni
    target_session_attrs tcp_user_timeout user""".split()
)
SHOWN = ("host", "hostaddr", "port", "dbname", "user", "service", "sslmode", "connect_timeout", "target_session_attrs")
_PLAIN = re.compile(r"(?!.*://)[\w ./,:%+~-]*")
_PAIR = re.compile(r"\s*(\w+)\s*=\s*('(?:[^'\\]|\\.)*'|(?:[^\s\\']|\\.)*)", re.DOTALL)
_HOST = r"(?:\[[0-9A-Fa-f:.%]+\]|[\w.%~-]*)(?::\d*)?"
_URI = re.compile(
    rf"(?P<scheme>postgres(?:ql)?://)(?:(?P<user>[^/:@]*)(?::(?P<secret>[^/@]*))?@)?(?P<hosts>{_HOST}(?:,{_HOST})*)"
    r"(?P<path>(?:/[^?/@\s]*)?)(?:\?(?P<query>[^?\s]*))?",
    re.DOTALL,
)
FORMS = '"host=... dbname=... user=..." or postgresql://user@host/dbname, with the password in PGPASSWORD'


def _refusal(reason: str) -> ExperimentError:
    return ExperimentError(f"--dsn cannot be understood: {reason}; write it as {FORMS}")


def without_password(conninfo: str) -> tuple[str, str | None]:
    """The string without its password, and the password. Raises ExperimentError for one that is neither form."""
    text = conninfo.strip()
    return _uri(text) if re.match(r"postgres(ql)?:", text, re.IGNORECASE) else _pairs(text)


def _pairs(text: str) -> tuple[str, str | None]:
    kept, password, at = [], None, 0
    while at < len(text):
        pair = _PAIR.match(text, at)
        if pair is None:
            raise _refusal("it is not a list of settings like host=...")
        name, value = pair[1], pair[2]
        if name not in OPTIONS:
            raise _refusal("it has a setting that PostgreSQL does not know (they are written in small letters)")
        if not value.startswith("'") and re.search(r"[;,&]\s*\w+\s*=", value):
            raise _refusal("settings are separated by blanks, and a value with ; & or , before a = needs quotes: '...'")
        if name == "password":
            password = re.sub(r"\\(.)", r"\1", value.removeprefix("'").removesuffix("'"))
        else:
            kept.append(pair[0].strip())
        at = pair.end()
    return " ".join(kept), password


def _uri(text: str) -> tuple[str, str | None]:
    uri = _URI.fullmatch(text)
    if uri is None:
        raise _refusal("in a URI, write : / ? # @ and blanks inside a name or password as %3A %2F %3F %23 %40 %20")
    user, password, kept = uri["user"] or "", uri["secret"], []
    for part in filter(None, (uri["query"] or "").split("&")):
        name, equals, value = part.partition("=")
        if not equals or "=" in value or unquote(name) not in OPTIONS:
            raise _refusal("after the ? come settings of PostgreSQL, separated by &; & and = in them are %26 %3D")
        if unquote(name) == "password":
            password = value
        else:
            kept.append(part)
    place = f"{uri['scheme']}{user}{'@' if user else ''}{uri['hosts']}{uri['path']}"
    return place + ("?" if kept else "") + "&".join(kept), None if password is None else unquote(password)


def shown(conninfo: str) -> str:
    """What may be told and written down of a connection string: what it reaches, and that there was a password."""
    try:
        kept, password = without_password(conninfo)
    except ExperimentError:
        return "***"
    hidden = "***" if password is not None else None
    if not kept.startswith("postgres"):
        said = [_shown_pair(name, value) for name, value in _PAIR.findall(kept)]
        return " ".join([*said, *(["password=***"] if hidden else [])])
    place, mark, query = kept.partition("?")
    said = [_shown_pair(*part.split("=", 1)) for part in filter(None, query.split("&"))]
    said += ["password=***"] if hidden else []
    return place + ("?" if said else "") + "&".join(said)


def _shown_pair(name: str, value: str) -> str:
    plain = _PLAIN.fullmatch(value.removeprefix("'").removesuffix("'"))
    return f"{name}={value if unquote(name) in SHOWN and plain else '***'}"


_DATABASE = r"(?:[\w+.-]+:)*(?:postgres|pg|psql|my|mongo|redis)[\w+.-]*:/"  # one slash: a path swallows the other
_ADDRESS = re.compile(rf"((?:[\w+.-]+:)+//|{_DATABASE})(?:[^\n]*@)?\S*", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?<![\w./-])[^\s/:'\"(]+:(?!//)[^\s]*@\S+")
_NAME = re.compile(r"""[\w%.+-]+["']?\s*(?:=>|[=:])\s*""")
_VALUE = re.compile(r""""[^"]*"|'(?:[^'\\]|\\.)*'|\S+""")
_SECRET = re.compile(r"pas|pwd|secret|token|credential|api_?key|\bpw\b|scram", re.IGNORECASE)
_known: set[str] = set()  # secrets of this run, as they may be quoted


def conceal(secret: str | None) -> None:
    """From now on `redacted` knows this by heart."""
    if secret is not None and len(secret) > 2:
        _known.update((secret, repr(secret)[1:-1], str(Path(secret))))


def conceal_typed(arguments: Sequence[str]) -> None:
    """What seems to hold a password is concealed as a whole: where a password ends only its writer knows."""
    for argument in arguments:
        for typed in (argument, argument.partition("=")[2]):
            if redacted(typed) != typed:
                conceal(typed)


def _shown_address(found: re.Match[str]) -> str:
    address = found[0].rstrip("'\".,;:)")
    return found[0] if shown(address) == address else found[1] + "***"


def redacted(text: str) -> str:
    """Text that may quote something a person typed, with what could be a password in it replaced."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, "***")
    text = _CREDENTIALS.sub("***", _ADDRESS.sub(_shown_address, text))
    at = 0
    while name := _NAME.search(text, at):
        at = name.end()
        value = _VALUE.match(text, at) if _SECRET.search(unquote(name[0])) else None
        if value:
            text = text[:at] + "***" + text[value.end() :]
    return text


def password_line(password: str) -> str:
    """A line of a PGPASSFILE that holds for any server."""
    return "*:*:*:*:" + re.sub(r"([\\:])", r"\\\1", password) + "\n"
