/** The week's mail before it is sent. Looking at it sends nothing. */
import { type Html, html } from '#web/html.ts';
import { type Answer, type Page, staffPage } from '#web/page.ts';
import { overviewPath } from './overview-paths.ts';
import type { OverviewDeps } from './overview-deps.ts';
import { carriedDay } from './overview-reading.ts';
import { weeklyMail } from './overview-weekly-mail.ts';

export async function weeklyAnswer(page: Page, deps: OverviewDeps): Promise<Answer> {
  const words = { t: page.t, formats: page.formats, tag: page.locale.tag };
  const mail = await weeklyMail(page, deps, words, deps.linkFor);
  return staffPage(page.t('overview.weekly.title'), weeklyPage(page, mail));
}

function weeklyPage(page: Page, mail: { subject: string; body: string } | null): Html {
  const { t } = page;
  const back = html`<p class="st-back"><a href="${page.link(overviewPath.to({}, { asOf: carriedDay(page) }))}">${t('overview.weekly.back')}</a></p>`;
  const shown = mail
    ? html`<dl class="st-facts"><dt>${t('overview.weekly.mail-subject')}</dt><dd>${mail.subject}</dd></dl><pre class="st-mail">${withLinks(mail.body)}</pre>`
    : html`<p>${t('overview.empty.no-task')}</p>`;
  return html`${back}<h1>${t('overview.weekly.title')}</h1><p class="usa-intro">${t('overview.weekly.intro')}</p>${shown}`;
}

/** Addresses become links, as a mail program shows them. */
function withLinks(body: string): Html {
  const parts = body.split(/(https?:\/\/[^\s<>"]+)/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : part))}`;
}
