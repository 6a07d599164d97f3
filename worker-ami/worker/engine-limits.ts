import type { EngineReady } from '../../core/contracts/engine-protocol.ts';

/** An engine that says nothing for that long is hung, in milliseconds: until it is ready, and while it has a file. */
export type EngineLimits = { start: number; file: Record<EngineReady['device'], number> };

const MINUTES = 60_000;
/**
 * An engine says something after each answer of the model, and every 5 s of reading. The longest answers are those of a
 * window of 30 s in doubt, decoded at six temperatures, and of a batch, of which all lanes together have up to 16 windows: on a
 * laptop, where a large model takes about as long as the audio, 3 and 8 minutes, and less than one on a GPU. A model may have to be fetched before it is loaded.
 */
export const LIMITS: EngineLimits = { start: 20 * MINUTES, file: { cpu: 15 * MINUTES, cuda: 5 * MINUTES } };
