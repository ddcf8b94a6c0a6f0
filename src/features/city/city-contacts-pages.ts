/** Lists of people and contacts: the form that reads one in, and what it would change, line by line. */
import { recordLine } from '#web/components/record-line.ts';
import type { Refusal } from '#kit/result.ts';
import { may } from '#rules/permissions.ts';
import { csvText } from '#web/components/csv.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { type Typed, typedText } from '#web/form.ts';
import { attribute, type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { cityActs } from './city-acts.ts';
import { listKinds } from './city-contacts-columns.ts';
import type { FieldChange, PlanRow } from './city-contacts-plan.ts';
import type { ContactsPlan } from './city-contacts-service.ts';
import type { ContactList, ListedList } from './city-contacts-store.ts';
import {
  adminDepartmentsPath,
  administrationPath,
  applyContactsPath,
  contactListPath,
  contactsPath,
  departmentsCsvPath,
  peopleCsvPath,
  peoplePath,
} from './city-paths.ts';
import { type ListedPerson, stateOf } from './city-people-store.ts';

export type ContactsView = { lists: readonly ListedList[]; typed: Typed; faults: readonly Refusal[] };

export function contactsPage(page: Page, { lists, typed, faults }: ContactsView): Html {
  const { t, formats } = page;
  const rows = lists.map(
    (
      list,
    ) => html`<tr><th scope="row"><a href="${page.link(contactListPath.to({ list: list.id }))}">${t(`admin.contacts-kind.${list.kind}`)}</a></th><td class="st-long">${list.fileName ?? t('admin.contacts.pasted')}</td><td>${list.lines}</td>
<td>${formats.instant(list.readAt)}, ${list.readBy ?? t('city.person.by-system')}</td><td>${list.appliedAt ? t('admin.contacts.applied', { at: formats.instant(list.appliedAt), name: list.appliedBy ?? t('city.person.by-system') }) : t('admin.contacts.not-applied')}</td></tr>`,
  );
  const heads = ['list', 'file', 'lines', 'read', 'state'].map(
    (name) => html`<th scope="col">${t(`admin.contacts.${name}`)}</th>`,
  );
  return html`<p class="st-back"><a href="${page.link(administrationPath.to({}))}">${t('admin.page.back')}</a></p><h1>${t('admin.contacts.title')}</h1><p class="usa-intro">${t('admin.contacts.intro')}</p>
${errorSummary(page, faults, ['text', 'kind-people', 'file'])}
${may(page.actor, cityActs.manageContacts) ? listForm(page, typed, faults) : null}
<section class="st-section" aria-labelledby="columns"><h2 id="columns">${t('admin.contacts.columns')}</h2><ul class="usa-list"><li>${t('admin.contacts.columns-people')}</li><li>${t('admin.contacts.columns-departments')}</li><li>${t('admin.contacts.rules')}</li></ul>
<p>${t('admin.contacts.samples')} <a href="${page.link(peopleCsvPath.to({}))}">${t('admin.contacts.people-csv')}</a> · <a href="${page.link(departmentsCsvPath.to({}))}">${t('admin.contacts.departments-csv')}</a></p></section>
<section class="st-section" aria-labelledby="lists"><h2 id="lists">${t('admin.contacts.before')}</h2>${rows.length > 0 ? html`<div class="st-scroll" tabindex="0" role="group" aria-label="${t('admin.contacts.before')}"><table class="usa-table usa-table--borderless"><caption class="usa-sr-only">${t('admin.contacts.before')}</caption><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>` : html`<p>${t('admin.contacts.none-before')}</p>`}</section>`;
}

function listForm(page: Page, typed: Typed, faults: readonly Refusal[]): Html {
  const { t } = page;
  const chosen = typedText(typed, 'kind') || page.query.kind || 'people';
  const kinds = listKinds.map(
    (kind) =>
      html`<div class="usa-radio"><input class="usa-radio__input" id="field-kind-${kind}" type="radio" name="kind" value="${kind}"${attribute('checked', kind === chosen)}><label class="usa-radio__label" for="field-kind-${kind}">${t(`admin.contacts-kind.${kind}`)}</label></div>`,
  );
  return html`<form class="usa-form usa-form--large" action="${page.link(contactsPath.to({}))}" method="post" enctype="multipart/form-data">${page.formToken()}
<fieldset class="usa-fieldset"><legend class="usa-legend">${t('admin.contacts.kind')}</legend>${kinds}</fieldset>
<div class="usa-form-group"><label class="usa-label" for="field-file">${t('admin.contacts.upload')}</label><span class="usa-hint" id="field-file-hint">${t('admin.contacts.upload-hint')}</span><input class="usa-file-input" id="field-file" type="file" name="file" accept=".csv,.txt,text/csv" aria-describedby="field-file-hint"></div>
${textField(page, { name: 'text', label: t('admin.contacts.paste'), hint: t('admin.contacts.paste-hint'), value: typedText(typed, 'text'), faults, rows: 8, isOptional: true })}
${recordLine(page, 'city.contact_list')}<button class="usa-button" type="submit">${t('admin.contacts.check')}</button></form>`;
}

export type ListView = {
  list: ContactList;
  plan: ContactsPlan;
  show: PlanRow['kind'] | null;
  page: number;
  faults: readonly Refusal[];
};
export const planKinds = ['refused', 'new', 'changed', 'unchanged'] as const satisfies readonly PlanRow['kind'][];
const pageSize = 200;

export function contactListPage(page: Page, view: ListView): Html {
  const { t, formats } = page;
  const { list, plan, faults, show } = view;
  const count = (kind: PlanRow['kind']) => plan.rows.filter((row) => row.kind === kind).length;
  const shown = plan.rows.filter((row) => show === null || row.kind === show);
  const pages = Math.max(1, Math.ceil(shown.length / pageSize));
  const at = Math.min(view.page, pages);
  const here = (query: object) => page.link(contactListPath.to({ list: list.id }, query as Record<string, string>));
  const kindLink = (kind: PlanRow['kind'] | null, number: number) =>
    html`<li><a href="${here({ show: kind })}"${attribute('aria-current', kind === show ? 'true' : null)}><span class="st-count">${number}</span> ${t(kind ? `admin.plan.${kind}` : 'admin.plan.all')}</a></li>`;
  const { document } = list;
  const read = t('admin.contacts.was-read', {
    at: formats.instant(list.readAt),
    name: list.readBy ?? t('city.person.by-system'),
    encoding: t(`admin.encoding.${document.encoding}`),
    separator: t(`admin.separator.${separatorWord[document.separator]}`),
  });
  return html`<p class="st-back"><a href="${page.link(contactsPath.to({}))}">${t('admin.contacts.back')}</a></p><h1>${t(`admin.contacts.title-${document.kind}`)}</h1>
${errorSummary(page, faults, [])}
<p class="usa-intro">${list.appliedAt ? t('admin.contacts.done', { at: formats.instant(list.appliedAt), name: list.appliedBy ?? t('city.person.by-system') }) : t('admin.contacts.dry')}</p>
<p class="st-note">${list.fileName ? html`<span class="st-long">${list.fileName}</span>. ` : null}${read}${document.ignored.length > 0 ? html` ${t('admin.contacts.ignored', { columns: formats.list(document.ignored) })}` : null}</p>
${list.appliedAt ? null : applyForm(page, view, count('new') + count('changed'), count('refused'), count('new'))}
<nav aria-label="${t('admin.plan.kinds')}"><ul class="st-kinds">${kindLink(null, plan.rows.length)}${planKinds.map((kind) => kindLink(kind, count(kind)))}</ul></nav>
${shown.length > 0 ? planTable(page, shown.slice((at - 1) * pageSize, at * pageSize)) : html`<p>${t('admin.plan.none')}</p>`}
${pages > 1 ? html`<nav class="st-pager" aria-label="${t('city.people.pages')}">${at > 1 ? html`<a href="${here({ show, page: String(at - 1) })}">${t('city.people.before')}</a>` : null} <span>${t('city.people.page', { at, pages })}</span> ${at < pages ? html`<a href="${here({ show, page: String(at + 1) })}">${t('city.people.after')}</a>` : null}</nav>` : null}
${list.appliedAt ? html`<p><a href="${page.link((document.kind === 'people' ? peoplePath : adminDepartmentsPath).to({}))}">${t(`admin.contacts.see-${document.kind}`)}</a></p>` : null}`;
}

const separatorWord = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const;

function applyForm(page: Page, { list, plan }: ListView, changes: number, refused: number, fresh: number): Html {
  const { t } = page;
  if (changes === 0)
    return html`<p><strong>${t(refused > 0 ? 'admin.contacts.only-refused' : 'admin.contacts.nothing-new')}</strong></p>`;
  if (!may(page.actor, cityActs.manageContacts))
    return html`<p>${t('admin.contacts.for-administrator', { count: changes })}</p>`;
  const invite =
    list.document.kind === 'people' && fresh > 0
      ? html`<div class="usa-checkbox"><input class="usa-checkbox__input" id="invite" type="checkbox" name="invite" value="yes"><label class="usa-checkbox__label" for="invite">${t('admin.contacts.invite', { count: fresh })}</label></div>`
      : null;
  return html`<form class="usa-form usa-form--large" action="${page.link(applyContactsPath.to({ list: list.id }))}" method="post">${page.formToken()}<input type="hidden" name="hash" value="${plan.hash}">${invite}
<button class="usa-button" type="submit">${t('admin.contacts.apply', { count: changes })}</button>${refused > 0 ? html`<p class="st-note">${t('admin.contacts.left-out', { count: refused })}</p>` : null}</form>`;
}

function planTable(page: Page, rows: readonly PlanRow[]): Html {
  const { t } = page;
  const lines = rows.map(
    (
      row,
    ) => html`<tr><th scope="row">${row.line}</th><td class="st-long">${row.about}</td><td><span class="usa-tag st-tag st-tag--${tones[row.kind]}">${t(`admin.plan.${row.kind}`)}</span></td>
<td>${row.fault ? html`<strong>${t(row.fault.key, row.fault.values)}</strong>` : row.changes.length > 0 ? html`<ul class="usa-list usa-list--unstyled">${row.changes.map((change) => changeLine(page, change))}</ul>` : null}</td></tr>`,
  );
  const heads = ['line', 'about', 'what', 'change'].map(
    (name) => html`<th scope="col">${t(`admin.plan.${name}`)}</th>`,
  );
  return html`<div class="st-scroll" tabindex="0" role="group" aria-label="${t('admin.plan.title')}"><table class="usa-table usa-table--borderless"><caption class="usa-sr-only">${t('admin.plan.title')}</caption><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

const tones = { new: 'added', changed: 'changed', unchanged: 'quiet', refused: 'late' } as const satisfies Record<
  PlanRow['kind'],
  string
>;

function changeLine(page: Page, { field, before, after }: FieldChange): Html {
  const { t } = page;
  return html`<li>${t(`admin.column.${field}`)}: ${before ? html`<del class="st-diff st-diff--before">${before}</del> ` : null}<ins class="st-diff st-diff--after">${after || t('admin.departments.no-contact')}</ins></li>`;
}

/** One line for each role; whoever holds none has one line. Read in again it changes nothing. */
export function peopleCsv(page: Page, people: readonly ListedPerson[], lead: readonly string[]): string {
  const { t } = page;
  const head = [
    ...['name', 'email', 'role', 'department', 'locale'].map((name) => t(`admin.column.${name}`)),
    t('city.people.state'),
  ];
  const rows = people.flatMap((person) => {
    const grants = person.grants.length > 0 ? person.grants : [null];
    return grants.map((grant) => [
      person.name,
      person.email,
      grant ? t(`city.role.${grant.role}`) : '',
      grant?.bodyId ?? '',
      person.locale,
      t(`city.people-state.${stateOf(person)}`),
    ]);
  });
  return csvText(lead, head, rows);
}
