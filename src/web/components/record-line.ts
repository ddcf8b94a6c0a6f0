/** One line on each form: what becomes of what is typed here, and where the reader finds all of it. */
import { scheduleOn } from '#rules/record-classes.ts';
import { type Html, html } from '../html.ts';
import type { Page } from '../page.ts';

/** The page "What this system holds". */
const holdingsPath = '/what-we-hold';

/**
 * `What you write here is kept for 2 years after … and may be given out on request.` `classId` is the route's `record`;
 * `field` the one field of the class that this form fills, where the others become something else.
 */
export function recordLine(page: Page, classId: string, field?: string): Html | null {
  const found = page.recordClass(classId);
  if (!found) return null;
  const { t } = page;
  const schedule = scheduleOn(page.city.profile.records, found.keptWith ?? found.id, page.today);
  const kept = !schedule
    ? t('records.line.kept-unknown')
    : schedule.keep === 'permanent'
      ? t('records.line.kept-permanent')
      : t(`records.line.kept-${schedule.keep.unit}`, {
          count: schedule.keep.count,
          event: t(`records.event.${schedule.after}`),
        });
  const kinds = new Set(
    found.fields.filter((one) => field === undefined || one.name === field).map((one) => one.disclosure.kind),
  );
  const shown = kinds.size > 1 ? 'mixed' : ([...kinds][0] ?? 'public_on_request');
  return html`<p class="st-record-line" data-record="${classId}">${kept} ${t(`records.line.${shown}`)} <a href="${page.link(`${holdingsPath}#${anchorOf(classId)}`)}">${t('records.line.more')}</a></p>`;
}

/** Where a class stands on the page "What this system holds". */
export function anchorOf(classId: string): string {
  return `class-${classId.replace(/[._]/g, '-')}`;
}
