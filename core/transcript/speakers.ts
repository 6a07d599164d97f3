/** Who speaks, as texts and subtitles say it. */
import type { AnyDocument, EditedDocument } from '../contracts/versions.ts';

/** Names by the speaker of segments; only a client gives any. */
export function speakersOf(document: AnyDocument | Pick<EditedDocument, 'speakers'>): Record<string, string> {
  return ('speakers' in document && document.speakers) || {};
}

/** A speaker by its name, and by itself where it has none. */
export function nameIn(document: AnyDocument): (speaker: string) => string {
  const names = new Map(Object.entries(speakersOf(document)));
  return (speaker) => names.get(speaker) ?? speaker;
}
