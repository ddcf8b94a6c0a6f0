/** What the city takes, and how old its backups are. */
import type { Refusal } from '#kit/result.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { type Typed, typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { operationsActs } from './operations-acts.ts';
import { drillPath } from './operations-paths.ts';
import type { OperationRun } from './operations-store.ts';
import { sizesByGroup } from './storage-terms.ts';
import type { TableSize } from './storage-store.ts';

export type StorageView = {
  tables: readonly TableSize[];
  files: { count: number; byteLength: number };
  /** Of the disk with the data folder. */
  freeBytes: number;
  hasBackupFolder: boolean;
  backupDays: number;
  /** Newest first. */
  runs: readonly OperationRun[];
  drill: OperationRun | null;
  now: number;
  typed: Typed;
  faults: readonly Refusal[];
};

export function storagePage(page: Page, view: StorageView): Html {
  const { t } = page;
  return html`<h1>${t('operations.storage.title')}</h1><p class="usa-intro">${t('operations.storage.intro')}</p>
${errorSummary(page, view.faults, ['on', 'outcome'], 'drill')}
${backupSection(page, view)}
${drillSection(page, view)}
${sizeSection(page, view)}`;
}

function backupSection(page: Page, view: StorageView): Html {
  const { t, formats } = page;
  const last = view.runs.find((run) => run.outcome === 'done') ?? null;
  const newest = view.runs[0] ?? null;
  const said = last
    ? t('operations.storage.last-backup', {
        at: formats.instant(last.endedAt),
        age: ageOf(page, view.now - Date.parse(last.endedAt)),
      })
    : t('operations.storage.no-backup');
  const nightly = view.hasBackupFolder
    ? t('operations.storage.nightly', { days: view.backupDays })
    : t('operations.storage.no-nightly');
  const alarm =
    newest?.outcome === 'failed'
      ? html`<div class="usa-alert usa-alert--error"><div class="usa-alert__body"><p class="usa-alert__text">${t('operations.storage.failed', { at: formats.instant(newest.endedAt) })} ${t(`operations.fault.${newest.fault ?? 'unknown'}`)}</p></div></div>`
      : null;
  return html`<section aria-labelledby="backups"><h2 id="backups">${t('operations.storage.backups')}</h2>${alarm}
<p>${said}</p><p>${page.city.profile.practice ? t('operations.storage.practice') : nightly}</p>
${view.runs.length > 0 ? runTable(page, view.runs) : null}</section>`;
}

function runTable(page: Page, runs: readonly OperationRun[]): Html {
  const { t, formats } = page;
  const heads = (['at', 'kind', 'result', 'size', 'rows', 'files', 'took', 'read-again'] as const).map(
    (name) => html`<th scope="col">${t(`operations.storage.${name}`)}</th>`,
  );
  const cell = (name: string, text: string) => html`<td data-label="${t(`operations.storage.${name}`)}">${text}</td>`;
  const rows = runs.map((run) => {
    const nothing = t('operations.storage.nothing');
    const outcome =
      run.outcome === 'done' ? t('operations.storage.done') : t(`operations.fault.${run.fault ?? 'unknown'}`);
    const faulty = run.faultyFileCount > 0 ? ` ${t('operations.storage.faulty', { count: run.faultyFileCount })}` : '';
    return html`<tr><th scope="row">${formats.instant(run.endedAt)}</th>${cell('kind', t(`operations.storage.kind-${run.kind}`))}${cell('result', `${outcome}${faulty}`)}
${cell('size', run.byteLength === null ? nothing : bytesIn(page, run.byteLength))}${cell('rows', run.rowCount === null ? nothing : formats.number(run.rowCount))}${cell('files', run.fileCount === null ? nothing : formats.number(run.fileCount))}
${cell('took', t('operations.storage.seconds', { count: Math.max(1, Math.round((Date.parse(run.endedAt) - Date.parse(run.beganAt)) / 1000)) }))}${cell('read-again', run.verifiedAt ? t('operations.storage.verified') : nothing)}</tr>`;
  });
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('operations.storage.runs')}"><table class="usa-table usa-table--borderless st-stack"><caption>${t('operations.storage.runs')}</caption>
<thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></section>`;
}

function drillSection(page: Page, { drill, typed, faults }: StorageView): Html {
  const { t, formats } = page;
  const said = drill
    ? t(`operations.storage.drill-${drill.outcome}`, { at: formats.instant(drill.endedAt) })
    : t('operations.storage.no-drill');
  const idPrefix = 'drill';
  const form = html`<details${faults.length > 0 ? html` open` : null}><summary>${t('operations.storage.note-drill')}</summary>
<form class="usa-form usa-form--large" action="${page.link(drillPath.to({}))}" method="post">${page.formToken()}
${textField(page, { name: 'on', label: t('operations.storage.drill-on'), value: typedText(typed, 'on'), type: 'date', faults, idPrefix })}
${selectField(page, {
  name: 'outcome',
  label: t('operations.storage.drill-outcome'),
  value: typedText(typed, 'outcome'),
  faults,
  idPrefix,
  choices: [
    { value: '', label: t('operations.storage.choose') },
    { value: 'done', label: t('operations.storage.drill-worked') },
    { value: 'failed', label: t('operations.storage.drill-did-not') },
  ],
})}
<button class="usa-button" type="submit">${t('operations.storage.save-drill')}</button></form></details>`;
  return html`<section aria-labelledby="drills"><h2 id="drills">${t('operations.storage.drills')}</h2><p>${said}</p>
${may(page.actor, operationsActs.noteDrill) ? form : null}</section>`;
}

function sizeSection(page: Page, { tables, files, freeBytes }: StorageView): Html {
  const { t, formats } = page;
  const groups = sizesByGroup(tables);
  const total = groups.reduce((sum, one) => sum + one.byteLength, 0);
  const rows = groups.map(
    (
      one,
    ) => html`<tr><th scope="row">${t(`operations.group.${one.group}`)}</th><td data-label="${t('operations.storage.tables')}">${formats.number(one.tables)}</td>
<td data-label="${t('operations.storage.size')}">${bytesIn(page, one.byteLength)}</td></tr>`,
  );
  return html`<section aria-labelledby="sizes"><h2 id="sizes">${t('operations.storage.sizes')}</h2>
<dl class="st-facts"><dt>${t('operations.storage.database')}</dt><dd>${bytesIn(page, total)}</dd><dt>${t('operations.storage.uploads')}</dt><dd>${files.count > 0 ? t('operations.storage.uploads-are', { count: files.count, size: bytesIn(page, files.byteLength) }) : t('operations.storage.no-uploads')}</dd>
<dt>${t('operations.storage.free')}</dt><dd>${bytesIn(page, freeBytes)}</dd></dl>
<section class="st-scroll" tabindex="0" aria-label="${t('operations.storage.groups')}"><table class="usa-table usa-table--borderless st-stack"><caption>${t('operations.storage.groups')}</caption>
<thead><tr><th scope="col">${t('operations.storage.group')}</th><th scope="col">${t('operations.storage.tables')}</th><th scope="col">${t('operations.storage.size')}</th></tr></thead><tbody>${rows}</tbody></table></section></section>`;
}

/** `1.2 MB`, in megabytes of 1,000,000 bytes; from a thousand on in gigabytes. */
export function bytesIn(page: Page, bytes: number): string {
  const megabytes = bytes / 1_000_000;
  const isLarge = megabytes >= 1_000;
  const value = isLarge ? megabytes / 1_000 : megabytes;
  const digits = value >= 100 ? 0 : 1;
  const number = new Intl.NumberFormat(page.locale.tag, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${number.format(value < 0.1 && value > 0 ? 0.1 : value)} ${isLarge ? 'GB' : 'MB'}`;
}

/** Minutes, hours or days, whole ones. */
export function ageOf(page: Pick<Page, 't'>, milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 60) return page.t('operations.age.minutes', { count: minutes });
  if (minutes < 48 * 60) return page.t('operations.age.hours', { count: Math.floor(minutes / 60) });
  return page.t('operations.age.days', { count: Math.floor(minutes / 1440) });
}
