/** The page of a task: what is asked, why this date, what counts as proof, what was handed in, what can be done now, history. */
import { reasonSentence } from '#web/components/due-reason.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { evidenceSection } from './duty-evidence-parts.ts';
import { historySection, reviewSection } from './duty-history-parts.ts';
import { attemptSummary, movesSection } from './duty-move-parts.ts';
import { bodyName, dueText, stateTag, taskTitle } from './duty-state-parts.ts';
import type { Attempt, TaskReading } from './duty-task-reading.ts';

export function taskPage(page: Page, reading: TaskReading, attempt: Attempt | null): Html {
  const { task } = reading;
  return html`${trail(page, reading)}
<h1>${taskTitle(page, task)}</h1>
${attemptSummary(page, attempt)}
${facts(page, reading)}
${askedSection(page, reading)}
${whySection(page, reading)}
${evidenceSection(page, reading)}
${reviewSection(page, reading)}
${movesSection(page, reading, attempt)}
${historySection(page, reading)}`;
}

function trail(page: Page, { task }: TaskReading): Html {
  const { view, version } = task;
  const rows = [
    html`<li class="usa-breadcrumb__list-item"><a class="usa-breadcrumb__link" href="${page.linkTo({ kind: 'department', id: view.bodyId })}">${bodyName(page, view.bodyId)}</a></li>`,
    html`<li class="usa-breadcrumb__list-item"><a class="usa-breadcrumb__link" href="${page.linkTo({ kind: 'directive', id: view.directiveId })}">${version.document.directiveShortTitle}</a></li>`,
    html`<li class="usa-breadcrumb__list-item"><a class="usa-breadcrumb__link" href="${page.linkTo({ kind: 'clause', id: `${view.directiveId}/${view.clauseId}` })}">${view.clauseId}</a></li>`,
  ];
  return html`<nav class="usa-breadcrumb" aria-label="${page.t('task.page.trail')}"><ol class="usa-breadcrumb__list">${rows}</ol></nav>`;
}

function facts(page: Page, { task }: TaskReading): Html {
  const { t } = page;
  const { view, version, answeredBy } = task;
  const handed = view.submittedAt
    ? html`<dt>${t('task.page.handed-in-on')}</dt><dd>${page.formats.instant(view.submittedAt)}</dd>`
    : null;
  const joint = answeredBy
    ? html`<p>${t('task.page.joint-met', { department: bodyName(page, answeredBy) })}</p>`
    : task.row.is_joint
      ? html`<p>${t('task.page.joint')}</p>`
      : null;
  const status =
    view.legalStatus === 'in_force'
      ? null
      : html`<dt>${t('task.page.legal-status')}</dt><dd>${t(`duty.legal.${view.legalStatus}`)}</dd>`;
  return html`<dl class="st-facts">
<dt>${t('task.page.state')}</dt><dd>${stateTag(page, view)}</dd>
<dt>${t('task.page.due')}</dt><dd>${dueText(page, view)}</dd>
<dt>${t('task.page.department')}</dt><dd>${bodyName(page, view.bodyId)}</dd>
<dt>${t('task.page.addressed')}</dt><dd>${t(`duty.verb.${view.verb}`)}</dd>
${handed}${status}
<dt>${t('task.page.minutes-label')}</dt><dd>${t('task.page.minutes', { minutes: version.document.duty.minutes })}</dd>
</dl>${joint}`;
}

function askedSection(page: Page, { task }: TaskReading): Html {
  const { t, say } = page;
  const { duty, clauseText, clauseTitle } = task.version.document;
  const consequence = duty.consequence ? html`<p>${say(duty.consequence)}</p>` : null;
  return html`<section class="st-section" aria-labelledby="asked"><h2 id="asked">${t('task.asked.title')}</h2>
<p class="usa-intro">${say(duty.ask)}</p>
<blockquote class="st-clause"><p>${say(clauseText)}</p><footer><a href="${page.linkTo({ kind: 'clause', id: `${task.view.directiveId}/${task.view.clauseId}` })}">${task.version.document.directiveShortTitle}, ${task.view.clauseId}: ${say(clauseTitle)}</a></footer></blockquote>
${consequence}
<h3>${t('task.proof.title')}</h3>
<p>${say(duty.proofText)}</p>
<p>${t('task.proof.kinds', {
    kinds: eitherOf(
      page,
      duty.proof.map((kind) => t(`duty.proof.${kind}`)),
    ),
  })}</p>
<dl class="st-facts"><dt>${t('task.proof.reviewer')}</dt><dd>${duty.reviewer.role === 'none' ? t('task.proof.no-reviewer') : say(duty.reviewer.text)}</dd>
<dt>${t('task.proof.publicity')}</dt><dd>${t(`duty.publicity.${duty.publicity}`)}</dd></dl></section>`;
}

/** `a file, a link or a form`. */
function eitherOf(page: Page, kinds: readonly string[]): string {
  return new Intl.ListFormat(page.locale.tag, { type: 'disjunction' }).format(kinds);
}

function whySection(page: Page, { reasons, task, file }: TaskReading): Html {
  const { t } = page;
  const steps = reasons.map(
    (reason) => html`<li>${reasonSentence(page, reason)} <cite class="st-cite">${reason.citation}</cite></li>`,
  );
  const changes = file.acts
    .filter((act) => act.new_due_on !== null)
    .map(
      (act) =>
        html`<li>${t('task.why.extended', { day: page.formats.date(act.new_due_on as `${number}-${number}-${number}`), on: page.formats.instant(act.acted_at) })}</li>`,
    );
  const summary = task.view.dueOn ? 'task.why.title' : 'task.why.title-undated';
  return html`<details class="st-reason"><summary>${t(summary)}</summary>
<ol class="usa-list">${steps}${changes}</ol>
${task.row.due_at ? html`<p>${t('task.why.hour', { at: page.formats.instant(task.row.due_at) })}</p>` : null}
<p>${t('task.why.unless')}</p></details>`;
}
