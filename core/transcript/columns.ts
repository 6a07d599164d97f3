/** How wide text stands on a screen, in the columns of a terminal or a subtitle: a Chinese character takes two. */

/** East Asian wide and full-width characters and emoji (Unicode 16, EastAsianWidth.txt W and F; emoji-data.txt). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2fb}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Marks on other characters, signs that nobody sees, and the Hangul vowels and finals that join the letter before. */
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff]/u;
/** Asks for a text character to be drawn as an emoji. */
const EMOJI_STYLE = '\ufe0f';
const ASCII = /^[ -~]*$/;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

export function columns(text: string): number {
  if (ASCII.test(text)) return text.length;
  return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + columnsOfGrapheme(segment), 0);
}

/** What is drawn as one is never wider than one full-width character, however many code points make it. */
function columnsOfGrapheme(grapheme: string): number {
  if (grapheme.includes(EMOJI_STYLE)) return 2;
  const widths = Array.from(grapheme, (character) =>
    WITHOUT_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1,
  );
  return Math.min(
    2,
    widths.reduce((sum: number, width) => sum + width, 0),
  );
}
