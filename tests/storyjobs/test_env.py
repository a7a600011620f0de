"""Settings from the environment: typed, strict, and quiet about secrets."""

import os
from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from storyjobs.env import REQUIRED, Environment
from users.rate_limits import Limit


def environment(**variables):
    return Environment(variables=variables)


def problems(env):
    with pytest.raises(ImproperlyConfigured) as refused:
        env.check()
    return str(refused.value).splitlines()[1:]


def test_unset_and_empty_variables_take_the_default():
    env = environment(EMPTY="", BLANK="  ")
    assert [env.integer(name, 7) for name in ("UNSET", "EMPTY", "BLANK")] == [7, 7, 7]
    assert env.database("EMPTY") is None
    assert env.listing("EMPTY", ["a"]) == ["a"]
    env.check()


def test_each_type_reads_its_good_values():
    env = environment(N="-3", F="0.25", B="Off", C="comic", T="Bär", L="a, b,,c", U="https://x.org/?z=1", S="$ecret")
    assert (env.integer("N", 0), env.number("F", 1), env.boolean("B", True)) == (-3, 0.25, False)
    assert (env.choice("C", "anime", ["anime", "comic"]), env.text("T")) == ("comic", "Bär")
    assert (env.listing("L"), env.url("U")) == (["a", "b", "c"], "https://x.org/?z=1")
    assert env.secret("S") == "$ecret"
    env.check()


@pytest.mark.parametrize("value", ["5abc", "5.0", "1_000", "٣", "0x10", "9" * 30])
def test_an_integer_is_digits_alone(value):
    env = environment(SIZE=value)
    assert env.integer("SIZE", 7) == 7
    assert problems(env) == [f"SIZE must be a whole number, not {value!r}"]


@pytest.mark.parametrize("value", ["nan", "inf", "1e3", "1,5"])
def test_a_number_is_a_plain_decimal(value):
    env = environment(RATE=value)
    env.number("RATE", 1)
    assert problems(env)


@pytest.mark.parametrize("value", ["maybe", "2", "y", "enabled"])
def test_a_boolean_is_never_guessed(value):
    env = environment(FLAG=value)
    env.boolean("FLAG", False)
    assert problems(env) == [f"FLAG must be one of true, 1, yes, on, false, 0, no, off, not {value!r}"]


def test_all_problems_are_reported_at_once_one_line_each():
    env = environment(PORT="70000", MODE="fast", SITE="ftp://x")
    env.integer("PORT", 8000, 1, 65535)
    env.choice("MODE", "slow", ["slow"])
    env.url("SITE")
    env.text("NAME", REQUIRED)
    assert problems(env) == [
        "PORT must be a whole number from 1 up to 65535, not '70000'",
        "MODE must be one of slow, not 'fast'",
        "SITE must be a URL that starts with https:// or http://",
        "NAME must be set: one line of printable text",
    ]


def test_a_required_path_that_is_empty_is_refused():
    env = environment(DATA="")
    env.path("DATA", REQUIRED)
    assert problems(env) == ["DATA must be set: a path"]


def test_no_error_shows_a_secret_a_password_or_a_broken_line(tmp_path, caplog):
    dotenv = tmp_path / ".env"
    dotenv.write_text("GOOD=1\nKEY: hunter2\n")
    broken = {
        "KEY": "hunter2",
        "URL": "ftp://u:hunter2@h",
        "DB": "postgres://u:hunter2/x@h/db",
        "DB2": "//u:hunter2@h",
    }
    env = Environment(dotenv, broken)
    env.secret("KEY", minimum_length=32)
    env.url("URL")
    env.database("DB")
    env.database("DB2")
    lines = problems(env)
    assert len(lines) == 5
    assert "hunter2" not in "".join(lines) + caplog.text
    assert lines[0] == f"{dotenv} has lines that are not NAME=value: 2"


def test_the_environment_wins_over_dotenv_even_when_empty(tmp_path):
    (tmp_path / ".env").write_text("\ufeffA=file\n  # a note\nexport B='file'\nC=file\nD=$A\n")
    env = Environment(tmp_path / ".env", {"A": "real", "C": ""})
    assert [env.text(name, "default") for name in "ABCD"] == ["real", "file", "default", "$A"]
    env.check()
    assert "B" not in os.environ


def test_an_unreadable_dotenv_is_one_clear_problem(tmp_path):
    (tmp_path / ".env").write_bytes(b"A=\xff\n")
    assert problems(Environment(tmp_path / ".env", {})) == [f"{tmp_path / '.env'} cannot be read as text"]


def test_a_relative_path_starts_at_the_folder_of_dotenv(tmp_path):
    env = Environment(tmp_path / ".env", {"DATA": "var/data", "ROOT": "/srv"})
    assert (env.path("DATA", None), env.path("ROOT", None)) == (tmp_path / "var/data", tmp_path.__class__("/srv"))


def test_a_postgres_url_becomes_django_settings():
    env = environment(DB="postgres://ann:p%23w@db.example:5433/books?sslmode=require&conn_max_age=60")
    database = env.database("DB")
    env.check()
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("ann", "p#w", "db.example")
    assert (database["PORT"], database["NAME"]) == (5433, "books")
    assert (database["OPTIONS"], database["CONN_MAX_AGE"]) == ({"sslmode": "require"}, 60)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:p@h/db",
        "sqlite:///x.db",
        "postgis://h/db",
        "postgres://h",
        "postgres://h:port/db",
        "postgres://[::1/db",
        "postgres://%2Frun%2Fpg/db",
        "postgres://h/db?conn_max_age=soon",
        "books",
    ],
)
def test_other_databases_and_broken_urls_are_refused(url):
    env = environment(DB=url)
    assert env.database("DB") is None
    assert len(problems(env)) == 1


def test_a_rate_is_a_number_per_time_or_off():
    env = environment(STARTS="5/h", POLLING="10/10s", USERS="off")
    assert (env.limit("STARTS", "1/s"), env.limit("POLLING", "1/s")) == (Limit(5, 3600), Limit(10, 10))
    assert env.limit("USERS", "1/s") is None
    assert env.limit("UNSET", "100/15m") == Limit(100, 900)
    env.check()


@pytest.mark.parametrize("value", ["5", "0/h", "5/fortnight", "none", "Off/h"])
def test_any_other_rate_is_refused(value):
    env = environment(STARTS=value)
    env.limit("STARTS", "1/s")
    assert problems(env) == [f"STARTS must be a rate such as 5/h, 100/15m or 10/10s, or off, not {value!r}"]


def test_origins_are_scheme_host_and_port():
    env = environment(SITES="https://Shop.example.com, http://localhost:3000,http://[::1]:80", BELOW="https://*.x.org")
    assert env.origins("SITES") == ["https://shop.example.com", "http://localhost:3000", "http://[::1]:80"]
    assert env.origins("BELOW", wildcards=True) == ["https://*.x.org"]
    env.check()


@pytest.mark.parametrize("value", ["*", "null", "shop.example.com", "https://x.org/", "https://*.x.org", "ftp://x.org"])
def test_what_is_no_origin_is_refused(value):
    env = environment(SITES=value)
    env.origins("SITES")
    assert problems(env)


def test_an_amount_of_money_is_above_zero_or_off():
    env = environment(A="12.50", B="off", UNSET="")
    assert [env.amount(name, "5") for name in ("A", "B", "UNSET")] == [Decimal("12.50"), None, Decimal(5)]
    env.check()


@pytest.mark.parametrize("value", ["0", "0.00", "-1", "1,5", "$5", "1e3", "none"])
def test_no_other_text_is_an_amount(value):
    env = environment(A=value)
    env.amount("A", "5")
    assert problems(env) == [f"A must be an amount above 0 such as 12.50, or off, not {value!r}"]
