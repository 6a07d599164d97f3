import {
  CreateFleetCommand,
  type CreateFleetCommandInput,
  type CreateFleetResult,
  type EC2Client,
  EC2ServiceException,
  type Instance,
  paginateDescribeInstances,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { FleetSettings, Market } from '../../core/contracts/settings.ts';
import { STAGE_TAG } from '../../core/fleet/fleet.ts';
import { LaunchUnansweredError } from '../../core/shared/errors.ts';
import type { Compute, LaunchedInstance, LaunchOutcome, LaunchRequest, LiveInstance } from '../../core/shared/ports.ts';
import { placeOf } from '../../core/transcript/served-models.ts';

export type Ec2ComputeSettings = {
  stage: string;
  /** Of the default model. */
  launch_template_name: string;
  fleet: Pick<FleetSettings, 'instance_types' | 'subnet_ids'>;
};

/** A stopped instance does no work, and its disk is billed until it is terminated. */
const ALIVE = ['pending', 'running', 'stopping', 'stopped'];
/** EC2 takes 1,000 at most, and advises to send fewer. */
const TERMINATED_AT_ONCE = 100;

/**
 * The compute port on EC2 fleets of type `instant`: one synchronous call over all instance types and zones.
 */
export function ec2Compute(client: EC2Client, settings: Ec2ComputeSettings): Compute {
  const send = (InstanceIds: string[]) => client.send(new TerminateInstancesCommand({ InstanceIds }));

  /** EC2 refuses a whole call for one instance that is protected. @returns those that it refuses one by one */
  async function terminate(instanceIds: readonly string[]): Promise<string[]> {
    try {
      await send([...instanceIds]);
      return [];
    } catch (error) {
      if (!isRefusal(error) || CONCERNS_ALL.test(error.name)) throw error;
      const refused: string[] = [];
      for (const id of instanceIds) await send([id]).catch(() => refused.push(id));
      return refused;
    }
  }

  return {
    async launch(request) {
      try {
        const answer = await client.send(new CreateFleetCommand(fleetRequest(settings, request)));
        return launchOutcome(answer, request.market);
      } catch (error) {
        if (!isRefusal(error))
          throw new LaunchUnansweredError('EC2 did not say what became of a launch', { cause: error });
        return { instances: [], errors: [{ code: error.name, message: error.message }] };
      }
    },

    async list() {
      const Filters = [
        { Name: `tag:${STAGE_TAG}`, Values: [settings.stage] },
        { Name: 'instance-state-name', Values: ALIVE },
      ];
      const instances: LiveInstance[] = [];
      for await (const page of paginateDescribeInstances({ client }, { Filters })) {
        for (const instance of page.Reservations?.flatMap((one) => one.Instances ?? []) ?? []) {
          if (instance.InstanceId && instance.LaunchTime) instances.push(liveInstance(instance));
        }
      }
      return instances;
    },

    async terminate(instanceIds) {
      const refused: string[] = [];
      for (let from = 0; from < instanceIds.length; from += TERMINATED_AT_ONCE) {
        refused.push(...(await terminate(instanceIds.slice(from, from + TERMINATED_AT_ONCE))));
      }
      if (refused.length > 0)
        throw new Error(`EC2 did not terminate ${refused.join(', ')}: look for termination protection`);
    },
  };
}

function liveInstance({ InstanceId, InstanceType, InstanceLifecycle, LaunchTime }: Instance): LiveInstance {
  return {
    instance_id: InstanceId ?? '',
    instance_type: InstanceType ?? 'unknown',
    market: InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
    launched_at: LaunchTime?.toISOString() ?? '',
  };
}

function fleetRequest(settings: Ec2ComputeSettings, request: LaunchRequest): CreateFleetCommandInput {
  const { count, market, token, model } = request;
  const { instance_types, subnet_ids } = settings.fleet;
  const Overrides = instance_types.flatMap((type, rank) =>
    subnet_ids.map((SubnetId) => ({
      InstanceType: type as NonNullable<CreateFleetOverride['InstanceType']>,
      SubnetId,
      // For what is launched on demand; price-capacity-optimized does not look at it.
      Priority: rank,
    })),
  );
  const Tags = [{ Key: STAGE_TAG, Value: settings.stage }];
  return {
    Type: 'instant',
    ClientToken: token,
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: {
          LaunchTemplateName: placeOf(settings.launch_template_name, model),
          Version: '$Latest',
        },
        Overrides,
      },
    ],
    TargetCapacitySpecification: { TotalTargetCapacity: count, DefaultTargetCapacityType: market },
    SpotOptions: { AllocationStrategy: 'price-capacity-optimized' },
    OnDemandOptions: { AllocationStrategy: 'prioritized' },
    // Instance and disk have theirs from the launch template: one key from both sides may be refused.
    TagSpecifications: [{ ResourceType: 'fleet', Tags }],
  };
}

type CreateFleetOverride = NonNullable<
  NonNullable<CreateFleetCommandInput['LaunchTemplateConfigs']>[number]['Overrides']
>[number];

/** Capacity and quota errors come one by one inside a successful answer, often the same for every type and zone. */
function launchOutcome(answer: CreateFleetResult, market: Market): LaunchOutcome {
  const instances: LaunchedInstance[] = (answer.Instances ?? []).flatMap((group) =>
    (group.InstanceIds ?? []).map((instance_id) => ({
      instance_id,
      instance_type: group.InstanceType ?? 'unknown',
      market,
    })),
  );
  const errors = (answer.Errors ?? []).map((error) => {
    const { InstanceType, SubnetId } = error.LaunchTemplateAndOverrides?.Overrides ?? {};
    return {
      code: error.ErrorCode ?? 'Unknown',
      message: `${InstanceType ?? 'any type'} in ${SubnetId ?? 'any subnet'}: ${error.ErrorMessage ?? 'no message'}`,
    };
  });
  return { instances, errors };
}

/** Refusals that one by one would only be repeated. */
const CONCERNS_ALL = /^(RequestLimitExceeded|Unauthorized|AuthFailure)/;

/** EC2 said no. After a timeout, a broken connection or an error of its own, it may have launched. */
function isRefusal(error: unknown): error is EC2ServiceException {
  return error instanceof EC2ServiceException && !/^(Internal(Error|Failure)|(Service)?Unavailable)$/.test(error.name);
}
