import { describe, expect, it } from 'vitest';
import { findPython, type Python } from '../../local/python/find-python.ts';

const python = (minor: number, hasVenv = true): Python => ({ path: `/bin/python3.${minor}`, major: 3, minor, hasVenv });
const machineWith = (pythons: Record<string, Python>) => async (name: string) => pythons[name];

describe('findPython', () => {
  it('takes python3 if it is new enough', async () => {
    expect(await findPython(undefined, machineWith({ python3: python(11) }))).toMatchObject({ minor: 11 });
  });

  it('looks for a newer one by name if python3 is too old', async () => {
    const machine = machineWith({ python3: python(9), 'python3.12': python(12) });
    expect(await findPython(undefined, machine)).toMatchObject({ minor: 12 });
  });

  it('passes over one without venv', async () => {
    const machine = machineWith({ python3: python(12, false), 'python3.11': python(11) });
    expect(await findPython(undefined, machine)).toMatchObject({ minor: 11 });
  });

  it('says what to install if venv is missing', async () => {
    const machine = machineWith({ python3: python(12, false) });
    await expect(findPython(undefined, machine)).rejects.toThrow(
      /no venv and ensurepip.*python3-venv, or python3\.12-venv/,
    );
  });

  it('says which ones are too old', async () => {
    const machine = machineWith({ python3: python(8) });
    await expect(findPython(undefined, machine)).rejects.toThrow(
      /too old: found \/bin\/python3\.8 \(3\.8\), need 3\.10/,
    );
  });

  it('says what to install if there is none', async () => {
    await expect(findPython(undefined, machineWith({}))).rejects.toThrow(/no Python found.*Install Python 3\.10/);
  });

  it('uses the one named by PYTHON and no other', async () => {
    const machine = machineWith({ python3: python(12), mine: python(8) });
    await expect(findPython('mine', machine)).rejects.toThrow(/too old/);
    await expect(findPython('theirs', machine)).rejects.toThrow(/PYTHON=theirs is not a Python that runs/);
  });
});
