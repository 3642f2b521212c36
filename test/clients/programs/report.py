"""Reports the result of each scenario of a client's program."""

import base64
import json
import os
import traceback
import urllib.request
from pathlib import Path

facts = json.loads(Path(__file__).with_name("facts.json").read_text(encoding="utf-8"))
cities = list(facts["weather"])
picture_bytes = base64.b64decode(facts["picture"])


def scenario(name):
    """Runs a scenario. It passes if the function returns without an error."""

    def play(function):
        try:
            function(f"Please play scenario:{name} for me.")
            say(name=name, state="passed")
        except Exception:
            say(name=name, state="failed", reason=traceback.format_exc(limit=-3, chain=False))
        return function

    return play


def absent(name, reason):
    """Reports that the client does not support the scenario."""
    say(name=name, state="absent", reason=reason)


def equal(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"


def raises(function, matches):
    """Fails unless the function raises the expected error."""
    try:
        value = function()
    except Exception as error:
        assert matches(error), f"another error: {error!r}"
        return
    raise AssertionError(f"it ended well, with {value!r}")


def tell_weather(city):
    return f"{city}: {facts['weather'][city]}"


def quotes_weather(answer):
    """Fails unless a response contains the weather of all cities."""
    for city in cities:
        assert tell_weather(city) in answer, f"the answer is {answer}"


def cancelled():
    """Returns when the provider has noticed that its stream was aborted."""
    urllib.request.urlopen(os.environ["UPSTREAM_URL"] + "/cancelled", timeout=5).read()


def say(**line):
    print(json.dumps(line), flush=True)
