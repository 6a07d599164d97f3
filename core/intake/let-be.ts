/** Objects that lie among the uploads and were never meant to be heard: they are let be, and no job is made of them. */
import { UPLOAD_PREFIX } from '../shared/object-keys.ts';

/** Files that operating systems and programs put beside those of a user, without being asked. */
const COMPANIONS: readonly RegExp[] = [
  // macOS: a file's other half (AppleDouble), views and icons of folders
  /^\._/,
  /^\.(ds_store|localized|apdisk|com\.apple\..*)$/i,
  /^icon\r$/i,
  // Windows
  /^(ehthumbs(_vista)?|thumbs)\.db$/i,
  /^desktop\.ini$/i,
  // Linux: folders of KDE, files that are open although they were deleted
  /^\.directory$/,
  /^\.(nfs[0-9a-f]{8,}|fuse_hidden[0-9a-f]+)$/,
  // Programs that have a file open
  /^~\$/,
  /^\.~lock\..*#$/,
];

/** Folders of such files. */
const COMPANION_FOLDERS: readonly RegExp[] = [
  /^__macosx$/i,
  /^\.(appledouble|spotlight-v100|trashes|fseventsd|temporaryitems|documentrevisions-v100|trash-\d+)$/i,
  /^(\$recycle\.bin|system volume information)$/i,
  /^@eadir$/i,
];

/** Whether a key is that of a companion, by its name alone. */
export function isCompanion(key: string): boolean {
  const segments = key.slice(UPLOAD_PREFIX.length).split('/');
  const isFolder = (name: string) => COMPANION_FOLDERS.some((pattern) => pattern.test(name));
  return COMPANIONS.some((pattern) => pattern.test(segments.at(-1) ?? '')) || segments.some(isFolder);
}

/** `folder/` without a byte is how consoles and mounts say that there is a folder; with bytes it is an upload. */
export function isMarker({ s3_key, size_bytes }: { s3_key: string; size_bytes?: number | undefined }): boolean {
  return s3_key.endsWith('/') && size_bytes === 0;
}

/** What is said of the name of a companion. */
export const COMPANION =
  'is what operating systems put beside files, and makes no job; expected the name of the file itself';
