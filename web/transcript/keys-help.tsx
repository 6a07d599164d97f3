import { areKeysOn } from './keys-switch.ts';
import { words } from './words.ts';

export function KeysHelp() {
  const text = words();
  return (
    <details class="menu" name="menu">
      <summary>{text.keys}</summary>
      <div class="panel">
        <label>
          <input
            type="checkbox"
            checked={areKeysOn.value}
            onChange={({ currentTarget: { checked } }) => {
              areKeysOn.value = checked;
            }}
          />
          {text.keysOn}
        </label>
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
