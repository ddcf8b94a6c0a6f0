/** What each wing brings to Practice City, a list; and its tables, in the order in which they can be emptied. */
import { directivePractice } from '#features/directives/directive-practice.ts';
import { dutyPractice } from '#features/duties/duty-practice.ts';
import { noticePractice } from '#features/notices/notice-practice.ts';
import { retentionPractice } from '#features/retention/retention-practice.ts';
import { publicationPractice } from '#features/publication/publication-practice.ts';
import { readCatalog } from '#i18n/translate.ts';
import type { PracticeSeed } from '#platform/practice.ts';
import { dutyAnswers } from './duty-answers.ts';
import { folders } from './folders.ts';
import { noticeAnswers } from './notice-answers.ts';
import { retentionAnswers } from './retention-answers.ts';
import { publicationAnswers } from './wings-publishables.ts';

/** `baseUrl` stands in the links of the mail that Practice City writes. */
export function practiceSeeds(baseUrl: string): readonly PracticeSeed[] {
  return [
    retentionPractice(retentionAnswers(baseUrl, readCatalog(folders.locales))),
    directivePractice,
    dutyPractice(dutyAnswers(baseUrl, readCatalog(folders.locales))),
    publicationPractice(publicationAnswers),
    noticePractice(noticeAnswers(baseUrl, readCatalog(folders.locales))),
  ];
}

export const practiceTables: readonly string[] = [
  'legal_hold_notices',
  'legal_holds',
  'record_freezes',
  'destruction_files',
  'destruction_items',
  'destruction_lists',
  'record_keys',
  'publication_acts',
  'publication_versions',
  'publications',
  'blackout_ends',
  'blackouts',
  'duty_acts',
  'submission_items',
  'submissions',
  'assignment_terms',
  'assignments',
  'duty_versions',
  'directive_receipts',
  'directive_conditions',
  'directive_versions',
  'notices',
  'notice_choices',
  'mail_bounces',
  'outbox',
  'overview_looks',
];
