/** Where the recording plays, and what moves it. */
import { signal } from '@preact/signals';
import type { Job } from '../../clients/typescript/index.ts';
import { getJob } from './transcript-api.ts';

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 3] as const;
export const STEP_SECONDS = 5;

export type Playback = ReturnType<typeof playbackOf>;

/** A new link can be refused too: when it fails so soon after another, the link is not the reason. */
const AGAIN_AFTER_MS = 10_000;

export function playbackOf(jobId: string, startAt: number | undefined) {
  const link = signal<string | undefined>(undefined);
  const isPlaying = signal(false);
  const speed = signal(1);
  /** The last second that is known; where the sound is while it plays is `now()`. */
  const seconds = signal(startAt ?? 0);
  /** The text moves with the sound, until who reads goes elsewhere. */
  const isFollowing = signal(true);
  const isBroken = signal(false);
  let audio: HTMLAudioElement | undefined;
  let wanted: { seconds: number; isPlaying: boolean } | undefined = startAt
    ? { seconds: startAt, isPlaying: false }
    : undefined;
  let renewedAt = Number.NEGATIVE_INFINITY;

  return {
    link,
    isPlaying,
    speed,
    seconds,
    isFollowing,
    isBroken,
    take(element: HTMLAudioElement | null) {
      audio = element ?? undefined;
      if (audio) audio.playbackRate = speed.value;
    },
    linkFrom(job: Job) {
      link.value = job.links?.audio;
    },
    now: () => audio?.currentTime ?? seconds.value,
    seek(to: number) {
      const target = Math.max(0, to);
      isFollowing.value = true;
      seconds.value = target;
      if (!audio) return;
      if (audio.readyState > 0) audio.currentTime = target;
      else wanted = { seconds: target, isPlaying: wanted?.isPlaying ?? false };
    },
    toggle() {
      if (audio?.paused) void audio.play().catch(() => undefined);
      else audio?.pause();
    },
    setSpeed(chosen: number) {
      speed.value = chosen;
      if (audio) audio.playbackRate = chosen;
    },
    /** The browser knows the recording: goes on where it was before its link was made anew. */
    ready() {
      if (!audio) return;
      isBroken.value = false;
      audio.playbackRate = speed.value;
      if (!wanted) return;
      audio.currentTime = wanted.seconds;
      if (wanted.isPlaying) void audio.play().catch(() => undefined);
      wanted = undefined;
    },
    /** Links expire; another goes on at the same place. */
    async failed() {
      if (performance.now() - renewedAt < AGAIN_AFTER_MS) {
        isBroken.value = true;
        return;
      }
      renewedAt = performance.now();
      wanted = { seconds: seconds.value, isPlaying: isPlaying.value };
      const { links } = await getJob(jobId).catch(() => ({ links: null }));
      if (links?.audio) link.value = links.audio;
      else isBroken.value = true;
    },
  };
}
