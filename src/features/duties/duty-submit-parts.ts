/** The fields with which a task is handed in: only what counts as proof for it, and a note. */
import type { Refusal } from '#kit/result.ts';
import { selectField, textField } from '#web/components/field.ts';
import { type Typed, typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { formFieldName } from './duty-evidence.ts';
import { taskTitle } from './duty-state-parts.ts';
import { statementWords } from './duty-statement.ts';
import { deliverableForms, fileTypes, type FormField } from './duty-terms.ts';
import type { TaskReading } from './duty-task-reading.ts';

const idPrefix = 'submit';
type Parts = { page: Page; reading: TaskReading; typed: Typed; faults: readonly Refusal[] };

const statementText = (page: Page, { task }: Pick<TaskReading, 'task'>) =>
  statementWords(page.city, task, { t: page.t, tag: page.locale.tag });

export function submitFields(page: Page, reading: TaskReading, typed: Typed, faults: readonly Refusal[]): Html {
  const parts: Parts = { page, reading, typed, faults };
  const proof = new Set(reading.task.version.document.duty.proof);
  const wrong = faults.filter((fault) => fault.field === 'proof');
  const isWrong = wrong.length > 0;
  const error = isWrong
    ? html`<span class="usa-error-message" id="submit-proof-error">${wrong.map((fault) => page.t(fault.key, fault.values)).join(' ')}</span>`
    : null;
  return html`<fieldset class="usa-fieldset${isWrong ? ' usa-form-group--error' : ''}" id="submit-proof" tabindex="-1"${isWrong ? html` aria-describedby="submit-proof-error"` : null}><legend class="usa-legend">${page.t('task.field.proof')}</legend>${error}
${proof.has('form') ? formFields(parts) : null}
${proof.has('file') ? fileField(parts) : null}
${proof.has('link') ? textField(page, { name: 'url', label: page.t('task.field.url'), hint: page.t('task.field-hint.url'), value: typedText(typed, 'url'), faults, idPrefix, isOptional: true, autocomplete: 'off' }) : null}
${proof.has('record') ? recordField(parts) : null}
${proof.has('signed_statement') ? statementField(parts) : null}</fieldset>
${textField(page, { name: 'text', label: page.t('task.text.submit'), value: typedText(typed, 'text'), rows: 3, faults, idPrefix, isOptional: true })}`;
}

const inputTypes = {
  text: 'text',
  count: 'text',
  phone: 'text',
  mail: 'email',
  date: 'date',
} as const satisfies Record<FormField['kind'], string>;

function formFields({ page, reading, typed, faults }: Parts): Html {
  const fields: readonly FormField[] = deliverableForms[reading.task.version.document.duty.deliverable];
  const rows = fields.map(({ name, kind, atMost }) => {
    const field = formFieldName(name);
    const hint =
      kind === 'count'
        ? page.t(
            atMost ? 'task.field-hint.count-at-most' : 'task.field-hint.count',
            atMost ? { other: page.t(`duty.form.${atMost}`) } : {},
          )
        : undefined;
    return textField(page, {
      name: field,
      label: page.t(`duty.form.${name}`),
      hint,
      value: typedText(typed, field),
      type: inputTypes[kind],
      faults,
      idPrefix,
      isOptional: true,
      autocomplete: 'off',
    });
  });
  return html`${rows}`;
}

function fileField({ page, faults }: Parts): Html {
  const { t } = page;
  const wrong = faults.filter((fault) => fault.field === 'files');
  const again =
    faults.length > 0
      ? html`<p class="usa-hint" id="submit-files-again"><strong>${t('task.field-hint.files-again')}</strong></p>`
      : null;
  const error =
    wrong.length > 0
      ? html`<span class="usa-error-message" id="submit-files-error">${wrong.map((fault) => t(fault.key, fault.values)).join(' ')}</span>`
      : null;
  const described = ['submit-files-hint', again ? 'submit-files-again' : '', error ? 'submit-files-error' : '']
    .filter(Boolean)
    .join(' ');
  const endings = Object.keys(fileTypes);
  return html`<div class="usa-form-group${error ? ' usa-form-group--error' : ''}"><label class="usa-label" for="submit-files">${t('task.field.files')}</label>
<span class="usa-hint" id="submit-files-hint">${t('task.field-hint.files', { kinds: endings.join(', ') })}</span>${again}${error}
<input class="usa-file-input" id="submit-files" type="file" name="files" multiple accept="${endings.map((ending) => `.${ending}`).join(',')}" aria-describedby="${described}"></div>`;
}

function recordField({ page, reading, typed, faults }: Parts): Html | null {
  if (reading.records.length === 0) return null;
  const choices = [
    { value: '', label: page.t('task.field.choose') },
    ...reading.records.map((task) => ({
      value: task.row.id,
      label: `${taskTitle(page, task)} (${task.view.clauseId})`,
    })),
  ];
  return selectField(page, {
    name: 'record',
    label: page.t('task.field.record'),
    hint: page.t('task.field-hint.record'),
    value: typedText(typed, 'record'),
    choices,
    faults,
    idPrefix,
    isOptional: true,
  });
}

function statementField({ page, reading, typed, faults }: Parts): Html {
  const { t } = page;
  const choices = reading.signingRoles.map((role) => ({ value: role, label: t(`city.role.${role}`) }));
  const role =
    choices.length > 1
      ? selectField(page, {
          name: 'signedRole',
          label: t('task.field.signedRole'),
          value: typedText(typed, 'signedRole'),
          choices,
          faults,
          idPrefix,
        })
      : null;
  const only =
    reading.signingRoles.length === 1
      ? html`<input type="hidden" name="signedRole" value="${reading.signingRoles[0]}">`
      : null;
  return html`<div class="st-sign"><p class="usa-label" id="submit-statement">${t('task.field.statement')}</p><blockquote class="st-statement"><p>${statementText(page, reading)}</p></blockquote>
<div class="usa-checkbox"><input class="usa-checkbox__input" id="submit-sign" type="checkbox" name="sign" value="yes"${typedText(typed, 'sign') === 'yes' ? html` checked` : null} aria-describedby="submit-statement"><label class="usa-checkbox__label" for="submit-sign">${choices.length === 1 ? t('task.field.sign-as', { role: choices[0]?.label ?? '' }) : t('task.field.sign')}</label></div>${role}${only}</div>`;
}
