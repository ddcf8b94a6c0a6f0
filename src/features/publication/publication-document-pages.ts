/** One document as staff see it: what can be done now, what the check found, what differs, the preview, and every act. */
import type { Refusal } from '#kit/result.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { recordLine } from '#web/components/record-line.ts';
import { typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { type Finding, isBlocking, privacyRules } from './privacy-terms.ts';
import { publicationActs } from './publication-acts.ts';
import { diffDocuments } from './publication-diff.ts';
import { documentHtml, kindName, listTable, stateTag } from './publication-parts.ts';
import {
  approvePath,
  overridePath,
  publicationPath,
  publishedPath,
  setAsidePath,
  withdrawPath,
} from './publication-paths.ts';
import type { DocumentView } from './publication-reading.ts';

export type DocumentPageView = DocumentView & {
  faults: readonly Refusal[] /** Whose form was refused. */;
  form: string;
};

export function documentPage(page: Page, view: DocumentPageView): Html {
  const { t, formats } = page;
  const { publication, shown, progress } = view;
  const { document } = shown;
  const state = progress.states.get(shown.id) ?? 'overtaken';
  const isWaiting = shown.id === progress.waitingId;
  const about = {
    number: shown.number,
    asOf: formats.date(shown.asOf),
    at: formats.instant(shown.draftedAt),
    by: who(page, view, shown.draftedBy),
  };
  const seen = progress.wasPublic
    ? html` · <a href="${page.link(publishedPath.to({ kind: publication.kind, subject: publication.subjectId }))}">${t('publication.gate.public-page')}</a>`
    : null;
  return html`<p class="st-back"><a href="${page.link(publicationPath.to({}))}">${t('publication.document.back')}</a></p><h1>${page.say(document.title)}</h1>
<p>${stateTag(page, state)} ${kindName(page, publication.kind)} · ${t('publication.document.about', about)}${seen}</p>
${shown.note ? html`<p><strong>${t('publication.document.note')}</strong> ${shown.note}</p>` : null}
${errorSummary(page, view.faults, [view.form === 'override' ? 'reason' : 'publicNote'], view.form)}
${isWaiting ? findingsHtml(page, view) : null}
${isWaiting ? actsHtml(page, view) : null}
${progress.publicId && !isWaiting ? withdrawHtml(page, view) : null}
${isWaiting ? diffHtml(page, view) : null}
<section class="st-preview" aria-labelledby="preview"><h2 id="preview">${t(isWaiting ? 'publication.document.preview' : 'publication.document.content')}</h2>
<p class="usa-intro">${page.say(document.summary)}</p>${documentHtml(page, document, 3)}
<p class="st-note">${t('publication.public.fingerprint')} <code class="st-hash">${shown.hash}</code></p></section>
${progress.publicId && isWaiting ? withdrawHtml(page, view) : null}
${historyHtml(page, view)}`;
}

function who(page: Page, { names }: DocumentView, personId: string | null): string {
  return personId === null
    ? page.t('publication.document.system')
    : (names.get(personId) ?? page.t('publication.document.somebody'));
}

function findingsHtml(page: Page, { findings, open }: DocumentView): Html {
  const { t } = page;
  const stays = new Set(open.map((finding) => finding.id));
  const rows = findings
    .toSorted((a, b) => Number(isBlocking(b)) - Number(isBlocking(a)))
    .map((finding) => findingRow(page, finding, stays.has(finding.id)));
  const head = ['rule', 'where', 'remedy', 'weight'].map((name) => t(`publication.finding.${name}`));
  const verdict =
    open.length > 0 ? t('publication.finding.blocked', { count: open.length }) : t('publication.finding.clear');
  return html`<section><h2>${t('publication.finding.title')}</h2>
<div class="usa-alert usa-alert--${open.length > 0 ? 'error' : 'success'} usa-alert--slim"><div class="usa-alert__body"><p class="usa-alert__text">${verdict}</p></div></div>
${rows.length > 0 ? listTable(t('publication.finding.title'), head, rows) : html`<p>${t('publication.finding.none')}</p>`}</section>`;
}

function findingRow(page: Page, finding: Finding, isOpen: boolean): Html {
  const { t } = page;
  const { rule, heading, match, count, place } = finding;
  const where = heading ? page.say(heading) : t('publication.finding.in-note');
  const weight = privacyRules[rule] === 'advice' ? 'advice' : isOpen ? 'blocking' : 'overridden';
  return html`<tr><th scope="row">${t(`publication.rule.${rule}`, { count })}${match ? html` <q>${match}</q>` : null}</th>
<td>${where} <span class="st-note"><code>${place}</code></span></td><td>${t(`publication.remedy.${rule}`)}</td>
<td><span class="usa-tag st-tag st-tag--finding-${weight}">${t(`publication.weight.${weight}`)}</span></td></tr>`;
}

/** What this reader can do with the draft now; else why not, and who decides. */
function actsHtml(page: Page, view: DocumentPageView): Html {
  const { t } = page;
  const { publication, shown, open } = view;
  const hidden = html`<input type="hidden" name="hash" value="${shown.hash}">`;
  const isOwn = shown.draftedBy === page.actor?.personId;
  const reason = isOwn ? t('publication.approve.own') : notYet(page, view);
  const approve = !may(page.actor, publicationActs.approve)
    ? html`<p>${t('publication.approve.who')}</p>`
    : reason
      ? html`<p>${reason}</p>`
      : html`<p>${t('publication.approve.text')}</p><form action="${page.link(approvePath.to({ id: publication.id }))}" method="post">${page.formToken()}${hidden}<button class="usa-button" type="submit">${t(shown.change === 'correction' ? 'publication.approve.correct' : 'publication.approve.publish')}</button></form>`;
  const override =
    open.length > 0 && may(page.actor, publicationActs.override)
      ? html`<details class="st-fold"${view.form === 'override' ? html` open` : null}><summary>${t('publication.override.title')}</summary><form class="st-form" action="${page.link(overridePath.to({ id: publication.id }))}" method="post" novalidate>${page.formToken()}${hidden}
${textField(page, { name: 'reason', rows: 3, label: t('publication.override.reason'), hint: t('publication.override.hint'), value: view.form === 'override' ? typedText(page.fields, 'reason') : '', faults: view.form === 'override' ? view.faults : [], idPrefix: 'override' })}
${recordLine(page, 'publication.document', 'reason')}
<button class="usa-button usa-button--outline" type="submit">${t('publication.override.button')}</button></form></details>`
      : null;
  const putAway = may(page.actor, publicationActs.setAside)
    ? html`<form action="${page.link(setAsidePath.to({ id: publication.id }))}" method="post">${page.formToken()}${hidden}<button class="usa-button usa-button--outline" type="submit">${t('publication.document.set-aside')}</button></form>`
    : null;
  return html`<section class="st-do" aria-labelledby="acts"><h2 id="acts">${t('publication.approve.title')}</h2>${approve}${override}${putAway}</section>`;
}

function notYet(page: Page, { open, closedUntil, shown }: DocumentView): string | null {
  const { t, formats } = page;
  if (shown.draftedBy === null) return t('publication.refused.second-person');
  if (open.length > 0) return t('publication.approve.findings', { count: open.length });
  return closedUntil ? t('publication.approve.blackout', { at: formats.instant(closedUntil) }) : null;
}

function withdrawHtml(page: Page, view: DocumentPageView): Html | null {
  const { t } = page;
  if (!may(page.actor, publicationActs.withdraw)) return null;
  const isOpen = view.form === 'withdraw';
  return html`<section class="st-do" aria-labelledby="withdraw"><h2 id="withdraw">${t('publication.withdraw.title')}</h2><p>${t('publication.withdraw.text')}</p>
<form class="st-form" action="${page.link(withdrawPath.to({ id: view.publication.id }))}" method="post" novalidate>${page.formToken()}
${textField(page, { name: 'publicNote', rows: 2, label: t('publication.withdraw.why'), hint: t('publication.withdraw.hint'), value: isOpen ? typedText(page.fields, 'publicNote') : '', faults: isOpen ? view.faults : [], idPrefix: 'withdraw' })}
${recordLine(page, 'publication.document', 'note')}
<button class="usa-button usa-button--outline" type="submit">${t('publication.withdraw.button')}</button></form></section>`;
}

function diffHtml(page: Page, { versions, progress, shown }: DocumentView): Html | null {
  const { t } = page;
  const before = versions.find((version) => version.id === progress.publicId);
  if (!before) return null;
  const changes = diffDocuments(before.document, shown.document, page.locale.tag);
  const rows = changes.map(
    (
      change,
    ) => html`<tr><th scope="row">${change.where}</th><td>${change.before === null ? null : html`<del class="st-diff st-diff--before">${change.before}</del>`}</td>
<td>${change.after === null ? null : html`<ins class="st-diff st-diff--after">${change.after}</ins>`}</td></tr>`,
  );
  const head = ['where', 'before', 'after'].map((name) => t(`publication.diff.${name}`));
  const title = t('publication.diff.title', { number: before.number });
  return html`<section><h2>${title}</h2>${rows.length > 0 ? listTable(title, head, rows) : html`<p>${t('publication.diff.none')}</p>`}</section>`;
}

function historyHtml(page: Page, view: DocumentView): Html {
  const { t, formats } = page;
  const numbers = new Map(view.versions.map((version) => [version.id, version.number]));
  const maySee = may(page.actor, publicationActs.readReasons);
  const rows = view.acts.toReversed().map((act) => {
    const values = {
      number: numbers.get(act.versionId) ?? 0,
      by: who(page, view, act.by),
      at: formats.instant(act.at),
    };
    const said = act.publicNote ?? (maySee ? act.reason : null);
    return html`<li class="st-history__row"><p><strong>${t(`publication.act.${act.kind}`, values)}</strong></p>${said ? html`<p>${said}</p>` : null}</li>`;
  });
  return html`<section aria-labelledby="history"><h2 id="history">${t('publication.document.history')}</h2><ol class="usa-list usa-list--unstyled st-history" reversed>${rows}</ol></section>`;
}
