import { useEffect } from 'preact/hooks';
import { language } from '../shared/language.ts';
import { chooseModel, loadModels, models, usedModel } from './models.ts';
import { type ChosenOptions, chosen, PROFILES } from './options.ts';
import { words } from './words.ts';

export function OptionsForm() {
  const text = words();
  useEffect(() => {
    void loadModels();
  }, []);
  const change = (part: Partial<ChosenOptions>) => {
    chosen.value = { ...chosen.value, ...part };
  };
  return (
    <details>
      <summary>
        {text.options} <Chosen />
      </summary>
      <p class="hint">{text.optionsHint}</p>
      <div class="fields">
        {models.value.length > 1 && <ModelChoice />}
        <label>
          {text.language}
          <select
            value={chosen.value.language}
            onChange={({ currentTarget: { value } }) => change({ language: value })}
          >
            <LanguageOptions />
          </select>
        </label>
        <label>
          {text.profile}
          <select
            value={chosen.value.profile}
            onChange={({ currentTarget: { value } }) => {
              const profile = PROFILES.find((one) => one === value);
              if (profile) change({ profile });
            }}
          >
            {PROFILES.map((one) => (
              <option key={one} value={one}>
                {text.profiles[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label>
        {text.prompt}
        <textarea
          rows={2}
          maxLength={2000}
          value={chosen.value.prompt}
          aria-describedby="prompt-hint"
          onInput={({ currentTarget: { value } }) => change({ prompt: value })}
        />
        <small id="prompt-hint">{text.promptHint}</small>
      </label>
      <label>
        {text.webhook}
        <input
          type="url"
          placeholder="https://"
          value={chosen.value.webhook}
          aria-describedby="webhook-hint"
          onInput={({ currentTarget: { value } }) => change({ webhook: value })}
        />
        <small id="webhook-hint">{text.webhookHint}</small>
      </label>
    </details>
  );
}

/** What is not as usual, so that it is seen while the options are folded. */
function Chosen() {
  const { model, language: spoken, profile } = chosen.value;
  const parts = [
    ...(model !== '' && model === usedModel.value?.name ? [model] : []),
    ...(spoken === 'auto' ? [] : [nameOf(spoken)]),
    ...(profile === 'balanced' ? [] : [words().profiles[profile]]),
  ];
  return <small class="hint">{parts.join(', ')}</small>;
}

/** Where the service has several; their names are what the service calls them. */
function ModelChoice() {
  const text = words();
  return (
    <label>
      {text.model}
      <select
        value={usedModel.value?.name}
        aria-describedby="model-hint"
        onChange={({ currentTarget: { value } }) => chooseModel(value)}
      >
        {models.value.map(({ name, ...model }) => (
          <option key={name} value={name}>
            {model.default ? text.usualModel(name) : name}
          </option>
        ))}
      </select>
      <small id="model-hint">{text.modelHint}</small>
    </label>
  );
}

function LanguageOptions() {
  const known = usedModel.value?.languages ?? [];
  const { language: spoken } = chosen.value;
  const listed = known.includes(spoken) || spoken === 'auto' ? known : [...known, spoken];
  const named = listed.map((code) => ({ code, name: nameOf(code) }));
  named.sort((one, other) => one.name.localeCompare(other.name, language.value));
  return (
    <>
      {known.length !== 1 && <option value="auto">{words().detect}</option>}
      {named.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </>
  );
}

export function nameOf(code: string): string {
  try {
    return new Intl.DisplayNames(language.value, { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
