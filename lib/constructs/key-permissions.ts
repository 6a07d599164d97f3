import { Stack } from 'aws-cdk-lib';
import type { IUsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { type IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * What operators do with keys by the API. None of it reads a key's value, and none reaches a key but by our usage plan: there is
 * no right to change keys, as AWS narrows it to no plan, and a key that its row disables need not be changed.
 *
 * A policy apart: the plan holds for the API, which calls the Lambda, which waits for its role and what stands in it.
 */
export function letManageKeys(scope: Construct, { role, usagePlan }: { role: IRole; usagePlan: IUsagePlan }): void {
  const { partition, region } = Stack.of(scope);
  const allow = (method: string, path: string) =>
    new PolicyStatement({
      actions: [`apigateway:${method}`],
      resources: [`arn:${partition}:apigateway:${region}::${path}`],
    });
  const keys = `/usageplans/${usagePlan.usagePlanId}/keys`;
  new Policy(scope, 'ManageKeys', {
    roles: [role],
    statements: [
      // A new key has no name before it is made.
      allow('POST', '/apikeys'),
      // Plans are found by their names; what is listed holds no key.
      allow('GET', '/usageplans'),
      allow('POST', keys),
      allow('DELETE', `${keys}/*`),
    ],
  });
}
