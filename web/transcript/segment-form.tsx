import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { clockTime } from '../shared/language.ts';
import { newSpeaker, withName, withSegment } from './edits.ts';
import { nameOf } from './speaker-name.ts';
import type { Store } from './store.ts';
import type { Segment } from './transcript.ts';
import { words } from './words.ts';

const [NOBODY, ANOTHER] = ['', '+'];
/** Longest text of a segment, and name of a speaker, that the service takes. */
export const [MOST_TEXT, MOST_NAME] = [3000, 100];

/** A segment while it is edited. What was typed is kept when the focus goes elsewhere, and given up by Escape. */
export function SegmentForm({ store, segment }: { store: Store; segment: Segment }) {
  const text = words();
  const form = useRef<HTMLFormElement>(null);
  const typed = useSignal(segment.text);
  const speaker = useSignal(segment.speaker ?? NOBODY);
  const name = useSignal('');
  const isEnded = useRef(false);
  useLayoutEffect(() => form.current?.querySelector('textarea')?.focus(), []);

  const end = (isKept: boolean) => {
    if (isEnded.current) return;
    isEnded.current = true;
    if (isKept) keep(store, segment, typed.value, speaker.value, name.value);
    store.editing.value = undefined;
  };
  return (
    <form
      ref={form}
      class="line editing"
      onSubmit={(event) => {
        event.preventDefault();
        end(true);
        focusLine(segment);
      }}
      onKeyDown={(event) => {
        const isKept = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
        if (event.key !== 'Escape' && !isKept) return;
        event.preventDefault();
        end(isKept);
        focusLine(segment);
      }}
      onFocusOut={({ relatedTarget, currentTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)) && document.hasFocus()) end(true);
      }}
    >
      <button
        type="button"
        class="time"
        data-seconds={segment.start}
        aria-label={text.playFrom(clockTime(segment.start))}
      >
        {clockTime(segment.start)}
      </button>
      <div class="fields-of-line">
        <textarea
          aria-label={text.textAt(clockTime(segment.start))}
          maxLength={MOST_TEXT}
          rows={Math.ceil(typed.value.length / 60) + 1}
          value={typed.value}
          onInput={({ currentTarget: { value } }) => {
            typed.value = value;
          }}
        />
        <div class="who">
          <SpeakerChoice
            store={store}
            chosen={speaker.value}
            onChoose={(id) => {
              speaker.value = id;
            }}
          />
          {speaker.value === ANOTHER && (
            <input
              aria-label={text.newName}
              placeholder={text.newName}
              maxLength={MOST_NAME}
              value={name.value}
              onInput={({ currentTarget: { value } }) => {
                name.value = value;
              }}
            />
          )}
          <button type="submit" class="quiet">
            {text.keep}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              end(false);
              focusLine(segment);
            }}
          >
            {text.giveUp}
          </button>
        </div>
        <small class="hint">{text.editKeys}</small>
      </div>
    </form>
  );
}

type ChoiceProps = { store: Store; chosen: string; onChoose: (speaker: string) => void };

function SpeakerChoice({ store, chosen, onChoose }: ChoiceProps) {
  const text = words();
  const known = new Set(store.segments.value.flatMap(({ speaker }) => speaker ?? []));
  for (const speaker of Object.keys(store.speakers.value)) known.add(speaker);
  return (
    <select aria-label={text.speaker} value={chosen} onChange={({ currentTarget: { value } }) => onChoose(value)}>
      <option value={NOBODY}>{text.nobody}</option>
      {[...known].map((speaker) => (
        <option key={speaker} value={speaker}>
          {nameOf(speaker, store.speakers.value)}
        </option>
      ))}
      <option value={ANOTHER}>{text.anotherSpeaker}</option>
    </select>
  );
}

/** @param speaker as the choice has it */
function keep(store: Store, segment: Segment, text: string, speaker: string, name: string): void {
  const transcript = store.transcript.value;
  const original = transcript?.segments.find(({ id }) => id === segment.id);
  if (!transcript || !original) return;
  let edits = store.edits.value;
  let id = speaker === NOBODY ? null : speaker;
  if (speaker === ANOTHER) {
    id = name.trim() === '' ? (segment.speaker ?? null) : newSpeaker(transcript, edits);
    if (id !== null && name.trim() !== '') edits = withName(edits, transcript, id, name);
  }
  store.edits.value = withSegment(edits, original, { text, speaker: id });
}

/** Back to where the line's form was opened, once the line is there again. */
function focusLine({ start }: Segment): void {
  const label = words().editAt(clockTime(start));
  setTimeout(() => document.querySelector<HTMLElement>(`button.edit[aria-label=${JSON.stringify(label)}]`)?.focus());
}
