/** What can be done to a demand now: the likeliest step in the open with the one primary button, the others behind a line. */
import { recordLine } from '#web/components/record-line.ts';
import type { Refusal } from '#kit/result.ts';
import { may } from '#rules/permissions.ts';
import { textField } from '#web/components/field.ts';
import { typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { Path } from '#web/path.ts';
import { disclosureActs } from './disclosure-acts.ts';
import {
  approvePath,
  askClosingPath,
  closePath,
  entriesPath,
  entryPath,
  findPath,
  producePath,
  returnPath,
  sendPath,
  takeBackPath,
} from './disclosure-paths.ts';
import { allowed, type Stage } from './disclosure-progress.ts';
import type { DemandReading } from './disclosure-reading.ts';

export type Attempt = { door: 'extend' | 'return' | 'close' | 'produce' | 'other'; faults: readonly Refusal[] };
export type DemandView = {
  reading: DemandReading;
  /** Person id to name. */
  names: ReadonlyMap<string, string>;
  attempt: Attempt | null;
};

type IdPath = Path<'id'>;

export function doSection(page: Page, view: DemandView): Html {
  const { t } = page;
  const { now } = view.reading;
  return html`<section class="st-section st-do" aria-labelledby="do"><h2 id="do">${t('disclosure.do.title')}</h2>
<p>${t(`disclosure.do.${now.progress.stage}`, { marked: now.marked, records: now.records })}</p>
${steps[now.progress.stage](page, view)}</section>`;
}

const steps: Readonly<Record<Stage, (page: Page, view: DemandView) => Html>> = {
  finding: (page, view) => html`${findLink(page, view, true)}${markLink(page, view, false)}${askClosing(page, view)}`,
  marking: markingSteps,
  returned: markingSteps,
  with_counsel: (page, view) => html`${counselSteps(page, view)}${takeBack(page, view)}`,
  approved: produceSteps,
  produced: (page, view) => html`${askClosing(page, view)}${findLink(page, view, false)}`,
  closing: closingSteps,
  closed: () => html``,
};

function mayHandle(page: Page): boolean {
  return may(page.actor, disclosureActs.handle);
}

/** A form of one button. */
function button(
  page: Page,
  view: DemandView,
  at: IdPath,
  word: string,
  isPrimary: boolean,
  hidden: Html | null = null,
): Html {
  const style = isPrimary ? 'usa-button' : 'usa-button usa-button--outline';
  return html`<form action="${page.link(at.to({ id: view.reading.row.id }))}" method="post">${page.formToken()}${hidden}<button class="${style}" type="submit">${page.t(word)}</button></form>`;
}

function findLink(page: Page, { reading }: DemandView, isPrimary: boolean): Html | null {
  if (!mayHandle(page) || !allowed.search.has(reading.now.progress.stage)) return null;
  return html`<p><a class="usa-button${isPrimary ? '' : ' usa-button--outline'}" href="${page.link(findPath.to({ id: reading.row.id }))}">${page.t('disclosure.do.find')}</a></p>`;
}

function markLink(page: Page, { reading }: DemandView, isPrimary: boolean): Html | null {
  if (!reading.nextUnmarked || !mayHandle(page)) return null;
  const to = entryPath.to({ id: reading.row.id, entry: reading.nextUnmarked.id });
  return html`<p><a class="usa-button${isPrimary ? '' : ' usa-button--outline'}" href="${page.link(to)}">${page.t('disclosure.do.mark-next')}</a></p>`;
}

function markingSteps(page: Page, view: DemandView): Html {
  const { now } = view.reading;
  const isAllMarked = now.records > 0 && now.marked === now.records;
  const points =
    now.progress.stage === 'returned' ? view.reading.acts.findLast((act) => act.kind === 'returned') : null;
  return html`${points?.text ? html`<div class="usa-summary-box"><div class="usa-summary-box__body"><h3 class="usa-summary-box__heading">${page.t('disclosure.do.points')}</h3><div class="usa-summary-box__text st-words">${points.text}</div></div></div>` : null}
${isAllMarked && mayHandle(page) ? button(page, view, sendPath, 'disclosure.do.send', true) : null}${markLink(page, view, true)}${findLink(page, view, false)}${askClosing(page, view)}`;
}

function counselSteps(page: Page, view: DemandView): Html {
  const { t } = page;
  const { reading } = view;
  const person = page.actor?.personId ?? '';
  const sender = reading.now.facts.findLast((fact) => fact.kind === 'sent')?.actedBy;
  const list = html`<p><a href="${page.link(entriesPath.to({ id: reading.row.id }))}">${t('disclosure.do.look-through')}</a></p>`;
  if (!may(page.actor, disclosureActs.counsel)) return list;
  if (reading.markers.includes(person) || sender === person)
    return html`${list}<p class="st-note">${t('disclosure.do.own-marks')}</p>`;
  const shown = html`<input type="hidden" name="revision" value="${reading.now.marks_revision}">`;
  return html`${list}${button(page, view, approvePath, 'disclosure.do.approve', true, shown)}
${textFold(page, view, { door: 'return', at: returnPath, title: 'disclosure.do.return', label: 'disclosure.do.points', word: 'disclosure.do.return-submit' })}`;
}

function takeBack(page: Page, view: DemandView): Html | null {
  return mayHandle(page) ? button(page, view, takeBackPath, 'disclosure.do.take-back', false) : null;
}

function produceSteps(page: Page, view: DemandView): Html {
  const { t } = page;
  const { reading, attempt } = view;
  if (!mayHandle(page)) return html``;
  const strays = attempt?.door === 'produce' && attempt.faults.some((fault) => fault.field === 'isConfirmed');
  const confirm = strays
    ? html`<div class="usa-checkbox"><input class="usa-checkbox__input" id="produce-isConfirmed" type="checkbox" name="isConfirmed" value="yes"><label class="usa-checkbox__label" for="produce-isConfirmed">${t('disclosure.do.confirm-strays')}</label></div>`
    : null;
  return html`<form class="usa-form usa-form--large st-form" action="${page.link(producePath.to({ id: reading.row.id }))}" method="post">${page.formToken()}${confirm}<button class="usa-button" type="submit">${t('disclosure.do.produce')}</button></form>
${findLink(page, view, false)}${askClosing(page, view)}`;
}

function askClosing(page: Page, view: DemandView): Html | null {
  if (!mayHandle(page)) return null;
  return textFold(page, view, {
    door: 'close',
    at: askClosingPath,
    title: 'disclosure.do.ask-closing',
    label: 'disclosure.do.closing-text',
    word: 'disclosure.do.ask-closing-submit',
  });
}

function closingSteps(page: Page, view: DemandView): Html {
  if (!mayHandle(page)) return html``;
  const asked = view.reading.now.facts.findLast((fact) => fact.kind === 'closing_asked');
  const isOwn = asked?.actedBy === page.actor?.personId;
  return html`${isOwn ? html`<p class="st-note">${page.t('disclosure.do.second-person')}</p>` : button(page, view, closePath, 'disclosure.do.close', true)}${takeBack(page, view)}`;
}

type Fold = { door: 'return' | 'close'; at: IdPath; title: string; label: string; word: string };

function textFold(page: Page, { reading, attempt }: DemandView, { door, at, title, label, word }: Fold): Html {
  const isOpen = attempt?.door === door;
  const value = isOpen ? typedText(page.fields, 'text') : '';
  const faults = isOpen ? attempt.faults : [];
  return html`<details class="st-fold"${isOpen ? html` open` : null}><summary>${page.t(title)}</summary>
<form class="usa-form usa-form--large st-form" action="${page.link(at.to({ id: reading.row.id }))}" method="post">${page.formToken()}
${textField(page, { name: 'text', idPrefix: door, label: page.t(label), value, faults, rows: 5 })}
${recordLine(page, 'retention.records_demand')}<button class="usa-button usa-button--outline" type="submit">${page.t(word)}</button></form></details>`;
}
