/** Rules of the job options that need more than their shape: what the deployed model can do, and what S3 clients set. */
import { RESERVED_OPTION_NAMES, TranscriptionOptions } from './contracts/options.ts';
import type { ModelSettings } from './contracts/settings.ts';
import { JobFailure } from './errors.ts';

/** Undefined when the model can do it, else what is wrong, for the client. */
export function languageProblem(language: string | undefined, model: ModelSettings): string | undefined {
  if (language === undefined || language === 'auto' || model.languages.includes(language)) return undefined;
  return `the model ${model.name} cannot do "${language}"; expected "auto" or one of ${model.languages.join(', ')}`;
}

/** The language the engine is told: what was asked, else the model's only one, else detection. */
export function effectiveLanguage(options: TranscriptionOptions, model: ModelSettings): string {
  const [first, second] = model.languages;
  const fallback = first !== undefined && second === undefined ? first : 'auto';
  return options.language ?? fallback;
}

/**
 * Options that an S3 client set as object metadata (`x-amz-meta-language: sv`). Metadata of other names belongs to the
 * client's tools (mtime, md5chksum, …) and is let be.
 *
 * @param metadata user metadata as S3 returns it, names without the `x-amz-meta-` prefix
 * @throws JobFailure `unsupported_option` for an option that cannot be honoured
 */
export function optionsFromMetadata(metadata: Record<string, string>, model: ModelSettings): TranscriptionOptions {
  const named = Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]));
  const reserved = RESERVED_OPTION_NAMES.filter((name) => name in named);
  if (reserved.length > 0) throw unsupported(`${reserved.join(', ')} cannot be set in this version; upload without it`);
  const { language } = named;
  const parsed = TranscriptionOptions.safeParse(language === undefined ? {} : { language });
  if (!parsed.success) throw unsupported(`language: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
  const problem = languageProblem(parsed.data.language, model);
  if (problem) throw unsupported(`language: ${problem}`);
  return parsed.data;
}

function unsupported(what: string): JobFailure {
  return new JobFailure('unsupported_option', `the object's metadata asks for what cannot be done: ${what}`);
}
