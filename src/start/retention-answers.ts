/** What the law of records asks, answered; and what others are handed of it: jobs, cards, the seed, the replay after a restore. */
import { replayTombstones } from '#features/retention/destruction-replay.ts';
import { retentionJobs } from '#features/retention/retention-jobs.ts';
import type { RetentionQuestions } from '#features/retention/retention-questions.ts';
import type { Catalog } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import type { TombstoneLedger } from '#platform/tombstones.ts';
import { dutyAnswers } from './duty-answers.ts';
import { recordSources } from './wings-records.ts';

export function retentionAnswers(baseUrl: string, catalog: Catalog): RetentionQuestions {
  const { contactsOf, nameOf, linkFor, wordsOf } = dutyAnswers(baseUrl, catalog);
  return { sources: recordSources, contactsOf, nameOf, linkFor, wordsOf };
}

export const recordsJobs = retentionJobs(recordSources);

/** Inside a restore's transaction: what the ledger names goes again; answers how many records went, and which files nobody needs. */
export function replayLedger(city: City, tx: Tx, ledger: TombstoneLedger) {
  return replayTombstones(recordSources, city, tx, ledger);
}
