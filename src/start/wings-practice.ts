/** What each wing brings to Practice City, a list; and its tables, in the order in which they can be emptied. */
import { groupPractice } from '#features/city/city-group-practice.ts';
import { cityPractice } from '#features/city/city-practice.ts';
import { directivePractice } from '#features/directives/directive-practice.ts';
import { dutyPractice } from '#features/duties/duty-practice.ts';
import { noticePractice } from '#features/notices/notice-practice.ts';
import { disclosurePractice } from '#features/retention/disclosure-practice.ts';
import { retentionPractice } from '#features/retention/retention-practice.ts';
import { publicationPractice } from '#features/publication/publication-practice.ts';
import { readCatalog } from '#i18n/translate.ts';
import type { PracticeSeed } from '#platform/practice.ts';
import { dayAnswers } from './day-answers.ts';
import { disclosureAnswers, exportWords } from './disclosure-answers.ts';
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
    disclosurePractice(disclosureAnswers, exportWords(readCatalog(folders.locales))),
    publicationPractice(publicationAnswers),
    cityPractice(dayAnswers),
    groupPractice,
    noticePractice(noticeAnswers(baseUrl, readCatalog(folders.locales))),
  ];
}

export const practiceTables: readonly string[] = [
  'group_rules',
  'work_handovers',
  'body_contacts',
  'proclaimed_days',
  'contact_lists',
  'legal_hold_notices',
  'legal_holds',
  'record_freezes',
  'demand_production_records',
  'demand_production_parts',
  'demand_productions',
  'demand_rulings',
  'demand_records',
  'demand_searches',
  'demand_acts',
  'records_demands',
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
