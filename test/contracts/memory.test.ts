/** The contracts over the twins that the unit tests stand on. */
import { JobMessage } from '../../core/contracts/messages.ts';
import { VirtualClock } from '../support/memory/clock.ts';
import { MemoryCompute } from '../support/memory/compute.ts';
import { MemoryDeadLetters } from '../support/memory/dead-letters.ts';
import { MemoryLive } from '../support/memory/live.ts';
import { MemoryLog } from '../support/memory/log.ts';
import { MemoryObjects } from '../support/memory/objects.ts';
import { memorySealer } from '../support/memory/sealer.ts';
import { MemoryTable } from '../support/memory/table.ts';
import { MemoryUploadLinks } from '../support/memory/upload-links.ts';
import { MemoryWorkQueue } from '../support/memory/work-queue.ts';
import { defineComputeContract } from './compute.ts';
import { defineDeadLettersContract } from './dead-letters.ts';
import { defineListingContract } from './listing.ts';
import { defineLiveContract } from './live.ts';
import { defineObjectVersionsContract } from './object-versions.ts';
import { defineObjectsContract } from './objects.ts';
import { defineSealerContract } from './sealer.ts';
import { defineTableContract } from './table.ts';
import { defineUploadLinksContract } from './upload-links.ts';
import { defineWorkQueueContract } from './work-queue.ts';

defineTableContract('memory', async () => new MemoryTable());

defineWorkQueueContract('memory', async () => {
  const clock = new VirtualClock();
  const log = new MemoryLog();
  const queue = new MemoryWorkQueue(clock, { schema: JobMessage, log });
  return { queue, log, sendText: async (text) => queue.sendText(text), until: (work) => clock.until(work) };
});

defineObjectsContract('memory', async () => {
  const objects = new MemoryObjects();
  let paths = 0;
  return {
    objects,
    upload: async (key, body, metadata) => objects.upload(key, body, metadata),
    uploadUnreadable: async (key, reason) => {
      objects.upload(key, 'x');
      objects.makeUnreadable(key, reason);
    },
    path: async () => `/download/${++paths}`,
    read: async (path) => objects.files.get(path) ?? '',
  };
});

defineUploadLinksContract('memory', async () => {
  const objects = new MemoryObjects();
  const links = new MemoryUploadLinks(objects);
  return {
    links,
    objects,
    post: async ({ url }, body) => taken(() => links.send(url, body)),
    put: async (url, body) => taken(() => links.sendPart(url, body)),
  };
});

function taken(send: () => void): boolean {
  try {
    send();
    return true;
  } catch {
    return false;
  }
}

defineObjectVersionsContract('memory', async () => {
  const objects = new MemoryObjects();
  return { objects, erase: async (key) => objects.erase(key) };
});

defineDeadLettersContract('memory', async () => {
  const letters = new MemoryDeadLetters();
  return { letters, setAside: async (body) => letters.setAside(body), sentBack: async () => letters.sentBack };
});

defineListingContract('memory', async () => {
  const objects = new MemoryObjects();
  return {
    listing: objects,
    upload: async (key, body) => objects.upload(key, body),
    remove: async (key) => objects.erase(key),
  };
});

defineLiveContract('memory', async () => new MemoryLive());

defineSealerContract('memory', async () => memorySealer);

defineComputeContract('memory', async () => new MemoryCompute(new VirtualClock()));
