/** Pages of legal holds: the list, and one hold with what it covers now, who was told, and how it ends. */
import type { Refusal } from '#kit/result.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { recordLine } from '#web/components/record-line.ts';
import { typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { type HoldNotice, holdState, type HoldWords, type LegalHold, type ListedHold } from './legal-hold-terms.ts';
import { scopeLines } from './legal-hold-words.ts';
import { classKey } from './record-words.ts';
import { retentionActs } from './retention-acts.ts';
import {
  acknowledgePath,
  askLiftPath,
  confirmLiftPath,
  holdPath,
  holdsPath,
  newHoldPath,
  recordsPath,
} from './retention-paths.ts';

export function holdsPage(page: Page, holds: readonly ListedHold[], mayReadReasons: boolean): Html {
  const { t } = page;
  const place = may(page.actor, retentionActs.placeHold)
    ? html`<p><a class="usa-button" href="${page.link(newHoldPath.to({}))}">${t('legal-hold.list.place')}</a></p>`
    : null;
  return html`<h1>${t('legal-hold.list.title')}</h1><p class="usa-intro">${t('legal-hold.list.intro')}</p>${place}
${holds.length === 0 ? html`<p>${t('legal-hold.list.empty')}</p>` : table(page, holds, mayReadReasons)}
<p><a href="${page.link(recordsPath.to({}))}">${t('legal-hold.list.to-records')}</a></p>`;
}

function table(page: Page, holds: readonly ListedHold[], mayReadReasons: boolean): Html {
  const { t, formats } = page;
  const rows = holds.map((hold) => {
    const matter = mayReadReasons && hold.matter ? html`<br><span class="st-by">${hold.matter}</span>` : null;
    return html`<tr><th scope="row"><a href="${page.link(holdPath.to({ id: hold.id }))}">${t('legal-hold.page.name', { number: hold.number })}</a>${matter}</th>
<td><ul class="usa-list usa-list--unstyled">${scopeLines({ ...page, city: page.city }, hold.scope).map((line) => html`<li>${line}</li>`)}</ul></td>
<td data-label="${t('legal-hold.table.state')}">${stateTag(page, hold)}</td><td data-label="${t('legal-hold.table.placed')}">${formats.instant(hold.placedAt)}</td>
<td data-label="${t('legal-hold.table.confirmed')}">${t('legal-hold.table.confirmed-of', { confirmed: hold.told - hold.open, told: hold.told })}</td></tr>`;
  });
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('legal-hold.list.title')}"><table class="usa-table usa-table--borderless st-stack"><caption>${t('legal-hold.table.caption')}</caption>
<thead><tr><th scope="col">${t('legal-hold.table.hold')}</th><th scope="col">${t('legal-hold.table.covers')}</th><th scope="col">${t('legal-hold.table.state')}</th><th scope="col">${t('legal-hold.table.placed')}</th><th scope="col">${t('legal-hold.table.confirmed')}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function stateTag(page: Page, hold: LegalHold): Html {
  const state = holdState(hold);
  const tone = state === 'lifted' ? 'quiet' : state === 'lift_asked' ? 'waiting' : 'open';
  return html`<span class="usa-tag st-tag--${tone}">${page.t(`legal-hold.state.${state}`)}</span>`;
}

export type HoldView = {
  hold: LegalHold;
  /** Null for those who see that it stands and what it covers, not why. */
  words: HoldWords | null;
  /** Null for a department that was told. */
  covered: readonly { classId: string; count: number }[] | null;
  notices: readonly HoldNotice[];
  names: ReadonlyMap<string, string>;
  mustAcknowledge: boolean;
  faults: readonly Refusal[];
};

export function holdPage(page: Page, view: HoldView): Html {
  const { t } = page;
  const { hold, words } = view;
  const back = may(page.actor, retentionActs.readHolds)
    ? html`<p class="st-back"><a href="${page.link(holdsPath.to({}))}">${t('legal-hold.page.back')}</a></p>`
    : null;
  return html`${back}<h1>${t('legal-hold.page.name', { number: hold.number })} ${stateTag(page, hold)}</h1>
${errorSummary(page, view.faults, ['liftReason'], 'lift')}
<p class="usa-intro">${t(hold.liftedAt ? 'legal-hold.page.intro-lifted' : 'legal-hold.page.intro')}</p>
${view.mustAcknowledge ? acknowledgeBox(page, hold) : null}
<h2>${t('legal-hold.page.covers')}</h2><p>${t('legal-hold.page.all-parts')}</p>
<ul class="usa-list">${scopeLines({ ...page, city: page.city }, hold.scope).map((line) => html`<li>${line}</li>`)}</ul>
${view.covered ? coveredNow(page, view.covered, hold) : null}
${words ? wordsSection(page, words) : html`<p class="st-note">${t('legal-hold.page.sealed')}</p>`}
${history(page, view)}${view.covered ? lifting(page, view) : null}${view.covered ? notices(page, view) : null}`;
}

function acknowledgeBox(page: Page, hold: LegalHold): Html {
  const { t } = page;
  return html`<div class="usa-summary-box"><div class="usa-summary-box__body"><h2 class="usa-summary-box__heading">${t('legal-hold.acknowledge.title')}</h2><div class="usa-summary-box__text"><p>${t('legal-hold.acknowledge.text')}</p>
<form action="${page.link(acknowledgePath.to({ id: hold.id }))}" method="post">${page.formToken()}<button class="usa-button" type="submit">${t('legal-hold.acknowledge.button')}</button></form></div></div></div>`;
}

function coveredNow(page: Page, covered: readonly { classId: string; count: number }[], hold: LegalHold): Html {
  const { t, formats } = page;
  if (hold.liftedAt) return html`<p>${t('legal-hold.page.covers-nothing')}</p>`;
  const some = covered.filter((one) => one.count > 0);
  const total = some.reduce((sum, one) => sum + one.count, 0);
  return html`<p><strong>${t('legal-hold.page.covers-now', { count: total })}</strong> ${t('legal-hold.page.covers-later')}</p>
<ul class="usa-list">${some.map((one) => html`<li>${t(classKey(one.classId, 'name'))}: ${formats.number(one.count)}</li>`)}</ul>`;
}

function wordsSection(page: Page, { matter, reason, liftReason }: HoldWords): Html {
  const { t } = page;
  const gone = t('legal-hold.page.key-gone');
  return html`<h2>${t('legal-hold.page.why')}</h2><dl class="st-facts"><dt>${t('legal-hold.field.matter')}</dt><dd class="st-words">${matter ?? gone}</dd><dt>${t('legal-hold.field.reason')}</dt><dd class="st-words">${reason ?? gone}</dd>${liftReason ? html`<dt>${t('legal-hold.field.liftReason')}</dt><dd class="st-words">${liftReason}</dd>` : null}</dl><p class="st-note">${t('legal-hold.page.under-seal')}</p>`;
}

function history(page: Page, { hold, names }: HoldView): Html {
  const { t, formats } = page;
  const row = (key: string, at: string | null, by: string | null) =>
    at && by
      ? html`<li class="st-history__row"><p><strong>${t(`legal-hold.history.${key}`)}</strong></p><p class="st-by">${t('legal-hold.history.by', { name: names.get(by) ?? t('legal-hold.history.somebody'), at: formats.instant(at as `${string}T${string}Z`) })}</p></li>`
      : null;
  return html`<h2>${t('legal-hold.history.title')}</h2><ol class="usa-list usa-list--unstyled st-history">${row('lifted', hold.liftedAt, hold.liftedBy)}${row('lift-asked', hold.liftAskedAt, hold.liftAskedBy)}${row('placed', hold.placedAt, hold.placedBy)}</ol>`;
}

function lifting(page: Page, { hold, faults }: HoldView): Html | null {
  const { t, actor } = page;
  const state = holdState(hold);
  if (state === 'standing' && may(actor, retentionActs.askLift)) {
    return html`<details class="st-fold"${faults.length > 0 ? html` open` : null}><summary>${t('legal-hold.lift.title')}</summary><form class="usa-form usa-form--large st-form" action="${page.link(askLiftPath.to({ id: hold.id }))}" method="post" novalidate>${page.formToken()}
<p>${t('legal-hold.lift.text')}</p>${textField(page, { name: 'liftReason', label: t('legal-hold.field.liftReason'), rows: 4, value: typedText(page.fields, 'liftReason'), faults, idPrefix: 'lift' })}${recordLine(page, 'retention.legal_hold', 'lift_reason')}
<button class="usa-button usa-button--outline" type="submit">${t('legal-hold.lift.button')}</button></form></details>`;
  }
  if (state !== 'lift_asked') return null;
  if (!may(actor, retentionActs.confirmLift)) return null;
  if (hold.liftAskedBy === actor?.personId) return html`<p>${t('legal-hold.lift.second')}</p>`;
  return html`<section class="st-section st-do" aria-labelledby="confirm"><h2 id="confirm">${t('legal-hold.lift.confirm-title')}</h2><form action="${page.link(confirmLiftPath.to({ id: hold.id }))}" method="post">${page.formToken()}<p>${t('legal-hold.lift.confirm-text')}</p><button class="usa-button" type="submit">${t('legal-hold.lift.confirm-button')}</button></form></section>`;
}

function notices(page: Page, { notices: rows, names }: HoldView): Html {
  const { t, formats, say } = page;
  const bodyName = (id: string) => {
    const body = page.city.profile.bodies.find((one) => one.id === id);
    return body ? say(body.name) : id;
  };
  const lines = rows.map(
    (one) =>
      html`<tr><th scope="row">${bodyName(one.bodyId)}</th><td>${names.get(one.personId) ?? t('legal-hold.history.somebody')}</td><td data-label="${t('legal-hold.notice.mailed')}">${formats.instant(one.mailedAt)}</td><td data-label="${t('legal-hold.notice.confirmed')}">${one.acknowledgedAt ? formats.instant(one.acknowledgedAt) : t('legal-hold.notice.open')}</td></tr>`,
  );
  return html`<h2>${t('legal-hold.notice.title')}</h2>${
    lines.length === 0
      ? html`<p>${t('legal-hold.notice.none')}</p>`
      : html`<section class="st-scroll" tabindex="0" aria-label="${t('legal-hold.notice.title')}"><table class="usa-table usa-table--borderless st-stack"><caption>${t('legal-hold.notice.caption')}</caption>
<thead><tr><th scope="col">${t('legal-hold.notice.department')}</th><th scope="col">${t('legal-hold.notice.person')}</th><th scope="col">${t('legal-hold.notice.mailed')}</th><th scope="col">${t('legal-hold.notice.confirmed')}</th></tr></thead><tbody>${lines}</tbody></table></section>`
  }`;
}
