/** What the scanner said of a file, beside its name; and the page in place of one that is not given out. */
import type { FileScan, ShownState } from '#platform/file-scans.ts';
import { type Html, html } from '../html.ts';
import { type Answer, type Page, staffPage } from '../page.ts';

const tone: Readonly<Record<ShownState, string>> = {
  clean: 'met',
  not_scanned: 'quiet',
  waiting: 'open',
  too_large: 'changes',
  infected: 'late',
};

export function fileTag({ t }: Pick<Page, 't'>, state: ShownState): Html {
  return html`<span class="usa-tag st-tag st-tag--${tone[state]}">${t(`upload.state.${state}`)}</span>`;
}

/** For a file that `isGiven` keeps back: why, and what to do. No byte of it. */
export function keptBackPage(page: Page, { sha256 }: Pick<FileScan, 'sha256'>, state: ShownState): Answer {
  const { t } = page;
  const isInfected = state === 'infected';
  const again = isInfected
    ? null
    : html`<p><a class="usa-button" href="${page.link(page.here)}">${t('upload.kept-back.again')}</a></p>`;
  const main = html`<h1>${t(`upload.kept-back.${state}.title`)}</h1>
<p class="usa-intro">${t(`upload.kept-back.${state}.text`)}</p>
<p>${t(`upload.kept-back.${state}.next`)}</p>${again}
<p class="st-by">${t('upload.kept-back.number', { number: sha256.slice(0, 12) })}</p>`;
  return staffPage(t(`upload.kept-back.${state}.title`), main, { status: isInfected ? 403 : 202 });
}
