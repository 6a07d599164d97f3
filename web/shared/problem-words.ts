import { inEachLanguage } from './language.ts';

export const words = inEachLanguage({
  en: {
    noAnswer: 'the service did not answer. Look whether there is a connection, and try again.',
    /** The service says it in English itself. */
    problem: (_status: number, detail: string) => detail,
  },
  sv: {
    noAnswer: 'tjänsten svarade inte. Se efter att det finns en anslutning, och försök igen.',
    problem: (status: number, detail: string) => `${meaningOf(status)} (”${detail}”)`,
  },
});

function meaningOf(status: number): string {
  if (status === 404 || status === 410) return 'det finns inte, eller inte längre';
  if (status === 409) return 'det går inte i det läge som är nu';
  if (status === 413) return 'det är för stort';
  if (status === 429) return 'det blev för mycket på en gång; försök igen om en stund';
  return status >= 500 ? 'tjänsten gjorde fel; försök igen' : 'tjänsten godtog inte det som skickades';
}
