/** The Lambdas that the stack's EventBridge rules call for EC2's events. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings } from '../clients.ts';
import type { DeployedStack } from '../deploy/stacks.ts';
import { matchesPattern, type SendEvent } from './events.ts';

type Rule = { EventPattern?: unknown; Targets?: { Arn: { 'Fn::GetAtt'?: [string, string] } }[] };
type RuleTarget = { pattern: unknown; functionName: string };

/** Calls, for each event, the Lambdas whose rule selects it; without waiting for them to be done, as EventBridge. */
export function sendToRules(stacks: DeployedStack[], endpoint: string): SendEvent {
  const lambda = new LambdaClient(clientSettings(endpoint));
  const targets = stacks.flatMap(ruleTargets);
  return async (event) => {
    const selected = targets.filter(({ pattern }) => matchesPattern(pattern, event));
    const invocations = selected.map(({ functionName }) =>
      lambda.send(
        new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload: JSON.stringify(event) }),
      ),
    );
    await Promise.all(invocations);
  };
}

function ruleTargets({ resources }: DeployedStack): RuleTarget[] {
  return resources
    .filter(({ type }) => type === 'AWS::Events::Rule')
    .map(({ properties }) => properties as Rule)
    .filter(({ EventPattern }) => EventPattern !== undefined)
    .flatMap(({ EventPattern, Targets = [] }) =>
      Targets.flatMap(({ Arn }) => {
        const target = resources.find(({ logicalId }) => logicalId === Arn['Fn::GetAtt']?.[0]);
        return target ? [{ pattern: EventPattern, functionName: target.physicalId }] : [];
      }),
    );
}
