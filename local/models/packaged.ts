/** Real models that can be had from the Python package index, where no model hub can be reached. */
import { join } from 'node:path';
import type { EngineName } from '../../core/contracts/settings.ts';
import { FIRST_ENGINE } from '../../core/transcript/engines.ts';
import { PATHS } from '../paths.ts';

export type PackagedModel = {
  name: string;
  engine: EngineName;
  /** Packages and their hashes, as pip reads them. They are unpacked, never installed: no code of theirs runs. */
  lock: string;
  /** Of the files that are its weights, as its makers publish them: whoever packaged it changed nothing. */
  sha256: Readonly<Record<string, string>>;
  megabytes: number;
};

const packaged = (
  name: string,
  sha256: PackagedModel['sha256'],
  megabytes: number,
  engine = FIRST_ENGINE,
): PackagedModel => ({ name, engine, lock: join(PATHS.local, `models/${name}.lock`), sha256, megabytes });

export const PACKAGED_MODELS: readonly PackagedModel[] = [
  // Systran/faster-whisper-base at ebe41f70, MIT: 99 languages.
  packaged('whisper-base', { 'model.bin': 'd01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9' }, 145),
  // Systran/faster-whisper-tiny.en at 0d3d19a3, MIT.
  packaged('whisper-tiny.en', { 'model.bin': '1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a' }, 75),
  // In the package of its makers, Moonshine AI, MIT: English.
  packaged(
    'moonshine-base',
    {
      'encoder_model.ort': '9d1a19e044cbf89a207723d1adb667de89a5671a1e3e611b8ebe721b2c31219c',
      'decoder_model_merged.ort': '370e0c1f161d68dc1c2264c1a82024fb123380da3b73f47f05531d1e8d3308c3',
      'tokenizer.bin': '04670d78994d030185c3dd843c60591788fed0a56cc6750747bd326825f13ca9',
    },
    55,
    'moonshine',
  ),
];
