/** This wing keeps no record of its own: who was reminded of what stands in the mail, in the class of the outbox. */
import type { NoRecord } from '#rules/record-classes.ts';

export const noticeNoRecords: readonly NoRecord[] = [
  { table: 'notices', why: 'derived' },
  { table: 'mail_bounces', why: 'derived' },
  { table: 'notice_choices', why: 'machinery' },
];
