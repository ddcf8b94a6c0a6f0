/** Administration's first page: what needs somebody, what is worth a look, what is as it should be, and the way to everything. */
import { type IsoInstant, isIsoDate } from '#kit/dates.ts';
import { type AdminCard, cardWeights } from '#platform/admin-card.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { NavEntry } from '#web/route.ts';

export type AdminView = {
  cards: readonly AdminCard[];
  /** How many wings could not say how they are. */
  silent: number;
  entries: readonly NavEntry[];
};

export function administrationPage(page: Page, { cards, silent, entries }: AdminView): Html {
  const { t } = page;
  const waiting = cards.filter((card) => card.weight === 'act').length;
  const sections = cardWeights.map((weight) => {
    const own = cards.filter((card) => card.weight === weight);
    if (own.length === 0) return null;
    const id = `weight-${weight}`;
    return html`<section class="st-section" aria-labelledby="${id}"><h2 id="${id}">${t(`admin.weight.${weight}`)}</h2><ul class="st-cards">${own.map((card) => cardItem(page, card))}</ul></section>`;
  });
  const links = entries.map((entry) => html`<li><a href="${page.link(entry.path)}">${t(entry.labelKey)}</a></li>`);
  return html`<h1>${t('admin.page.title')}</h1><p class="usa-intro">${waiting === 0 ? t('admin.page.calm') : t('admin.page.waiting', { count: waiting })}</p>
${silent > 0 ? html`<div class="usa-alert usa-alert--warning usa-alert--slim"><div class="usa-alert__body"><p class="usa-alert__text">${t('admin.page.silent', { count: silent })}</p></div></div>` : null}
${sections}
<section class="st-section" aria-labelledby="everything"><h2 id="everything">${t('admin.page.everything')}</h2><ul class="usa-list st-columns">${links}</ul></section>`;
}

function cardItem(page: Page, card: AdminCard): Html {
  const lines = card.lines.map((line) => html`<p>${page.t(line.key, inWords(page, line.values))}</p>`);
  return html`<li class="st-card st-card--${card.weight}"><h3><a href="${page.link(card.href)}">${page.t(card.titleKey)}</a></h3>${lines}</li>`;
}

/** Days and instants among the values as a reader writes them. */
function inWords(page: Page, values: Record<string, string | number> = {}): Record<string, string | number> {
  const shown = Object.entries(values).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value];
    if (isIsoDate(value)) return [name, page.formats.date(value)];
    return [name, isInstant(value) ? page.formats.instant(value) : value];
  });
  return Object.fromEntries(shown);
}

function isInstant(text: string): text is IsoInstant {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(text);
}
