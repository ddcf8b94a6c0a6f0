/** Every mail that was written: in an evaluation nothing is sent, and this is where mail is read. */
import type { OutboxTable } from '#platform/mail.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { type LinkKind, linkKinds } from '#rules/links.ts';
import { mailPath, outboxPath } from './city-paths.ts';

export type OutboxView = {
  mails: readonly OutboxTable[];
  search: string;
  nextBefore: string | null;
  isFirstPage: boolean;
};

export function outboxPage(page: Page, { mails, search, nextBefore, isFirstPage }: OutboxView): Html {
  const { t } = page;
  const rows = mails.map((mail) => mailRow(page, mail));
  const heads = (['written', 'to', 'subject', 'state'] as const).map(
    (name) => html`<th scope="col">${t(`city.outbox.${name}`)}</th>`,
  );
  const table = html`<section class="st-scroll" tabindex="0" aria-label="${t('city.outbox.title')}"><table class="usa-table usa-table--borderless st-stack"><caption>${t('city.outbox.caption')}</caption>
<thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></section>`;
  const newest = isFirstPage
    ? null
    : html`<a href="${page.link(outboxPath.to({}, { q: search }))}">${t('city.outbox.newest')}</a>`;
  const older =
    nextBefore === null
      ? null
      : html`<a href="${page.link(outboxPath.to({}, { q: search, before: nextBefore }))}">${t('city.outbox.older')}</a>`;
  return html`<h1>${t('city.outbox.title')}</h1><p class="usa-intro">${t(page.isEvaluation ? 'city.outbox.evaluation' : 'city.outbox.production')}</p>
<form class="st-filter" action="${page.link(outboxPath.to({}))}" method="get"><label class="usa-label" for="outbox-q">${t('city.outbox.search')}</label>
<input class="usa-input" id="outbox-q" type="search" name="q" value="${search}"><button class="usa-button" type="submit">${t('city.outbox.search-button')}</button></form>
${mails.length > 0 ? table : html`<p>${t(search ? 'city.outbox.none-found' : 'city.outbox.empty')}</p>`}
${newest || older ? html`<nav class="st-pager" aria-label="${t('city.outbox.pages')}">${newest} ${older}</nav>` : null}`;
}

function mailRow(page: Page, mail: OutboxTable): Html {
  return html`<tr><th class="st-at" scope="row">${page.formats.instant(mail.written_at)}</th><td>${mail.to_address}</td>
<td><a href="${page.link(mailPath.to({ mail: mail.id }))}">${mail.subject}</a></td><td>${stateOf(page, mail)}</td></tr>`;
}

function stateOf(page: Page, mail: OutboxTable): string {
  if (mail.sent_at) return page.t('city.outbox.sent', { at: page.formats.instant(mail.sent_at) });
  if (mail.tries > 0) return page.t('city.outbox.tried', { tries: mail.tries });
  return page.t(page.isEvaluation ? 'city.outbox.kept' : 'city.outbox.waiting');
}

export function oneMailPage(page: Page, mail: OutboxTable): Html {
  const { t } = page;
  const kind = linkKinds.find((one) => one === mail.subject_kind) as LinkKind | undefined;
  const about =
    kind && mail.subject_id
      ? html`<p><a href="${page.linkTo({ kind, id: mail.subject_id })}">${t('city.outbox.about')}</a></p>`
      : null;
  const text = page.isEvaluation ? withLinks(mail.body) : html`${withoutSecrets(mail.body)}`;
  return html`<p class="st-back"><a href="${page.link(outboxPath.to({}))}">${t('city.outbox.back')}</a></p><h1>${mail.subject}</h1>
<dl class="st-facts"><dt>${t('city.outbox.to')}</dt><dd>${mail.to_address}</dd><dt>${t('city.outbox.written')}</dt><dd>${page.formats.instant(mail.written_at)}</dd><dt>${t('city.outbox.state')}</dt><dd>${stateOf(page, mail)}</dd></dl>
<pre class="st-mail">${text}</pre>${about}`;
}

/** Outside an evaluation nobody may sign in by another person's mail. */
export function withoutSecrets(body: string): string {
  return body.replace(/(\/sign-in\/)[A-Za-z0-9_-]+/g, '$1…');
}

/** Addresses in a mail become links, as a mail program shows them. */
function withLinks(body: string): Html {
  const parts = body.split(/(https?:\/\/[^\s<>"]+)/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part))}`;
}
