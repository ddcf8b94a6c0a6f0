/** What waits for the scanner and in what it found something; and one file with where it is used. */
import { type FileScan, type ScanCounts, type ScannerSays, shownState } from '#platform/file-scans.ts';
import { fileTag } from '#web/components/file-state.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { uploadPath } from './upload-paths.ts';
import type { FileUse } from './upload-questions.ts';

export type UploadsView = {
  counts: ScanCounts;
  infected: readonly FileScan[];
  open: readonly FileScan[];
  says: ScannerSays;
  uses: readonly FileUse[];
};

export function uploadsPage(page: Page, { counts, infected, open, says, uses }: UploadsView): Html {
  const { t, formats } = page;
  const oldest = counts.oldestWaitingAt
    ? html` ${t('upload.page.oldest', { at: formats.instant(counts.oldestWaitingAt) })}`
    : null;
  return html`<h1>${t('upload.page.title')}</h1>
<p class="usa-intro">${t(`upload.scanner.${says.kind}`, { version: says.kind === 'there' ? says.version : '' })}</p>
<dl class="st-facts">
<dt>${t('upload.state.infected')}</dt><dd>${counts.infected}</dd>
<dt>${t('upload.state.waiting')}</dt><dd>${counts.waiting}${oldest}</dd>
${counts.tooLarge > 0 ? html`<dt>${t('upload.state.too_large')}</dt><dd>${counts.tooLarge}. ${t('upload.page.too-large')}</dd>` : null}
<dt>${t('upload.state.clean')}</dt><dd>${counts.clean}</dd>
<dt>${t('upload.state.not_scanned')}</dt><dd>${counts.notScanned}</dd>
</dl>
<section class="st-section" aria-labelledby="infected"><h2 id="infected">${t('upload.page.infected')}</h2>
${infected.length === 0 ? html`<p>${t('upload.page.none-infected')}</p>` : html`<p>${t('upload.page.infected-next')}</p>${scanTable(page, infected, uses, 'upload.page.infected')}`}</section>
${says.kind === 'none' ? null : html`<section class="st-section" aria-labelledby="open"><h2 id="open">${t('upload.page.open')}</h2>${open.length === 0 ? html`<p>${t('upload.page.none-open')}</p>` : scanTable(page, open, uses, 'upload.page.open')}</section>`}`;
}

function scanTable(page: Page, scans: readonly FileScan[], uses: readonly FileUse[], caption: string): Html {
  const { t, formats } = page;
  const rows = scans.map(
    (
      scan,
    ) => html`<tr><th scope="row"><a href="${page.link(uploadPath.to({ file: scan.sha256 }))}"><code>${scan.sha256.slice(0, 12)}</code></a></th>
<td data-label="${t('upload.table.state')}">${tagOf(page, scan)}${scan.signature ? html`<br><span class="st-by">${scan.signature}</span>` : null}</td>
<td data-label="${t('upload.table.received')}">${formats.instant(scan.received_at)}</td>
<td data-label="${t('upload.table.used')}">${usesHtml(page, scan, uses)}</td></tr>`,
  );
  return html`<section class="st-scroll" tabindex="0" aria-label="${t(caption)}"><table class="usa-table usa-table--borderless st-stack st-table">
<caption>${t('upload.table.caption')}</caption>
<thead><tr><th scope="col">${t('upload.table.file')}</th><th scope="col">${t('upload.table.state')}</th><th scope="col">${t('upload.table.received')}</th><th scope="col">${t('upload.table.used')}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

export function uploadPage(page: Page, scan: FileScan, uses: readonly FileUse[]): Html {
  const { t, formats } = page;
  const facts: [string, Html | string][] = [
    [t('upload.table.state'), tagOf(page, scan)],
    [t('upload.table.received'), formats.instant(scan.received_at)],
    [t('upload.one.size'), t('upload.one.bytes', { count: scan.byte_length })],
    ...(scan.signature ? [[t('upload.one.signature'), scan.signature] as [string, string]] : []),
    ...(scan.scanned_at
      ? [
          [
            t('upload.one.scanned'),
            t('upload.one.scanned-by', { at: formats.instant(scan.scanned_at), scanner: scan.scanner ?? '' }),
          ] as [string, string],
        ]
      : []),
    [t('upload.table.used'), usesHtml(page, scan, uses)],
    [t('upload.one.hash'), html`<code class="st-long">${scan.sha256}</code>`],
  ];
  return html`<h1>${t('upload.one.title')}</h1>
<dl class="st-facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
${scan.state === 'infected' ? html`<p>${t('upload.page.infected-next')}</p>` : null}
<p><a href="${page.link('/uploads')}">${t('upload.one.back')}</a></p>`;
}

const tagOf = (page: Page, scan: FileScan) => fileTag(page, shownState(scan, page.city.scanner !== null));

function usesHtml(page: Page, { sha256 }: FileScan, uses: readonly FileUse[]): Html {
  const mine = uses.filter((use) => use.sha256 === sha256);
  if (mine.length === 0) return html`${page.t('upload.used.nowhere')}`;
  const nameOf = (bodyId: string | null) => {
    const body = page.city.profile.bodies.find((one) => one.id === bodyId);
    return body ? page.say(body.name) : page.t('upload.used.record');
  };
  const links = mine.map((use) => html`<li><a href="${page.linkTo(use.link)}">${nameOf(use.bodyId)}</a></li>`);
  return html`<ul class="usa-list usa-list--unstyled">${links}</ul>`;
}
