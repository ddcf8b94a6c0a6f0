/** The departments: how the issuer's word reaches each, what is asked of it, who confirmed the text, whom to call. */
import { type Body, type VerbStrength, verbStrengths } from '#rules/bodies.ts';
import type { TaskView } from '#rules/task-progress.ts';
import { shorten } from '#kit/text.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { Tally } from './overview-figures.ts';
import { taskTable } from './overview-list-pages.ts';
import { dotted, linkHtml, shareText } from './overview-parts.ts';
import { departmentPath, departmentsPath, listPath } from './overview-paths.ts';
import type { Contact, Receipt, RecordedDirective } from './overview-questions.ts';
import { carriedDay, type Reading } from './overview-reading.ts';
import { isFor } from './overview-receipts.ts';
import { headFigures } from './overview-terms.ts';

export type DepartmentRow = {
  body: Body;
  /** The strongest verb that reaches it, null where nothing is addressed to it. */
  verb: VerbStrength | null;
  /** Null where the reader may not see its tasks, or has none. */
  tally: Tally | null;
};

export function departmentsPage(
  page: Page,
  rows: readonly DepartmentRow[],
  filter: { verb: string | undefined; isReceiptMissing: boolean },
): Html {
  const { t } = page;
  const asOf = carriedDay(page);
  const choices = [...verbStrengths, 'nothing'].filter((verb) => rows.some((row) => (row.verb ?? 'nothing') === verb));
  const links = choices.map((verb) =>
    linkHtml(page.link(departmentsPath.to({}, { verb, asOf })), t(`department.reach.${verb}`)),
  );
  const isNarrowed = filter.verb !== undefined || filter.isReceiptMissing;
  const shown = rows.filter((row) => filter.verb === undefined || (row.verb ?? 'nothing') === filter.verb);
  return html`<h1>${t('department.list.title')}</h1>
<p class="usa-intro">${filter.isReceiptMissing ? t('department.list.not-confirmed', { count: shown.length }) : t('department.list.count', { count: shown.length })}</p>
<p>${isNarrowed ? linkHtml(page.link(departmentsPath.to({}, { asOf })), t('department.list.all')) : dotted(links)}</p>
${
  shown.length === 0
    ? html`<p>${t('department.list.empty')}</p>`
    : html`<section class="st-scroll" tabindex="0" aria-label="${t('department.list.title')}"><table class="usa-table usa-table--borderless st-stack st-stack--brief"><caption class="usa-sr-only">${t('department.list.title')}</caption>
<thead><tr><th scope="col">${t('department.list.name')}</th><th scope="col">${t('department.list.kind')}</th><th scope="col">${t('department.list.verb')}</th><th scope="col">${t('department.list.accepted')}</th><th scope="col">${t('department.list.late')}</th></tr></thead>
<tbody>${shown.map((row) => departmentRow(page, row))}</tbody></table></section>`
}`;
}

function departmentRow(page: Page, { body, verb, tally }: DepartmentRow): Html {
  const { t } = page;
  const asOf = carriedDay(page);
  const late = tally?.late.length ?? 0;
  const lateHref = page.link(listPath.to({ figure: 'late' }, { directive: 'all', department: body.id, asOf }));
  const allHref = page.link(listPath.to({ figure: 'all' }, { directive: 'all', department: body.id, asOf }));
  return html`<tr><th scope="row">${linkHtml(page.link(departmentPath.to({ id: body.id }, { asOf })), page.say(body.name))}</th>
<td>${t(`department.kind.${body.kind}`)}</td><td>${t(`department.reach.${verb ?? 'nothing'}`)}</td>
<td data-label="${t('department.list.accepted')}">${tally && tally.counted.length > 0 ? linkHtml(allHref, shareText(page, { ...tally, deliverable: null })) : t('department.list.none')}</td>
<td data-label="${t('department.list.late')}">${late > 0 ? html`<a class="st-late" href="${lateHref}">${t('overview.clauses.late', { count: late })}</a>` : t('department.list.none')}</td></tr>`;
}

export type DepartmentParts = {
  body: Body;
  verb: VerbStrength | null;
  reading: Reading;
  /** In order of date; null where the reader may not see this department's tasks. */
  tasks: readonly TaskView[] | null;
  receipts: readonly Receipt[];
  contacts: readonly Contact[];
};

export function departmentPage(page: Page, parts: DepartmentParts): Html {
  const { t } = page;
  const { body, verb } = parts;
  const issuers = [...new Set(parts.reading.directives.map(({ directive }) => page.say(directive.issuer)))];
  const issuer = issuers.length > 0 ? page.formats.list(issuers) : t('department.page.issuer');
  return html`<p class="st-back">${linkHtml(page.link(departmentsPath.to({}, { asOf: carriedDay(page) })), t('department.page.back'))}</p>
<h1>${page.say(body.name)}${body.acronym ? html` <span class="st-acronym">${body.acronym}</span>` : null}</h1>
<p class="usa-intro">${t(`department.kind.${body.kind}`)}. ${t(`department.says.${verb ?? 'nothing'}`, { issuer })}</p>
${verb === null ? html`<p>${t('department.page.partner')}</p>` : tasksHtml(page, parts)}
${verb === null ? null : receiptsHtml(page, parts)}
${contactsHtml(page, parts)}`;
}

function tasksHtml(page: Page, { body, reading, tasks }: DepartmentParts): Html {
  const { t } = page;
  const title = html`<h2>${t('department.page.tasks')}</h2>`;
  if (tasks === null) return html`${title}<p>${t('department.page.closed')}</p>`;
  if (tasks.length === 0) return html`${title}<p>${t('department.page.no-task')}</p>`;
  const asOf = carriedDay(page);
  const own = new Set(tasks.map((task) => task.taskId));
  const figures = headFigures.map((figure) => {
    const count = reading.figures[figure].filter((id) => own.has(id)).length;
    const href = page.link(listPath.to({ figure }, { directive: 'all', department: body.id, asOf }));
    return linkHtml(href, t('overview.figures.beside', { count, what: t(`overview.word.${figure}`) }));
  });
  const tally = reading.figures.byBody.get(body.id);
  const share = tally ? html`${shareText(page, { ...tally, deliverable: null })} · ` : null;
  return html`${title}<p>${share}${dotted(figures)}</p>${taskTable(page, reading, tasks, { caption: t('department.page.tasks'), withoutDepartment: true })}`;
}

function receiptsHtml(page: Page, { body, reading, receipts, tasks }: DepartmentParts): Html | null {
  const { t } = page;
  const asked = new Set((tasks ?? []).map((task) => task.directiveId));
  const shown = reading.directives.filter(({ directive }) => asked.has(directive.id));
  if (shown.length === 0) return null;
  return html`<h2>${t('department.page.receipts')}</h2><p>${t('department.page.receipts-text')}</p>
<ul class="usa-list">${shown.map(
    (recorded) =>
      html`<li>${receiptLine(
        page,
        recorded,
        receipts.find((one) => one.bodyId === body.id && isFor(one, recorded)),
      )}</li>`,
  )}</ul>`;
}

function receiptLine(page: Page, { directive, version }: RecordedDirective, receipt: Receipt | undefined): Html {
  const link = linkHtml(page.linkTo({ kind: 'directive', id: directive.id }), page.say(directive.title));
  const text = receipt
    ? page.t('department.page.confirmed', {
        version: shorten(version, 12),
        at: page.formats.instant(receipt.confirmedAt),
      })
    : page.t('department.page.not-confirmed', { version: shorten(version, 12) });
  return html`${link}: ${text}`;
}

function contactsHtml(page: Page, { contacts }: DepartmentParts): Html {
  const { t } = page;
  const title = html`<h2>${t('department.page.contacts')}</h2>`;
  if (contacts.length === 0) return html`${title}<p>${t('department.page.no-contact')}</p>`;
  return html`${title}<ul class="usa-list">${contacts.map(
    (contact) =>
      html`<li>${t(`department.role.${contact.role}`)}: ${contact.name}${contact.email ? html`, <a href="mailto:${contact.email}">${contact.email}</a>` : null}</li>`,
  )}</ul>`;
}
