/** A stage of two models; the second can do what the first cannot, and the other way round. */
import type { ModelSettings } from '../../core/contracts/settings.ts';
import { acceptUpload } from '../../core/intake/accept-upload.ts';
import { DEMO, givenUpload, makeWorld, type World, workerOn } from './world.ts';

export const OTHER: ModelSettings = { name: 'other', languages: ['de'], tasks: ['transcribe', 'translate'] };

export const twoModels = (): World => makeWorld({ models: [DEMO, OTHER] });

export async function givenJobFor(world: World, model: string, name = 'talk'): Promise<string> {
  const upload = givenUpload(world, `${model} ${name}.mp3`, { metadata: { model } });
  const accepted = await acceptUpload(workerOn(world), upload);
  if (accepted.kind !== 'queued') throw new Error(`the upload was ${accepted.kind}, expected it queued`);
  return accepted.job_id;
}
