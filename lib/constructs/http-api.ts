import { RemovalPolicy, Size, Tags } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  ApiKey,
  EndpointType,
  type IRestApi,
  LogGroupLogDestination,
  MethodLoggingLevel,
  Period,
  RestApi,
  type UsagePlan,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { physicalName, usagePlanName } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { ApiLogging } from './api-logging.ts';
import { addRoutes, openRates, type RouteHandlers } from './api-routes.ts';
import { answerWithProblems } from './gateway-problems.ts';

/** First segment of every path, so that a later version can stand beside this one. */
const API_VERSION = 'v1';

export interface HttpApiProps {
  readonly config: StageConfig;
  readonly handlers: RouteHandlers;
}

/** The REST API: all below /api asks for an API key, and every error is a problem document. */
export class HttpApi extends Construct {
  readonly api: RestApi;
  /** The first key. API Gateway makes its value, which no template, output or log ever holds. */
  readonly apiKey: ApiKey;
  readonly usagePlan: UsagePlan;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const { config } = props;
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logging = new ApiLogging(this, 'Logging');
    this.api = new RestApi(this, 'Api', {
      restApiName: physicalName('transcription', config.stage),
      description: 'register callbacks and follow transcription jobs',
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      // For clients that take it, which browsers and most libraries do: the page's files and long transcripts are text.
      minCompressionSize: Size.kibibytes(1),
      // Files in forms. With */* every body would come in base64.
      binaryMediaTypes: ['multipart/form-data'],
      deployOptions: {
        stageName: API_VERSION,
        loggingLevel: MethodLoggingLevel.ERROR,
        throttlingRateLimit: config.api.totalRequestsPerSecond,
        throttlingBurstLimit: config.api.totalBurst,
        methodOptions: openRates(config),
        accessLogDestination: new LogGroupLogDestination(accessLogs),
        accessLogFormat: ACCESS_LOG,
      },
    });
    // The construct's own output; the stack has one with a name that can be relied on.
    this.api.node.tryRemoveChild('Endpoint');
    this.api.deploymentStage.node.addDependency(logging, this.errorLogs(config));
    // By this tag ministack is told the id.
    if (config.localOnly.apiId) Tags.of(this.api).add('ms-custom-id', config.localOnly.apiId);
    answerWithProblems(this.api);
    addRoutes(this.api, props.handlers);

    this.apiKey = new ApiKey(this, 'Key', {
      apiKeyName: physicalName('transcription', config.stage),
      description: 'first key of the transcription service',
    });
    this.usagePlan = this.addUsagePlan(config);
  }

  /** API Gateway would make this group by itself, under this name, and keep its logs for ever. */
  private errorLogs({ logRetentionDays }: StageConfig): LogGroup {
    return new LogGroup(this, 'ErrorLogs', {
      logGroupName: `API-Gateway-Execution-Logs_${this.api.restApiId}/${API_VERSION}`,
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  private addUsagePlan({ api, stage }: StageConfig): UsagePlan {
    const plan = this.api.addUsagePlan('UsagePlan', {
      name: usagePlanName(stage),
      throttle: { rateLimit: api.requestsPerSecond, burstLimit: api.burst },
      quota: { limit: api.requestsPerMonth, period: Period.MONTH },
      apiStages: [{ api: this.api as IRestApi, stage: this.api.deploymentStage }],
    });
    plan.addApiKey(this.apiKey);
    return plan;
  }
}

/** One JSON object per request; who called is told by the key's id, never its value. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    time: '$context.requestTime',
    request_id: '$context.requestId',
    method: '$context.httpMethod',
    route: '$context.resourcePath',
    path: '$context.path',
    status: '$context.status',
    error: '$context.error.responseType',
    latency_ms: '$context.responseLatency',
    api_key_id: '$context.identity.apiKeyId',
    source_ip: '$context.identity.sourceIp',
    user_agent: '$context.identity.userAgent',
  }),
);
