import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ec2Modules, entryOf, kilobytes, loadedBy } from '../../bench/support/bundles.ts';
import description from '../../docs/openapi.json' with { type: 'json' };
import { ensureBundles } from '../../local/deploy/build.ts';
import { PATHS } from '../../local/paths.ts';
import { silentProgress } from '../../local/progress.ts';
import { CONTEXT, makeApiEvent } from '../support/lambda-events.ts';

/**
 * Import time follows size; the SDK's clients make most of it, and one stray import of another brings 50 to 100 KB: so the limit is
 * never further than that above the largest. Our own code grows with what clients may do, and `api` (479) and `reconcile` (481) have most of it.
 */
const COLD_START_KB = 500;
const WITH_EC2_KB = 900;
const DOCS_KB = 200;
const WEB_KB = 200;
/** What a phone on a slow line has loaded in two seconds. */
const PAGE_KB = 80;

beforeAll(() => ensureBundles(silentProgress, new AbortController().signal));

describe('the code that a cold start of a Lambda loads', () => {
  const LAMBDAS = ['api', 'docs', 'events', 'fan-out', 'process-upload', 'reconcile', 'deliver-webhook', 'socket'];
  it.each(LAMBDAS)('is small in %s', (name) => {
    expect(kilobytes(loadedBy(entryOf(PATHS.dist, name)))).toBeLessThanOrEqual(COLD_START_KB);
  });

  it.each([
    ['docs', DOCS_KB],
    ['web', WEB_KB],
  ])('is a fraction of that in %s, whose files are none of its code', (name, most) => {
    expect(kilobytes(loadedBy(entryOf(PATHS.dist, name)))).toBeLessThanOrEqual(most);
  });

  it.each(['process-upload', 'reconcile'])('is small with the EC2 client in %s', (name) => {
    const ec2 = ec2Modules(join(PATHS.dist, name));
    expect(ec2.length).toBeGreaterThan(0);
    expect(loadedBy(entryOf(PATHS.dist, name))).not.toEqual(expect.arrayContaining(ec2));
    expect(kilobytes(loadedBy(entryOf(PATHS.dist, name), ...ec2))).toBeLessThanOrEqual(WITH_EC2_KB);
  });
});

it('the page for people loads little before it shows something', () => {
  const folder = join(PATHS.dist, 'web/files');
  const first = readdirSync(folder).find((name) => /^main-.*\.js$/.test(name)) ?? '';
  const files = loadedBy(join(folder, first));
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  expect(files.length).toBeGreaterThan(1);
  expect(bytes / 1000).toBeLessThanOrEqual(PAGE_KB);
});

describe('the page of the API, as it is built', () => {
  const get = async (path: string) => {
    const { handler } = await import(entryOf(PATHS.dist, 'docs'));
    return handler(makeApiEvent({ method: 'GET', path }), CONTEXT);
  };

  it.each(['/docs', '/docs/page.js', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js', '/openapi.json'])(
    'has %s beside its code',
    async (path) => {
      expect(await get(path)).toMatchObject({ statusCode: 200, body: expect.stringMatching(/\S/) });
    },
  );

  it('shows the description of this very version', async () => {
    const { paths } = JSON.parse((await get('/openapi.json')).body);
    expect(paths).toEqual(description.paths);
  });
});
