/** A form's field with its label, hint and error, and the summary of errors on top of the form. */
import type { Refusal } from '#kit/result.ts';
import { attribute, type Html, html, type HtmlPart } from '../html.ts';
import type { Page } from '../page.ts';

export type FieldOptions = {
  name: string;
  label: string;
  hint?: string | undefined;
  /** What stands in the field: typed before, or kept in the database. */
  value?: string | undefined;
  faults?: readonly Refusal[];
  /** Several forms on one page tell their fields apart by it. */
  idPrefix?: string | undefined;
  isOptional?: boolean;
};

export type TextOptions = FieldOptions & {
  type?: 'text' | 'email' | 'date' | 'search' | 'url' | 'number';
  autocomplete?: string;
  /** More than one makes a text area. */
  rows?: number;
};

export type Choice = { value: string; label: string };

/** The id of a field's control: what an error in the summary leads to. */
export function fieldId({ name, idPrefix }: Pick<FieldOptions, 'name' | 'idPrefix'>): string {
  return `${idPrefix ?? 'field'}-${name}`;
}

export function textField(page: Page, options: TextOptions): Html {
  const { name, value = '', type = 'text', rows = 1, autocomplete, isOptional } = options;
  return group(page, options, (id, described, isWrong) => {
    const shared = html` id="${id}" name="${name}"${attribute('aria-describedby', described)}${attribute('aria-invalid', isWrong ? 'true' : null)}${attribute('required', !isOptional)}${attribute('autocomplete', autocomplete)}`;
    const wrong = isWrong ? ' usa-input--error' : '';
    // A browser leaves out a line end right after the opening tag.
    if (rows > 1) return html`<textarea class="usa-textarea${wrong}" rows="${rows}"${shared}>\n${value}</textarea>`;
    return html`<input class="usa-input${wrong}" type="${type}" value="${value}"${shared}>`;
  });
}

/** `choices` in order; the first may have the value '' and say that nothing is chosen. */
export function selectField(page: Page, options: FieldOptions & { choices: readonly Choice[] }): Html {
  const { name, value = '', choices, isOptional } = options;
  return group(page, options, (id, described, isWrong) => {
    const rows = choices.map(
      (choice) =>
        html`<option value="${choice.value}"${attribute('selected', choice.value === value)}>${choice.label}</option>`,
    );
    // A required select must begin with an empty choice to be valid HTML.
    const isRequired = !isOptional && choices[0]?.value === '';
    return html`<select class="usa-select${isWrong ? ' usa-input--error' : ''}" id="${id}" name="${name}"${attribute('aria-describedby', described)}${attribute('aria-invalid', isWrong ? 'true' : null)}${attribute('required', isRequired)}>${rows}</select>`;
  });
}

function group(
  page: Page,
  options: FieldOptions,
  control: (id: string, described: string | null, isWrong: boolean) => Html,
): Html {
  const id = fieldId(options);
  const wrong = (options.faults ?? []).filter((fault) => fault.field === options.name);
  const isWrong = wrong.length > 0;
  const described = [options.hint ? `${id}-hint` : null, isWrong ? `${id}-error` : null]
    .filter((one) => one !== null)
    .join(' ');
  const hint: HtmlPart = options.hint ? html`<span class="usa-hint" id="${id}-hint">${options.hint}</span>` : null;
  const error: HtmlPart = isWrong
    ? html`<span class="usa-error-message" id="${id}-error">${wrong.map((fault) => page.t(fault.key, fault.values)).join(' ')}</span>`
    : null;
  return html`<div class="usa-form-group${isWrong ? ' usa-form-group--error' : ''}"><label class="usa-label${isWrong ? ' usa-label--error' : ''}" for="${id}">${options.label}</label>${hint}${error}${control(id, described || null, isWrong)}</div>`;
}

/** What is wrong, on top of the form, each with the way to its field. `fields`: names of the fields that the form has. */
export function errorSummary(
  page: Page,
  faults: readonly Refusal[],
  fields: readonly string[],
  idPrefix?: string,
): Html | null {
  if (faults.length === 0) return null;
  const rows = faults.map((fault) => {
    const sentence = page.t(fault.key, fault.values);
    const isLinked = fault.field !== undefined && fields.includes(fault.field);
    return isLinked
      ? html`<li><a href="#${fieldId({ name: fault.field as string, idPrefix })}">${sentence}</a></li>`
      : html`<li>${sentence}</li>`;
  });
  return html`<div class="usa-alert usa-alert--error" role="alert"><div class="usa-alert__body"><h2 class="usa-alert__heading">${page.t('form.errors.title', { count: faults.length })}</h2><ul class="usa-list">${rows}</ul></div></div>`;
}
