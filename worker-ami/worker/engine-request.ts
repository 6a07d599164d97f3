import type { EngineRequest } from '../../core/contracts/engine-protocol.ts';
import type { EngineJob } from '../../core/shared/ports.ts';

export function transcribeRequest(id: string, job: EngineJob): EngineRequest {
  const { audio_path, max_duration_seconds, options, resume, largest_batch } = job;
  return {
    type: 'transcribe',
    id,
    audio_path,
    max_duration_seconds,
    options,
    ...(resume.length > 0 && { resume: [...resume] }),
    ...(largest_batch !== undefined && { largest_batch }),
  };
}
