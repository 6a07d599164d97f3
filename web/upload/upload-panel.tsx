import { useSignal } from '@preact/signals';
import { tell, tellProblem } from '../shared/notices.tsx';
import { LinksForm } from './links-form.tsx';
import { usedModel } from './models.ts';
import { chosen, jobOptions } from './options.ts';
import { OptionsForm } from './options-form.tsx';
import { SendingList } from './sending-list.tsx';
import { upload } from './uploads.ts';
import { filesOf, whyRefused } from './whatever-came.ts';
import { words } from './words.ts';

/** Where files, folders and links come in. */
export function UploadPanel() {
  const isOver = useSignal(false);
  const text = words();
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    isOver.value = false;
    if (event.dataTransfer) take(await filesOf(event.dataTransfer));
  };
  return (
    <section aria-labelledby="new-recordings">
      <h1 id="new-recordings">{text.heading}</h1>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons inside do the same for whoever has no mouse */}
      <div
        class={`drop-zone${isOver.value ? ' over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          isOver.value = true;
        }}
        onDragLeave={() => {
          isOver.value = false;
        }}
        onDrop={drop}
      >
        <p>
          <strong>{text.drop}</strong>
          <br />
          <span class="hint">{text.orChoose}</span>
        </p>
        <div class="choices">
          <FileChoice label={text.choose} folder={false} />
          <FileChoice label={text.chooseFolder} folder={true} />
        </div>
      </div>
      <OptionsForm />
      <LinksForm />
      <SendingList />
    </section>
  );
}

function FileChoice({ label, folder }: { label: string; folder: boolean }) {
  return (
    // The button is what is seen; what chooses the files is the browser's own field inside it.
    <label class={folder ? 'button quiet' : 'button'}>
      {label}
      <input
        type="file"
        class="unseen"
        multiple
        {...(folder ? { webkitdirectory: true } : {})}
        onChange={({ currentTarget }) => {
          take([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
    </label>
  );
}

function take(files: readonly File[]): void {
  if (files.length === 0) {
    tell(words().nothing);
    return;
  }
  const { webhook } = chosen.value;
  const options = {
    ...jobOptions(chosen.value, usedModel.value?.name),
    ...(webhook !== '' && { callback_url: webhook }),
  };
  const refusals = files.map(whyRefused);
  files.forEach(({ name }, at) => {
    const why = refusals[at];
    if (why) tellProblem(words().refused[why](name));
  });
  upload(
    files.filter((_, at) => refusals[at] === undefined),
    options,
  );
}
