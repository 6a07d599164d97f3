"""What schemathesis has to know of the service beyond its description: ids that exist, and what it must not touch."""

import itertools
import json
import os
import re
import zlib

import schemathesis

# By the name of the parameter: what stands there in every second request, so that more than 404 is seen.
KNOWN: dict[str, list[str]] = json.loads(os.environ["FUZZ_IDS"])
# The key of this run: with it ended or limited, all that follows would be refused, and pass for well.
OWN_KEY_ID = os.environ["FUZZ_KEY_ID"]
NAME = re.compile(r"^[\x21-\x7e]{1,255}$")
numbers = itertools.count()


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Put ids that exist in the place of invented ones, by half; those who remove things keep theirs."""
    if not path_parameters or context.operation.method.upper() == "DELETE":
        return path_parameters
    number = zlib.crc32(json.dumps(path_parameters, default=str, sort_keys=True).encode())
    if number % 2:
        return path_parameters
    known = {name: KNOWN[name] for name in path_parameters if name in KNOWN}
    return path_parameters | {name: ids[number // 2 % len(ids)] for name, ids in known.items()}


@schemathesis.hook
def map_headers(context, headers):
    """Make three names of requests in four new, or most answers would be of those that were used already."""
    name = (headers or {}).get("Idempotency-Key")
    number = next(numbers)
    if isinstance(name, str) and NAME.match(name) and number % 4:
        headers["Idempotency-Key"] = f"request-{number}"
    return headers


@schemathesis.hook
def filter_headers(context, headers):
    """Leave out values with blanks at their ends: they are no part of a value, and gone when it arrives."""
    return all(value == value.strip() for value in (headers or {}).values() if isinstance(value, str))


@schemathesis.hook
def before_call(context, case, kwargs):
    """Keep the key of this run as it is, also where an answer before named it."""
    if (case.path_parameters or {}).get("key_id") == OWN_KEY_ID:
        case.path_parameters["key_id"] = "another"


@schemathesis.check
def problem_says_what_is_wrong(context, response, case):
    """See that a problem has the status it was sent with, and that one of a wrong request names a place."""
    if response.status_code < 400 or case.method.upper() == "HEAD":
        return
    problem = response.json()
    assert problem["status"] == response.status_code, "the problem has another status than the answer"
    if problem["code"] in ("invalid_request", "unsupported_option"):
        assert problem["errors"], "the problem names no place in the request"
        assert all(error["message"] for error in problem["errors"]), "the problem says nothing of a place"
