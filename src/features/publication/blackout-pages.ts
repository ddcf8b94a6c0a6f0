/** The days on which nothing is published: the list, and counsel's forms. */
import type { Refusal } from '#kit/result.ts';
import { dateIn } from '#platform/clock.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { recordLine } from '#web/components/record-line.ts';
import { typedList, typedText } from '#web/form.ts';
import { attribute, type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { windowState } from './blackout-law.ts';
import type { Blackout } from './blackout-store.ts';
import { publicationActs } from './publication-acts.ts';
import { kindName, listTable } from './publication-parts.ts';
import { blackoutsPath, endBlackoutPath, publicationPath } from './publication-paths.ts';

export type BlackoutsView = {
  blackouts: readonly Blackout[];
  kinds: readonly string[];
  faults: readonly Refusal[];
  /** The blackout whose form was refused; null for the form of a new one. */
  endingId: string | null;
};

export function blackoutsPage(page: Page, view: BlackoutsView): Html {
  const { t } = page;
  const mayEnd = may(page.actor, publicationActs.setBlackout);
  const head = ['days', 'kinds', 'state', 'why', ...(mayEnd ? ['end'] : [])].map((name) =>
    t(`publication.blackout.${name}`),
  );
  const rows = view.blackouts.map((blackout) => blackoutRow(page, view, blackout, mayEnd));
  return html`<p class="st-back"><a href="${page.link(publicationPath.to({}))}">${t('publication.document.back')}</a></p>
<h1>${t('publication.blackout.title')}</h1><p class="usa-intro">${t('publication.blackout.intro')}</p>
${rows.length > 0 ? listTable(t('publication.blackout.caption'), head, rows) : html`<p>${t('publication.blackout.none')}</p>`}
${mayEnd ? newForm(page, view) : html`<p>${t('publication.blackout.who')}</p>`}`;
}

function blackoutRow(page: Page, view: BlackoutsView, blackout: Blackout, mayEnd: boolean): Html {
  const { t, formats } = page;
  const zone = page.city.profile.timeZone;
  const state = windowState(blackout, page.city.clock.now());
  const lastMoment = new Date(Date.parse(blackout.endsAt) - 1).toISOString() as Blackout['endsAt'];
  const days = t('publication.blackout.from-to', {
    from: formats.date(dateIn(zone, blackout.startsAt)),
    to: formats.date(dateIn(zone, lastMoment)),
  });
  const kinds =
    blackout.kinds === null
      ? t('publication.blackout.all-kinds')
      : formats.list(blackout.kinds.map((kind) => kindName(page, kind)));
  const ended =
    state === 'ended_early' && blackout.endedAt
      ? html`<p class="st-note">${t('publication.blackout.ended-at', { at: formats.instant(blackout.endedAt) })}</p>`
      : null;
  const why = may(page.actor, publicationActs.readReasons)
    ? html`${blackout.reason} <span class="st-note">${blackout.authority}</span>${blackout.endReason ? html`<p class="st-note">${blackout.endReason}</p>` : null}`
    : html`<span class="st-note">${t('publication.blackout.why-counsel')}</span>`;
  return html`<tr><th scope="row">${days}</th><td data-label="${t('publication.blackout.kinds')}">${kinds}</td><td><span class="usa-tag st-tag st-tag--blackout-${state}">${t(`publication.blackout.is-${state}`)}</span>${ended}</td><td>${why}</td>${mayEnd ? html`<td>${state === 'coming' || state === 'in_force' ? endForm(page, view, blackout, days) : null}</td>` : null}</tr>`;
}

function endForm(page: Page, { endingId, faults }: BlackoutsView, blackout: Blackout, days: string): Html {
  const { t } = page;
  const isMine = endingId === blackout.id;
  return html`<details class="st-fold"${attribute('open', isMine)}><summary>${t('publication.blackout.end-early')}<span class="usa-sr-only"> (${days})</span></summary>
<form class="st-form" action="${page.link(endBlackoutPath.to({ id: blackout.id }))}" method="post" novalidate>${page.formToken()}
${textField(page, { name: 'reason', rows: 2, label: t('publication.blackout.end-reason'), value: isMine ? typedText(page.fields, 'reason') : '', faults: isMine ? faults : [], idPrefix: `end-${blackout.id}` })}
${recordLine(page, 'publication.blackout', 'reason')}
<button class="usa-button usa-button--outline" type="submit">${t('publication.blackout.end-button')}</button></form></details>`;
}

function newForm(page: Page, { kinds, faults, endingId }: BlackoutsView): Html {
  const { t } = page;
  const own = endingId === null ? faults : [];
  const value = (name: string) => (endingId === null ? typedText(page.fields, name) : '');
  const chosen = endingId === null ? typedList(page.fields, 'kinds') : [];
  const boxes = kinds.map(
    (kind) =>
      html`<div class="usa-checkbox"><input class="usa-checkbox__input" type="checkbox" id="kind-${kind}" name="kinds" value="${kind}"${attribute('checked', chosen.includes(kind))}><label class="usa-checkbox__label" for="kind-${kind}">${kindName(page, kind)}</label></div>`,
  );
  return html`<section class="st-do" aria-labelledby="set"><h2 id="set">${t('publication.blackout.set-title')}</h2><p>${t('publication.blackout.set-text')}</p>
${errorSummary(page, own, ['fromOn', 'toOn', 'reason', 'authority'])}
<form class="usa-form usa-form--large st-form" action="${page.link(blackoutsPath.to({}))}" method="post" novalidate>${page.formToken()}
${textField(page, { name: 'fromOn', type: 'date', label: t('publication.blackout.first'), value: value('fromOn'), faults: own })}
${textField(page, { name: 'toOn', type: 'date', label: t('publication.blackout.last'), hint: t('publication.blackout.last-hint'), value: value('toOn'), faults: own })}
<fieldset class="usa-fieldset"><legend class="usa-legend">${t('publication.blackout.which')}</legend><span class="usa-hint">${t('publication.blackout.which-hint')}</span>${boxes}</fieldset>
${textField(page, { name: 'reason', rows: 2, label: t('publication.blackout.reason'), hint: t('publication.blackout.reason-hint'), value: value('reason'), faults: own })}
${textField(page, { name: 'authority', label: t('publication.blackout.authority'), hint: t('publication.blackout.authority-hint'), value: value('authority'), faults: own })}
${recordLine(page, 'publication.blackout')}
<button class="usa-button" type="submit">${t('publication.blackout.set-button')}</button></form></section>`;
}
