/** What a later directive does to an earlier one: clause by clause, what is new, and who confirms what again. */
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { ClauseEffect, DirectiveEffect } from './directive-effects.ts';
import { effectPairs } from './directive-effects.ts';
import { breadcrumb, clauseLink, dayLink, directiveLink, pageFor, scrollTable, textNote } from './directive-parts.ts';
import { directivePath } from './directive-paths.ts';
import type { ClauseView, DirectiveView } from './directive-reading.ts';

/** `view.all` holds every directive; `confirmed`: how many of those who confirm the later one have done so, for staff. */
export type EffectPageView = DirectiveView & { effects: readonly (DirectiveEffect & { confirmed: number | null })[] };

export function effectPage(page: Page, view: EffectPageView) {
  const { t } = page;
  const { directive } = view.shown;
  const title = t('directive.effect.title', { directive: directive.shortTitle });
  const sections = view.effects.map((effect) => effectSection(page, effect));
  const main = html`${breadcrumb(page, [{ label: directive.shortTitle, to: directivePath.to({ id: directive.id }) }], t('directive.effect.here'))}<h1>${title}</h1>
<p class="usa-intro">${t('directive.effect.intro')}</p>
${
  sections.length > 0
    ? html`${textNote(
        page,
        view.effects.flatMap((effect) => [...effect.earlier.clauses, ...effect.later.clauses]),
      )}${sections}`
    : html`<p>${t('directive.effect.none')}</p>`
}`;
  return pageFor(view, title, main);
}

function effectSection(page: Page, effect: EffectPageView['effects'][number]): Html {
  const { t } = page;
  const { earlier, later, rows, newClauses } = effect;
  const names = { earlier: earlier.shortTitle, later: later.shortTitle };
  const head = ['clause', 'happens', 'again'].map((name) => t(`directive.effect.${name}`));
  const body = rows.map(
    (row) => html`<tr><th scope="row">${clauseLink(page, earlier, row.clause)}</th>
<td>${row.effects.length > 0 ? html`<ul class="usa-list usa-list--unstyled">${row.effects.map((one) => html`<li>${effectWords(page, later, one)}</li>`)}</ul>` : t('directive.effect.untouched')}</td>
<td>${t(row.mustConfirmAgain ? 'directive.effect.yes' : 'directive.effect.no')}</td></tr>`,
  );
  const id = `${earlier.id}-${later.id}`;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${t('directive.effect.pair', names)}</h2>
<p>${t('directive.effect.counts', { ...effect.counts })}</p>
${scrollTable(t('directive.effect.caption', names), head, body)}
<h3>${t('directive.effect.new-title', names)}</h3>
${newClauses.length > 0 ? html`<ul class="usa-list">${newClauses.map((clause) => html`<li>${clauseLink(page, later, clause)}. ${page.say(clause.text)}</li>`)}</ul>` : html`<p>${t('directive.effect.no-new', names)}</p>`}
<h3>${t('directive.effect.again-title')}</h3>${againWords(page, effect)}</section>`;
}

function effectWords(page: Page, later: DirectiveEffect['later'], effect: ClauseEffect): Html {
  return html`<span class="usa-tag st-tag st-tag--${effect.kind}">${page.t(`directive.effect.${effect.kind}`)}</span> ${page.say(effect.text)} (${clauseLink(page, later, effect.by)})`;
}

function againWords(
  page: Page,
  { earlier, later, rows, confirmAgain, confirmed }: EffectPageView['effects'][number],
): Html {
  const { t } = page;
  const again = rows.filter((row) => row.mustConfirmAgain);
  if (again.length === 0) return html`<p>${t('directive.effect.nothing-again', { later: later.shortTitle })}</p>`;
  const receipts = dayLink(page, `${directivePath.to({ id: later.id })}#receipts`);
  const names = confirmAgain.map((holder) => page.say(holder.body.name));
  return html`<p>${t('directive.effect.again-words', { later: later.shortTitle, count: confirmAgain.length })}${confirmed === null ? null : html` <a href="${receipts}">${t('directive.effect.confirmed', { confirmed, of: confirmAgain.length })}</a>`}</p>
<ul class="usa-list">${again.map((row) => html`<li>${clauseLink(page, earlier, row.clause)}</li>`)}</ul>
<details class="st-fold"><summary>${t('directive.effect.who', { count: names.length })}</summary><p>${page.formats.list(names)}</p></details>`;
}

/** On the page of a clause: what it does to earlier clauses, and what later ones do to it. Empty where neither is so. */
export function clauseEffects(page: Page, view: ClauseView): Html | null {
  const { t } = page;
  const { clause, shown } = view;
  const directives = view.all.map((one) => one.directive);
  const known = effectPairs(directives);
  const onOthers = clause.effects.flatMap((effect) => {
    const earlier = directives.find((one) => one.id === effect.directive);
    const target = earlier?.clauses.find((one) => one.id === effect.clause);
    if (!earlier || !target) return [];
    return [
      html`<li><span class="usa-tag st-tag st-tag--${effect.kind}">${t(`directive.effect.${effect.kind}`)}</span> ${directiveLink(page, earlier)}, ${clauseLink(page, earlier, target)}. ${page.say(effect.text)}</li>`,
    ];
  });
  const byOthers = known
    .filter((pair) => pair.earlier.id === shown.directive.id)
    .flatMap(({ later }) => {
      return later.clauses.flatMap((by) => {
        const own = by.effects.filter(
          (effect) => effect.directive === shown.directive.id && effect.clause === clause.id,
        );
        return own.map(
          (effect) => html`<li>${effectWords(page, later, { kind: effect.kind, text: effect.text, by })}</li>`,
        );
      });
    });
  if (onOthers.length + byOthers.length === 0) return null;
  return html`<section aria-labelledby="effects"><h2 id="effects">${t('directive.clause.effects')}</h2>
${onOthers.length > 0 ? html`<h3>${t('directive.clause.effects-on')}</h3><ul class="usa-list">${onOthers}</ul>` : null}
${byOthers.length > 0 ? html`<h3>${t('directive.clause.effects-by')}</h3><ul class="usa-list">${byOthers}</ul>` : null}</section>`;
}
