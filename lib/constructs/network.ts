import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  type IVpc,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageConfig } from '../stage-config.ts';

export interface NetworkProps {
  /** Zones that get a subnet. */
  readonly zones: string[];
  readonly config: StageConfig;
}

/**
 * Where workers live: public subnets, as a NAT gateway would bill while nothing runs, and a security group that lets
 * nobody in. S3 and DynamoDB are reached through gateway endpoints, which are free.
 */
export class Network extends Construct {
  readonly subnetIds: string[];
  readonly workers: SecurityGroup;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { config } = props;
    const vpc = new Vpc(this, 'Vpc', {
      availabilityZones: props.zones,
      natGateways: 0,
      subnetConfiguration: [{ name: 'workers', subnetType: SubnetType.PUBLIC }],
      // No worker uses that group, but it lets its members talk to each other. Emptying it takes a helper Lambda.
      restrictDefaultSecurityGroup: !config.localOnly.withoutCustomResources,
      gatewayEndpoints: {
        S3: { service: GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });
    if (!config.localOnly.withoutFlowLogs) logTraffic(vpc, config);
    this.subnetIds = vpc.publicSubnets.map((subnet) => subnet.subnetId);
    this.workers = new SecurityGroup(this, 'Workers', {
      vpc: vpc as IVpc,
      description: 'transcription workers: nothing in, everything out',
    });
  }
}

/** Who talked to whom, refused or not: after an incident, the only witness of instances that are gone by then. */
function logTraffic(vpc: Vpc, { logRetentionDays }: StageConfig): void {
  const lines = new LogGroup(vpc, 'TrafficLogs', { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(vpc, 'TrafficRole', {
    assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  });
  vpc.addFlowLog('Traffic', {
    destination: FlowLogDestination.toCloudWatchLogs(lines, role),
    trafficType: FlowLogTrafficType.ALL,
  });
}
