/** The work in one person's hands, with the form that gives it to a colleague, and what was given before. */
import type { Refusal } from '#kit/result.ts';
import { selectField } from '#web/components/field.ts';
import { type Typed, typedList, typedText } from '#web/form.ts';
import { attribute, type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { type Actor, may } from '#rules/permissions.ts';
import type { Handover, OpenWork } from './city-admin-questions.ts';
import { handBackPath, personPath, personWorkPath } from './city-paths.ts';
import { mayManage } from './city-people-pages.ts';

export type WorkView = {
  personId: string;
  open: readonly OpenWork[];
  handovers: readonly Handover[];
  /** Those who can sign in, without the person. */
  colleagues: readonly Actor[];
  names: ReadonlyMap<string, string>;
  typed: Typed;
  faults: readonly Refusal[];
};

/** The value of a checkbox: `<task>.<kind>`. */
export const itemValue = ({ taskId, kind }: Pick<OpenWork, 'taskId' | 'kind'>) => `${taskId}.${kind}`;

/** `from` tells where to come back to: the page before suspending, or the person's own. */
export function workSection(page: Page, view: WorkView, from = ''): Html {
  const { t } = page;
  const { open } = view;
  const body =
    open.length === 0
      ? html`<p>${t('admin.work.none')}</p>`
      : html`<p>${t('admin.work.count', { count: open.length })}</p>${mayManage(page) ? workForm(page, view, from) : workTable(page, view, false)}`;
  return html`<section class="st-section" aria-labelledby="work"><h2 id="work">${t('admin.work.title')}</h2>${body}</section>`;
}

function workForm(page: Page, view: WorkView, from: string): Html {
  const { t } = page;
  const { open, colleagues, typed, faults } = view;
  const choices = colleagues.flatMap((one) => {
    const able = open.filter((work) => may(one, work.act, work.bodyId)).length;
    if (able === 0) return [];
    const label = able === open.length ? one.name : t('admin.work.able', { name: one.name, able, all: open.length });
    return [{ value: one.personId, label, able }];
  });
  choices.sort((a, b) => b.able - a.able || a.label.localeCompare(b.label, page.locale.tag));
  if (choices.length === 0)
    return html`${workTable(page, view, false)}<p><strong>${t('admin.work.nobody')}</strong></p>`;
  const itemFaults = faults.filter((fault) => fault.field === 'items');
  return html`<form action="${page.link(personWorkPath.to({ person: view.personId }))}" method="post">${page.formToken()}<input type="hidden" name="from" value="${from}">
<fieldset class="usa-fieldset" id="work-items"${attribute('aria-describedby', itemFaults.length > 0 ? 'work-items-error' : null)}><legend class="usa-sr-only">${t('admin.work.choose')}</legend>
${itemFaults.length > 0 ? html`<span class="usa-error-message" id="work-items-error">${itemFaults.map((fault) => t(fault.key, fault.values)).join(' ')}</span>` : null}
${workTable(page, view, true)}</fieldset>
${selectField(page, { name: 'toPersonId', label: t('admin.work.to'), hint: t('admin.work.to-hint'), value: typedText(typed, 'toPersonId'), faults, choices: [{ value: '', label: t('admin.work.to-choose') }, ...choices], idPrefix: 'work' })}
<button class="usa-button usa-button--outline" type="submit">${t('admin.work.give')}</button></form>`;
}

function workTable(page: Page, { open, typed }: WorkView, isForm: boolean): Html {
  const { t, formats } = page;
  const chosen = typed.items === undefined && typed.toPersonId === undefined ? null : typedList(typed, 'items');
  const rows = open.map((work) => {
    const body = page.city.profile.bodies.find((one) => one.id === work.bodyId);
    const value = itemValue(work);
    const isChosen = chosen === null || chosen.includes(value);
    const title = page.say(work.title);
    const box = html`<td><div class="usa-checkbox"><input class="usa-checkbox__input" id="item-${value}" type="checkbox" name="items" value="${value}"${attribute('checked', isChosen)}><label class="usa-checkbox__label" for="item-${value}"><span class="usa-sr-only">${title}, ${body ? page.say(body.name) : work.bodyId}</span></label></div></td>`;
    const due = work.dueOn
      ? html`${formats.date(work.dueOn)}${work.isLate ? html` <strong class="st-late">${t('admin.work.late')}</strong>` : null}`
      : t('admin.work.no-date');
    return html`<tr>${isForm ? box : null}<th scope="row"><a href="${page.linkTo({ kind: 'task', id: work.taskId })}">${title}</a><br><span class="st-by">${work.directive}, ${work.clauseId}</span></th>
<td>${body ? page.say(body.name) : work.bodyId}</td><td>${t(`admin.work-why.${work.kind}-${work.why}`)}</td><td>${due}</td></tr>`;
  });
  return html`<div class="st-scroll" tabindex="0" role="group" aria-label="${t('admin.work.title')}"><table class="usa-table usa-table--borderless st-stack"><caption class="usa-sr-only">${t('admin.work.title')}</caption>
<thead><tr>${isForm ? html`<th scope="col">${t('admin.work.choose-column')}</th>` : null}<th scope="col">${t('admin.work.what')}</th><th scope="col">${t('admin.work.department')}</th><th scope="col">${t('admin.work.why')}</th><th scope="col">${t('admin.work.due')}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** What was given from or to this person; each act can be taken back as a whole. */
export function handoverList(page: Page, view: WorkView): Html | null {
  const { t, formats } = page;
  if (view.handovers.length === 0) return null;
  const name = (id: string) =>
    html`<a href="${page.link(personPath.to({ person: id }))}">${view.names.get(id) ?? t('admin.work.somebody')}</a>`;
  const rows = view.handovers.map((one) => {
    const back = html`<form action="${page.link(handBackPath.to({ person: view.personId, handover: one.handoverId }))}" method="post">${page.formToken()}<button class="usa-button usa-button--unstyled" type="submit">${t('admin.work.back')}<span class="usa-sr-only"> ${formats.instant(one.handedAt)}</span></button></form>`;
    const state = one.isGivenBack ? t('admin.work.given-back') : mayManage(page) ? back : t('admin.work.given');
    return html`<tr><th scope="row">${formats.instant(one.handedAt)}</th><td>${name(one.fromPersonId)}</td><td>${name(one.toPersonId)}</td><td>${one.count}</td><td>${state}</td></tr>`;
  });
  return html`<section class="st-section" aria-labelledby="handed"><h2 id="handed">${t('admin.work.history')}</h2><div class="st-scroll" tabindex="0" role="group" aria-label="${t('admin.work.history')}"><table class="usa-table usa-table--borderless"><caption class="usa-sr-only">${t('admin.work.history')}</caption>
<thead><tr><th scope="col">${t('admin.work.when')}</th><th scope="col">${t('admin.work.from')}</th><th scope="col">${t('admin.work.to-column')}</th><th scope="col">${t('admin.work.number')}</th><th scope="col">${t('admin.work.state')}</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
