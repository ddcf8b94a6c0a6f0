/** A production as files: the records as CSV and as one printable page, the log of what was kept back, and the manifest. */
import { sha256 } from '#kit/ids.ts';
import type { Formats, Translate } from '#i18n/translate.ts';
import { csvText } from '#web/components/csv.ts';
import { html, type Html, trustedHtml } from '#web/html.ts';
import type { LogRow, ProducedRecord, Production, Reason } from './disclosure-export.ts';

export type ExportWords = { t: Translate; formats: Formats; tag: string; say(text: { en: string }): string };
export type ExportHead = {
  demandNumber: string;
  productionNumber: number;
  city: string;
  /** In words, in the city's zone. */
  madeOn: string;
  isPractice: boolean;
};

const black = '■■■';

/** What stands in place of a passage. */
function label(words: ExportWords, why: Reason | null): string {
  return `${black} [${why ? shortReason(words, why) : ''}]`;
}

function shortReason({ t, say }: ExportWords, why: Reason): string {
  if (why.kind === 'ground') return say(why.ground.name);
  return why.kind === 'privilege' ? t(`disclosure.privilege.${why.privilege}`) : t('disclosure.export.not-responsive');
}

function citationOf(words: ExportWords, why: Reason): string {
  if (why.kind !== 'ground') return '';
  return why.ground.textStatus === 'verified'
    ? why.ground.citation
    : `${why.ground.citation} (${words.t('disclosure.export.unverified')})`;
}

export function recordsCsv(words: ExportWords, head: ExportHead, { records }: Production): string {
  const { t } = words;
  const columns = ['number', 'class', 'date', 'department', 'author', 'field', 'text'] as const;
  const rows = records.flatMap((record) => {
    const lead = [record.number, record.className, record.recordedOn, record.department, record.author];
    const texts = record.texts.map((one) => [
      ...lead,
      one.label,
      one.pieces.map((piece) => piece ?? label(words, one.why)).join(' '),
    ]);
    const files = record.files.map((one) => [...lead, one.label, one.released?.name ?? label(words, one.why)]);
    return [...texts, ...files];
  });
  return csvText(
    leadLines(words, head),
    columns.map((column) => t(`disclosure.export.${column}`)),
    rows,
  );
}

const logColumns = ['number', 'date', 'author', 'class', 'field', 'how', 'ground', 'citation'] as const;

function logCells(words: ExportWords, row: LogRow): string[] {
  const how = words.t(`disclosure.export.how-${row.how}`);
  const { number, recordedOn, author, className, label: field, why } = row;
  return [number, recordedOn, author, className, field, how, shortReason(words, why), citationOf(words, why)];
}

export function withheldCsv(words: ExportWords, head: ExportHead, { log }: Production): string {
  return csvText(
    leadLines(words, head),
    logColumns.map((column) => words.t(`disclosure.export.${column}`)),
    log.map((row) => logCells(words, row)),
  );
}

function leadLines({ t }: ExportWords, { isPractice }: ExportHead): string[] {
  return isPractice ? [t('disclosure.export.practice')] : [];
}

/** One page for the printer that needs nothing beside itself: no script, no font, no picture, no address. */
export function recordsHtml(words: ExportWords, head: ExportHead, production: Production): string {
  const { t, tag } = words;
  const title = t('disclosure.export.title', { number: head.demandNumber, production: head.productionNumber });
  const page: Html = html`<!doctype html>
<html lang="${tag}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${trustedHtml(styleOf(words, head))}</style></head><body>
${head.isPractice ? html`<p class="mark" aria-hidden="true">${t('disclosure.export.practice-word')}</p><p class="practice">${t('disclosure.export.practice')}</p>` : null}
<header><h1>${title}</h1><p>${head.city} · ${head.madeOn}</p>
<p>${t('disclosure.export.counts', { records: production.records.length, kept: production.log.length, other: production.notResponsive })}</p>
<p>${t('disclosure.export.explains', { black })}</p></header>
<main>${production.records.map((record) => recordHtml(words, record))}
<section><h2>${t('disclosure.export.log')}</h2>${production.log.length === 0 ? html`<p>${t('disclosure.export.log-empty')}</p>` : logTable(words, production.log)}</section></main>
</body></html>`;
  return page.text;
}

function recordHtml(words: ExportWords, record: ProducedRecord): Html {
  const { t } = words;
  const gone = (why: Reason | null) => html`<strong class="black">${label(words, why)}</strong>`;
  const texts = record.texts.map(
    ({ label: name, pieces, why }) =>
      html`<dt>${name}</dt><dd>${pieces.map((piece) => (piece === null ? html` ${gone(why)} ` : piece))}</dd>`,
  );
  const files = record.files.map(
    ({ label: name, released, why }) =>
      html`<dt>${name}</dt><dd>${released ? html`${t('disclosure.export.file', { name: released.name })}` : gone(why)}</dd>`,
  );
  return html`<article><h2>${record.number}</h2><p>${record.className} · ${record.recordedOn} · ${[record.department, record.author].filter((one) => one !== '').join(' · ')}</p><dl>${texts}${files}</dl></article>
`;
}

function logTable(words: ExportWords, log: readonly LogRow[]): Html {
  const heads = logColumns.map((column) => html`<th scope="col">${words.t(`disclosure.export.${column}`)}</th>`);
  const rows = log.map(
    (row) => html`<tr>${logCells(words, row).map((cell) => html`<td>${cell}</td>`)}</tr>
`,
  );
  return html`<table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table>`;
}

/** Number and day stand on every printed page; both are ours, so that nothing typed gets into a style. */
function styleOf({ t }: ExportWords, { demandNumber, productionNumber }: ExportHead): string {
  const safe = (text: string) => JSON.stringify(text.replace(/[<>\\"]/g, ''));
  return `@page{margin:2cm;@top-left{content:${safe(`${demandNumber} / ${productionNumber}`)}}@bottom-right{content:${safe(`${t('disclosure.export.page')} `)} counter(page) " / " counter(pages)}}
body{font:11pt/1.45 Georgia,serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.4rem}h2{font-size:1.05rem;margin:0 0 .2rem}article{border-top:1px solid #777;padding:1rem 0;break-inside:avoid-page}
dl{margin:0}dt{font-weight:bold;margin-top:.5rem}dd{margin:0;white-space:pre-wrap}.black{font-family:sans-serif;font-size:.85em}
table{border-collapse:collapse;width:100%;font-size:.8rem}th,td{border:1px solid #777;padding:.25rem .4rem;text-align:left;vertical-align:top}
.mark{position:fixed;top:40%;left:0;right:0;text-align:center;font:bold 6rem sans-serif;color:#b50909;opacity:.12;transform:rotate(-24deg);margin:0;pointer-events:none}
.practice{border:2px solid #b50909;padding:.5rem;font-family:sans-serif}`;
}

export type ManifestFile = { name: string; sha256: string; bytes: number };

/** Everything that goes out by its hash, and which record has which number; its own hash names the production. */
export function manifestJson(head: ExportHead, production: Production, files: readonly ManifestFile[]): string {
  const { demandNumber, productionNumber, city, madeOn, isPractice } = head;
  const records = production.records.map(({ number, recordId }) => ({ number, record: recordId }));
  return `${JSON.stringify(
    {
      demand: demandNumber,
      production: productionNumber,
      city,
      made: madeOn,
      practice: isPractice,
      files,
      records,
      kept_back: production.log.length,
      not_responsive: production.notResponsive,
    },
    null,
    2,
  )}\n`;
}

export function fileOf(name: string, content: string): ManifestFile & { content: Buffer } {
  const bytes = Buffer.from(content);
  return { name, sha256: sha256(bytes), bytes: bytes.length, content: bytes };
}
