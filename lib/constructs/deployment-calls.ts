import { RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AwsCustomResource, type AwsSdkCall } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';

export interface DeploymentCallsProps {
  readonly logRetentionDays: RetentionDays;
}

/** Single calls of AWS that a deployment makes, by the CDK's helper: a stack has one such Lambda, and so one role of it. */
export class DeploymentCalls extends Construct {
  readonly #role: Role;
  readonly #logGroup: LogGroup;

  constructor(scope: Construct, id: string, { logRetentionDays: retention }: DeploymentCallsProps) {
    super(scope, id);
    this.#logGroup = new LogGroup(this, 'Logs', { retention, removalPolicy: RemovalPolicy.DESTROY });
    // A role of our own, as the helper's default one carries a managed policy.
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.#logGroup.grantWrite(this.#role);
  }

  /**
   * Makes the call when the stack is made, and again when anything of the call has changed.
   *
   * @param permissions all that the call needs
   * @param undo the call for when it is to be made no more
   * @returns what has to wait for the call depends on it
   */
  make(id: string, call: AwsSdkCall, permissions: PolicyStatement[], undo?: AwsSdkCall): Construct {
    for (const permission of permissions) this.#role.addToPrincipalPolicy(permission);
    const made = new AwsCustomResource(this, id, {
      role: this.#role,
      logGroup: this.#logGroup,
      onCreate: call,
      onUpdate: call,
      ...(undo && { onDelete: undo }),
      installLatestAwsSdk: false,
    });
    made.node.addDependency(this.#role);
    return made;
  }
}
