/**
 * What API Gateway knows of the routes: all below /api are one to it, behind a key, and the Lambda tells them apart; each beside it
 * stands alone, and one that needs no key has a rate of its own (docs/decisions/028-one-resource-behind-the-key.md).
 */
import {
  type IRestApi,
  LambdaIntegration,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  RequestValidator,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Route } from '../../core/contracts/route.ts';
import { ROUTES } from '../../core/contracts/routes.ts';
import type { StageConfig } from '../stage-config.ts';

export type RouteHandlers = Readonly<Record<Route['lambda'], LambdaFunction>>;

const BESIDE = Object.values<Route>(ROUTES).filter(({ path }) => !/^\/api(\/|$)/.test(path));
const OPEN = BESIDE.filter(({ scope }) => scope === 'none');

export function addRoutes(api: RestApi, handlers: RouteHandlers): void {
  const below = api.root.addResource('api');
  for (const resource of [below, below.addResource('{proxy+}')]) {
    resource.addMethod('ANY', to(handlers.api), { apiKeyRequired: true });
  }
  const requestValidator = validator(api);
  for (const { method, path, lambda, scope } of BESIDE) {
    const requestParameters = Object.fromEntries(
      parametersOf(path).map((name) => [`method.request.path.${name}`, true]),
    );
    const options = { apiKeyRequired: scope !== 'none', requestParameters, requestValidator };
    api.root.resourceForPath(path).addMethod(method, to(handlers[lambda]), options);
  }
}

/** By the names that a stage has for methods. What is left out is not that of the stage, but API Gateway's own default. */
export function openRates({ api }: StageConfig): Record<string, MethodDeploymentOptions> {
  const rateOf = ({ path }: Route) =>
    parametersOf(path).length > 0 ? api.pageFilesPerSecond : api.openRequestsPerSecond;
  const options = (route: Route): MethodDeploymentOptions => ({
    loggingLevel: MethodLoggingLevel.ERROR,
    throttlingRateLimit: rateOf(route),
    throttlingBurstLimit: api.openBurst,
  });
  return Object.fromEntries(OPEN.map((route) => [`${route.path}/${route.method}`, options(route)]));
}

const to = (handler: LambdaFunction) => new LambdaIntegration(handler, { allowTestInvoke: false });

const parametersOf = (path: string): string[] => path.match(/(?<={)\w+(?=})/g) ?? [];

/** Not for what is below /api: the Lambda checks it and names each wrong field, which API Gateway cannot. */
function validator(api: RestApi): RequestValidator {
  return new RequestValidator(api.node.scope ?? api, 'Validator', {
    restApi: api as IRestApi,
    validateRequestBody: true,
    validateRequestParameters: true,
  });
}
