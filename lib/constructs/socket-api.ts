import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroupLogDestination, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { physicalName } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';

const STAGE = 'live';

/** The WebSocket API. Whoever opens a socket brings a ticket; what is sent over one is a ping, or nothing that is heard. */
export class SocketApi extends Construct {
  readonly api: WebSocketApi;
  /** wss://… of its one stage. */
  readonly url: string;
  /** Nobody else may send over its sockets, or close them. */
  readonly manage: PolicyStatement;
  readonly #config: StageConfig;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    this.#config = config;
    this.api = new WebSocketApi(this, 'Api', {
      apiName: physicalName('transcription-live', config.stage),
      description: 'tells what happens with jobs',
      routeSelectionExpression: '$request.body.type',
    });
    this.url = `${this.api.apiEndpoint}/${STAGE}`;
    this.manage = new PolicyStatement({
      actions: ['execute-api:ManageConnections'],
      resources: [
        Stack.of(this).formatArn({
          service: 'execute-api',
          resource: this.api.apiId,
          resourceName: `${STAGE}/*/@connections/*`,
        }),
      ],
    });
  }

  /** After it, sockets can be opened. */
  answerWith(handler: LambdaFunction): void {
    for (const route of ['$connect', '$disconnect', '$default']) {
      const integration = new WebSocketLambdaIntegration(`${route.slice(1)}Integration`, handler);
      this.api.addRoute(route, { integration });
    }
    const { socketsPerSecond, socketBurst } = this.#config.live;
    new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: STAGE,
      autoDeploy: true,
      throttle: { rateLimit: socketsPerSecond, burstLimit: socketBurst },
      accessLogSettings: { destination: new LogGroupLogDestination(this.accessLogs()), format: ACCESS_LOG },
    });
  }

  private accessLogs(): LogGroup {
    const { logRetentionDays } = this.#config;
    return new LogGroup(this, 'AccessLogs', { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
  }
}

/** Never the address that was asked for: a ticket stands in it. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    time: '$context.requestTime',
    request_id: '$context.requestId',
    route: '$context.routeKey',
    event: '$context.eventType',
    status: '$context.status',
    connection_id: '$context.connectionId',
    source_ip: '$context.identity.sourceIp',
    user_agent: '$context.identity.userAgent',
  }),
);
