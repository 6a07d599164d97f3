/** What the engine is told of a job, and what becomes of what it says while it works. */
import type { Segment } from '../contracts/engine-protocol.ts';
import type { SourcedJob } from '../contracts/job-row.ts';
import type { ModelSettings, UploadLimits } from '../contracts/settings.ts';
import type { EngineJob } from '../shared/ports.ts';
import { engineOptions } from '../transcript/options.ts';
import type { KeptCheckpoint } from './checkpoint.ts';
import type { JobClocks } from './job-clocks.ts';
import { progressReporter, type ReportProgress } from './report-progress.ts';
import type { Telling } from './tell-segments.ts';

export type InstructEngine = ReportProgress & { model: ModelSettings; uploadLimits: UploadLimits };

export function instructions(
  deps: InstructEngine,
  job: SourcedJob,
  { path, checkpoint, largest_batch }: { path: string; checkpoint: KeptCheckpoint; largest_batch?: number },
) {
  return {
    job_id: job.job_id,
    audio_path: path,
    max_duration_seconds: deps.uploadLimits.max_duration_seconds,
    options: engineOptions(job.options, deps.model),
    resume: [...checkpoint.parts],
    ...(largest_batch === undefined ? {} : { largest_batch }),
  };
}

type Heard = { segments: Segment[]; clocks: JobClocks; telling: Telling };

export function listeners(
  deps: InstructEngine,
  job: SourcedJob,
  checkpoint: KeptCheckpoint,
  { segments, clocks, telling }: Heard,
): Pick<EngineJob, 'on_started' | 'on_segment' | 'on_part'> {
  const report = progressReporter(deps, job);
  let duration = 0;
  // A file's header may announce less than the file holds.
  const heard = (seconds: number) => {
    duration = Math.max(duration, seconds);
    clocks.allow(duration);
  };
  return {
    on_started: heard,
    on_segment(segment) {
      segments.push(segment);
      heard(segment.end);
      checkpoint.reached(segment.end);
      report(segment.end, duration);
      telling.heard(segment, duration);
    },
    on_part: (part) => checkpoint.add(part),
  };
}
