/** What is dropped, chosen or pasted: files, whole folders, links. */

/** Whatever lies in folders too. */
export async function filesOf(transfer: DataTransfer): Promise<File[]> {
  // Read before the first wait: the browser empties the transfer after the event.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...transfer.files];
  return (await Promise.all(entries.map(filesBelow))).flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const found: FileSystemEntry[] = [];
  // A call gives a hundred at most; the last gives none.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    found.push(...some);
  }
  return (await Promise.all(found.map(filesBelow))).flat();
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** The links of a text, one a line or in its midst. */
export function linksIn(text: string): string[] {
  return [...new Set(text.match(/https?:\/\/[^\s<>"']+/g) ?? [])];
}

export type Refusal = 'empty' | 'companion' | 'no_media';

/** What operating systems put beside files. */
const COMPANIONS = /^(\._.*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;
/** Types that a browser knows and that hold no sound. A type that it does not know may be anything. */
const NO_MEDIA = /^(image|text|font)\/|^application\/(pdf|zip|json|msword|gzip|vnd\.)/;

/** @returns why a file is not worth sending; undefined for one that may hold sound */
export function whyRefused({ name, size, type }: Pick<File, 'name' | 'size' | 'type'>): Refusal | undefined {
  if (COMPANIONS.test(name)) return 'companion';
  if (size === 0) return 'empty';
  return NO_MEDIA.test(type) ? 'no_media' : undefined;
}
