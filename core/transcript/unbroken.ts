/**
 * The parts of a text that no cue and no line may cut. Where words are parted by spaces these are the words; Chinese,
 * Japanese, Thai, … have none, and Unicode's word segmentation (UAX #29 with ICU's dictionaries) finds them.
 */

/** From `from` to `to` of the text. */
export type Unbroken = { text: string; from: number; to: number; spaceBefore: boolean };

const BLANK = /^[\s\p{Cc}]+$/u;
/** Scripts written without spaces, their punctuation, and emoji. */
const UNSPACED =
  '[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Tibt}\\p{Emoji_Presentation}\\uff01-\\uff60\\u200b]';
/** Whether some of a text is written without spaces between its words. */
export const HAS_UNSPACED = new RegExp(UNSPACED, 'u');
const BEGINS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u');
const ENDS_UNSPACED = new RegExp(`${UNSPACED}\\p{M}*$`, 'u');
/** JLREQ (W3C), 3.1.7: no line begins with closing marks, iteration and length marks, small kana; nor with a mark of Thai or Lao. */
const NEVER_FIRST =
  /^[\p{Pe}\p{Pf}\p{M}\u0e33\u0eb3、。，．・：；？！,.:;?!%‰℃°…‥ーｰ々〻ヽヾゝゞゎゕゖヮヵヶぁぃぅぇぉっゃゅょァィゥェォッャュョㇰ-ㇿ〜～゠‐–ๆฯໆฯ｡､･｣]/u;
/** JLREQ, 3.1.8: none ends with an opening mark; and a number stays with what it counts. */
const NEVER_LAST = /[\p{Ps}\p{Pi}\p{Sc}\p{Nd}]$/u;
/** French sets spaces inside « », and before ! ? : ; % */
const MARK_AFTER_SPACE = /^[!?:;%»›]{1,3}(?=\s|$)/u;
/** As many as the mark's pattern looks at. */
const MARK_CHARACTERS = 4;
const MARK_BEFORE_SPACE = /[«‹]$/u;

const words = new Intl.Segmenter('und', { granularity: 'word' });

export function unbrokenParts(text: string): Unbroken[] {
  const parts: Unbroken[] = [];
  let spaceBefore = false;
  for (const { segment, index } of words.segment(text)) {
    if (BLANK.test(segment)) {
      spaceBefore = true;
      continue;
    }
    const last = parts.at(-1);
    const to = index + segment.length;
    if (last && !mayPart(last.text, text.slice(index, index + MARK_CHARACTERS), spaceBefore)) {
      last.text = `${last.text}${spaceBefore ? ' ' : ''}${segment}`;
      last.to = to;
    } else parts.push({ text: segment, from: index, to, spaceBefore });
    spaceBefore = false;
  }
  return parts;
}

function mayPart(before: string, after: string, spaceBetween: boolean): boolean {
  if (spaceBetween) {
    const isMark = MARK_AFTER_SPACE.test(after) && /[\p{L}\p{N}\p{Pe}\p{Pf}]$/u.test(before);
    return !isMark && !MARK_BEFORE_SPACE.test(before);
  }
  if (NEVER_FIRST.test(after) || NEVER_LAST.test(before)) return false;
  return ENDS_UNSPACED.test(before) || BEGINS_UNSPACED.test(after);
}
