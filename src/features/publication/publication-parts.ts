/** A public document on a page, exactly as everybody reads it: here for the public, and in the preview of a draft. */
import type { Refusal } from '#kit/result.ts';
import { isIsoDate } from '#kit/dates.ts';
import type {
  Cell,
  Measure,
  PublicDocument,
  PublicFigure,
  PublicSection,
  PublicTable,
  TableRow,
} from '#platform/publishable.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { kindKey, type VersionState } from './publication-terms.ts';

export function kindName(page: Page, kind: string): string {
  return page.t(`publication.kind.${kindKey(kind)}`);
}

export function stateTag(page: Page, state: VersionState): Html {
  return html`<span class="usa-tag st-tag st-tag--publication-${state}">${page.t(`publication.state.${state}`)}</span>`;
}

/** Days in refusals are written as the reader writes days. */
export function worded(page: Page, refusals: readonly Refusal[]): Refusal[] {
  return refusals.map((refusal) => ({
    ...refusal,
    ...(refusal.values
      ? {
          values: Object.fromEntries(
            Object.entries(refusal.values).map(([name, value]) => [
              name,
              typeof value === 'string' && isIsoDate(value) ? page.formats.date(value) : value,
            ]),
          ),
        }
      : {}),
  }));
}

/** A number with its unit; what was kept back says so in words. */
export function cellWords({ t, formats, locale }: Page, cell: Cell, unit: Measure['unit']): string {
  if (cell === 'hidden') return t('publication.document.hidden');
  if (cell === null) return t('publication.document.no-value');
  if (unit === 'money_cents')
    return new Intl.NumberFormat(locale.tag, { style: 'currency', currency: 'USD' }).format(cell / 100);
  if (unit === 'days') return t('publication.document.days', { count: cell });
  return formats.number(cell);
}

/** `level` is the heading under which the document stands. */
export function documentHtml(page: Page, document: PublicDocument, level: 2 | 3 = 2): Html {
  const links =
    document.links.length === 0
      ? null
      : html`<section>${heading(level, page.t('publication.document.links'))}<ul class="usa-list">${document.links.map(
          ({ label, url }) =>
            html`<li><a class="usa-link usa-link--external" href="${url}" rel="noreferrer">${page.say(label)}</a></li>`,
        )}</ul></section>`;
  return html`${document.sections.map((section) => sectionHtml(page, section, level))}${holdsHidden(document) ? html`<p class="st-note">${page.t('publication.document.hidden-why')}</p>` : null}${links}`;
}

function holdsHidden(document: PublicDocument): boolean {
  return JSON.stringify(document.sections).includes('"hidden"');
}

function heading(level: 2 | 3, text: string): Html {
  return level === 2 ? html`<h2>${text}</h2>` : html`<h3>${text}</h3>`;
}

function sectionHtml(page: Page, section: PublicSection, level: 2 | 3): Html {
  const title = section.title ? heading(level, page.say(section.title)) : null;
  if (section.kind === 'text')
    return html`<section class="st-prose">${title}${section.paragraphs.map((text) => html`<p>${page.say(text)}</p>`)}</section>`;
  if (section.kind === 'figures') {
    const rules = section.figures.map(
      (figure) => html`<dt>${page.say(figure.label)}</dt><dd>${page.say(figure.how)}</dd>`,
    );
    return html`<section>${title}<dl class="st-counts">${section.figures.map((figure) => figureHtml(page, figure))}</dl>${how(page, html`<dl>${rules}</dl>`)}</section>`;
  }
  const isNamed = section.title !== null && page.say(section.title) === page.say(section.table.caption);
  return html`<section>${title}${tableHtml(page, section.table, isNamed)}${how(page, html`<p>${page.say(section.table.how)}</p>`)}</section>`;
}

function figureHtml(page: Page, { label, value, unit, of }: PublicFigure): Html {
  const words = cellWords(page, value, unit);
  const base = of
    ? html` <span class="st-by">${page.t('publication.document.of', { total: cellWords(page, of.value, unit), what: page.say(of.label) })}</span>`
    : null;
  return html`<div><dt>${page.say(label)}</dt><dd>${words}${base}</dd></div>`;
}

/** The receipt of figures: closed until it is asked for. */
function how(page: Page, said: Html): Html {
  return html`<details class="st-reason"><summary>${page.t('publication.document.how')}</summary>${said}</details>`;
}

/** `isNamed`: the heading above says the caption already. */
function tableHtml(page: Page, table: PublicTable, isNamed: boolean): Html {
  const head = [...table.dimensions, ...table.measures].map(
    ({ label }) => html`<th scope="col">${page.say(label)}</th>`,
  );
  const caption = page.say(table.caption);
  const rows = table.rows.map((row) => {
    const [first = '', ...names] = rowNames(page, table, row);
    return html`<tr><th scope="row">${first}</th>${names.map((name) => html`<td>${name}</td>`)}${table.measures.map(
      (measure) => html`<td class="st-number">${cellWords(page, row.cells[measure.id] ?? null, measure.unit)}</td>`,
    )}</tr>`;
  });
  return html`<section class="st-scroll" tabindex="0" aria-label="${caption}"><table class="usa-table usa-table--borderless"><caption${isNamed ? html` class="usa-sr-only"` : null}>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></section>`;
}

/** What a row is about: the category of each dimension, or that it is the total. */
export function rowNames(page: Page, { dimensions }: PublicTable, { at }: TableRow): string[] {
  return dimensions.map(({ id, categories }) => {
    const label = categories.find((category) => category.id === at[id])?.label;
    return label ? page.say(label) : page.t('publication.document.total');
  });
}

/** A table that scrolls in its own box on a phone. `head`: names of columns. */
export function listTable(caption: string, head: readonly string[], rows: readonly Html[]): Html {
  return html`<section class="st-scroll" tabindex="0" aria-label="${caption}"><table class="usa-table usa-table--borderless st-stack"><caption class="usa-sr-only">${caption}</caption><thead><tr>${head.map((word) => html`<th scope="col">${word}</th>`)}</tr></thead><tbody>${rows}</tbody></table></section>`;
}
