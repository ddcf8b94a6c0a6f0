/** What the law of records asks, answered; and its jobs. */
import { retentionJobs } from '#features/retention/retention-jobs.ts';
import type { RetentionQuestions } from '#features/retention/retention-questions.ts';
import type { Catalog } from '#i18n/translate.ts';
import { dutyAnswers } from './duty-answers.ts';
import { recordSources } from './wings-records.ts';

export function retentionAnswers(baseUrl: string, catalog: Catalog): RetentionQuestions {
  const { contactsOf, nameOf, linkFor, wordsOf } = dutyAnswers(baseUrl, catalog);
  return { sources: recordSources, contactsOf, nameOf, linkFor, wordsOf };
}

export const recordsJobs = retentionJobs(recordSources);
