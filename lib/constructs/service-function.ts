import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface ServiceFunctionProps {
  /** Folder of the bundle below `codeRoot`, and the `service` of its logs. */
  readonly name: string;
  /** Where `npm run build` put the bundles. */
  readonly codeRoot: string;
  readonly timeout: Duration;
  readonly logRetentionDays: RetentionDays;
  /** Variables by the names in `core/shared/env.ts`. */
  readonly environment: Record<string, string>;
  /** All that the function may do beside writing its own log. */
  readonly permissions: PolicyStatement[];
  /** Taken from what the account may run at once, and kept for it; new accounts have none to give. */
  readonly reservedConcurrency?: number;
}

/** A Lambda as all of this service are: one ES module, its own role, its own log group. */
export class ServiceFunction extends Construct {
  readonly handler: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // A role of our own: the default one carries a managed policy that may write to every log group of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(this.role);
    for (const permission of props.permissions) this.role.addToPrincipalPolicy(permission);

    this.handler = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(bundleOf(props)),
      handler: 'index.handler',
      // CPU comes with memory; at 512 MB a cold start is dominated by the network, not by parsing the bundle.
      memorySize: 512,
      timeout: props.timeout,
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_LOG_LEVEL: 'INFO',
        NODE_OPTIONS: '--enable-source-maps',
      },
    });
  }
}

function bundleOf({ codeRoot, name }: ServiceFunctionProps): string {
  const bundle = join(codeRoot, name);
  if (existsSync(bundle)) return bundle;
  throw new Error(
    `no bundle of Lambda "${name}" at ${bundle}, expected one folder per Lambda; run npm run build first`,
  );
}
