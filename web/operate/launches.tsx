import type { Operation } from '../../clients/typescript/index.ts';
import { count, moment } from '../shared/language.ts';
import { marketName, words } from './words.ts';

/** Whether machines are started when they are needed, and what EC2 said. */
export function Launches({ operation: { launches, since_deployment } }: { operation: Operation }) {
  const text = words();
  const { halted_until, refused_until, one_at_a_time } = launches;
  const holds = [
    ...(halted_until ? [text.halted(moment(halted_until))] : []),
    ...(refused_until ? [text.refusedUntil(moment(refused_until))] : []),
    ...(one_at_a_time ? [text.oneAtATime] : []),
  ];
  const counts = [
    ...Object.entries(since_deployment.launched).map(([market, value]) =>
      text.launched(count(value), marketName(market)),
    ),
    ...Object.entries(since_deployment.refused).map(([code, value]) => text.refused(count(value), code)),
  ];
  return (
    <section aria-labelledby="launches">
      <h2 id="launches">{text.launches}</h2>
      {holds.length === 0 ? <p>{text.free}</p> : holds.map((hold) => <p class="problem">{hold}</p>)}
      <ul>
        {counts.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <small class="hint">{text.sinceDeployment}</small>
    </section>
  );
}
