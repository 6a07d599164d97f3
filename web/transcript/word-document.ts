/** A transcript as a document for Word. The library is loaded when somebody wants one. */
import { Document, HeadingLevel, Packer, Paragraph, TextRun } from 'docx';
import { clockTime } from '../shared/language.ts';
import type { Paragraph as Said } from './paragraphs.ts';

/** What XML cannot hold, whatever stands for it. */
const NO_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const clean = (text: string) => text.replaceAll(NO_XML, '');

export function wordDocument(title: string, about: string, paragraphs: readonly Said[]): Promise<Blob> {
  const children = [
    new Paragraph({ heading: HeadingLevel.HEADING_1, children: [new TextRun(clean(title))] }),
    new Paragraph({ children: [new TextRun({ text: clean(about), italics: true })] }),
    ...paragraphs.map(saidParagraph),
  ];
  return Packer.toBlob(new Document({ title: clean(title), sections: [{ children }] }));
}

function saidParagraph({ start, speaker, text }: Said): Paragraph {
  const who = speaker === undefined ? [] : [new TextRun({ text: `${clean(speaker)}: `, bold: true })];
  const when = new TextRun({ text: `${clockTime(start)}  `, color: '595959' });
  return new Paragraph({ spacing: { after: 160 }, children: [when, ...who, new TextRun(clean(text))] });
}
