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
import { placeOf } from '../../core/transcript/served-models.ts';
import { launchTemplateName } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { idFor, type ModelStage, modelStages } from '../stage-models.ts';
import { launchStatements } from './launch-permissions.ts';
import type { Network } from './network.ts';

/** The root device of Amazon Linux images; another name would add a second disk instead of sizing this one. */
const ROOT_DEVICE = '/dev/xvda';

export interface WorkerFleetProps {
  readonly config: StageConfig;
  readonly network: Network;
  /** What a worker of a model is told at boot. Anyone on the instance can read it, so it holds no secret. */
  readonly settings: (model: ModelStage) => WorkerSettings;
  /** All that a worker may do; nothing else is granted to its role. */
  readonly permissions: PolicyStatement[];
}

/** How workers are launched: role, a launch template for each model, and the settings by which Lambdas size the fleet. */
export class WorkerFleet extends Construct {
  /** Of the default model's workers. */
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

    const instanceProfile = new InstanceProfile(this, 'Profile', { role }) as IInstanceProfile;
    this.launchTemplateName = launchTemplateName(config.stage);
    const models = modelStages(config);
    const [first, ...others] = models.map((model) => this.launchTemplate(model, instanceProfile, props));

    this.fleetSettings = Stack.of(this).toJsonString(fleetSettings(config, network));
    this.launchPermissions = launchStatements(Stack.of(this), {
      launchTemplateIds: [first as string, ...others],
      workerRole: role,
      network,
      instanceTypes: config.instanceTypes,
      imageParameters: models.map((model) => model.config.imageParameter),
    });
  }

  /** @returns its id */
  private launchTemplate(model: ModelStage, instanceProfile: IInstanceProfile, props: WorkerFleetProps): string {
    const { config, further } = model;
    const name = placeOf(launchTemplateName(config.stage), further);
    const template = new LaunchTemplate(this, idFor('LaunchTemplate', further), {
      launchTemplateName: name,
      machineImage: MachineImage.resolveSsmParameterAtLaunch(config.imageParameter),
      instanceProfile,
      securityGroup: props.network.workers,
      userData: UserData.custom(Stack.of(this).toJsonString(props.settings(model))),
      instanceInitiatedShutdownBehavior: InstanceInitiatedShutdownBehavior.TERMINATE,
      requireImdsv2: true,
      httpTokens: LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: 1,
      blockDevices: [{ deviceName: ROOT_DEVICE, volume: encryptedDisk(config) }],
    });
    Tags.of(template).add(STAGE_TAG, config.stage);
    Tags.of(template).add('Name', name);
    return template.launchTemplateId as string;
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
