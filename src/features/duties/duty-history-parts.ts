/** What the reviewer said, point by point, and everything that happened to a task. */
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { DutyActRow } from './duty-tables.ts';
import type { TaskReading } from './duty-task-reading.ts';

/** What the office wrote, newest first; left out while it has written nothing. */
export function reviewSection(page: Page, reading: TaskReading): Html | null {
  const said = reading.file.acts
    .filter((act) => act.side === 'office' && act.kind !== 'nudged' && hasWords(act) && isOpen(reading, act))
    .toReversed();
  if (said.length === 0) return null;
  const rows = said.map(
    (act) =>
      html`<article class="st-card"><h3>${actText(page, reading, act)}</h3>${words(page, reading, act)}</article>`,
  );
  return html`<section class="st-section" aria-labelledby="said"><h2 id="said">${page.t('task.review.title')}</h2>${rows}</section>`;
}

const hasWords = (act: DutyActRow) => act.text !== '' || act.points.length > 0 || act.sealed_text !== null;

/** Counsel's advice, and words about restricted evidence, are for those who may read them. */
function isOpen(reading: TaskReading, act: DutyActRow): boolean {
  return act.kind === 'advised' ? reading.mayReadAdvice : reading.mayReadEvidence;
}

function words(page: Page, reading: TaskReading, act: DutyActRow): Html | null {
  if (!hasWords(act)) return null;
  if (!isOpen(reading, act))
    return html`<p>${page.t(act.kind === 'advised' ? 'task.history.advice-closed' : 'task.history.closed')}</p>`;
  const points = act.points.map(
    (point) => html`<li>${point.about ? html`<strong>${point.about}:</strong> ` : null}${point.text}</li>`,
  );
  return html`${act.text ? html`<p class="st-words">${act.text}</p>` : null}${points.length > 0 ? html`<ol class="usa-list st-points">${points}</ol>` : null}`;
}

/** What the department asked and the office has not answered yet, above the answer. */
export function openAsk(page: Page, reading: TaskReading): Html | null {
  const kinds: ReadonlySet<string> = new Set(['question_asked', 'more_time_asked', 'exemption_claimed']);
  const { stage } = reading.task.view;
  if (stage !== 'question_open' && stage !== 'more_time_asked' && stage !== 'exemption_claimed') return null;
  const act = reading.file.acts.findLast((one) => kinds.has(one.kind));
  if (!act) return null;
  const name = reading.names.get(act.acted_by ?? '') ?? page.t('task.page.somebody');
  return html`<div class="st-card"><p><strong>${actText(page, reading, act)}</strong></p><p class="st-by">${page.t('task.history.by', { name, at: page.formats.instant(act.acted_at) })}</p>${words(page, reading, act)}</div>`;
}

/** `Returned with 2 points, new date Fri 8 August 2025`. */
function actText(page: Page, reading: TaskReading, act: DutyActRow): string {
  const { t, formats } = page;
  const day = act.new_due_on ?? act.wished_on;
  const name = act.to_person_id ? (reading.names.get(act.to_person_id) ?? t('task.page.somebody')) : '';
  if (act.kind === 'returned')
    return t(act.new_due_on ? 'task.history.returned-until' : 'task.history.returned', {
      points: act.points.length,
      day: day ? formats.date(day) : '',
    });
  if (act.kind === 'more_time_asked' || act.kind === 'extended')
    return t(`task.history.${act.kind}`, { day: day ? formats.date(day) : '' });
  if (act.kind === 'handed_over' || act.kind === 'nudged') return t(`task.history.${act.kind}`, { name });
  if (act.kind === 'submitted') {
    const number = reading.file.submissions.find((submission) => submission.id === act.submission_id)?.number ?? 1;
    return t('task.history.submitted', { number });
  }
  return t(`task.history.${act.kind}`);
}

export function historySection(page: Page, reading: TaskReading): Html {
  const { t, formats } = page;
  const rows = reading.file.acts.toReversed().map((act) => {
    const name = act.acted_by ? (reading.names.get(act.acted_by) ?? t('task.page.somebody')) : t('task.page.system');
    // What came with a submission, and what the office wrote, stands further up already.
    const text = act.kind === 'submitted' || act.side === 'office' ? null : words(page, reading, act);
    return html`<li class="st-history__row"><p><strong>${actText(page, reading, act)}</strong></p><p class="st-by">${t('task.history.by', { name, at: formats.instant(act.acted_at) })}</p>${text}</li>`;
  });
  const body =
    rows.length === 0
      ? html`<p>${t('task.history.none')}</p>`
      : html`<ol class="usa-list usa-list--unstyled st-history">${rows}</ol>`;
  return html`<section class="st-section" aria-labelledby="history"><h2 id="history">${t('task.history.title')}</h2>${body}</section>`;
}
