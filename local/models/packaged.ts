/** Real models that can be had from the Python package index, where no model hub can be reached. */
import { join } from 'node:path';
import { PATHS } from '../paths.ts';

export type PackagedModel = {
  name: string;
  /** Packages and their hashes, as pip reads them. They are unpacked, never installed: no code of theirs runs. */
  lock: string;
  /** Of model.bin, as the hub publishes it: whoever packaged it changed nothing. */
  sha256: string;
  megabytes: number;
};

const packaged = (name: string, sha256: string, megabytes: number): PackagedModel => ({
  name,
  lock: join(PATHS.local, `models/${name}.lock`),
  sha256,
  megabytes,
});

export const PACKAGED_MODELS: readonly PackagedModel[] = [
  // Systran/faster-whisper-base at ebe41f70, MIT: 99 languages.
  packaged('whisper-base', 'd01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9', 145),
  // Systran/faster-whisper-tiny.en at 0d3d19a3, MIT.
  packaged('whisper-tiny.en', '1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a', 75),
];
