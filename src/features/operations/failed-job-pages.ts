/** The jobs that run by themselves: what failed, what waits, what the clock starts. */
import type { Refusal } from '#kit/result.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { KnownJob, ScheduledJob } from './failed-job-store.ts';
import { faultWords } from './failed-job-terms.ts';
import { operationsActs } from './operations-acts.ts';
import { retryJobPath, startJobPath } from './operations-paths.ts';

export type JobsView = {
  jobs: readonly KnownJob[];
  scheduled: readonly ScheduledJob[];
  /** Queues whose names the languages know. */
  named: ReadonlySet<string>;
  faults: readonly Refusal[];
};

export function jobsPage(page: Page, view: JobsView): Html {
  const { t } = page;
  const failed = view.jobs.filter((job) => job.state === 'failed');
  const others = view.jobs.filter((job) => job.state !== 'failed');
  return html`<h1>${t('operations.jobs.title')}</h1><p class="usa-intro">${t('operations.jobs.intro')}</p>
${errorSummary(page, view.faults, [])}
<section aria-labelledby="failed"><h2 id="failed">${t('operations.jobs.failed')}</h2>
${failed.length > 0 ? failedTable(page, view, failed) : html`<p>${t('operations.jobs.none-failed')}</p>`}</section>
<section aria-labelledby="scheduled"><h2 id="scheduled">${t('operations.jobs.scheduled')}</h2>
${view.scheduled.length > 0 ? scheduledTable(page, view) : html`<p>${t('operations.jobs.none-scheduled')}</p>`}</section>
<section aria-labelledby="open"><h2 id="open">${t('operations.jobs.open')}</h2>
${others.length > 0 ? openTable(page, view, others) : html`<p>${t('operations.jobs.none-open')}</p>`}</section>`;
}

function nameOf(page: Page, { named }: JobsView, queue: string): Html {
  return named.has(queue) ? html`${page.t(`operations.job.${queue}`)}` : html`<code>${queue}</code>`;
}

const plainName = (page: Page, { named }: JobsView, queue: string) =>
  named.has(queue) ? page.t(`operations.job.${queue}`) : queue;

function failedTable(page: Page, view: JobsView, jobs: readonly KnownJob[]): Html {
  const { t, formats } = page;
  const mayRun = may(page.actor, operationsActs.runJobs);
  const rows = jobs.map((job) => {
    const button = html`<form action="${page.link(retryJobPath.to({ job: job.id }))}" method="post">${page.formToken()}
<button class="usa-button usa-button--outline" type="submit">${t('operations.jobs.retry')}<span class="usa-sr-only"> ${plainName(page, view, job.queue)}</span></button></form>`;
    return html`<tr><th scope="row">${nameOf(page, view, job.queue)}</th><td data-label="${t('operations.jobs.at')}">${formats.instant(job.at)}</td>
<td data-label="${t('operations.jobs.tries')}">${t('operations.jobs.tried', { count: job.tries })}</td><td data-label="${t('operations.jobs.fault')}">${faultWords(job.output) || t('operations.jobs.no-words')}</td>
${mayRun ? html`<td>${button}</td>` : null}</tr>`;
  });
  return table(
    page,
    t('operations.jobs.failed-caption'),
    ['name', 'at', 'tries', 'fault', ...(mayRun ? ['act'] : [])],
    rows,
  );
}

function scheduledTable(page: Page, view: JobsView): Html {
  const { t, formats } = page;
  const mayRun = may(page.actor, operationsActs.runJobs);
  const rows = view.scheduled.map((job) => {
    const button = html`<form action="${page.link(startJobPath.to({ queue: job.queue }))}" method="post">${page.formToken()}
<button class="usa-button usa-button--outline" type="submit">${t('operations.jobs.start')}<span class="usa-sr-only"> ${plainName(page, view, job.queue)}</span></button></form>`;
    return html`<tr><th scope="row">${nameOf(page, view, job.queue)}</th><td data-label="${t('operations.jobs.when')}">${whenOf(page, job.cron)}</td>
<td data-label="${t('operations.jobs.last')}">${job.lastDoneAt ? formats.instant(job.lastDoneAt) : t('operations.jobs.not-yet')}</td>
${mayRun ? html`<td>${button}</td>` : null}</tr>`;
  });
  return table(
    page,
    t('operations.jobs.scheduled-caption'),
    ['name', 'when', 'last', ...(mayRun ? ['act'] : [])],
    rows,
  );
}

/** A cron line that names one time of each day, or every so many minutes, reads as that; any other is shown as it is. */
function whenOf(page: Page, cron: string): Html {
  const [, minutes] = /^\*\/(\d{1,2}) \* \* \* \*$/.exec(cron) ?? [];
  if (minutes !== undefined) return html`${page.t('operations.jobs.every-minutes', { count: Number(minutes) })}`;
  const [, minute, hour, days] = /^(\d{1,2}) (\d{1,2}) (\* \* \*)$/.exec(cron) ?? [];
  if (minute === undefined || hour === undefined || !days) return html`<code>${cron}</code>`;
  return html`${page.t('operations.jobs.daily', { time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` })}`;
}

function openTable(page: Page, view: JobsView, jobs: readonly KnownJob[]): Html {
  const { t, formats } = page;
  const rows = jobs.map(
    (
      job,
    ) => html`<tr><th scope="row">${nameOf(page, view, job.queue)}</th><td data-label="${t('operations.jobs.state')}">${t(`operations.jobs.state-${job.state}`)}</td>
<td data-label="${t('operations.jobs.at')}">${formats.instant(job.at)}</td></tr>`,
  );
  return table(page, t('operations.jobs.open-caption'), ['name', 'state', 'at'], rows);
}

function table(page: Page, caption: string, heads: readonly string[], rows: readonly Html[]): Html {
  const { t } = page;
  return html`<section class="st-scroll" tabindex="0" aria-label="${caption}"><table class="usa-table usa-table--borderless st-stack"><caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${t(`operations.jobs.${head}`)}</th>`)}</tr></thead><tbody>${rows}</tbody></table></section>`;
}
