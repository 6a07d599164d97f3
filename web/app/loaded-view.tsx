import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { words } from './words.ts';

/** A view whose code is fetched when it is first shown. */
export function loadedView<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) {
  const loaded = signal<{ View: ComponentType<Props> } | 'failed' | undefined>(undefined);
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    load().then(
      ({ default: View }) => {
        loaded.value = { View };
      },
      () => {
        loaded.value = 'failed';
      },
    );
  };
  return function LoadedView(props: Props) {
    begin();
    if (loaded.value === undefined) return <p aria-busy="true">{words().loading}</p>;
    if (loaded.value === 'failed') return <LoadAgain />;
    const { View } = loaded.value;
    return <View {...props} />;
  };
}

/** The files of the version before are gone once the service is deployed anew. */
function LoadAgain() {
  const text = words();
  return (
    <section role="alert">
      <p>{text.viewFailed}</p>
      <button type="button" onClick={() => document.location.reload()}>
        {text.reload}
      </button>
    </section>
  );
}
