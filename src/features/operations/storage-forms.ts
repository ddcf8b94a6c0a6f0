/** What is typed under Storage: the restore that was tried out. */
import { z } from 'zod';
import { isIsoDate, type IsoDate } from '#kit/dates.ts';

export const drillForm = z.object({
  on: z.custom<IsoDate>((value) => typeof value === 'string' && isIsoDate(value), 'operations.refused.drill-day'),
  outcome: z.enum(['done', 'failed'], 'operations.refused.drill-outcome'),
});
