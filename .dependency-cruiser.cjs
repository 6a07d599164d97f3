/** The arrows of the architecture; see README, "Layout". */
const only = (name, from, allowed, why) => ({
  name,
  comment: why,
  severity: 'error',
  from: { path: from },
  to: { pathNot: allowed, dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'] },
});

/** The floors of core/, from the ground; a room knows its own floor's others only where named here. */
const FLOORS = [
  ['contracts', []],
  ['shared', ['contracts']],
  ['transcript', ['contracts', 'shared']],
  ['webhook', ['contracts', 'shared']],
  ['job', ['contracts', 'shared', 'transcript', 'webhook']],
  ['fleet', ['contracts', 'shared', 'transcript', 'webhook', 'job']],
  ['intake', ['contracts', 'shared', 'transcript', 'webhook', 'job']],
  ['live', ['contracts', 'shared', 'transcript', 'webhook', 'job']],
  ['operate', ['contracts', 'shared', 'transcript', 'webhook', 'job', 'fleet', 'intake']],
  ['worker', ['contracts', 'shared', 'transcript', 'webhook', 'job', 'fleet', 'intake', 'live']],
  ['reconcile', ['contracts', 'shared', 'transcript', 'webhook', 'job', 'fleet', 'intake']],
];

const floor = ([room, below]) =>
  only(
    `core-${room}-imports-below`,
    `^core/${room}/`,
    `^core/(${[room, ...below].join('|')})/`,
    `what core/${room} needs stands on a floor below it`,
  );

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    only('core-imports-core', '^core/', '^core/', 'the rules know nothing of AWS, HTTP or Node'),
    ...FLOORS.map(floor),
    {
      name: 'core-has-rooms',
      comment: 'a file of core/ stands in the room of its subject',
      severity: 'error',
      from: { path: '^core/[^/]+$' },
      to: {},
    },
    {
      name: 'core-imports-pure-libraries',
      comment: 'the rules are pure, and so are their libraries: zod for what comes in, diff to compare texts',
      severity: 'error',
      from: { path: '^core/' },
      to: { pathNot: ['^core/', '^node_modules/(zod|diff)/'] },
    },
    only('adapters-import-core', '^adapters/', '^(adapters|core)/', 'an adapter serves a port'),
    only('lambdas-import-core-and-adapters', '^lambdas/', '^(lambdas|core|adapters)/', 'handlers are thin entries'),
    only(
      'worker-imports-core-and-adapters',
      '^worker-ami/',
      '^(worker-ami|core|adapters)/',
      'the worker is an entry too',
    ),
    only('clients-stand-alone', '^clients/', '^clients/', 'others install a client without the service'),
    only('lib-imports-core', '^lib/', '^(lib|core)/', 'stacks share names and schemas with the code, nothing else'),
    {
      name: 'nobody-imports-entries',
      severity: 'error',
      from: { pathNot: '^(lambdas|bin|test)/' },
      to: { path: '^(lambdas|bin)/' },
    },
    {
      name: 'lambdas-do-not-import-each-other',
      severity: 'error',
      from: { path: '^lambdas/([^/]+)/' },
      to: { path: '^lambdas/', pathNot: '^lambdas/$1/' },
    },
    {
      name: 'sdk-in-aws-adapters-only',
      comment: 'one file per service knows its SDK client',
      severity: 'error',
      from: { path: '^(core|lib|lambdas|worker-ami|adapters/(http|observability))' },
      to: { path: '^node_modules/@aws-sdk/' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules/(?!zod|@aws-sdk)|dist|cdk\\.out|\\.venv)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
