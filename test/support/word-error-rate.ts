/** Word edits that turn the text into the reference, in percent of the reference's words; case and punctuation ignored. */
export function wordErrorRate(reference: string, text: string): number {
  const [wanted, given] = [words(reference), words(text)];
  let previous = Array.from({ length: given.length + 1 }, (_, index) => index);
  wanted.forEach((word, row) => {
    const current = [row + 1];
    given.forEach((other, column) => {
      const substituted = (previous[column] ?? 0) + (word === other ? 0 : 1);
      current.push(Math.min(substituted, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    });
    previous = current;
  });
  return (100 * (previous.at(-1) ?? 0)) / wanted.length;
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}
