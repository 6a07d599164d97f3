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

/** One that is left out takes its routes with it; the page's alone may be. */
export type RouteHandlers = Readonly<
  Record<Exclude<Route['lambda'], 'web'>, LambdaFunction> & { web?: LambdaFunction | undefined }
>;

const BESIDE = Object.values<Route>(ROUTES).filter(({ path }) => !/^\/api(\/|$)/.test(path));

/** Below /api, and not answered by the API's own Lambda. */
const APART = Object.values<Route>(ROUTES).filter((route) => !BESIDE.includes(route) && route.lambda !== 'api');

export function addRoutes(api: RestApi, handlers: RouteHandlers): void {
  for (const place of ['/api', ...placesAbove(APART)]) {
    const resource = api.root.resourceForPath(place);
    resource.addMethod('ANY', to(handlers.api), { apiKeyRequired: true });
    // API Gateway has one variable below a resource.
    if (APART.some(({ path }) => path.startsWith(`${place}/{`))) continue;
    resource.addResource('{proxy+}').addMethod('ANY', to(handlers.api), { apiKeyRequired: true });
  }
  for (const { path, lambda } of APART) {
    api.root.resourceForPath(path).addMethod('ANY', to(handlers[lambda] ?? handlers.api), { apiKeyRequired: true });
  }
  const requestValidator = validator(api);
  for (const { method, path, lambda, scope } of BESIDE) {
    const handler = handlers[lambda];
    if (!handler) continue;
    const requestParameters = Object.fromEntries(
      parametersOf(path).map((name) => [`method.request.path.${name}`, true]),
    );
    const options = { apiKeyRequired: scope !== 'none', requestParameters, requestValidator };
    api.root.resourceForPath(path).addMethod(method, to(handler), options);
  }
}

/** Each place on the way to those that stand apart: once API Gateway knows one, it looks for what is below it there, and nowhere else. */
function placesAbove(routes: readonly Route[]): string[] {
  const places = routes.flatMap(({ path }) => {
    const parts = path.split('/').slice(1, -1);
    return parts.slice(1).map((_part, index) => `/${parts.slice(0, index + 2).join('/')}`);
  });
  return [...new Set(places)];
}

/** By the names that a stage has for methods. What is left out is not that of the stage, but API Gateway's own default. */
export function openRates(config: StageConfig): Record<string, MethodDeploymentOptions> {
  const open = BESIDE.filter(({ scope, lambda }) => scope === 'none' && (lambda !== 'web' || config.page));
  return Object.fromEntries(
    open.map((route) => [
      `${route.path}/${route.method}`,
      { loggingLevel: MethodLoggingLevel.ERROR, ...rateOf(route, config) },
    ]),
  );
}

function rateOf({ path, lambda }: Route, { api, page }: StageConfig): MethodDeploymentOptions {
  if (lambda === 'web' && page) {
    return { throttlingRateLimit: page.requestsPerSecond, throttlingBurstLimit: page.burst };
  }
  const throttlingRateLimit = parametersOf(path).length > 0 ? api.pageFilesPerSecond : api.openRequestsPerSecond;
  return { throttlingRateLimit, throttlingBurstLimit: api.openBurst };
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
