import { describe, expect, it } from 'vitest';
import type { Route } from '../../core/contracts/route.ts';
import { ROUTES } from '../../core/contracts/routes.ts';
import { resource, synthesize, text } from './synthesized.ts';

const { transcription } = synthesize('production');
const OPEN = Object.values<Route>(ROUTES).filter(({ scope }) => scope === 'none');

type Method = {
  HttpMethod: string;
  ApiKeyRequired: boolean;
  ResourceId: { Ref?: string };
  Integration: { Uri: unknown };
};
const methods = Object.values(transcription.findResources('AWS::ApiGateway::Method')).map(
  (method) => method['Properties'] as Method,
);
const nameOf = (method: Method) => `${method.HttpMethod} ${pathOf(method.ResourceId)}`;
const lambdaOf = ({ Integration }: Method) =>
  /(Api|Docs|Web|Events)Function/.exec(text(Integration.Uri))?.[1]?.toLowerCase();

/** @param id of a resource, as a reference to it; that of the root is an attribute of the API */
function pathOf(id: { Ref?: string }): string {
  const { ParentId, PathPart } =
    transcription.findResources('AWS::ApiGateway::Resource')[id.Ref ?? '']?.['Properties'] ?? {};
  return PathPart ? `${pathOf(ParentId)}/${PathPart}` : '';
}

/** The method that API Gateway takes for a request: one that is named goes before the greedy one. */
function methodFor({ method, path }: Pick<Route, 'method' | 'path'>): Method | undefined {
  const named = methods.find((one) => nameOf(one) === `${method} ${path}` || nameOf(one) === `ANY ${path}`);
  return named ?? greedyFor(path);
}

/** Of the places that API Gateway knows on the way, the last one's. */
function greedyFor(path: string): Method | undefined {
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (parent === '') return undefined;
  return methods.find((one) => nameOf(one) === `ANY ${parent}/{proxy+}`) ?? greedyFor(parent);
}

describe('routes', () => {
  it('are one to API Gateway below /api, and each beside it by itself', () => {
    expect(methods.map((one) => `${nameOf(one)} ${one.ApiKeyRequired ? 'with a key' : 'open'}`).sort()).toEqual([
      'ANY /api with a key',
      'ANY /api/v1 with a key',
      'ANY /api/v1/events with a key',
      'ANY /api/v1/jobs with a key',
      'ANY /api/v1/jobs/{job_id} with a key',
      'ANY /api/v1/jobs/{job_id}/events with a key',
      'ANY /api/v1/jobs/{job_id}/{proxy+} with a key',
      'ANY /api/v1/{proxy+} with a key',
      'ANY /api/{proxy+} with a key',
      'GET /docs open',
      'GET /docs/{file} open',
      'GET /health open',
      'GET /metrics with a key',
      'GET /openapi.json open',
      'GET /ready open',
      'GET /redoc open',
      'GET /result/{job_id} with a key',
      'GET /status/{job_id} with a key',
      'GET /ui open',
      'GET /ui/{file} open',
      'POST /upload-audio with a key',
    ]);
  });

  it.each(Object.values<Route>(ROUTES))('of the table are reached: $method $path', (route) => {
    const method = methodFor(route);
    expect(method?.ApiKeyRequired).toBe(route.scope !== 'none');
    expect(method && lambdaOf(method)).toBe(route.lambda);
  });

  it('are never open below /api', () => {
    const open = methods.filter(({ ApiKeyRequired }) => !ApiKeyRequired).map((one) => pathOf(one.ResourceId));
    expect(open.filter((path) => /^\/api(\/|$)/.test(path))).toEqual([]);
  });

  it('may call the Lambdas by nothing else', () => {
    const permissions = Object.values(transcription.findResources('AWS::Lambda::Permission'));
    const called = permissions.map(({ Properties }) => text(Properties.SourceArn)).filter((arn) => /HttpApi/.test(arn));
    expect(called.map((arn) => arn.replace(/^.*\}(?=\/)/, '')).sort()).toEqual([
      '/*/api',
      '/*/api/*',
      '/*/api/v1',
      '/*/api/v1/*',
      '/*/api/v1/events',
      '/*/api/v1/jobs',
      '/*/api/v1/jobs/*',
      '/*/api/v1/jobs/*/*',
      '/*/api/v1/jobs/*/events',
      '/GET/docs',
      '/GET/docs/*',
      '/GET/health',
      '/GET/metrics',
      '/GET/openapi.json',
      '/GET/ready',
      '/GET/redoc',
      '/GET/result/*',
      '/GET/status/*',
      '/GET/ui',
      '/GET/ui/*',
      '/POST/upload-audio',
    ]);
  });
});

it('bodies are text, but for forms with files', () => {
  const { Properties } = resource(transcription, 'AWS::ApiGateway::RestApi');
  expect(Properties['BinaryMediaTypes']).toEqual(['multipart/form-data']);
});

describe('the API key', () => {
  it('has a value that no template holds', () => {
    expect(resource(transcription, 'AWS::ApiGateway::ApiKey').Properties).toMatchObject({ Name: 'transcription' });
    expect(resource(transcription, 'AWS::ApiGateway::ApiKey').Properties).not.toHaveProperty('Value');
  });

  it('is held to the usage plan', () => {
    expect(resource(transcription, 'AWS::ApiGateway::UsagePlan').Properties).toMatchObject({
      Throttle: { RateLimit: 20, BurstLimit: 100 },
      Quota: { Limit: 5_000_000, Period: 'MONTH' },
    });
    transcription.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 1);
  });

  it('and all callers together are held to the rate of the stage', () => {
    expect(resource(transcription, 'AWS::ApiGateway::Stage').Properties['MethodSettings']).toMatchObject([
      { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 200, ThrottlingBurstLimit: 500 },
      ...OPEN.map(() => ({})),
    ]);
  });

  it('and callers without one to a low rate for each route', () => {
    const [, ...own] = resource(transcription, 'AWS::ApiGateway::Stage').Properties['MethodSettings'] as object[];
    const rest = { HttpMethod: 'GET', LoggingLevel: 'ERROR', DataTraceEnabled: false };
    const rates: Record<string, number> = { '/docs/{file}': 0.2, '/ui': 5, '/ui/{file}': 5 };
    expect(own).toEqual(
      OPEN.map(({ path }) => ({
        ...rest,
        // So CloudFormation writes `/docs/{file}`.
        ResourcePath: `/${path.replaceAll('/', '~1')}`,
        ThrottlingBurstLimit: path.startsWith('/ui') ? 100 : 20,
        ThrottlingRateLimit: rates[path] ?? 2,
      })),
    );
  });
});

describe('the row of the API key', () => {
  const row = resource(transcription, 'Custom::AWS', 'CallsFirstKeyRow');

  it('names it by its id, and has only what is missing written: what an operator made of it stays', () => {
    const { service, action, parameters } = JSON.parse(text(row.Properties['Create']));
    expect([service, action]).toEqual(['DynamoDB', 'UpdateItem']);
    expect(parameters.Key).toEqual({ job_id: { S: expect.stringMatching(/^key#\$\{HttpKey\w+\}$/) } });
    const attributes = Object.values<string>(parameters.ExpressionAttributeNames);
    const writes = attributes.map((name) => `#${name} = if_not_exists(#${name}, :${name})`);
    expect(parameters.UpdateExpression).toBe(`SET ${writes.join(', ')}`);
  });

  it('makes it an active key of an operator, the row of a version before too', () => {
    const { parameters } = JSON.parse(text(row.Properties['Update']));
    expect(parameters.ExpressionAttributeValues).toEqual({
      ':kind': { S: 'key' },
      ':tenant': { S: 'default' },
      ':name': { S: 'first key' },
      ':scopes': { L: [{ S: 'client' }, { S: 'operator' }] },
      ':due_class': { S: 'key' },
      ':due_at': { S: expect.any(String) },
    });
  });

  it('is there before the code that asks for it', () => {
    const api = resource(transcription, 'AWS::Lambda::Function', 'ApiFunction') as unknown as { DependsOn: string[] };
    expect(api.DependsOn).toContainEqual(expect.stringMatching(/^CallsFirstKeyRow/));
  });
});

describe('answers of API Gateway itself', () => {
  const responses = Object.values(transcription.findResources('AWS::ApiGateway::GatewayResponse'));

  it.each([
    ['INVALID_API_KEY', '403', 'forbidden'],
    ['ACCESS_DENIED', '403', 'forbidden'],
    ['MISSING_AUTHENTICATION_TOKEN', '404', 'not_found'],
    ['RESOURCE_NOT_FOUND', '404', 'not_found'],
    ['REQUEST_TOO_LARGE', '413', 'request_too_large'],
    ['THROTTLED', '429', 'throttled'],
    ['QUOTA_EXCEEDED', '429', 'quota_exceeded'],
    ['INTEGRATION_TIMEOUT', '504', 'timeout'],
    ['UNSUPPORTED_MEDIA_TYPE', '415', 'unsupported_media_type'],
    ['WAF_FILTERED', '403', 'forbidden'],
    ['DEFAULT_4XX', '400', 'bad_request'],
    ['DEFAULT_5XX', '500', 'internal'],
  ])('%s is a problem document with status %s', (type, status, code) => {
    const response = responses.find(({ Properties }) => Properties.ResponseType === type)?.['Properties'];
    expect(response.StatusCode).toBe(status);
    expect(response.ResponseParameters).toEqual({
      'gatewayresponse.header.Content-Type': "'application/problem+json'",
    });
    expect(JSON.parse(response.ResponseTemplates['application/json'])).toEqual({
      type: 'about:blank',
      title: expect.any(String),
      status: Number(status),
      detail: expect.any(String),
      code,
      request_id: '$context.requestId',
      errors: [],
    });
  });
});

describe('logs', () => {
  const stage = resource(transcription, 'AWS::ApiGateway::Stage').Properties;

  it('tell of every request who called, by the id of the key', () => {
    const { Format } = stage['AccessLogSetting'] as { Format: string };
    // All of it, so that nothing secret gets into it unseen: neither the key's value, nor a query, nor a body is there.
    expect(JSON.parse(Format)).toEqual({
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
    });
  });

  it('are all forgotten after their time', () => {
    transcription.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
    expect(text(resource(transcription, 'AWS::Logs::LogGroup', 'HttpErrorLogs').Properties['LogGroupName'])).toMatch(
      /^API-Gateway-Execution-Logs_\$\{HttpApi\w+\}\/v1$/,
    );
  });

  it('tell of errors, never of bodies', () => {
    expect(stage['MethodSettings']).toMatchObject([
      { HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'ERROR', DataTraceEnabled: false },
      ...OPEN.map(() => ({ LoggingLevel: 'ERROR', DataTraceEnabled: false })),
    ]);
  });

  it("use the account's one role, which outlives this stack", () => {
    transcription.allResources('AWS::ApiGateway::Account', { DeletionPolicy: 'RetainExceptOnCreate' });
  });
});
