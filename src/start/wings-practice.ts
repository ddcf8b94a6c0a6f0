/** What each wing brings to Practice City, a list; and its tables, in the order in which they can be emptied. */
import { directivePractice } from '#features/directives/directive-practice.ts';
import type { PracticeSeed } from '#platform/practice.ts';

export const practiceSeeds: readonly PracticeSeed[] = [directivePractice];

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
  'outbox',
];
