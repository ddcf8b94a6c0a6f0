/** What was handed in, newest first, each version with its evidence. */
import { localText } from '#kit/text.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { fileTag } from '#web/components/file-state.ts';
import { filePath } from './duty-paths.ts';
import type { SubmissionFile } from './duty-service.ts';
import { sizeText } from './duty-state-parts.ts';
import type { SubmissionItemRow } from './duty-tables.ts';
import type { TaskReading } from './duty-task-reading.ts';

export function evidenceSection(page: Page, reading: TaskReading): Html {
  const { t } = page;
  const { submissions } = reading.file;
  const rows = submissions.map((submission, index) => submissionArticle(page, reading, submission, index === 0));
  const body = submissions.length === 0 ? html`<p>${t('task.evidence.none')}</p>` : html`${rows}`;
  return html`<section class="st-section" aria-labelledby="evidence"><h2 id="evidence">${t('task.evidence.title')}</h2>${body}</section>`;
}

function submissionArticle(page: Page, reading: TaskReading, submission: SubmissionFile, isNewest: boolean): Html {
  const { t, formats } = page;
  const name = reading.names.get(submission.submitted_by) ?? t('task.page.somebody');
  const heading = html`<h3 id="version-${submission.number}">${t('task.evidence.version', { number: submission.number })}${isNewest && reading.file.submissions.length > 1 ? html` <span class="usa-tag st-tag st-tag--quiet">${t('task.evidence.newest')}</span>` : null}</h3>`;
  const by = html`<p class="st-by">${t('task.evidence.by', { name, at: formats.instant(submission.submitted_at) })}</p>`;
  if (!reading.mayReadEvidence)
    return html`<article class="st-card" aria-labelledby="version-${submission.number}">${heading}${by}<p>${t('task.evidence.restricted')}</p></article>`;
  const note = submission.note ? html`<p class="st-words">${submission.note}</p>` : null;
  const items = submission.items.map(
    (item) => html`<li class="st-evidence__item">${itemHtml(page, reading, item)}</li>`,
  );
  return html`<article class="st-card" aria-labelledby="version-${submission.number}">${heading}${by}${note}<ul class="usa-list usa-list--unstyled st-evidence">${items}</ul></article>`;
}

function itemHtml(page: Page, reading: TaskReading, item: SubmissionItemRow): Html {
  const { t } = page;
  switch (item.kind) {
    case 'signed_statement':
      return html`<p><strong>${t('task.evidence.statement')}</strong> ${t('task.evidence.signed-as', { role: t(`city.role.${item.signed_role ?? 'staff'}`), version: item.statement_version ?? '' })}</p><blockquote class="st-statement"><p>${item.statement_text}</p></blockquote>`;
    case 'file':
      return fileHtml(page, reading, item);
    case 'link':
      return html`<p><strong>${t('task.evidence.link')}</strong> <a class="usa-link st-long" href="${item.url}" rel="noopener noreferrer">${item.url}</a></p>`;
    case 'form':
      return html`<p><strong>${t('task.evidence.form')}</strong></p><dl class="st-facts">${Object.entries(item.form ?? {}).map(([name, value]) => html`<dt>${t(`duty.form.${name}`)}</dt><dd>${value}</dd>`)}</dl>`;
    case 'record': {
      const link = { kind: 'task' as const, id: item.link_id ?? '' };
      const known = reading.records.find((record) => record.row.id === link.id);
      return html`<p><strong>${t('task.evidence.record')}</strong> <a href="${page.linkTo(link)}">${known ? localText(known.view.title, page.locale.tag) : t('task.evidence.record-open')}</a></p>`;
    }
  }
}

function fileHtml(page: Page, reading: TaskReading, item: SubmissionItemRow): Html {
  const { t } = page;
  const hash = item.file_sha256 ?? '';
  const state = reading.fileStates.get(hash) ?? 'waiting';
  return html`<p><strong>${t('task.evidence.file')}</strong> <a class="st-long" href="${page.link(filePath.to({ item: item.id }))}" download>${item.file_name}</a> <span class="st-size">${sizeText(page, item.byte_length ?? 0)}</span> ${fileTag(page, state)}</p>
<details class="st-fold"><summary>${t('task.evidence.hash', { start: hash.slice(0, 12) })}</summary><p>${t('task.evidence.hash-text')}</p><p><code class="st-long">${hash}</code></p></details>`;
}
