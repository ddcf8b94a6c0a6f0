/** What a reader may put into the address of the overview and its lists. Anything else is passed over, never a fault. */
import { z } from 'zod';

const id = z
  .string()
  .max(120)
  .regex(/^[A-Za-z0-9._-]+$/)
  .optional()
  .catch(undefined);

export const sortKeys = ['due', 'department', 'task', 'clause', 'state', 'last'] as const;
export type SortKey = (typeof sortKeys)[number];

const query = z.object({
  directive: id,
  clause: id,
  department: id,
  verb: id,
  kind: id,
  /** `missing`: departments that have not confirmed the version. */
  receipt: z.literal('missing').optional().catch(undefined),
  sort: z.enum(sortKeys).catch('due'),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});
export type OverviewQuery = z.output<typeof query>;

export function readOverviewQuery(given: Readonly<Record<string, string>>): OverviewQuery {
  return query.parse(given);
}

/** The longest search that is looked at. */
export const longestSearch = 200;
