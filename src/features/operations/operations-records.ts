/** Operations hold no record that anybody could ask for: counts, sizes and hashes of backups, and when one was tried out. */
import type { NoRecord } from '#rules/record-classes.ts';

export const operationsNoRecords: readonly NoRecord[] = [{ table: 'operation_runs', why: 'machinery' }];
