"""Settings: a flag, else a `DONDOC_*` variable, else the profile of `dondoc.toml`, else the default."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workflows.dates import HANOI, parse_day
from workflows.errors import InputError
from workflows.file_errors import regular, why
from workflows.said import Said

FILE = "dondoc.toml"
DEFAULT_DB = "sqlite:///dondoc.db"
_KEYS = ("db", "definitions", "today", "lang", "format", "out", "quiet", "as", "by", "cascade", "attachments", "log")
_TABLES = ("views", "notify", "smtp")
_CHOICES = {"lang": ("vi", "en")}


class BadSetting(InputError):
    """A value of a variable or of `dondoc.toml` that cannot be used."""

    code = "bad-setting"
    fields = ("where", "text", "why")


class BadSettingsFile(InputError):
    """A `dondoc.toml` that is no TOML or has unknown keys."""

    code = "bad-settings-file"
    fields = ("path", "why")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a command runs with. `repeated`: the flags that a suggested command has to repeat, as typed.

    `acts_as`, `by`, `cascade`: for whom this office works, who types, in which cascade, where a command does not say.
    `attachments`: the folder that keeps them; None: the database does. `views`: command lines by name. `log`: the file
    to which a line is added for each row of history that is recorded, `-` for standard error; None: there is none.
    `notify`, `smtp`: rules of whom to tell what, by name, and the mail server, as they stand in the file.
    """

    db: str = DEFAULT_DB
    pager: bool = True
    definitions: tuple[Path, ...] = ()
    today: date = date.min
    lang: str = "vi"
    format: str | None = None
    out: str | None = None
    quiet: bool = False
    dry_run: bool = False
    repeated: tuple[str, ...] = ()
    acts_as: str | None = None
    by: str | None = None
    cascade: str | None = None
    attachments: Path | None = None
    views: Mapping[str, str] = field(default_factory=dict)
    log: str | None = None
    notify: Mapping[str, Any] = field(default_factory=dict)
    smtp: Mapping[str, Any] = field(default_factory=dict)


def resolve(flags: Mapping[str, Any], formats: tuple[str, ...]) -> Settings:
    """The settings of one command. `formats`: those that it can print; others of a variable or file are left aside."""
    profile = flags.get("profile") or os.environ.get("DONDOC_PROFILE")
    stored = _read_file(profile)

    def value(name: str) -> tuple[Any, str]:
        flag = flags.get(name)
        if flag not in (None, (), False):
            return flag, f"--{name}"
        if text := os.environ.get(f"DONDOC_{name.upper()}"):
            return text, f"DONDOC_{name.upper()}"
        return stored.get(name), f"{FILE} {name}"

    lang, where = value("lang")
    if lang is not None and lang not in _CHOICES["lang"]:
        raise BadSetting(where, lang, Said("setting.language"))
    form, where = value("format")
    if form is not None and form not in formats:
        if where.startswith("--"):
            raise BadSetting(where, form, Said("setting.one-of", {"known": formats}))
        form = None
    out = value("out")[0]
    if form is None and out is not None and (ending := Path(out).suffix.removeprefix(".")) in ("json", "jsonl", "csv"):
        form = ending if ending in formats else None
    day = _day(value("today")[0])
    return Settings(
        db=database_url(str(value("db")[0] or DEFAULT_DB)),
        definitions=_folders(*value("definitions")),
        today=day,
        lang=lang or "vi",
        format=form,
        out=out,
        quiet=_truth(*value("quiet")),
        dry_run=bool(flags.get("dry_run")),
        pager=not flags.get("no_pager") and not _truth(os.environ.get("DONDOC_NO_PAGER"), "DONDOC_NO_PAGER"),
        repeated=_repeated(flags, day),
        views=stored.get("views", {}),
        notify=stored.get("notify", {}),
        smtp=stored.get("smtp", {}),
        log=_text(*value("log")),
        attachments=None if (folder := _text(*value("attachments"))) is None else Path(folder),
        **{own: _text(*value(name)) for own, name in (("acts_as", "as"), ("by", "by"), ("cascade", "cascade"))},
    )


def database_url(text: str) -> str:
    """A URL as it is; a path becomes the URL of that SQLite file."""
    return text if "://" in text else f"sqlite:///{text}"


def today_in_hanoi() -> date:
    """Today in Viet Nam, seven hours ahead of UTC without summer time, whatever the machine's zone."""
    return datetime.now(HANOI).date()


def language(arguments: list[str]) -> str:
    """The language for an error that comes before the settings: flag or variable, else Vietnamese."""
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return "en" if arguments[position + 1] == "en" else "vi"
        if argument.startswith("--lang="):
            return "en" if argument == "--lang=en" else "vi"
    stored: Mapping[str, Any] = {}
    if "DONDOC_LANG" not in os.environ:
        try:
            stored = _read_file(os.environ.get("DONDOC_PROFILE"))
        except InputError:
            stored = {}
    return "en" if os.environ.get("DONDOC_LANG", stored.get("lang")) == "en" else "vi"


def wants_json(arguments: list[str]) -> bool:
    """Whether errors are to be JSON objects."""
    text = " ".join(arguments)
    given = "--json" in arguments or "--format json" in text or "--format=json" in text
    return given or ("--format" not in text and os.environ.get("DONDOC_FORMAT") in ("json", "jsonl"))


def repeated(arguments: list[str]) -> list[str]:
    """The flags of a command line that a suggested command has to repeat."""
    found: list[str] = []
    for position, argument in enumerate(arguments):
        name, _, text = argument.partition("=")
        if name in ("--db", "--profile", "--definitions", "--lang", "--today"):
            following = arguments[position + 1 : position + 2]
            found += [name, text] if text else [name, *following]
    return found


def _read_file(profile: str | None) -> dict[str, Any]:
    path = Path(FILE)
    try:
        text = regular(path).read_bytes()
    except FileNotFoundError:
        text = b""
    except OSError as error:
        raise BadSettingsFile(FILE, why(error)) from None
    try:
        stored = tomllib.loads(text.decode("utf-8-sig"))
    except RecursionError:
        raise BadSettingsFile(FILE, Said("setting.too-deep")) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettingsFile(FILE, Said("setting.not-toml", {"error": str(error)})) from None
    profiles = stored.pop("profile", {})
    if not isinstance(profiles, dict) or not all(isinstance(item, dict) for item in profiles.values()):
        raise BadSettingsFile(FILE, Said("setting.profile-place"))
    if profile is not None and profile not in profiles:
        raise BadSetting(f"{FILE} profile", profile, Said("setting.no-profile", {"known": tuple(profiles)}))
    chosen = {**stored, **profiles.get(profile or "default", {})}
    views = chosen.get("views", {})
    if not isinstance(views, dict) or not all(isinstance(line, str) for line in views.values()):
        raise BadSettingsFile(FILE, Said("setting.views-place"))
    if not all(isinstance(chosen.get(name, {}), dict) for name in _TABLES):
        raise BadSettingsFile(FILE, Said("setting.notify-place"))
    for name in chosen.keys() - set(_TABLES):
        if name not in _KEYS:
            near = difflib.get_close_matches(name, _KEYS, n=1)
            meant = Said("mistake.did-you-mean", {"near": near}) if near else ""
            raise BadSettingsFile(FILE, Said("setting.unknown", {"name": name, "meant": meant, "known": _KEYS}))
    return chosen


def _folders(given: Any, where: str) -> tuple[Path, ...]:
    if given is None:
        return ()
    if isinstance(given, str):
        given = given.split(os.pathsep) if where.startswith("DONDOC_") else [given]
    return tuple(Path(str(item)) for item in given if str(item))


def _text(given: Any, where: str) -> str | None:
    if given is not None and not isinstance(given, str):
        raise BadSetting(where, given, Said("setting.text"))
    return given or None


def _day(given: Any) -> date:
    if given is None:
        return today_in_hanoi()
    return given if isinstance(given, date) else parse_day(str(given))


def _truth(given: Any, where: str) -> bool:
    if isinstance(given, bool) or given is None:
        return bool(given)
    text = str(given).casefold()
    if text not in ("0", "1", "true", "false", "yes", "no"):
        raise BadSetting(where, given, Said("setting.truth"))
    return text in ("1", "true", "yes")


def _repeated(flags: Mapping[str, Any], today: date) -> tuple[str, ...]:
    given: list[str] = []
    for name in ("db", "profile"):
        if flags.get(name):
            given += [f"--{name}", str(flags[name])]
    for folder in flags.get("definitions") or ():
        given += ["--definitions", str(folder)]
    if flags.get("lang"):
        given += ["--lang", str(flags["lang"])]
    if flags.get("today"):
        given += ["--today", today.isoformat()]
    return tuple(given)
