/** What a clause waits for outside the city: whether it is recorded, and the form with which counsel records it. */
import { recordLine } from '#web/components/record-line.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { directiveActs } from './directive-acts.ts';
import { type AwaitedCondition, conditionsIn } from './directive-holders.ts';
import { dayWords } from './directive-parts.ts';
import { conditionPath } from './directive-paths.ts';
import type { ClauseView } from './directive-reading.ts';

/** Empty where the clause waits for nothing. */
export function conditionSection(page: Page, view: ClauseView): Html | null {
  const awaited = conditionsIn([view.shown.directive]).filter((one) => one.clauseId === view.clause.id);
  const distinct = awaited.filter(
    (one, index) => awaited.findIndex((other) => other.conditionId === one.conditionId) === index,
  );
  if (distinct.length === 0) return null;
  const rows = distinct.map((condition) => {
    const known = view.met.find((one) => one.conditionId === condition.conditionId);
    const said = known
      ? page.t('directive.condition.met', {
          day: page.formats.date(known.metOn),
          source: known.source,
          recorded: page.formats.instant(known.recordedAt),
        })
      : condition.metOn
        ? page.t('directive.condition.met-in-pack', { day: dayWords(page, condition.metOn) })
        : page.t('directive.condition.open');
    return html`<p><strong>${page.say(condition.text)}</strong> ${said}</p>${mayRecord(page) ? conditionForm(page, view, condition, known !== undefined) : null}`;
  });
  return html`<section aria-labelledby="condition"><h2 id="condition">${page.t('directive.condition.title')}</h2>${rows}</section>`;
}

/** Nothing is recorded into the past. */
function mayRecord(page: Page): boolean {
  return !page.isPast && may(page.actor, directiveActs.recordCondition);
}

function conditionForm(
  page: Page,
  { shown, clause, faults }: ClauseView,
  condition: AwaitedCondition,
  isKnown: boolean,
): Html {
  const { t } = page;
  const isMine = typedText(page.fields, 'conditionId') === condition.conditionId;
  const own = isMine ? faults : [];
  const value = (name: string) => (isMine ? typedText(page.fields, name) : '');
  const idPrefix = condition.conditionId;
  const fields = html`${textField(page, { name: 'metOn', type: 'date', label: t('directive.condition.met-on'), hint: t('directive.condition.met-on-hint'), value: value('metOn'), faults: own, idPrefix })}
${textField(page, { name: 'source', label: t('directive.condition.source'), hint: t('directive.condition.source-hint'), value: value('source'), faults: own, idPrefix })}`;
  return html`${errorSummary(page, own, ['metOn', 'source'], idPrefix)}
<form class="usa-form usa-form--large" action="${page.link(conditionPath.to({ id: shown.directive.id, clause: clause.id }))}" method="post" novalidate>${page.formToken()}
<input type="hidden" name="conditionId" value="${condition.conditionId}">${fields}
${recordLine(page, 'directives.condition')}<button class="usa-button" type="submit">${t(isKnown ? 'directive.condition.correct' : 'directive.condition.record')}</button></form>`;
}
