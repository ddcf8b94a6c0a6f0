/** How mail leaves: the server without its password, what went and what failed, addresses that came back, and a test. */
import type { AddressFault } from '#platform/mail-bounces.ts';
import { type MailState, mailStateOf, type OutboxTable } from '#platform/mail.ts';
import { may } from '#rules/permissions.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { noticeActs } from './notice-acts.ts';
import { testMailPath } from './notice-paths.ts';
import type { NoticeDeps } from './notice-questions.ts';
import type { MailCounts, SendingFacts } from './notice-store.ts';

export type MailAdminView = {
  counts: MailCounts;
  facts: SendingFacts;
  faults: readonly AddressFault[];
  lastTest: OutboxTable | null;
};

export function mailAdminPage(page: Page, view: MailAdminView, deps: NoticeDeps): Html {
  const { t } = page;
  return html`<h1>${t('notice.admin.title')}</h1><p class="usa-intro">${t('notice.admin.intro')}</p>
<section aria-labelledby="server"><h2 id="server">${t('notice.admin.server')}</h2>${serverHtml(page, view.facts, deps)}</section>
<section aria-labelledby="test"><h2 id="test">${t('notice.admin.test')}</h2>${testHtml(page, view, deps)}</section>
<section aria-labelledby="counts"><h2 id="counts">${t('notice.admin.counts')}</h2>${countsHtml(page, view.counts, deps)}</section>
<section aria-labelledby="returned"><h2 id="returned">${t('notice.admin.returned')}</h2>${returnedHtml(page, view.faults, deps)}</section>
<section aria-labelledby="hours"><h2 id="hours">${t('notice.admin.hours')}</h2>${hoursHtml(page)}</section>`;
}

function serverHtml(page: Page, { lastSentAt, lastFailure }: SendingFacts, { mailServer, mailPath }: NoticeDeps): Html {
  const { t, formats } = page;
  if (!mailServer) return html`<p>${t('notice.admin.no-server')}</p>`;
  const rows: [string, Html | string][] = [
    [t('notice.admin.host'), `${mailServer.host}:${mailServer.port}`],
    [t('notice.admin.tls'), t(`notice.tls.${mailServer.tls}`)],
    [t('notice.admin.user'), mailServer.user ?? t('notice.admin.no-user')],
    [t('notice.admin.from'), mailServer.from],
    [t('notice.admin.last-sent'), lastSentAt ? formats.instant(lastSentAt) : t('notice.admin.never')],
    [
      t('notice.admin.last-failure'),
      lastFailure
        ? html`<a href="${page.link(mailPath(lastFailure.mailId))}">${lastFailure.at ? formats.instant(lastFailure.at) : t('notice.admin.a-mail')}</a>: ${lastFailure.error}`
        : t('notice.admin.never'),
    ],
  ];
  const list = rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`);
  return html`${page.city.profile.practice ? html`<p>${t('notice.admin.practice')}</p>` : null}<dl class="st-facts">${list}</dl>`;
}

function testHtml(page: Page, { lastTest }: MailAdminView, { mailServer, mailPath }: NoticeDeps): Html {
  const { t } = page;
  const isKept = !mailServer || page.city.profile.practice !== null;
  const state: MailState | null = lastTest && mailStateOf(lastTest, page.city.clock.now());
  const result =
    lastTest && state
      ? html`<p><a href="${page.link(mailPath(lastTest.id))}">${t('notice.admin.last-test', { at: page.formats.instant(lastTest.written_at) })}</a>: ${t(`notice.fate.${isKept && state === 'waiting' ? 'kept' : state}`)}</p>`
      : null;
  const button = may(page.actor, noticeActs.testMail)
    ? html`<form action="${page.link(testMailPath.to({}))}" method="post">${page.formToken()}<button class="usa-button" type="submit">${t('notice.admin.test-button')}</button></form>`
    : null;
  return html`<p>${t(isKept ? 'notice.admin.test-kept' : 'notice.admin.test-how')}</p>${result}${button}`;
}

const shownCounts = ['held', 'waiting', 'retrying', 'sent', 'failed', 'bounced', 'address', 'withdrawn'] as const;

function countsHtml(page: Page, counts: MailCounts, { outboxPath }: NoticeDeps): Html {
  const { t } = page;
  const rows = shownCounts.map(
    (state) =>
      html`<tr><th scope="row"><a href="${page.link(outboxPath({ state }))}">${t(`notice.count.${state}`)}</a></th><td class="st-number">${page.formats.number(counts[state])}</td></tr>`,
  );
  return html`<table class="usa-table usa-table--borderless"><caption class="usa-sr-only">${t('notice.admin.counts')}</caption>
<thead class="usa-sr-only"><tr><th scope="col">${t('notice.admin.state')}</th><th scope="col">${t('notice.admin.number')}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function returnedHtml(page: Page, faults: readonly AddressFault[], { clearAddress, mailPath }: NoticeDeps): Html {
  const { t } = page;
  if (faults.length === 0)
    return html`<p>${t('notice.admin.none-returned')}</p><p>${t('notice.admin.returned-how')}</p>`;
  const mayClear = may(page.actor, clearAddress.act);
  const rows = faults.map(({ address, recordedAt, code, mailId }) => {
    const button = html`<form action="${page.link(clearAddress.path)}" method="post">${page.formToken()}<input type="hidden" name="address" value="${address}"><input type="hidden" name="back" value="mail">
<button class="usa-button usa-button--outline" type="submit">${t('notice.admin.clear')}<span class="usa-sr-only"> ${address}</span></button></form>`;
    return html`<tr><th scope="row">${address}</th><td data-label="${t('notice.admin.came-back')}"><a href="${page.link(mailPath(mailId))}">${page.formats.instant(recordedAt)}</a> (${code})</td><td>${mayClear ? button : null}</td></tr>`;
  });
  return html`<p>${t('notice.admin.returned-text')}</p><section class="st-scroll" tabindex="0" aria-label="${t('notice.admin.returned')}"><table class="usa-table usa-table--borderless st-stack"><caption class="usa-sr-only">${t('notice.admin.returned')}</caption>
<thead><tr><th scope="col">${t('notice.admin.address')}</th><th scope="col">${t('notice.admin.came-back')}</th><th scope="col">${t('notice.admin.what-to-do')}</th></tr></thead><tbody>${rows}</tbody></table></section><p>${t('notice.admin.returned-how')}</p>`;
}

function hoursHtml(page: Page): Html {
  const { t } = page;
  const { quietHours, reminders } = page.city.profile;
  const quiet = quietHours
    ? t(quietHours.onDaysOff ? 'notice.admin.quiet-days' : 'notice.admin.quiet', {
        from: quietHours.from,
        to: quietHours.to,
      })
    : t('notice.admin.no-quiet');
  const before = page.formats.list(reminders.before.map((days) => page.formats.number(days)));
  const plan = t('notice.admin.plan', {
    before,
    manager: reminders.generalManagerAfter,
    chief: reminders.chiefOfStaffAfter,
  });
  return html`<p>${quiet}</p><p>${reminders.before.length > 0 ? plan : t('notice.admin.plan-late', { manager: reminders.generalManagerAfter, chief: reminders.chiefOfStaffAfter })}</p><p>${t('notice.admin.pack')}</p>`;
}
