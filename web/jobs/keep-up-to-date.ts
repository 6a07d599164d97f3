/** Keeps the list as it is with the service while it is looked at: by what is heard over a socket, and by looking where there is none. */
import { effect, untracked } from '@preact/signals';
import { type Channel, listen, type Message } from '../shared/listen.ts';
import { api, isClient } from '../shared/session.ts';
import { sentFiles } from '../upload/uploads.ts';
import {
  askAboutWaiting,
  type Filters,
  filters,
  forgetLoaded,
  isOver,
  jobs,
  loadJobs,
  problem,
  replace,
} from './job-list.ts';

/** Without a socket, while some are not over, and while all are. */
const [BUSY_MS, QUIET_MS] = [2000, 20_000];
/** With one: how far those at work are and who is next in line are in no message, nor is what was deleted elsewhere. */
const [OUTLOOK_MS, ANEW_MS] = [10_000, 60_000];
/** Of states that come close together the list is loaded once. */
const TOGETHER_MS = 300;

/** @returns ends it */
export function keepUpToDate(): () => void {
  const leave = new AbortController();
  const looking = lookerOf(leave.signal);
  const whenShown = () => {
    if (!document.hidden) looking.now();
  };
  document.addEventListener('visibilitychange', whenShown);
  let before: Filters | undefined;
  const end = effect(() => {
    const now = filters.value;
    sentFiles.value;
    if (before !== undefined && before !== now) forgetLoaded();
    before = now;
    // What is loaded is read on the way there, and its change is no reason to load again.
    untracked(looking.now);
  });
  if (isClient.peek()) {
    const onMessage = (message: Message) => {
      if (!isTaken(message)) looking.soon();
    };
    void listen(ALL_JOBS, leave.signal, { onMessage, onLive: looking.setLive });
  }
  return () => {
    leave.abort();
    document.removeEventListener('visibilitychange', whenShown);
    end();
  };
}

/** @returns false when the list has to be loaded: with a snapshot, for a job that is new, and where a filter may let it in or out */
function isTaken(message: Message): boolean {
  return message.type === 'state' && filters.peek().status === '' && replace(message.job);
}

function lookerOf(signal: AbortSignal) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLive = false;
  let loadedAt = 0;
  /** Something was heard meanwhile, and the answer that is under way may be older. */
  let isNews = false;
  let looks = 0;
  const isAnyUnderWay = () => jobs.peek().some((job) => !isOver(job));
  const load = async () => {
    loadedAt = performance.now();
    await loadJobs();
  };
  const isEnough = () => isLive && problem.peek() === '' && performance.now() - loadedAt < ANEW_MS;
  const look = () => (isEnough() ? askAboutWaiting() : load());
  const every = () => (isLive ? OUTLOOK_MS : isAnyUnderWay() ? BUSY_MS : QUIET_MS);
  const again = async (how: () => Promise<void>) => {
    clearTimeout(timer);
    isNews = false;
    looks += 1;
    if (!document.hidden && isClient.peek()) await how();
    looks -= 1;
    if (!signal.aborted) wait(isNews ? TOGETHER_MS : every(), isNews ? load : look);
  };
  const wait = (ms: number, how: () => Promise<void>) => {
    clearTimeout(timer);
    timer = setTimeout(again, ms, how);
  };
  signal.addEventListener('abort', () => clearTimeout(timer));
  return {
    now: () => void again(load),
    soon() {
      isNews = true;
      // One that is under way comes first: news that never ends would put off every list.
      if (looks === 0) wait(TOGETHER_MS, load);
    },
    setLive(live: boolean) {
      if (isLive === live) return;
      isLive = live;
      // What happens until there is another socket is told by none.
      if (!live && !signal.aborted) void again(load);
    },
  };
}

const ALL_JOBS: Channel = {
  async askTicket(signal) {
    return (await api().POST('/api/v1/ticket', { signal })).data.url;
  },
};
