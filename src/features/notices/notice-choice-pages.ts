/** The page on which a person chooses how often to be reminded. */
import { errorSummary } from '#web/components/field.ts';
import type { Refusal } from '#kit/result.ts';
import { attribute, type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { choicePath } from './notice-paths.ts';
import { type Rhythm, rhythms } from './notice-terms.ts';

export type ChoiceView = { chosen: Rhythm; email: string | null; returned: string | null; faults: readonly Refusal[] };

export function choicePage(page: Page, { chosen, email, returned, faults }: ChoiceView): Html {
  const { t } = page;
  const rows = rhythms.map((rhythm) => {
    const id = `rhythm-${rhythm}`;
    return html`<div class="usa-radio"><input class="usa-radio__input usa-radio__input--tile" type="radio" id="${id}" name="rhythm" value="${rhythm}"${attribute('checked', rhythm === chosen)}>
<label class="usa-radio__label" for="${id}">${t(`notice.choice.${rhythm}`)}<span class="usa-checkbox__label-description">${t(`notice.choice.${rhythm}-means`)}</span></label></div>`;
  });
  const warning = returned
    ? html`<div class="usa-alert usa-alert--warning"><div class="usa-alert__body"><p class="usa-alert__text">${t('notice.choice.came-back', { at: returned })}</p></div></div>`
    : null;
  return html`<p class="st-back"><a href="${page.link('/me')}">${t('notice.choice.back')}</a></p><h1>${t('notice.choice.title')}</h1>
<p class="usa-intro">${email ? t('notice.choice.intro', { email }) : t('notice.choice.no-address')}</p>${warning}${errorSummary(page, faults, [])}
<form class="usa-form usa-form--large" action="${page.link(choicePath.to({}))}" method="post">${page.formToken()}
<fieldset class="usa-fieldset"><legend class="usa-legend">${t('notice.choice.question')}</legend>${rows}</fieldset>
<button class="usa-button" type="submit">${t('notice.choice.save')}</button></form>
<h2>${t('notice.choice.always')}</h2><ul class="usa-list"><li>${t('notice.choice.always-sign-in')}</li><li>${t('notice.choice.always-answers')}</li><li>${t('notice.choice.always-escalated')}</li></ul>
<p>${t('notice.choice.language')} <a href="${page.link('/me')}">${t('notice.choice.language-link')}</a></p>`;
}
