"""Runs ministack with IAM enforced, and keeps each decision about a caller other than root as a line of JSON.

Usage: with_parent.py ministack_with_iam, with the environment variables AUTH=true and IAM_DECISIONS, a file's path.

Two things stand between the emulator and the templates as they are deployed to AWS:
- It listens on plain HTTP, which the policies of queues and buckets refuse: requests count as encrypted, as behind a
  proxy that ends TLS.
- It has no EC2 that hands an instance the credentials of its role: root, with which the bridge to EC2 calls, may assume
  the roles that trust EC2, and no other.
"""

import json
import os
from pathlib import Path
from typing import Any

from ministack.core import iam_evaluator

enforce = iam_evaluator.enforce
pin_request_origin = iam_evaluator.pin_request_origin
evaluate_trust_policy = iam_evaluator.evaluate_trust_policy
decisions = Path(os.environ["IAM_DECISIONS"]).open("a", buffering=1)  # noqa: SIM115 open for as long as we run


def enforce_and_tell(
    access_key_id: str, iam_action: str, service: str, region: str, resource_arn: str = "*", **context: Any
) -> Any:
    """Decide as ministack does, and write it down."""
    denied = enforce(access_key_id, iam_action, service, region, resource_arn=resource_arn, **context)
    caller = iam_evaluator.resolve_caller_identity(access_key_id)
    if caller and not caller["userArn"].endswith(":root"):
        line = {"principal": caller["userArn"], "access_key": access_key_id, "action": iam_action}
        decisions.write(json.dumps({**line, "resource": resource_arn, "allowed": denied is None}) + "\n")
    return denied


def trusts(trust_doc: str | dict, caller_arn: str, *context: Any) -> bool:
    """Ask the role's policy, in which EC2 stands for root."""
    if caller_arn.endswith(":root"):
        return "ec2.amazonaws.com" in json.dumps(trust_doc)
    return evaluate_trust_policy(trust_doc, caller_arn, *context)


iam_evaluator.enforce = enforce_and_tell
iam_evaluator.evaluate_trust_policy = trusts
iam_evaluator.pin_request_origin = lambda source_ip, _secure: pin_request_origin(source_ip, True)

if __name__ == "__main__":
    from ministack.app import main

    main()
