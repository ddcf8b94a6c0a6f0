/** Numbered steps down the page: each a sentence, a tag, one button, and the result beside it. */
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { Step, StepAction } from './steps.ts';

export type ShownStep = {
  step: Pick<Step, 'id' | 'tag' | 'titleKey' | 'textKey' | 'buttonKey'>;
  action: StepAction | null;
  result: Html | null;
};

export function stepsPage(page: Page, steps: readonly ShownStep[]): Html {
  const { t } = page;
  return html`<h1>${t('steps.page.title')}</h1><p class="usa-intro">${t('steps.page.intro')}</p>
<p class="st-note">${t('steps.page.tags')}</p>
<ol class="st-steps">${steps.map((shown) => stepHtml(page, shown))}</ol>`;
}

const tagKeys = { REAL: 'steps.tag.real', PRACTICE: 'steps.tag.practice', 'WHAT-IF': 'steps.tag.what-if' } as const;

function stepHtml(page: Page, { step, action, result }: ShownStep): Html {
  const { t } = page;
  const tag = step.tag.toLowerCase();
  return html`<li class="st-step" id="${step.id}"><div class="st-step__ask"><h2>${t(step.titleKey)} <span class="usa-tag st-tag st-tag--${tag}">${t(tagKeys[step.tag])}</span></h2>
<p>${t(step.textKey)}</p>${actionHtml(page, t(step.buttonKey), action)}</div>
${result ? html`<div class="st-step__result"><p class="st-step__label">${t('steps.page.result')}</p>${result}</div>` : null}</li>`;
}

function actionHtml(page: Page, text: string, action: StepAction | null): Html {
  if (!action) return html`<p class="st-note">${page.t('steps.page.not-here')}</p>`;
  if (action.kind === 'link')
    return html`<p><a class="usa-button usa-button--outline" href="${action.href}">${text}</a></p>`;
  const fields = Object.entries(action.fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form action="${action.action}" method="post">${page.formToken()}${fields}<button class="usa-button usa-button--outline" type="submit">${text}</button></form>`;
}
