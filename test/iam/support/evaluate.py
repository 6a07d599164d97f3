"""Asks ministack's evaluator of IAM policies.

Reads {"policies": [document], "requests": [{"action", "resource", "context"}]} as JSON from standard input and answers with
one decision for each request: "Allow", "Deny" or "ImplicitDeny".
"""

import json
import sys

from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

question = json.load(sys.stdin)
policies = [parse_policy_document(document) for document in question["policies"]]


def decide(request: dict) -> str:
    """Decide about one request of a role of the account."""
    context = EvalContext(
        principal_arn="arn:aws:sts::000000000000:assumed-role/role/session",
        principal_type="AssumedRole",
        principal_account="000000000000",
        action=request["action"],
        resource_arn=request["resource"],
        region="us-east-1",
        service_context={key.lower(): value for key, value in request["context"].items()},
    )
    return evaluate(context, policies).decision


json.dump([decide(request) for request in question["requests"]], sys.stdout)
