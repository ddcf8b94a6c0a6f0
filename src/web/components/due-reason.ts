/** Why a date is what it is: opens under the date, one step a line, each with what it rests on. */
import { isIsoDate } from '#kit/dates.ts';
import type { Reason } from '#rules/obligations.ts';
import { type Html, html } from '../html.ts';
import type { Page } from '../page.ts';

/** `summary` is the date as it stands on the page; `unless` says what could still move it. */
export function dueReason(
  page: Page,
  { summary, reasons, unless }: { summary: string; reasons: readonly Reason[]; unless?: string | null },
): Html {
  const steps = reasons.map(
    (reason) => html`<li>${reasonSentence(page, reason)} <cite class="st-cite">${reason.citation}</cite></li>`,
  );
  return html`<details class="st-reason"><summary>${summary}</summary><ol class="usa-list">${steps}</ol>${unless ? html`<p>${unless}</p>` : null}</details>`;
}

/** One step as a sentence in the reader's language. */
export function reasonSentence(page: Page, reason: Reason): string {
  const named = Object.entries(reason.values).map(([name, value]) => [
    name,
    typeof value === 'string' ? inWords(page, value) : value,
  ]);
  const told = Object.entries(reason.texts ?? {}).map(([name, text]) => [name, page.say(text)]);
  return page.t(reason.key, Object.fromEntries([...named, ...told]));
}

function inWords(page: Page, value: string): string {
  if (isIsoDate(value)) return page.formats.date(value);
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(value)) return value;
  const month = new Intl.DateTimeFormat(page.locale.tag, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return month.format(Date.parse(`${value}-01`));
}
