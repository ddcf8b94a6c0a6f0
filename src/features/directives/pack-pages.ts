/** The city's pack: what is in force since when, what the folder says otherwise, and the one button that applies it. */
import type { Refusal } from '#kit/result.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { directiveActs } from './directive-acts.ts';
import type { DirectiveStep } from './directive-import.ts';
import { directivePath, packPath } from './directive-paths.ts';
import { scrollTable } from './directive-parts.ts';
import type { PackIdentity, PackPlan } from './pack-apply.ts';
import type { InForce, PackReading } from './pack-reading.ts';
import { changeTable } from './version-pages.ts';

export function packPage<P extends PackIdentity>(
  page: Page,
  reading: PackReading<P>,
  refused: readonly Refusal[],
): Html {
  const { t } = page;
  const { faults, plan, hash, isNews, left } = reading;
  return html`<p class="st-back"><a href="${page.link('/administration')}">${t('pack.page.back')}</a></p><h1>${t('pack.page.title')}</h1>
<p class="usa-intro">${t(faults.length > 0 ? 'pack.page.broken' : isNews ? 'pack.page.news' : 'pack.page.same')}</p>
${errorSummary(page, refused, [])}
${faults.length > 0 ? faultTable(page, reading) : null}
${plan && hash && isNews ? newsSection(page, plan, hash) : null}
<section class="st-section" aria-labelledby="in-force"><h2 id="in-force">${t('pack.page.in-force')}</h2>${inForceTable(page, reading.inForce)}
${left.length > 0 ? html`<p>${t('pack.page.left', { names: page.formats.list(left), count: left.length })}</p>` : null}
<p class="st-note">${t('pack.page.folder')} <code class="st-long">packs/${page.city.slug}</code>. ${t('pack.page.command')} <code class="st-long">npm run -s steward -- pack check packs/${page.city.slug}</code></p></section>`;
}

function inForceTable(page: Page, rows: readonly InForce[]): Html {
  const { t, formats } = page;
  const lines = rows.map(({ id, shortTitle, hash, number, since, by }) => {
    const name =
      shortTitle === null
        ? html`${t('pack.page.city-files')}<br><span class="st-by"><code>city.yaml</code>, <code>bodies.yaml</code>, <code>holidays.yaml</code></span>`
        : html`<a href="${page.link(directivePath.to({ id }))}">${shortTitle}</a><br><span class="st-by"><code>${id}</code></span>`;
    return html`<tr><th scope="row">${name}</th><td>${number === null ? t('pack.page.no-number') : t('pack.page.number', { number })}</td><td><code title="${hash}">${hash.slice(0, 12)}</code></td><td>${formats.instant(since)}</td><td>${by ?? t('pack.page.by-system')}</td></tr>`;
  });
  return scrollTable(
    t('pack.page.in-force-caption', { count: rows.length }),
    ['file', 'version', 'fingerprint', 'since', 'by'].map((name) => t(`pack.column.${name}`)),
    lines,
  );
}

function newsSection(page: Page, plan: PackPlan, hash: string): Html {
  const { t } = page;
  const profile =
    plan.profile === 'unchanged'
      ? null
      : html`<h3>${t('pack.page.city-files')}</h3>${plan.profile === 'first' ? html`<p>${t('pack.news.first')}</p>` : changeTable(page, t('pack.news.changes', { count: plan.profileChanges.length }), plan.profileChanges)}`;
  const steps = plan.directives.filter((step) => step.kind !== 'unchanged').map((step) => stepSection(page, step));
  const form = may(page.actor, directiveActs.applyPack)
    ? html`<form action="${page.link(packPath.to({}))}" method="post">${page.formToken()}<input type="hidden" name="seen" value="${hash}"><button class="usa-button" type="submit">${t('pack.news.apply')}</button></form>`
    : html`<p>${t('pack.news.for-administrator')}</p>`;
  return html`<section class="st-section" aria-labelledby="news"><h2 id="news">${t('pack.news.title')}</h2><p>${t('pack.news.text')}</p>${profile}${steps}${form}</section>`;
}

function stepSection(page: Page, step: DirectiveStep): Html {
  const { t } = page;
  const text =
    step.kind === 'first' ? t('pack.news.new-directive') : t('pack.news.new-version', { number: step.number });
  return html`<h3>${step.shortTitle}</h3><p>${text}</p>${step.kind === 'first' ? null : changeTable(page, t('pack.news.changes', { count: step.changes.length }), step.changes)}`;
}

/** What an author has to mend, with the place in the file; nothing can be applied before. */
function faultTable<P extends PackIdentity>(page: Page, { faults }: PackReading<P>): Html {
  const { t } = page;
  const rows = faults.map(
    (fault) =>
      html`<tr><th scope="row"><code class="st-long">${fault.file}:${fault.line}:${fault.column}</code></th><td>${fault.wrong}</td><td>${fault.right}</td></tr>`,
  );
  return html`<section class="st-section" aria-labelledby="faults"><h2 id="faults">${t('pack.fault.title')}</h2>${scrollTable(
    t('pack.fault.count', { count: faults.length }),
    ['place', 'wrong', 'right'].map((name) => t(`pack.fault.${name}`)),
    rows,
  )}</section>`;
}
