import { Size, Stack, Tags } from 'aws-cdk-lib';
import {
  BlockDeviceVolume,
  EbsDeviceVolumeType,
  InstanceInitiatedShutdownBehavior,
  LaunchTemplate,
  LaunchTemplateHttpTokens,
  MachineImage,
  UserData,
} from 'aws-cdk-lib/aws-ec2';
import {
  type IInstanceProfile,
  InstanceProfile,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { FleetSettings, UserData as WorkerSettings } from '../../core/contracts/settings.ts';
import { STAGE_TAG } from '../../core/fleet/fleet.ts';
import { launchTemplateName } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { launchStatements } from './launch-permissions.ts';
import type { Network } from './network.ts';

/** The root device of Amazon Linux images; another name would add a second disk instead of sizing this one. */
const ROOT_DEVICE = '/dev/xvda';

export interface WorkerFleetProps {
  readonly config: StageConfig;
  readonly network: Network;
  /** What a worker is told at boot. Anyone on the instance can read it, so it holds no secret. */
  readonly settings: WorkerSettings;
  /** All that a worker may do; nothing else is granted to its role. */
  readonly permissions: PolicyStatement[];
}

/** How a worker is launched: role, launch template, and the settings by which Lambdas size the fleet. */
export class WorkerFleet extends Construct {
  readonly launchTemplateName: string;
  /** For a Lambda's environment: JSON of `FleetSettings`. */
  readonly fleetSettings: string;
  /** What a Lambda that launches workers needs. */
  readonly launchPermissions: PolicyStatement[];

  constructor(scope: Construct, id: string, props: WorkerFleetProps) {
    super(scope, id);
    const { config, network } = props;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    for (const permission of props.permissions) role.addToPrincipalPolicy(permission);

    this.launchTemplateName = launchTemplateName(config.stage);
    const template = new LaunchTemplate(this, 'LaunchTemplate', {
      launchTemplateName: this.launchTemplateName,
      machineImage: MachineImage.resolveSsmParameterAtLaunch(config.imageParameter),
      instanceProfile: new InstanceProfile(this, 'Profile', { role }) as IInstanceProfile,
      securityGroup: network.workers,
      userData: UserData.custom(Stack.of(this).toJsonString(props.settings)),
      instanceInitiatedShutdownBehavior: InstanceInitiatedShutdownBehavior.TERMINATE,
      requireImdsv2: true,
      httpTokens: LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      blockDevices: [{ deviceName: ROOT_DEVICE, volume: encryptedDisk(config) }],
    });
    Tags.of(template).add(STAGE_TAG, config.stage);
    Tags.of(template).add('Name', this.launchTemplateName);

    this.fleetSettings = Stack.of(this).toJsonString(fleetSettings(config, network));
    this.launchPermissions = launchStatements(Stack.of(this), {
      launchTemplateId: template.launchTemplateId as string,
      workerRole: role,
      network,
      instanceTypes: config.instanceTypes,
      imageParameter: config.imageParameter,
    });
  }
}

function encryptedDisk({ volumeGib, volumeInitializationMibps: rate }: StageConfig): BlockDeviceVolume {
  return BlockDeviceVolume.ebs(volumeGib, {
    volumeType: EbsDeviceVolumeType.GP3,
    encrypted: true,
    deleteOnTermination: true,
    ...(rate && { volumeInitializationRate: Size.mebibytes(rate) }),
  });
}

function fleetSettings(config: StageConfig, network: Network): FleetSettings {
  return {
    max_workers: config.maxWorkers,
    waiting_jobs_per_worker: config.waitingJobsPerWorker,
    instance_types: config.instanceTypes,
    subnet_ids: network.subnetIds,
    markets: config.markets,
    max_lifetime_seconds: config.maxLifetimeSeconds,
    first_wait_seconds: config.capacity.firstWaitSeconds,
    longest_wait_seconds: config.capacity.longestWaitSeconds,
    give_up_seconds: config.capacity.giveUpHours * 3600,
    usd_per_month: config.limits.stageUsdPerMonth,
  };
}
