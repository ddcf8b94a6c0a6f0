/** Who recorded what is in force: the audit knows, and nobody else needs to. */
import { sql } from 'kysely';
import type { Database } from '#platform/database.ts';

/** `what` is the id of a city's pack, or `<directive>/<number>`; `personId` null: the installation itself. */
export type Recorder = { what: string; personId: string | null };

export async function recordersOf(db: Database): Promise<Recorder[]> {
  const { rows } = await sql<Recorder>`
    select details ->> 'pack' as what, actor_id as "personId" from audit_entries where event = 'city.pack_applied'
    union all
    select subject_id || '/' || (details ->> 'number'), actor_id from audit_entries where event = 'directive.version_recorded'`.execute(
    db,
  );
  return rows;
}
