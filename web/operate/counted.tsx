import { count } from '../shared/language.ts';
import { said } from '../shared/reason-words.ts';

type Props = {
  heading: string;
  hint: string;
  none: string;
  /** Of what the codes are. */
  kind: 'job' | 'delivery';
  counts: Readonly<Record<string, number>>;
};

/** How often what happened, the most frequent first, each with a bar as long as its share. */
export function Counted({ heading, hint, none, kind, counts }: Props) {
  const entries = Object.entries(counts)
    .filter(([, value]) => value > 0)
    .sort(([, one], [, other]) => other - one);
  const most = entries[0]?.[1] ?? 1;
  return (
    <section>
      <h2>{heading}</h2>
      {entries.length > 0 && <small class="hint">{hint}</small>}
      {entries.length === 0 && <p class="hint">{none}</p>}
      <ul class="counted">
        {entries.map(([code, value]) => (
          <li key={code}>
            <span>
              {said(kind, code)} <code>{code}</code>
            </span>
            <span>{count(value)}</span>
            <meter min={0} max={most} value={value} aria-label={said(kind, code) ?? code} />
          </li>
        ))}
      </ul>
    </section>
  );
}
