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
  const main = html`${breadcrumb(page, [{ label: directive.shortTitle, to: directivePath.to({ id: directive.id }) }], t('directive.version.here', { number }))}<h1>${title}</h1>
<p class="usa-intro">${t('directive.version.recorded', { day: formats.instant(recordedAt) })}</p>
<p>${t('directive.version.fingerprint')} <code class="st-hash">${version.version}</code></p>
${changes === null ? html`<p>${t(number === 1 ? 'directive.version.first' : 'directive.version.alone')}</p>` : changeTable(page, t('directive.version.caption', { count: changes.length, number: number - 1 }), changes)}`;
  return pageFor({ progress: isStaff ? true : null }, title, main);
}

/** Old beside new, one row a change. */
export function changeTable(page: Page, caption: string, changes: readonly DirectiveChange[]): Html {
  const { t } = page;
  const rows = changes.map(
    (
      change,
    ) => html`<tr><th scope="row">${whereWords(page, change)}</th><td><span class="usa-tag st-tag st-tag--${change.kind}">${t(`directive.version.${change.kind}`)}</span></td>
<td>${change.before === null ? null : html`<del class="st-diff st-diff--before">${change.before}</del>`}</td><td>${change.after === null ? null : html`<ins class="st-diff st-diff--after">${change.after}</ins>`}</td></tr>`,
  );
  const head = ['where', 'what', 'before', 'after'].map((name) => t(`directive.version.${name}`));
  return scrollTable(caption, head, rows);
}

const cityNouns: ReadonlySet<string> = new Set(['city', 'body', 'calendar', 'holiday', 'district']);

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
  if (cityNouns.has(noun)) return page.t(`pack.noun.${noun}`, { id: id.join(' ') }).trim();
  const isKnown = noun === 'clause' || noun === 'duty' || noun === 'source';
  return isKnown ? page.t(`directive.version.${noun}`, { id: id.join(' ') }) : part;
}
