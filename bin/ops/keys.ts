import { Argument, type CommandUnknownOpts } from '@commander-js/extra-typings';
import * as z from 'zod';
import { Key, keyLimitsRequest, keyRequest, keyRotationRequest, NewKey } from '../../core/contracts/keys.ts';
import { disableKey, makeKey, rotateKey, setKeyLimits } from '../../core/operate/keys.ts';
import { keysIn } from '../../core/operate/list-keys.ts';
import { RequestProblem } from '../../core/shared/errors.ts';
import { parseRequest } from '../../core/shared/request.ts';
import { Amount, commandLine, examples, PositiveWhole, readBy } from '../../local/command-line.ts';
import { type Call, carryOut, type Outcome } from './command.ts';
import { columns } from './layout.ts';
import { OperatorError } from './operator-error.ts';
import { servicesOf } from './services.ts';

export const KeysReport = z.object({ keys: z.array(Key), made: NewKey.nullable() });

const ABOUT = `Who is let in. A key belongs to a tenant, whose keys all see the same jobs. A new key’s value is shown this once and kept
nowhere. rotate makes a key with the same rights, and the old one is valid beside it for a day, or for --overlap-hours; disable shuts a
key out from the next request on. limit puts other limits in place of all that a key has; one that is not given is the stage’s. A key with --operator may do the same by the API, at /api/v1/keys.`;

const ACTIONS = ['list', 'make', 'rotate', 'limit', 'disable'] as const;
type Wish = {
  action: (typeof ACTIONS)[number];
  keyId: string | undefined;
  tenant?: string | undefined;
  name?: string | undefined;
  operator?: true | undefined;
  audioHoursPerDay?: number | undefined;
  usdPerMonth?: number | undefined;
  concurrentJobs?: number | undefined;
  overlapHours?: number | undefined;
};

export const keys = () =>
  commandLine('keys', ABOUT)
    .summary('list, make, rotate, limit and disable API keys')
    .addArgument(new Argument('<action>', 'what to do').choices(ACTIONS))
    .argument('[key-id]', 'which one to rotate, to limit or to disable')
    .option('--tenant <tenant>', 'whose key is made')
    .option('--name <name>', 'what it is called; as its tenant, if not given')
    .option('--operator', 'it may use the routes of operators too')
    .option('--audio-hours-per-day <hours>', 'what its tenant may have transcribed', readBy(Amount))
    .option('--usd-per-month <usd>', 'what the jobs of its tenant may cost', readBy(Amount))
    .option('--concurrent-jobs <jobs>', 'how many of its tenant may wait or be at work at once', readBy(PositiveWhole))
    .option(
      '--overlap-hours <hours>',
      'how long the key that is rotated is valid too; 0 ends it at once',
      readBy(Amount),
    )
    .addHelpText(
      'after',
      examples(
        'npm run ops -- keys list --stage production',
        'npm run ops -- keys make --tenant acme --stage production --yes',
        'npm run ops -- keys rotate KEY_ID --stage production --yes',
      ),
    )
    .action((action, keyId, options, command) => {
      const wish = { action, keyId, ...options };
      refuseHalfAWish(wish, command);
      return carryOut(command, (call) => fulfil(call, wish));
    });

/** What an action does not take is a slip, and what it needs cannot be guessed. */
function refuseHalfAWish(wish: Wish, command: CommandUnknownOpts) {
  const { action, keyId, tenant, overlapHours } = wish;
  const ofAll = action === 'list' || action === 'make';
  if (ofAll !== (keyId === undefined))
    command.error('error: expected a KEY_ID with rotate, limit and disable, and else none');
  if ((action === 'make') !== (tenant !== undefined))
    command.error('error: expected --tenant with make, and else none');
  const isGiven = (given: unknown) => given !== undefined;
  if (action !== 'make' && [wish.name, wish.operator].some(isGiven)) {
    command.error('error: names and rights are for make; rotate keeps them');
  }
  if (action !== 'make' && action !== 'limit' && Object.values(limitsOf(wish)).some(isGiven)) {
    command.error('error: limits are for make and limit; rotate keeps them');
  }
  if (action !== 'rotate' && overlapHours !== undefined) command.error('error: --overlap-hours is for rotate');
}

type Report = z.infer<typeof KeysReport>;
type Services = Awaited<ReturnType<typeof servicesOf>>;

/** Reads before it makes anything: what fails afterwards would take a value with it that is shown once. */
async function fulfil({ target, apply }: Call, wish: Wish): Promise<Outcome> {
  const services = await servicesOf(target);
  const { action, keyId } = wish;
  const found = await keysIn(services.table, await services.table.keyRows());
  const concerned = keyId === undefined ? found : found.filter(({ key_id }) => key_id === keyId);
  if (keyId !== undefined && concerned.length === 0) {
    throw new OperatorError(`no key has the id ${keyId}; see \`npm run ops -- keys list\``);
  }
  const report: Report = { keys: concerned, made: null, ...(await act(services, wish, apply).catch(inWords)) };
  return { report, text: textOf(report, wish, apply), ok: true, changes: action !== 'list' };
}

async function act(services: Services, wish: Wish, apply: boolean): Promise<Partial<Report>> {
  const { action, keyId = '', overlapHours: overlap_hours } = wish;
  const { keysNamedBy } = services;
  if (action === 'make') {
    const request = parseRequest(keyRequest, requestOf(wish));
    return apply ? { made: await makeKey(services, request, keysNamedBy) } : {};
  }
  if (action === 'rotate') {
    const request = parseRequest(keyRotationRequest, { overlap_hours });
    return apply ? { made: await rotateKey(services, keyId, request, keysNamedBy) } : {};
  }
  if (action === 'limit') {
    const request = parseRequest(keyLimitsRequest, limitsOf(wish));
    return apply ? { keys: [await setKeyLimits(services, keyId, request)] } : {};
  }
  return action === 'disable' && apply ? { keys: [await disableKey(services, keyId)] } : {};
}

function requestOf({ tenant, name = tenant, operator, ...wish }: Wish): object {
  return { name, tenant, scopes: operator ? ['client', 'operator'] : ['client'], limits: limitsOf(wish) };
}

function limitsOf({ audioHoursPerDay, usdPerMonth, concurrentJobs }: Omit<Wish, 'action' | 'keyId'>): object {
  return { audio_hours_per_day: audioHoursPerDay, usd_per_month: usdPerMonth, concurrent_jobs: concurrentJobs };
}

/** What the API would answer is said as it would say it. */
function inWords(error: unknown): never {
  throw error instanceof RequestProblem ? new OperatorError(error.message) : error;
}

const DONE = { rotate: 'rotated', limit: 'limited', disable: 'disabled' };
const HEAD = ['KEY', 'NAME', 'TENANT', 'SCOPES', 'STATE', 'CREATED', 'LAST USED', 'VALID UNTIL', 'LIMITS'];

function textOf({ keys: found, made }: Report, { action, keyId }: Wish, applied: boolean): string {
  const rows = found.map((key) => [
    key.key_id,
    key.name,
    key.tenant,
    key.scopes.join(' '),
    key.state,
    key.created_at,
    key.last_used_on,
    key.valid_until,
    limitsInWords(key.limits),
  ]);
  const table = columns(HEAD, rows);
  if (made) return `${table}\n\n${made.key_id} is made. Its value, shown this once:\n${made.value}`;
  if (action === 'list') return table;
  const done = action === 'make' ? 'a key would be made' : `${keyId} ${applied ? 'is' : 'would be'} ${DONE[action]}`;
  return `${table}\n\n${done}`;
}

/** Null where all are the stage's. */
function limitsInWords({ audio_hours_per_day: hours, usd_per_month: usd, concurrent_jobs: jobs }: Key['limits']) {
  const own = [hours && `${hours} h a day`, usd && `${usd} USD a month`, jobs && `${jobs} at once`].filter(Boolean);
  return own.length > 0 ? own.join(', ') : null;
}
