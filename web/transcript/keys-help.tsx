import { words } from './words.ts';

export function KeysHelp() {
  const text = words();
  return (
    <details class="menu" name="menu">
      <summary>{text.keys}</summary>
      <div class="panel">
        <dl class="keys">
          {text.keyList.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}
