"""Typed readers of the environment; nonsense is refused at start in one clear line.

Every reader accepts ``NAME`` and, for secrets, ``NAME_FILE`` (a path whose
content is the value), so that no secret has to stand in a process list.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"", "0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    lowered = raw.strip().lower()
    if lowered in TRUE:
        return True
    if lowered in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r}: 请填 1 或 0 (expected 1 or 0)")


def number(name: str, default: int, *, low: int = 0, high: int = 10**9) -> int:
    raw = text(name, str(default))
    if not raw.isdigit() or not low <= int(raw) <= high:
        raise ImproperlyConfigured(
            f"{name}={raw!r}: 请填 {low} 至 {high} 的整数 (expected an integer in that range)"
        )
    return int(raw)


def secret(name: str) -> str:
    """The secret's text, from ``NAME`` or the file named by ``NAME_FILE``; ``""`` if unset."""
    path = text(f"{name}_FILE")
    if path and text(name):
        raise ImproperlyConfigured(f"{name} 与 {name}_FILE 只能设置一个 (set only one of them)")
    if not path:
        return text(name)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{name}_FILE={path!r}: 无法读取 (cannot be read): {problem.strerror}"
        ) from problem


def site_url(name: str, default: str) -> str:
    raw = text(name, default).rstrip("/")
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(
            f"{name}={raw!r}: 请填形如 https://portal.example.cn 的网址 (scheme and host only)"
        )
    return raw


def database(name: str, var_dir: Path) -> dict:
    """Django's ``DATABASES["default"]``: SQLite under ``var_dir``, or PostgreSQL by URL.

    A PostgreSQL socket folder is given as ``postgresql://user@/name?host=/folder``.
    """
    raw = text(name)
    if not raw:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": var_dir / "portal.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
                ),
            },
        }
    parts = urlsplit(raw)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{name}: 只支持 postgresql://用户@主机/库名 (only PostgreSQL URLs are accepted)"
        )
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def storage(name: str, var_dir: Path) -> dict:
    """Django's default file storage: private folder, or ``s3://bucket/prefix?endpoint=…``."""
    raw = text(name)
    if not raw:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": var_dir / "files",
                "base_url": None,
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    parts = urlsplit(raw)
    if parts.scheme != "s3" or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name}: 只支持 s3://存储桶/前缀 (only s3://bucket/prefix is accepted)"
        )
    options = {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": False,
    }
    endpoint = parse_qs(parts.query).get("endpoint")
    if endpoint:
        options["endpoint_url"] = endpoint[0]
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def email(name: str) -> dict | None:
    """SMTP settings from ``smtp[s]://user:password@host:port``; None keeps mail here."""
    raw = text(name)
    if not raw:
        return None
    parts = urlsplit(raw)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name}: 请填 smtp://用户:口令@主机:端口 (expected an smtp:// URL)"
        )
    return {
        "host": parts.hostname,
        "port": parts.port or (465 if parts.scheme == "smtps" else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp+tls",
    }


def key(name: str, var_dir: Path, *, make: bool) -> str:
    """A long random secret: configured, or kept (0600) under ``var_dir/keys``.

    Args:
        make: Whether a missing key may be made here; only on a loopback site.
    """
    value = secret(name)
    if value:
        if len(value) < 32:
            raise ImproperlyConfigured(f"{name}: 至少 32 个字符 (at least 32 characters)")
        return value
    path = var_dir / "keys" / name.lower()
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    if not make:
        raise ImproperlyConfigured(
            f"{name}: 正式环境必须设置 (required when PORTAL_SITE_URL is not loopback)"
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return keep_once(path, secrets.token_hex(32))


def keep_once(path: Path, value: str) -> str:
    """Write once; of two processes starting together both end with the first one's key."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(value)
    try:
        os.link(draft, path)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    finally:
        draft.unlink()
    return value
