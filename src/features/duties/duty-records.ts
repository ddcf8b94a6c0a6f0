/** The records of this wing: tasks, what was handed in for them, and everything that happened to them. */
import type { RecordSource } from '#platform/record-source.ts';
import { recordTables } from '#platform/record-tables.ts';
import type { NoRecord, RecordClass } from '#rules/record-classes.ts';
import { dutyActs } from './duty-acts.ts';
import { actTables, assignmentTables, submissionTables } from './duty-records-store.ts';

const onRequest = { kind: 'public_on_request' } as const;

/** Who owes what by when; what was handed in and what happened is kept with it, for without it a task would look late. */
const assignment: RecordClass = {
  id: 'duties.assignment',
  tables: ['assignments', 'assignment_terms'],
  seenBy: [dutyActs.read],
  fields: [],
};

const submission: RecordClass = {
  id: 'duties.submission',
  tables: ['submissions', 'submission_items'],
  seenBy: [dutyActs.read, dutyActs.readRestricted],
  fields: [
    { name: 'note', disclosure: onRequest, isRestricted: false },
    { name: 'statement', disclosure: onRequest, isRestricted: false },
    { name: 'form', disclosure: onRequest, isRestricted: false },
    { name: 'link', disclosure: onRequest, isRestricted: false },
    { name: 'file', disclosure: { kind: 'withheld', ground: 'security-plans' }, isRestricted: false },
    { name: 'handed_in_by', disclosure: onRequest, isRestricted: false },
  ],
  keptWith: 'duties.assignment',
};

const act: RecordClass = {
  id: 'duties.act',
  tables: ['duty_acts'],
  seenBy: [dutyActs.read, dutyActs.readAdvice],
  fields: [
    { name: 'words', disclosure: onRequest, isRestricted: false },
    { name: 'points', disclosure: { kind: 'withheld', ground: 'drafts' }, isRestricted: false },
    { name: 'advice', disclosure: { kind: 'privileged', privilege: 'attorney_client' }, isRestricted: true },
    { name: 'acted_by', disclosure: onRequest, isRestricted: false },
  ],
  keptWith: 'duties.assignment',
};

export const dutyRecords: readonly RecordSource[] = [
  recordTables(assignmentTables(assignment)),
  recordTables(submissionTables(submission)),
  recordTables(actTables(act)),
];

/** What a duty says is in its directive's version; here it stands unfolded. */
export const dutyNoRecords: readonly NoRecord[] = [{ table: 'duty_versions', why: 'derived' }];
