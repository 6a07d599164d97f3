import { said } from './reason-words.ts';

type Props = { kind: 'job' | 'attempt' | 'delivery'; code: string; message: string };

/** Why something did not work: in the page's language, by its code for who looks it up, and what the service says to it. */
export function Reason({ kind, code, message }: Props) {
  return (
    <>
      {said(kind, code)} <code>{code}</code>{' '}
      <small class="hint" lang="en">
        {message}
      </small>
    </>
  );
}
