/** The records of this wing: public documents with their drafts and acts, and days without publication. */
import type { RecordSource } from '#platform/record-source.ts';
import { recordTables } from '#platform/record-tables.ts';
import type { RecordClass } from '#rules/record-classes.ts';
import { publicationActs } from './publication-acts.ts';
import { blackoutTables, documentTables } from './publication-records-store.ts';

const onRequest = { kind: 'public_on_request' } as const;
const advice = { kind: 'privileged', privilege: 'attorney_client' } as const;

const document: RecordClass = {
  id: 'publication.document',
  tables: ['publications', 'publication_versions', 'publication_acts'],
  seenBy: [publicationActs.read],
  fields: [
    { name: 'document', disclosure: onRequest, isRestricted: false },
    { name: 'note', disclosure: onRequest, isRestricted: false },
    // Why counsel let a finding of the privacy check stand.
    { name: 'reason', disclosure: advice, isRestricted: false },
  ],
};
const blackout: RecordClass = {
  id: 'publication.blackout',
  tables: ['blackouts', 'blackout_ends'],
  seenBy: [publicationActs.readReasons],
  fields: [
    { name: 'authority', disclosure: onRequest, isRestricted: false },
    { name: 'reason', disclosure: advice, isRestricted: false },
  ],
};

export const publicationRecords: readonly RecordSource[] = [
  recordTables(documentTables(document)),
  recordTables(blackoutTables(blackout)),
];
