/** The form with which counsel places a legal hold. */
import type { Refusal } from '#kit/result.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { recordLine } from '#web/components/record-line.ts';
import { typedList, typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { classKey } from './record-words.ts';
import { holdsPath } from './retention-paths.ts';

const fieldNames = ['matter', 'reason', 'records', 'from', 'to', 'words', 'isForAll'] as const;
const idPrefix = 'field';

export function newHoldPage(page: Page, classIds: readonly string[], faults: readonly Refusal[]): Html {
  const { t, say } = page;
  const typed = page.fields;
  const field = (
    name: (typeof fieldNames)[number],
    options: { type?: 'date'; rows?: number; isOptional?: boolean; hint?: string },
  ) =>
    textField(page, { name, label: t(`legal-hold.field.${name}`), value: typedText(typed, name), faults, ...options });
  const bodies = page.city.profile.bodies.filter((body) => body.kind !== 'partner');
  return html`<p class="st-back"><a href="${page.link(holdsPath.to({}))}">${t('legal-hold.page.back')}</a></p><h1>${t('legal-hold.new.title')}</h1>
<p class="usa-intro">${t('legal-hold.new.intro')}</p>${errorSummary(page, faults, fieldNames)}
<form class="usa-form usa-form--large st-form" action="${page.link(holdsPath.to({}))}" method="post" novalidate>${page.formToken()}
${field('matter', { hint: t('legal-hold.field-hint.matter') })}
${field('reason', { rows: 4 })}
<h2>${t('legal-hold.new.scope')}</h2><p>${t('legal-hold.new.scope-text')}</p>
${boxes(
  page,
  'classId',
  t('legal-hold.field.classId'),
  classIds.map((id) => ({ value: id, label: t(classKey(id, 'name')) })),
)}
${boxes(
  page,
  'bodyId',
  t('legal-hold.field.bodyId'),
  bodies.map((body) => ({ value: body.id, label: say(body.name) })),
)}
${field('from', { type: 'date', isOptional: true })}${field('to', { type: 'date', isOptional: true })}
${field('words', { isOptional: true, hint: t('legal-hold.field-hint.words') })}
${field('records', { rows: 3, isOptional: true, hint: t('legal-hold.field-hint.records') })}
${forAll(page, faults)}
${recordLine(page, 'retention.legal_hold', 'reason')}
<button class="usa-button" type="submit">${t('legal-hold.new.button')}</button></form>`;
}

function boxes(page: Page, name: string, legend: string, choices: readonly { value: string; label: string }[]): Html {
  const chosen = typedList(page.fields, name);
  const rows = choices.map(({ value, label }) => {
    const id = `${name}-${value.replace(/[^a-z0-9]/g, '-')}`;
    return html`<div class="usa-checkbox"><input class="usa-checkbox__input" id="${id}" type="checkbox" name="${name}" value="${value}"${chosen.includes(value) ? html` checked` : null}><label class="usa-checkbox__label" for="${id}">${label}</label></div>`;
  });
  return html`<details class="st-fold"${chosen.length > 0 ? html` open` : null}><summary>${legend}</summary><fieldset class="usa-fieldset"><legend class="usa-legend usa-sr-only">${legend}</legend>${rows}</fieldset></details>`;
}

function forAll(page: Page, faults: readonly Refusal[]): Html {
  const { t } = page;
  const wrong = faults.filter((fault) => fault.field === 'isForAll');
  const id = `${idPrefix}-isForAll`;
  return html`<div class="usa-form-group${wrong.length > 0 ? ' usa-form-group--error' : ''}">${wrong.length > 0 ? html`<span class="usa-error-message" id="${id}-error">${wrong.map((fault) => t(fault.key, fault.values)).join(' ')}</span>` : null}
<div class="usa-checkbox"><input class="usa-checkbox__input" id="${id}" type="checkbox" name="isForAll" value="yes"${typedText(page.fields, 'isForAll') === 'yes' ? html` checked` : null}${wrong.length > 0 ? html` aria-describedby="${id}-error"` : null}><label class="usa-checkbox__label" for="${id}">${t('legal-hold.field.isForAll')}</label></div></div>`;
}
