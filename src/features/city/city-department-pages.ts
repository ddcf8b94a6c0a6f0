/** The departments as an administrator sees them: the list to filter, sort and take along, and one department's contacts. */
import { recordLine } from '#web/components/record-line.ts';
import type { Refusal } from '#kit/result.ts';
import { bodyKinds, verbStrengths } from '#rules/bodies.ts';
import { may } from '#rules/permissions.ts';
import { csvText } from '#web/components/csv.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { type Typed, typedText } from '#web/form.ts';
import { attribute, type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { cityActs } from './city-acts.ts';
import type { DepartmentRow } from './city-department-reading.ts';
import type { RecordedContact } from './city-department-store.ts';
import { changedFields, contactFields, noContact } from './city-department-terms.ts';
import {
  adminDepartmentPath,
  adminDepartmentsPath,
  administrationPath,
  contactsPath,
  departmentsCsvPath,
  personPath,
} from './city-paths.ts';
import type { Contact } from './city-people-store.ts';

export const departmentSorts = ['name', 'kind', 'open', 'late'] as const;
export const departmentGaps = ['liaison', 'head', 'contact'] as const;
export type DepartmentQuery = {
  q: string;
  kind: string;
  reach: string;
  gap: (typeof departmentGaps)[number] | '';
  sort: (typeof departmentSorts)[number];
};

export function narrowDepartments(page: Page, rows: readonly DepartmentRow[], query: DepartmentQuery): DepartmentRow[] {
  const word = query.q.trim().toLowerCase();
  const texts = (row: DepartmentRow) =>
    [
      row.body.id,
      row.body.acronym ?? '',
      ...Object.values(row.body.name),
      ...[...row.heads, ...row.liaisons].flatMap((one) => [one.name, one.email]),
    ]
      .join('\n')
      .toLowerCase();
  const isMissing = (row: DepartmentRow) =>
    query.gap === 'liaison'
      ? row.liaisons.length === 0
      : query.gap === 'head'
        ? row.heads.length === 0
        : row.contact === null;
  const found = rows.filter(
    (row) =>
      (!word || texts(row).includes(word)) &&
      (!query.kind || row.body.kind === query.kind) &&
      (!query.reach || (row.reach ?? 'nothing') === query.reach) &&
      (!query.gap || (isMissing(row) && row.reach !== null)),
  );
  const name = (row: DepartmentRow) => page.say(row.body.name);
  const byName = (a: DepartmentRow, b: DepartmentRow) => name(a).localeCompare(name(b), page.locale.tag);
  const orders = {
    name: byName,
    kind: (a, b) => bodyKinds.indexOf(a.body.kind) - bodyKinds.indexOf(b.body.kind) || byName(a, b),
    open: (a, b) => b.open - a.open || byName(a, b),
    late: (a, b) => b.late - a.late || byName(a, b),
  } satisfies Record<DepartmentQuery['sort'], (a: DepartmentRow, b: DepartmentRow) => number>;
  return found.toSorted(orders[query.sort]);
}

export function departmentListPage(
  page: Page,
  rows: readonly DepartmentRow[],
  all: number,
  query: DepartmentQuery,
): Html {
  const { t } = page;
  return html`<p class="st-back"><a href="${page.link(administrationPath.to({}))}">${t('admin.page.back')}</a></p><h1>${t('admin.departments.title')}</h1>
<p class="usa-intro">${t('admin.departments.intro')}</p>
<p class="st-overview__doors"><a href="${page.link(departmentsCsvPath.to({}, { ...query, sort: null }))}">${t('admin.departments.csv')}</a>${may(page.actor, cityActs.manageContacts) ? html` <a href="${page.link(contactsPath.to({}))}">${t('admin.departments.import')}</a>` : null} <span class="st-note">${t('admin.page.print')}</span></p>
${filters(page, query)}
${rows.length === 0 ? html`<p>${t('admin.departments.none')} <a href="${page.link(adminDepartmentsPath.to({}))}">${t('admin.departments.show-all')}</a></p>` : table(page, rows, all, query)}`;
}

function filters(page: Page, query: DepartmentQuery): Html {
  const { t } = page;
  const every = { value: '', label: t('admin.departments.every') };
  const choice = (name: 'kind' | 'reach' | 'gap', values: readonly string[], word: (value: string) => string) =>
    selectField(page, {
      name,
      label: t(`admin.departments.by-${name}`),
      value: query[name],
      choices: [every, ...values.map((value) => ({ value, label: word(value) }))],
      idPrefix: 'filter',
      isOptional: true,
    });
  return html`<form class="st-filters" action="${page.link(adminDepartmentsPath.to({}))}" method="get">
<div class="usa-form-group"><label class="usa-label" for="filter-q">${t('admin.departments.search')}</label><input class="usa-input" id="filter-q" type="search" name="q" value="${query.q}"></div>
${choice('kind', bodyKinds, (value) => t(`department.kind.${value}`))}
${choice('reach', [...verbStrengths, 'nothing'], (value) => t(`department.reach.${value}`))}
${choice('gap', departmentGaps, (value) => t(`admin.departments-gap.${value}`))}
<input type="hidden" name="sort" value="${query.sort}"><button class="usa-button usa-button--outline" type="submit">${t('admin.departments.filter')}</button></form>`;
}

function table(page: Page, rows: readonly DepartmentRow[], all: number, query: DepartmentQuery): Html {
  const { t } = page;
  const sorted = (name: DepartmentQuery['sort']) => {
    const isHere = query.sort === name;
    return html`<th scope="col"${attribute('aria-sort', isHere ? (name === 'name' || name === 'kind' ? 'ascending' : 'descending') : null)}><a href="${page.link(adminDepartmentsPath.to({}, { ...query, sort: name }))}">${t(`admin.departments.${name}`)}</a></th>`;
  };
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('admin.departments.title')}"><table class="usa-table usa-table--borderless st-stack">
<caption>${t('admin.departments.count', { count: rows.length, all })}</caption>
<thead><tr>${sorted('name')}${sorted('kind')}<th scope="col">${t('admin.departments.reach')}</th><th scope="col">${t('admin.departments.head')}</th><th scope="col">${t('admin.departments.liaison')}</th><th scope="col">${t('admin.departments.contact')}</th>${sorted('open')}${sorted('late')}</tr></thead>
<tbody>${rows.map((row) => tableRow(page, row))}</tbody></table></section>`;
}

function tableRow(page: Page, row: DepartmentRow): Html {
  const { t } = page;
  const { body, contact } = row;
  const none =
    row.reach === null ? t('admin.departments.not-needed') : html`<strong>${t('admin.departments.nobody')}</strong>`;
  const reached = contact ? [contact.roleMailbox, contact.phone].filter((one) => one !== '') : [];
  return html`<tr><th scope="row"><a href="${page.link(adminDepartmentPath.to({ body: body.id }))}">${page.say(body.name)}</a>${validity(page, row)}</th>
<td>${t(`department.kind.${body.kind}`)}</td><td>${t(`department.reach.${row.reach ?? 'nothing'}`)}</td>
<td data-label="${t('admin.departments.head')}">${row.heads.length > 0 ? people(page, row.heads) : none}</td><td data-label="${t('admin.departments.liaison')}">${row.liaisons.length > 0 ? people(page, row.liaisons) : none}</td>
<td class="st-long" data-label="${t('admin.departments.contact')}">${reached.length > 0 ? reached.join(' · ') : t('admin.departments.no-contact')}</td>
<td data-label="${t('admin.departments.open')}">${row.open}</td><td data-label="${t('admin.departments.late')}">${row.late > 0 ? html`<span class="st-late">${row.late}</span>` : '0'}</td></tr>`;
}

function people(page: Page, contacts: readonly Contact[]): Html {
  return html`${contacts.map((one, index) => html`${index > 0 ? html`<br>` : null}<a href="${page.link(personPath.to({ person: one.personId }))}">${one.name}</a>`)}`;
}

function validity(page: Page, { body }: DepartmentRow): Html | null {
  const { t, formats } = page;
  const parts = [
    body.validFrom ? t('admin.departments.from', { day: formats.date(body.validFrom) }) : null,
    body.validTo ? t('admin.departments.to', { day: formats.date(body.validTo) }) : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? html`<br><span class="st-by">${parts.join(', ')}</span>` : null;
}

/** The columns that can be read in again come first; ids and states beside them are for the reader. */
export function departmentsCsv(page: Page, rows: readonly DepartmentRow[], lead: readonly string[]): string {
  const { t } = page;
  const head = ['department', 'headTitle', 'roleMailbox', 'phone', 'address'].map((name) => t(`admin.column.${name}`));
  const beside = ['name', 'kind', 'reach', 'head', 'liaison', 'open', 'late', 'valid-from', 'valid-to'].map((name) =>
    t(`admin.departments-csv.${name}`),
  );
  const names = (contacts: readonly Contact[]) => contacts.map((one) => one.name).join('; ');
  const lines = rows.map((row) => {
    const contact = row.contact ?? noContact;
    return [
      row.body.id,
      ...contactFields.map((field) => contact[field]),
      page.say(row.body.name),
      t(`department.kind.${row.body.kind}`),
      t(`department.reach.${row.reach ?? 'nothing'}`),
      names(row.heads),
      names(row.liaisons),
      row.open,
      row.late,
      row.body.validFrom,
      row.body.validTo,
    ];
  });
  return csvText(lead, [...head, ...beside], lines);
}

export type DepartmentView = {
  row: DepartmentRow;
  history: readonly RecordedContact[];
  typed: Typed;
  faults: readonly Refusal[];
};

export function departmentContactPage(page: Page, view: DepartmentView): Html {
  const { t } = page;
  const { row, history, faults } = view;
  const { body } = row;
  const fact = (name: string, said: Html | string | number) => html`<dt>${name}</dt><dd>${said}</dd>`;
  const contact = row.contact ?? noContact;
  const shown = contactFields.map((field) =>
    fact(
      t(`admin.column.${field}`),
      html`<span class="st-words">${contact[field] || t('admin.departments.no-contact')}</span>`,
    ),
  );
  return html`<p class="st-back"><a href="${page.link(adminDepartmentsPath.to({}))}">${t('admin.departments.back')}</a></p>
<h1>${page.say(body.name)}${body.acronym ? html` <span class="st-acronym">${body.acronym}</span>` : null}</h1>
${errorSummary(page, faults, contactFields)}
<dl class="st-facts">${fact(t('admin.departments.kind'), t(`department.kind.${body.kind}`))}${fact(t('admin.departments.reach'), t(`department.reach.${row.reach ?? 'nothing'}`))}
${fact(t('admin.departments.head'), row.heads.length > 0 ? people(page, row.heads) : t('admin.departments.nobody'))}${fact(t('admin.departments.liaison'), row.liaisons.length > 0 ? people(page, row.liaisons) : t('admin.departments.nobody'))}
${fact(t('admin.departments.tasks'), html`<a href="${page.linkTo({ kind: 'department', id: body.id })}">${t('admin.departments.task-words', { open: row.open, late: row.late })}</a>`)}${shown}</dl>
${may(page.actor, cityActs.manageDepartments) ? contactForm(page, view) : null}
${historySection(page, history)}`;
}

function contactForm(page: Page, { row, typed, faults }: DepartmentView): Html {
  const { t } = page;
  const isTyped = Object.keys(typed).length > 0;
  const value = (field: (typeof contactFields)[number]) =>
    isTyped ? typedText(typed, field) : (row.contact ?? noContact)[field];
  const field = (name: (typeof contactFields)[number], more: object = {}) =>
    textField(page, { name, label: t(`admin.column.${name}`), value: value(name), faults, isOptional: true, ...more });
  return html`<section class="st-section" aria-labelledby="change"><h2 id="change">${t('admin.departments.change')}</h2><p>${t('admin.departments.change-text')}</p>
<form class="usa-form usa-form--large" action="${page.link(adminDepartmentPath.to({ body: row.body.id }))}" method="post">${page.formToken()}
${field('headTitle', { hint: t('admin.departments.head-hint') })}${field('roleMailbox', { hint: t('admin.departments.mailbox-hint') })}${field('phone')}${field('address', { rows: 3 })}
${recordLine(page, 'city.department_contact')}<button class="usa-button" type="submit">${t('admin.departments.save')}</button></form></section>`;
}

function historySection(page: Page, history: readonly RecordedContact[]): Html {
  const { t, formats } = page;
  const rows = history.map((one, index) => {
    const before = history[index + 1] ?? noContact;
    const changes = changedFields(before, one).map(
      (field) =>
        html`<li>${t(`admin.column.${field}`)}: ${before[field] ? html`<del class="st-diff st-diff--before">${before[field]}</del> ` : null}<ins class="st-diff st-diff--after">${one[field] || t('admin.departments.no-contact')}</ins></li>`,
    );
    return html`<li><strong>${formats.instant(one.recordedAt)}</strong>, ${one.recordedBy ?? t('city.person.by-system')}<ul class="usa-list">${changes}</ul></li>`;
  });
  return html`<section class="st-section" aria-labelledby="history"><h2 id="history">${t('admin.departments.history')}</h2>${rows.length > 0 ? html`<ul class="usa-list usa-list--unstyled">${rows}</ul>` : html`<p>${t('admin.departments.no-history')}</p>`}</section>`;
}
