import { GatewayVpcEndpointAwsService, type IVpc, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

export interface NetworkProps {
  /** Zones that get a subnet. */
  readonly zones: string[];
  /** Whether the VPC's default security group is emptied, which takes a helper Lambda; no worker uses that group. */
  readonly restrictDefaultSecurityGroup: boolean;
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
    const vpc = new Vpc(this, 'Vpc', {
      availabilityZones: props.zones,
      natGateways: 0,
      subnetConfiguration: [{ name: 'workers', subnetType: SubnetType.PUBLIC }],
      restrictDefaultSecurityGroup: props.restrictDefaultSecurityGroup,
      gatewayEndpoints: {
        S3: { service: GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });
    this.subnetIds = vpc.publicSubnets.map((subnet) => subnet.subnetId);
    this.workers = new SecurityGroup(this, 'Workers', {
      vpc: vpc as IVpc,
      description: 'transcription workers: nothing in, everything out',
    });
  }
}
