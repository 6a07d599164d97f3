import { inEachLanguage, language } from '../shared/language.ts';

const percent = (share: number) =>
  new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 0 }).format(share);

const en = {
  soFar: 'Heard so far',
  loading: 'Loading…',
  unnamed: 'Recording',
  id: 'id',
  notLoaded: (message: string) => `This could not be loaded: ${message}`,
  again: 'Try again',
  backToList: 'All recordings',

  waitsForFile: 'Waits for its file.',
  waits: 'Waits for a machine.',
  waitsInLine: (place: number) =>
    place === 1 ? 'Waits for a machine: next in line.' : `Waits for a machine: number ${place} in line.`,
  atWork: 'Is being transcribed.',
  progress: 'How much is heard',
  heard: (done: string, all: string) => `${done} of ${all} heard`,
  left: (span: string) => `about ${span} left`,
  held: (message: string) => `Held: ${message}`,
  cancel: 'Cancel',
  failed: 'This did not work.',
  cancelled: 'This was cancelled.',
  retry: 'Try again',
  advice: {
    again: 'That may pass by itself: try again. If it does not, give the code above to who operates the service.',
    noSound: 'Play the file on your own machine. If you hear something, save it as MP3, WAV or M4A and send that.',
    tooLong: 'Part the recording into shorter ones, and send these.',
    url: 'Look whether the address leads to the file itself, for everybody, without signing in.',
  },

  recording: 'The recording',
  noAudio:
    'The recording itself is not stored: it came from an address of the web, or its time is over. Its text stays.',
  cannotPlay: 'Your browser cannot play this recording here. It can still be opened or saved under “Export”.',
  back: (seconds: number) => `−${seconds} s: back`,
  forward: (seconds: number) => `+${seconds} s: forward`,
  speed: 'Speed',
  follow: 'Back to where it plays',
  playFrom: (time: string) => `Play from ${time}`,

  search: 'Search in the text',
  noHits: 'not found',
  hit: (at: number, count: number, isCut: boolean) => `${at} of ${count}${isCut ? '+' : ''}`,
  previousHit: 'Previous place',
  nextHit: 'Next place',
  unsure: (count: number) => (count === 1 ? '1 unsure word' : `${count} unsure words`),
  nextUnsure: 'Next',
  noSpeech: 'Nobody speaks in this recording, or nobody that could be understood.',
  nothingSaid: '(nothing)',
  gap: (span: string) => `${span} without words here: a voice, music or noise`,
  removed: (time: string) => `Text that was left out at ${time}`,
  whyRemoved: 'The machine wrote this where nobody seems to speak. It is not part of the text.',

  edit: 'Edit',
  editAt: (time: string) => `Edit the text at ${time}`,
  textAt: (time: string) => `Text at ${time}`,
  editKeys: 'Ctrl+Enter keeps it, Esc gives it up',
  keep: 'Keep',
  giveUp: 'Give up',
  speaker: 'Who speaks',
  nobody: 'nobody in particular',
  anotherSpeaker: 'somebody else…',
  newName: 'Name of who speaks',

  exports: 'Export',
  formats: {
    txt: 'Text (.txt)',
    srt: 'Subtitles (.srt)',
    vtt: 'Subtitles (.vtt)',
    tsv: 'Table (.tsv)',
    json: 'Everything (.json)',
  },
  copy: 'Copy the text',
  copyWithTimes: 'Copy with times',
  copied: 'The text is in the clipboard.',
  notCopied: (message: string) => `The browser did not allow it: ${message}`,
  exportFailed: (kind: string, message: string) => `No ${kind} could be made: ${message}`,
  noJson: 'the service answered another format in place of JSON; is a proxy between?',
  tooLongFor: (format: string) => `it is too long to be written as ${format}; take json in its place`,
  badLink: (status: number) => `the bucket answered ${status} to the link of the transcript; load it again`,
  savedOnly: 'Files hold what is saved, without your changes since.',

  saved: (version: number) => `Saved as version ${version}.`,
  undo: 'Undo',
  docx: 'Word (.docx)',
  aboutDocument: (length: string, version: number) =>
    `Transcript of a recording of ${length}, ${version === 0 ? 'as it was heard' : `version ${version}`}`,
  strip: (length: string, speech: number, confidence: number | undefined) =>
    `The recording of ${length} at a glance: somebody speaks in ${percent(speech)} of it${
      confidence === undefined ? '' : `; the machine was sure of its words by ${percent(confidence)}`
    }. Click to go there.`,

  version: (version: number) => `Version ${version}`,
  versions: (count: number) => `Versions (${count})`,
  original: 'The original, as it was heard',
  changed: (count: number) => (count === 1 ? '1 line changed' : `${count} lines changed`),
  asVersion: (version: number) => (version === 0 ? 'as the original again' : `as version ${version} again`),
  look: 'Look at it',
  lookAt: (version: number) => `Look at it: version ${version}`,
  restore: 'Go back to it',
  restoreOf: (version: number) => `Go back to it: version ${version}`,
  saveFirst: 'Save or discard your changes before you go to another version.',
  notNewest: (version: number) =>
    version === 0
      ? 'This is the original; there is a newer version.'
      : `This is version ${version}; there is a newer one.`,
  toNewest: 'Show the newest',
  unsaved: (count: number) => (count === 1 ? '1 change, not saved' : `${count} changes, not saved`),
  author: 'Your name',
  save: 'Save as a version',
  discard: 'Discard',
  somebody: 'Somebody',
  conflict: (who: string, version: number) =>
    `${who} saved version ${version} meanwhile. Your changes are kept, and nothing is overwritten.`,
  takeNewest: (version: number) => `Put my changes on version ${version}`,
  touched: (count: number) =>
    count === 1
      ? 'One of the lines you changed was changed there too. Yours is shown; look at it before you save.'
      : `${count} of the lines you changed were changed there too. Yours are shown; look at them before you save.`,
  speakers: (count: number) => `Speakers (${count})`,
  nameOf: (speaker: string) => `Name of ${speaker}`,
  speakerOf: (number: string) => `Speaker ${number}`,

  keys: 'Keys',
  keysOn: 'Single keys work while nothing is typed',
  keyList: [
    ['space or k', 'play, pause'],
    ['j, ←', 'back 5 seconds'],
    ['l, →', 'forward 5 seconds'],
    ['< >', 'slower, faster'],
    ['n', 'next unsure word'],
    ['e', 'edit the line that is heard'],
    ['/', 'search'],
    ['Ctrl+S', 'save as a version'],
  ] as ReadonlyArray<readonly [string, string]>,
};

const sv: typeof en = {
  soFar: 'Hört hittills',
  loading: 'Laddar…',
  unnamed: 'Inspelning',
  id: 'id',
  notLoaded: (message) => `Det här kunde inte laddas: ${message}`,
  again: 'Försök igen',
  backToList: 'Alla inspelningar',

  waitsForFile: 'Väntar på sin fil.',
  waits: 'Väntar på en maskin.',
  waitsInLine: (place) =>
    place === 1 ? 'Väntar på en maskin: näst på tur.' : `Väntar på en maskin: nummer ${place} i kön.`,
  atWork: 'Transkriberas.',
  progress: 'Hur mycket som är hört',
  heard: (done, all) => `${done} av ${all} hört`,
  left: (span) => `ungefär ${span} kvar`,
  held: (message) => `Hålls inne: ${message}`,
  cancel: 'Avbryt',
  failed: 'Det här gick inte.',
  cancelled: 'Det här avbröts.',
  retry: 'Försök igen',
  advice: {
    again: 'Det kan gå över av sig själv: försök igen. Gör det inte det, ge koden ovan till den som driver tjänsten.',
    noSound: 'Spela filen på din egen dator. Hörs det något, spara den som MP3, WAV eller M4A och skicka den.',
    tooLong: 'Dela inspelningen i kortare delar, och skicka dem.',
    url: 'Se efter om adressen leder till själva filen, för alla, utan inloggning.',
  },

  recording: 'Inspelningen',
  noAudio:
    'Själva inspelningen är inte lagrad: den kom från en adress på webben, eller dess tid är över. Texten finns kvar.',
  cannotPlay: 'Din webbläsare kan inte spela inspelningen här. Den kan ändå öppnas eller sparas under ”Exportera”.',
  back: (seconds) => `−${seconds} s: bakåt`,
  forward: (seconds) => `+${seconds} s: framåt`,
  speed: 'Hastighet',
  follow: 'Tillbaka dit där den spelas',
  playFrom: (time) => `Spela från ${time}`,

  search: 'Sök i texten',
  noHits: 'finns inte',
  hit: (at, count, isCut) => `${at} av ${count}${isCut ? '+' : ''}`,
  previousHit: 'Föregående ställe',
  nextHit: 'Nästa ställe',
  unsure: (count) => (count === 1 ? '1 osäkert ord' : `${count} osäkra ord`),
  nextUnsure: 'Nästa',
  noSpeech: 'Ingen talar i inspelningen, eller ingen som gick att förstå.',
  nothingSaid: '(inget)',
  gap: (span) => `${span} utan ord här: en röst, musik eller brus`,
  removed: (time) => `Text som utelämnades vid ${time}`,
  whyRemoved: 'Maskinen skrev det här där ingen tycks tala. Det hör inte till texten.',

  edit: 'Redigera',
  editAt: (time) => `Redigera texten vid ${time}`,
  textAt: (time) => `Text vid ${time}`,
  editKeys: 'Ctrl+Enter behåller, Esc överger',
  keep: 'Behåll',
  giveUp: 'Överge',
  speaker: 'Vem som talar',
  nobody: 'ingen särskild',
  anotherSpeaker: 'någon annan…',
  newName: 'Namn på den som talar',

  exports: 'Exportera',
  formats: {
    txt: 'Text (.txt)',
    srt: 'Undertexter (.srt)',
    vtt: 'Undertexter (.vtt)',
    tsv: 'Tabell (.tsv)',
    json: 'Allt (.json)',
  },
  copy: 'Kopiera texten',
  copyWithTimes: 'Kopiera med tider',
  copied: 'Texten finns i urklipp.',
  notCopied: (message) => `Webbläsaren tillät det inte: ${message}`,
  exportFailed: (kind, message) => `Ingen ${kind} kunde göras: ${message}`,
  noJson: 'tjänsten svarade i ett annat format än JSON; finns det en proxy emellan?',
  tooLongFor: (format) => `den är för lång för att skrivas som ${format}; ta json i stället`,
  badLink: (status) => `lagret svarade ${status} på länken till texten; ladda om`,
  savedOnly: 'Filerna har det som är sparat, utan dina ändringar sedan dess.',

  saved: (version) => `Sparat som version ${version}.`,
  undo: 'Ångra',
  docx: 'Word (.docx)',
  aboutDocument: (length, version) =>
    `Utskrift av en inspelning på ${length}, ${version === 0 ? 'som den hördes' : `version ${version}`}`,
  strip: (length, speech, confidence) =>
    `Inspelningen på ${length} i korthet: någon talar i ${percent(speech)} av den${
      confidence === undefined ? '' : `; maskinen var säker på orden till ${percent(confidence)}`
    }. Klicka för att gå dit.`,

  version: (version) => `Version ${version}`,
  versions: (count) => `Versioner (${count})`,
  original: 'Originalet, som det hördes',
  changed: (count) => (count === 1 ? '1 rad ändrad' : `${count} rader ändrade`),
  asVersion: (version) => (version === 0 ? 'åter som originalet' : `åter som version ${version}`),
  look: 'Titta på den',
  lookAt: (version) => `Titta på den: version ${version}`,
  restore: 'Gå tillbaka till den',
  restoreOf: (version) => `Gå tillbaka till den: version ${version}`,
  saveFirst: 'Spara eller kasta dina ändringar innan du går till en annan version.',
  notNewest: (version) =>
    version === 0
      ? 'Det här är originalet; det finns en nyare version.'
      : `Det här är version ${version}; det finns en nyare.`,
  toNewest: 'Visa den nyaste',
  unsaved: (count) => (count === 1 ? '1 ändring, inte sparad' : `${count} ändringar, inte sparade`),
  author: 'Ditt namn',
  save: 'Spara som version',
  discard: 'Kasta',
  somebody: 'Någon',
  conflict: (who, version) =>
    `${who} sparade version ${version} under tiden. Dina ändringar är kvar, och inget skrivs över.`,
  takeNewest: (version) => `Lägg mina ändringar på version ${version}`,
  touched: (count) =>
    count === 1
      ? 'En av raderna du ändrade ändrades där också. Din visas; se på den innan du sparar.'
      : `${count} av raderna du ändrade ändrades där också. Dina visas; se på dem innan du sparar.`,
  speakers: (count) => `Talare (${count})`,
  nameOf: (speaker) => `Namn på ${speaker}`,
  speakerOf: (number) => `Talare ${number}`,

  keys: 'Tangenter',
  keysOn: 'Enstaka tangenter verkar när inget skrivs',
  keyList: [
    ['mellanslag eller k', 'spela, pausa'],
    ['j, ←', 'bakåt 5 sekunder'],
    ['l, →', 'framåt 5 sekunder'],
    ['< >', 'långsammare, snabbare'],
    ['n', 'nästa osäkra ord'],
    ['e', 'redigera raden som hörs'],
    ['/', 'sök'],
    ['Ctrl+S', 'spara som version'],
  ],
};

export const words = inEachLanguage({ en, sv });
