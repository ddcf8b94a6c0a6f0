/** What each wing brings to Practice City, a list; and its tables, in the order in which they can be emptied. */
import { directivePractice } from '#features/directives/directive-practice.ts';
import { dutyPractice } from '#features/duties/duty-practice.ts';
import { noticePractice } from '#features/notices/notice-practice.ts';
import { readCatalog } from '#i18n/translate.ts';
import type { PracticeSeed } from '#platform/practice.ts';
import { dutyAnswers } from './duty-answers.ts';
import { folders } from './folders.ts';
import { noticeAnswers } from './notice-answers.ts';

/** `baseUrl` stands in the links of the mail that Practice City writes. */
export function practiceSeeds(baseUrl: string): readonly PracticeSeed[] {
  return [
    directivePractice,
    dutyPractice(dutyAnswers(baseUrl, readCatalog(folders.locales))),
    noticePractice(noticeAnswers(baseUrl, readCatalog(folders.locales))),
  ];
}

export const practiceTables: readonly string[] = [
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
