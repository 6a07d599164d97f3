/**
 * The models this service knows by name. A deployment runs one of them (or a model of its own, described in the stage
 * configuration); a request may name it, and any other name is refused.
 */
import type { ModelSettings } from '../contracts/settings.ts';
import { modelNamed, type ServedModels } from './served-models.ts';

export type KnownModel = ModelSettings & {
  /** Hub id of weights in the format of the model's engine; without one, the stage says where they are. */
  source?: string;
  /** Commit of the hub's repository that has them; an image is built from it unless the stage names another. */
  revision?: string;
  /** Size of the weights in MB, which is about what they take of a GPU's memory; batches come on top. */
  size_mb: number;
};

/** Of the third version, the first with Cantonese (yue). Javanese stands under a code that ISO 639 has withdrawn. */
const WHISPER_LANGUAGES =
  'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt ln ha ba su jw haw yue'.split(
    ' ',
  );

/** KBLab's models (National Library of Sweden, Apache 2.0): Swedish alone; they were not trained to translate. */
function kbWhisper(size: string, size_mb: number, revision: string): KnownModel {
  const name = `kb-whisper-${size}`;
  return { name, source: `KBLab/${name}`, revision, languages: ['sv'], tasks: ['transcribe'], size_mb };
}

export const KNOWN_MODELS: readonly KnownModel[] = [
  kbWhisper('tiny', 76, '76d796af43a50fa34321efa562c9b9887a187463'),
  kbWhisper('base', 148, '1499d2d2f0c7ed545bd6f2eec85287cf8d8c8b38'),
  kbWhisper('small', 488, '3564d61a42fc210ceaa55a22a96dd64478959c78'),
  kbWhisper('medium', 1530, '0abe10b9d7f75d0902656e5c06c5c4d549604dc5'),
  kbWhisper('large', 3090, 'd5d5984b4d8f7c4847a8ea203f1976285fb28300'),
  {
    name: 'whisper-large-v3',
    source: 'Systran/faster-whisper-large-v3',
    languages: WHISPER_LANGUAGES,
    tasks: ['transcribe', 'translate'],
    size_mb: 3090,
  },
  {
    // OpenAI left translation data out when it made the turbo model (openai/whisper discussion 2363).
    name: 'whisper-large-v3-turbo',
    source: 'mobiuslabsgmbh/faster-whisper-large-v3-turbo',
    languages: WHISPER_LANGUAGES,
    tasks: ['transcribe'],
    size_mb: 1620,
  },
  {
    // Moonshine AI's, MIT: English alone.
    name: 'moonshine-base',
    engine: 'moonshine',
    languages: ['en'],
    tasks: ['transcribe'],
    size_mb: 63,
  },
];

/** Languages that Whisper calls by another name than ISO 639-1 does today. */
const OTHER_NAMES: Readonly<Record<string, string>> = { jv: 'jw' };

/** What the model calls a language. */
export function languageOf(model: ModelSettings, language: string): string {
  const other = OTHER_NAMES[language];
  return other !== undefined && !model.languages.includes(language) ? other : language;
}

/** Undefined when a deployed model is the one that was asked for, else what is wrong, for the client. */
export function modelProblem(wanted: string, deployed: ServedModels): string | undefined {
  if (modelNamed(deployed, wanted)) return undefined;
  const known = KNOWN_MODELS.some((model) => model.name === wanted);
  const names = deployed.map(({ name }) => `"${name}"`).join(', ');
  return `${known ? 'this deployment does not run' : 'there is no'} model "${wanted}"; expected ${names}, or leave it out`;
}
