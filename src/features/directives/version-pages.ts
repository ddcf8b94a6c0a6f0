/** One version of a directive beside the one before: what was added, what is gone, what reads differently. */
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { DirectiveChange } from './directive-diff.ts';
import { breadcrumb, pageFor, scrollTable } from './directive-parts.ts';
import { directivePath } from './directive-paths.ts';
import type { DirectiveVersion } from './directive-store.ts';
import { isNamedField } from './directive-terms.ts';

/** `changes`: against the version before, null for the first. */
export type VersionPageView = {
  version: DirectiveVersion;
  changes: readonly DirectiveChange[] | null;
  isStaff: boolean;
};

export function versionPage(page: Page, { version, changes, isStaff }: VersionPageView) {
  const { t, formats } = page;
  const { directive, number, recordedAt } = version;
  const title = t('directive.version.title', { directive: directive.shortTitle, number });
  const rows = (changes ?? []).map(
    (
      change,
    ) => html`<tr><th scope="row">${whereWords(page, change)}</th><td><span class="usa-tag st-tag st-tag--${change.kind}">${t(`directive.version.${change.kind}`)}</span></td>
<td>${change.before === null ? null : html`<del class="st-diff st-diff--before">${change.before}</del>`}</td><td>${change.after === null ? null : html`<ins class="st-diff st-diff--after">${change.after}</ins>`}</td></tr>`,
  );
  const head = ['where', 'what', 'before', 'after'].map((name) => t(`directive.version.${name}`));
  const main = html`${breadcrumb(page, [{ label: directive.shortTitle, to: directivePath.to({ id: directive.id }) }], t('directive.version.here', { number }))}<h1>${title}</h1>
<p class="usa-intro">${t('directive.version.recorded', { day: formats.instant(recordedAt) })}</p>
<p>${t('directive.version.fingerprint')} <code class="st-hash">${version.version}</code></p>
${changes === null ? html`<p>${t('directive.version.first')}</p>` : scrollTable(t('directive.version.caption', { count: rows.length, number: number - 1 }), head, rows)}`;
  return pageFor({ progress: isStaff ? true : null }, title, main);
}

/** `clause ED12-2, duty plan: deadline.days` in words; a field without a name of its own keeps the pack's. */
function whereWords(page: Page, { subject, field }: DirectiveChange): Html {
  const { t } = page;
  const subjects =
    subject === 'directive'
      ? [t('directive.version.head')]
      : subject.split(', ').map((part) => subjectWords(page, part));
  if (field === null) return html`${subjects.join(', ')}`;
  const [first = '', ...rest] = field.split('.');
  const name = isNamedField(first) ? t(`directive.field.${first}`) : first;
  const below = rest.length > 0 ? ` (${rest.join(', ')})` : '';
  return html`${subjects.join(', ')}: ${name}${below}`;
}

function subjectWords(page: Page, part: string): string {
  const [noun = '', ...id] = part.split(' ');
  const isKnown = noun === 'clause' || noun === 'duty' || noun === 'source';
  return isKnown ? page.t(`directive.version.${noun}`, { id: id.join(' ') }) : part;
}
