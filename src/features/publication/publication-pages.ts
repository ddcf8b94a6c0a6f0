/** The gate's first page: what waits for a second person, what is public, what was withdrawn, and the form for a draft. */
import type { Refusal } from '#kit/result.ts';
import type { LocalText } from '#kit/text.ts';
import type { IsoInstant } from '#kit/dates.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { recordLine } from '#web/components/record-line.ts';
import { typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { publicationActs } from './publication-acts.ts';
import { kindName, listTable, stateTag } from './publication-parts.ts';
import { blackoutsPath, documentPath, draftsPath, publishedPath } from './publication-paths.ts';
import type { Listed } from './publication-reading.ts';

export type Choice = { kind: string; subjectId: string; title: LocalText };
export type GateView = {
  versions: readonly Listed[];
  /** What this reader may draft. */
  choices: readonly Choice[];
  closed: { kind: string; until: IsoInstant }[];
  faults: readonly Refusal[];
};

export function gatePage(page: Page, view: GateView): Html {
  const { t } = page;
  const of = (...states: Listed['state'][]) => view.versions.filter((version) => states.includes(version.state));
  const waiting = of('waiting');
  const mine = waiting.filter((version) => version.draftedBy === page.actor?.personId).length;
  const mayApprove = may(page.actor, publicationActs.approve);
  return html`<h1>${t('publication.gate.title')}</h1><p class="usa-intro">${t('publication.gate.intro')}</p>
${closedHtml(page, view)}
<section><h2>${t('publication.gate.waiting')}</h2>
${waiting.length > 0 && mayApprove ? html`<p>${t('publication.gate.waiting-for-you', { count: waiting.length - mine })}</p>` : null}
${versionTable(page, waiting, 'publication.gate.none-waiting', t('publication.gate.waiting'))}</section>
<section><h2>${t('publication.gate.public')}</h2>${versionTable(page, of('public'), 'publication.gate.none-public', t('publication.gate.public'))}</section>
${draftForm(page, view)}
<section><h2>${t('publication.gate.past')}</h2>${versionTable(page, of('withdrawn', 'corrected', 'replaced', 'set_aside', 'overtaken'), 'publication.gate.none-past', t('publication.gate.past'))}</section>`;
}

function closedHtml(page: Page, { closed }: GateView): Html {
  const { t, formats } = page;
  const link = html`<a href="${page.link(blackoutsPath.to({}))}">${t('publication.gate.blackouts')}</a>`;
  if (closed.length === 0) return html`<p>${t('publication.gate.open')} ${link}</p>`;
  const rows = closed.map(
    ({ kind, until }) =>
      html`<li>${t('publication.gate.closed', { kind: kindName(page, kind), at: formats.instant(until) })}</li>`,
  );
  return html`<div class="usa-alert usa-alert--warning usa-alert--slim"><div class="usa-alert__body"><ul class="usa-list">${rows}</ul><p>${link}</p></div></div>`;
}

function versionTable(page: Page, versions: readonly Listed[], noneKey: string, caption: string): Html {
  const { t, formats } = page;
  if (versions.length === 0) return html`<p>${t(noneKey)}</p>`;
  const rows = versions.map((version) => {
    const { kind, subjectId: subject, state } = version;
    const isOut = state === 'public' || state === 'withdrawn';
    const seen = isOut
      ? html` <a href="${page.link(publishedPath.to({ kind, subject }))}">${t('publication.gate.public-page')}<span class="usa-sr-only"> (${page.say(version.title)})</span></a>`
      : null;
    const when = version.lastAct?.at ?? version.draftedAt;
    return html`<tr><th scope="row"><a href="${page.link(documentPath.to({ id: version.publicationId }))}">${page.say(version.title)}</a><p class="st-note">${kindName(page, kind)} · ${t('publication.gate.version', { number: version.number })}</p></th>
<td>${stateTag(page, state)}${seen}</td><td data-label="${t('publication.list.as-of')}">${formats.date(version.asOf)}</td><td data-label="${t('publication.list.when')}">${formats.instant(when)}</td></tr>`;
  });
  return listTable(
    caption,
    ['document', 'state', 'as-of', 'when'].map((name) => t(`publication.list.${name}`)),
    rows,
  );
}

function draftForm(page: Page, { choices, faults }: GateView): Html | null {
  const { t } = page;
  if (choices.length === 0) return null;
  const value = (name: string) => typedText(page.fields, name);
  const subjects = choices.map(({ kind, subjectId, title }) => ({
    value: `${kind}|${subjectId}`,
    label: `${page.say(title)} (${kindName(page, kind)})`,
  }));
  const changes = ['update', 'correction'].map((change) => ({
    value: change,
    label: t(`publication.form.is-${change}`),
  }));
  return html`<section class="st-do" aria-labelledby="draft"><h2 id="draft">${t('publication.form.title')}</h2><p>${t('publication.form.intro')}</p>
${errorSummary(page, faults, ['subject', 'asOf', 'change', 'note'])}
<form class="usa-form usa-form--large st-form" action="${page.link(draftsPath.to({}))}" method="post" novalidate>${page.formToken()}
${selectField(page, { name: 'subject', label: t('publication.form.subject'), value: value('subject'), faults, choices: [{ value: '', label: t('publication.form.choose') }, ...subjects] })}
${textField(page, { name: 'asOf', type: 'date', label: t('publication.form.as-of'), hint: t('publication.form.as-of-hint'), value: value('asOf') || page.today, faults })}
${selectField(page, { name: 'change', label: t('publication.form.change'), hint: t('publication.form.change-hint'), value: value('change') || 'update', faults, choices: changes })}
${textField(page, { name: 'note', rows: 3, label: t('publication.form.note'), hint: t('publication.form.note-hint'), value: value('note'), faults, isOptional: true })}
${recordLine(page, 'publication.document', 'note')}
<button class="usa-button" type="submit">${t('publication.form.draft')}</button></form></section>`;
}
