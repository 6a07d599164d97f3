/** Builds the page once for all files, before any of them loads it. */
import { ensureBundles } from '../../local/deploy/build.ts';
import { silentProgress } from '../../local/progress.ts';

export default function setup(): Promise<void> {
  return ensureBundles(silentProgress, new AbortController().signal);
}
