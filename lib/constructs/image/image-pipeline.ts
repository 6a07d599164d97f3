import { Stack } from 'aws-cdk-lib';
import { CfnInstanceProfile, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type CfnComponent,
  CfnDistributionConfiguration,
  CfnImagePipeline,
  CfnImageRecipe,
  CfnInfrastructureConfiguration,
} from 'aws-cdk-lib/aws-imagebuilder';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { type BakedModel, MODEL_TAGS } from '../../model.ts';
import type { StageConfig } from '../../stage-config.ts';
import { Network } from '../network.ts';
import { buildInstanceStatements } from './image-permissions.ts';

/** Plain Amazon Linux 2023 on one line of kernels, see decision 008; the newest release when a build starts. */
const BASE_IMAGE = 'ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.12-x86_64';
/** On Image Builder's records: whose images they are. */
const IMAGE_TAG = 'transcription:image';

export interface ImagePipelineProps {
  readonly config: StageConfig;
  readonly name: string;
  /** Changes with everything that the component is made of. */
  readonly version: string;
  readonly component: CfnComponent;
  /** Files that the build instance reads. */
  readonly assets: readonly Asset[];
  readonly model: BakedModel;
}

/** From the component to an image: where it is built, where its id goes, and when old ones are deleted. */
export class ImagePipeline extends Construct {
  readonly pipeline: CfnImagePipeline;

  constructor(scope: Construct, id: string, props: ImagePipelineProps) {
    super(scope, id);
    const { name, component, config } = props;
    const recipe = new CfnImageRecipe(this, 'Recipe', {
      name: `${name}-${props.version}`,
      version: '1.0.0',
      parentImage: BASE_IMAGE,
      components: [{ componentArn: component.attrArn }],
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { volumeType: 'gp3', volumeSize: config.image.sizeGib, encrypted: true, deleteOnTermination: true },
        },
      ],
    });
    this.pipeline = new CfnImagePipeline(this, 'Pipeline', {
      name,
      imageRecipeArn: recipe.attrArn,
      infrastructureConfigurationArn: this.buildInstance(props).attrArn,
      distributionConfigurationArn: this.distribution(props).attrArn,
      imageTestsConfiguration: { imageTestsEnabled: true, timeoutMinutes: 60 },
      imageTags: { [IMAGE_TAG]: config.stage },
    });
  }

  /** A network of its own, so that neither a default VPC nor the service has to be there before the first image. */
  private buildInstance({ config, name, assets }: ImagePipelineProps): CfnInfrastructureConfiguration {
    const network = new Network(this, 'Network', { config, zones: [config.image.zone ?? (config.zones[0] as string)] });
    const role = this.role('BuildRole', 'ec2.amazonaws.com', buildInstanceStatements(Stack.of(this), assets));
    const profile = new CfnInstanceProfile(this, 'BuildProfile', { roles: [role.roleName] });
    return new CfnInfrastructureConfiguration(this, 'BuildInstance', {
      name,
      instanceProfileName: profile.ref,
      instanceTypes: config.image.instanceTypes,
      subnetId: network.subnetIds[0] as string,
      securityGroupIds: [network.workers.securityGroupId],
      instanceMetadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
      terminateInstanceOnFailure: true,
    });
  }

  /** The parameter is written after the test: an image that failed it is never launched. */
  private distribution({ config, name, model }: ImagePipelineProps): CfnDistributionConfiguration {
    return new CfnDistributionConfiguration(this, 'Distribution', {
      name,
      distributions: [
        {
          region: config.region,
          amiDistributionConfiguration: {
            Name: `${name}-{{ imagebuilder:buildDate }}`,
            AmiTags: { Name: name, [MODEL_TAGS.source]: model.source, [MODEL_TAGS.revision]: model.revision },
          },
          ssmParameterConfigurations: [{ parameterName: config.imageParameter, dataType: 'aws:ec2:image' }],
        },
      ],
    });
  }

  private role(id: string, service: string, statements: PolicyStatement[]): Role {
    const role = new Role(this, id, { assumedBy: new ServicePrincipal(service) });
    for (const statement of statements) role.addToPrincipalPolicy(statement);
    return role;
  }
}
