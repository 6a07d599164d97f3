/** The Python environments of all tests, made before any test waits for one: they are mostly downloaded and unpacked. */
import { timedProgress } from '../local/progress.ts';
import { ensureEnvironmentsOfTests } from '../local/python/environments.ts';

const progress = timedProgress((line) => process.stdout.write(`${line}\n`));
await ensureEnvironmentsOfTests(progress, new AbortController().signal);
