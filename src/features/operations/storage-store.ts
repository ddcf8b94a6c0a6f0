/** What the city takes on the disk of its database. */
import { sql } from 'kysely';
import type { City } from '#platform/city.ts';

export type TableSize = { table: string; byteLength: number };

/** Tables with their indexes and long values, of the city and of its jobs; largest first. */
export async function tableSizes(city: City): Promise<TableSize[]> {
  const { rows } = await sql<TableSize>`
    select case when n.nspname = ${city.schema} then c.relname else 'jobs.' || c.relname end as table,
      pg_total_relation_size(c.oid)::bigint as "byteLength"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in (${city.schema}, ${`${city.schema}_jobs`}) and c.relkind = 'r'
    order by 2 desc`.execute(city.db);
  return rows;
}
