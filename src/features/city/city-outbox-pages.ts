/** Every mail that was written, with where it is on its way: in an evaluation nothing is sent, and this is where mail is read. */
import type { Refusal } from '#kit/result.ts';
import { mailKinds, type MailKind, mailStateOf, mailStates, type OutboxTable } from '#platform/mail.ts';
import type { AddressFault } from '#platform/mail-bounces.ts';
import { type LinkKind, linkKinds } from '#rules/links.ts';
import { may } from '#rules/permissions.ts';
import { type Choice, errorSummary, selectField } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { cityActs } from './city-acts.ts';
import type { OutboxFilter } from './city-outbox-store.ts';
import { mailPath, outboxPath, retryMailPath, trustAddressPath } from './city-paths.ts';

export type OutboxView = {
  mails: readonly OutboxTable[];
  people: readonly { id: string; name: string }[];
  filter: OutboxFilter;
  /** Addresses to which nothing is sent now. */
  returned: readonly AddressFault[];
  nextBefore: string | null;
  isFirstPage: boolean;
  faults: readonly Refusal[];
};

export function outboxPage(page: Page, view: OutboxView): Html {
  const { t } = page;
  const { mails, filter, nextBefore, isFirstPage } = view;
  const asked = { q: filter.search, state: filter.state, kind: filter.kind, person: filter.personId };
  const heads = (['written', 'to', 'subject', 'kind', 'state'] as const).map(
    (name) => html`<th scope="col">${t(`outbox.list.${name}`)}</th>`,
  );
  const table = html`<section class="st-scroll" tabindex="0" aria-label="${t('outbox.list.title')}"><table class="usa-table usa-table--borderless st-stack"><caption>${t('outbox.list.caption')}</caption>
<thead><tr>${heads}</tr></thead><tbody>${mails.map((mail) => mailRow(page, mail, view))}</tbody></table></section>`;
  const newest = isFirstPage
    ? null
    : html`<a href="${page.link(outboxPath.to({}, asked))}">${t('outbox.list.newest')}</a>`;
  const older =
    nextBefore === null
      ? null
      : html`<a href="${page.link(outboxPath.to({}, { ...asked, before: nextBefore }))}">${t('outbox.list.older')}</a>`;
  const isFiltered = Object.values(asked).some(Boolean);
  return html`<h1>${t('outbox.list.title')}</h1><p class="usa-intro">${t(page.isEvaluation ? 'outbox.list.evaluation' : 'outbox.list.production')}</p>
${errorSummary(page, view.faults, [])}${view.returned.map((fault) => addressFaultNote(page, fault))}${filterForm(page, view)}
${mails.length > 0 ? table : html`<p>${t(isFiltered ? 'outbox.list.none-found' : 'outbox.list.empty')}</p>`}
${newest || older ? html`<nav class="st-pager" aria-label="${t('outbox.list.pages')}">${newest} ${older}</nav>` : null}`;
}

function filterForm(page: Page, { filter, people }: OutboxView): Html {
  const { t } = page;
  const any: Choice = { value: '', label: t('outbox.list.any') };
  const select = (name: 'state' | 'kind' | 'person', value: string | null, choices: readonly Choice[]) =>
    selectField(page, {
      name,
      label: t(`outbox.list.${name}`),
      value: value ?? '',
      choices: [any, ...choices],
      idPrefix: 'outbox',
      isOptional: true,
    });
  const states = mailStates.map((state) => ({ value: state, label: t(`outbox.state.${state}`) }));
  const kinds = (Object.keys(mailKinds) as MailKind[]).map((kind) => ({
    value: kind,
    label: t(`outbox.kind.${kind}`),
  }));
  return html`<form class="st-filter st-filter--row" action="${page.link(outboxPath.to({}))}" method="get"><div class="usa-form-group"><label class="usa-label" for="outbox-q">${t('outbox.list.search')}</label>
<input class="usa-input" id="outbox-q" type="search" name="q" value="${filter.search}"></div>
${select('state', filter.state, states)}${select('kind', filter.kind, kinds)}${select(
  'person',
  filter.personId,
  people.map(({ id, name }) => ({ value: id, label: name })),
)}<button class="usa-button" type="submit">${t('outbox.list.search-button')}</button></form>`;
}

function mailRow(page: Page, mail: OutboxTable, { people }: OutboxView): Html {
  const { t } = page;
  const name = people.find((one) => one.id === mail.to_person_id)?.name;
  const to = name ? html`${name}<br><small>${mail.to_address}</small>` : mail.to_address;
  return html`<tr><th class="st-at" scope="row">${page.formats.instant(mail.written_at)}</th><td data-label="${t('outbox.list.to')}">${to}</td>
<td><a href="${page.link(mailPath.to({ mail: mail.id }))}">${mail.subject}</a></td><td data-label="${t('outbox.list.kind')}">${t(`outbox.kind.${mail.kind}`)}</td><td data-label="${t('outbox.list.state')}">${stateWords(page, mail)}</td></tr>`;
}

/** Where the mail is on its way, in a sentence. */
function stateWords(page: Page, mail: OutboxTable): string {
  const { t, formats } = page;
  const state = mailStateOf(mail, page.city.clock.now());
  const until = mail.not_before ? formats.instant(mail.not_before) : '';
  switch (state) {
    case 'held':
      return t('outbox.says.held', { until });
    case 'waiting':
      return t(page.isEvaluation || page.city.profile.practice ? 'outbox.says.kept' : 'outbox.says.waiting');
    case 'retrying':
      return t('outbox.says.retrying', { tries: mail.tries, until });
    case 'sent':
      return t('outbox.says.sent', { at: formats.instant(mail.sent_at ?? mail.written_at) });
    case 'failed':
      return t('outbox.says.failed', { tries: mail.tries });
    case 'bounced':
      return t('outbox.says.bounced', { code: mail.last_error ?? '' });
    default:
      return t(`outbox.says.${state}`);
  }
}

/** Nothing is sent to this address: since when, why, and the button for those who may lift it. */
export function addressFaultNote(page: Page, { address, recordedAt, code, mailId }: AddressFault): Html {
  const { t } = page;
  const button = html`<form action="${page.link(trustAddressPath.to({}))}" method="post">${page.formToken()}<input type="hidden" name="address" value="${address}">
<button class="usa-button usa-button--outline" type="submit">${t('outbox.fault.clear')}<span class="usa-sr-only"> ${address}</span></button></form>`;
  const mail = may(page.actor, cityActs.readOutbox)
    ? html` <a href="${page.link(mailPath.to({ mail: mailId }))}">${t('outbox.fault.mail')}</a>`
    : null;
  return html`<div class="usa-alert usa-alert--warning"><div class="usa-alert__body"><h2 class="usa-alert__heading">${t('outbox.fault.title', { address, at: page.formats.instant(recordedAt) })}</h2>
<p class="usa-alert__text">${t('outbox.fault.text', { code })}${mail}</p>${may(page.actor, cityActs.retryMail) ? button : null}</div></div>`;
}

export type MailView = { mail: OutboxTable; fault: AddressFault | null; faults: readonly Refusal[] };

export function oneMailPage(page: Page, { mail, fault, faults }: MailView): Html {
  const { t } = page;
  const kind = linkKinds.find((one) => one === mail.subject_kind) as LinkKind | undefined;
  const about =
    kind && mail.subject_id
      ? html`<p><a href="${page.linkTo({ kind, id: mail.subject_id })}">${t('outbox.mail.about')}</a></p>`
      : null;
  const text = page.isEvaluation ? withLinks(mail.body) : html`${withoutSecrets(mail.body)}`;
  const facts: [string, string][] = [
    [t('outbox.list.to'), mail.to_address],
    [t('outbox.list.written'), page.formats.instant(mail.written_at)],
    [t('outbox.list.kind'), t(`outbox.kind.${mail.kind}`)],
    [t('outbox.list.state'), stateWords(page, mail)],
  ];
  if (mail.last_error && mail.closed_why !== 'bounced') facts.push([t('outbox.mail.heard'), mail.last_error]);
  const isStopped = mail.closed_why === 'failed' || mail.closed_why === 'bounced' || mail.closed_why === 'address';
  const retry =
    isStopped && !fault && may(page.actor, cityActs.retryMail)
      ? html`<form action="${page.link(retryMailPath.to({ mail: mail.id }))}" method="post">${page.formToken()}<button class="usa-button" type="submit">${t('outbox.mail.retry')}</button></form>`
      : null;
  return html`<p class="st-back"><a href="${page.link(outboxPath.to({}))}">${t('outbox.mail.back')}</a></p><h1>${mail.subject}</h1>${errorSummary(page, faults, [])}${fault ? addressFaultNote(page, fault) : null}
<dl class="st-facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${retry}
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
