/** Finds a Python that can make the environments, or says exactly what is missing. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LocalStackError } from '../errors.ts';

const OLDEST = { major: 3, minor: 10 };
const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const PROBE = `
import json, sys
try:
    import ensurepip, venv
    has_venv = True
except ImportError:
    has_venv = False
print(json.dumps({"path": sys.executable, "major": sys.version_info[0], "minor": sys.version_info[1], "hasVenv": has_venv}))
`;

export type Python = { path: string; major: number; minor: number; hasVenv: boolean };

/** What a command named `name` is, undefined if it is no Python that runs. */
export type ProbePython = (name: string) => Promise<Python | undefined>;

/**
 * The first usable Python: the one named by PYTHON if that is set, else the first of the usual names.
 *
 * @throws LocalStackError if there is none, if all are too old, or if those new enough have no venv
 */
export async function findPython(named = process.env['PYTHON'], probe: ProbePython = probePython): Promise<Python> {
  const found: Python[] = [];
  for (const name of named ? [named] : CANDIDATES) {
    const python = await probe(name);
    if (python && isUsable(python)) return python;
    if (python) found.push(python);
  }
  throw new LocalStackError(whatIsMissing(found, named));
}

const isNewEnough = (python: Python) =>
  python.major > OLDEST.major || (python.major === OLDEST.major && python.minor >= OLDEST.minor);
const isUsable = (python: Python) => isNewEnough(python) && python.hasVenv;
const describe = (python: Python) => `${python.path} (${python.major}.${python.minor})`;

function whatIsMissing(found: Python[], named: string | undefined): string {
  const install =
    'Install Python 3.10 or newer (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python)';
  const withoutVenv = found.find(isNewEnough);
  if (withoutVenv) {
    const debian = `apt install python3-venv, or python${withoutVenv.major}.${withoutVenv.minor}-venv`;
    return `${describe(withoutVenv)} has no venv and ensurepip modules, which make the Python environments. Install them (Debian and Ubuntu: ${debian}), or set PYTHON to another Python.`;
  }
  if (found.length > 0) {
    return `Python is too old: found ${found.map(describe).join(', ')}, need 3.10 or newer. ${install}, or set PYTHON to its path.`;
  }
  const looked = named
    ? `PYTHON=${named} is not a Python that runs`
    : `no Python found (looked for ${CANDIDATES.join(', ')})`;
  return `${looked}. ${install}, or set PYTHON to its path.`;
}

async function probePython(name: string): Promise<Python | undefined> {
  try {
    const { stdout } = await promisify(execFile)(name, ['-c', PROBE]);
    return JSON.parse(stdout) as Python;
  } catch {
    return undefined;
  }
}
