/** The routes about API keys, for operators; `routes.ts` is the whole table. */
import * as z from 'zod';
import { Key, KeyList, keyLimitsRequest, keyRequest, keyRotationRequest, NewKey } from './keys.ts';
import type { Route } from './route.ts';

const operator = { scope: 'operator', lambda: 'api', tag: 'keys' } as const;

const KeyPath = z.object({ key_id: z.string() });

export const KEY_ROUTES = {
  listKeys: {
    ...operator,
    method: 'GET',
    path: '/api/v1/keys',
    summary: 'The API keys of the service.',
    description: 'In the order they were made. A key of a version before is among them from its next use on.',
    answer: { status: 200, description: 'All keys, without their values.', body: KeyList },
    problems: [403, 429],
    handler: 'listKeys',
  },
  makeKey: {
    ...operator,
    method: 'POST',
    path: '/api/v1/keys',
    body: keyRequest,
    summary: 'Make an API key.',
    description: 'API Gateway takes some minutes at most until it lets a new key in.',
    answer: { status: 200, description: 'The key, with its value this once.', body: NewKey, secret: true },
    problems: [400, 403, 413, 429],
    handler: 'makeKey',
  },
  rotateKey: {
    ...operator,
    method: 'POST',
    path: '/api/v1/keys/{key_id}/rotate',
    params: KeyPath,
    body: keyRotationRequest,
    summary: 'Make a key that takes the place of another; for a while both are valid.',
    answer: { status: 200, description: 'The new key, with its value this once.', body: NewKey, secret: true },
    problems: [400, 403, 404, 409, 413, 429],
    handler: 'rotateKey',
  },
  setKeyLimits: {
    ...operator,
    method: 'POST',
    path: '/api/v1/keys/{key_id}/limits',
    params: KeyPath,
    body: keyLimitsRequest,
    summary: 'Change the limits of a key.',
    description:
      'They hold from the next request and the next upload on, also for callbacks that were registered with the key before; jobs that are held go on within a quarter of an hour if the new limits let them.',
    answer: { status: 200, description: 'The key as it is now.', body: Key },
    problems: [400, 403, 404, 413, 429],
    handler: 'setKeyLimits',
  },
  disableKey: {
    ...operator,
    method: 'POST',
    path: '/api/v1/keys/{key_id}/disable',
    params: KeyPath,
    summary: 'Shut a key out for good, from the next request on.',
    answer: { status: 200, description: 'The key as it is now.', body: Key },
    problems: [403, 404, 409, 429],
    handler: 'disableKey',
  },
} as const satisfies Record<string, Route>;
