/** Who has confirmed this version of a directive and who has not yet, with the button for those who can confirm it. */
import type { Refusal } from '#kit/result.ts';
import type { Body } from '#rules/bodies.ts';
import { errorSummary } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { scrollTable, verbWord } from './directive-parts.ts';
import { receiptPath } from './directive-paths.ts';
import type { DirectiveView, ReceiptRow } from './directive-reading.ts';
import { receiptRoles, statementVersion } from './directive-terms.ts';

/** `bodies`: for which the reader can confirm and has not yet. */
export type ReceiptSectionView = DirectiveView & { bodies: readonly Body[]; faults: readonly Refusal[] };

/** Empty for the public. */
export function receiptSection(page: Page, view: ReceiptSectionView): Html | null {
  const { progress, faults } = view;
  if (!progress) return null;
  const { t } = page;
  const open = progress.receipts.filter((row) => !row.receipt);
  const confirmed = progress.receipts.filter((row) => row.receipt);
  const count = { confirmed: confirmed.length, of: progress.receipts.length, number: view.shown.number };
  return html`<section aria-labelledby="receipts"><h2 id="receipts">${t('directive.receipt.title')}</h2>
${errorSummary(page, faults, [])}
${view.bodies.map((body, index) => receiptForm(page, view, body, index === 0))}
<p>${t(progress.isAll ? 'directive.receipt.count' : 'directive.receipt.count-own', count)}</p>
${open.length > 0 ? openList(page, open) : html`<p>${t(progress.receipts.length > 0 ? 'directive.receipt.all-confirmed' : 'directive.receipt.nobody')}</p>`}
${confirmed.length > 0 ? confirmedTable(page, confirmed) : null}</section>`;
}

function receiptForm(page: Page, { shown }: ReceiptSectionView, body: Body, isPrimary: boolean): Html {
  const { t } = page;
  const { directive, version, number, recordedAt } = shown;
  const role =
    receiptRoles.find((one) => page.actor?.grants.some((grant) => grant.role === one && grant.bodyId === body.id)) ??
    'liaison';
  const name = page.say(body.name);
  const sentence = t(`directive.statement.${statementVersion}-${role}`, {
    body: name,
    directive: directive.shortTitle,
    number,
    day: page.formats.instant(recordedAt),
  });
  return html`<div class="usa-summary-box"><div class="usa-summary-box__body"><h3 class="usa-summary-box__heading">${t('directive.receipt.ask', { body: name })}</h3>
<div class="usa-summary-box__text"><p>${sentence}</p><form action="${page.link(receiptPath.to({ id: directive.id }))}" method="post">${page.formToken()}
<input type="hidden" name="version" value="${version}"><input type="hidden" name="bodyId" value="${body.id}">
<button class="usa-button${isPrimary ? '' : ' usa-button--outline'}" type="submit">${t('directive.receipt.confirm', { body: name })}</button></form></div></div></div>`;
}

function openList(page: Page, rows: readonly ReceiptRow[]): Html {
  const { t } = page;
  const items = rows.map(
    ({ holder }) =>
      html`<tr><th scope="row"><a href="${page.linkTo({ kind: 'department', id: holder.body.id })}">${page.say(holder.body.name)}</a></th><td>${verbWord(page, holder.verbStrength)}</td></tr>`,
  );
  return scrollTable(
    t('directive.receipt.open', { count: rows.length }),
    [t('directive.receipt.department'), t('directive.receipt.addressed')],
    items,
  );
}

function confirmedTable(page: Page, rows: readonly ReceiptRow[]): Html {
  const { t, formats } = page;
  const items = rows.flatMap(({ holder, receipt }) => {
    if (!receipt) return [];
    const name = html`<a href="${page.linkTo({ kind: 'department', id: holder.body.id })}">${page.say(holder.body.name)}</a>`;
    return [
      html`<tr><th scope="row">${name}</th><td>${formats.instant(receipt.confirmedAt)}</td><td>${t(`directive.receipt.by-${receipt.role}`)}</td></tr>`,
    ];
  });
  const head = ['department', 'confirmed-at', 'by'].map((name) => t(`directive.receipt.${name}`));
  return html`<details class="st-fold"><summary>${t('directive.receipt.confirmed', { count: rows.length })}</summary>${scrollTable(t('directive.receipt.confirmed', { count: rows.length }), head, items)}</details>`;
}
