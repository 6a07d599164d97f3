/** Apart from the others, so that another core runs it. */
import { expect, it } from 'vitest';
import type { JobMessage } from '../../core/contracts/messages.ts';
import { withMethod } from '../support/with-method.ts';
import type { Everything } from '../support/world.ts';
import { OurService } from './designs/ours.ts';
import { CROWD, expectToHold, simulated } from './support.ts';

const MANY = `--preset calm ${CROWD.words} --quiet-uploads 8`;
const ONE_THOUSAND = '--preset calm --jobs-per-hour 600000 --jobs 1000 --max-workers 10 --quiet-uploads 1';

it(`a tenant with ${CROWD.files} files makes another one wait for no more than one job`, async () => {
  const report = await expectToHold(MANY);
  expect(report.known_age.p50).toBeGreaterThan(1_000);
  expect(report.quiet_age.max).toBeGreaterThan(0);
  expect(report.quiet_age.max).toBeLessThan(report.longest_work);
});

it('sees what order by arrival does to the other one', async () => {
  const report = await simulated(ONE_THOUSAND, (account) => new OurService(account, byArrival));
  expect(report.quiet_age.max).toBeGreaterThan(2 * report.longest_work);
});

function byArrival({ jobs }: Everything): Partial<Everything> {
  const send = (body: JobMessage) => jobs.send(body);
  return { jobs: withMethod(jobs, 'send', send) };
}
