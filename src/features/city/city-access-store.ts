/** What the review of access needs to know: everybody with their roles, and what the audit last heard of each. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Database } from '#platform/database.ts';
import type { AccessFacts } from './city-access-decision.ts';

/** Three statements; the last two grow with the audit. Practice City writes its past last: the first row is not the oldest. */
export async function accessFacts(db: Database): Promise<AccessFacts> {
  const { rows: people } = await sql<AccessFacts['people'][number]>`select p.id as "personId", p.name, p.email,
      p.suspended_at as "suspendedAt", coalesce(json_agg(json_build_object('role', g.role, 'bodyId', g.body_id,
        'grantedAt', to_char(g.granted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'grantedBy', w.name, 'group', g.group_name) order by g.id) filter (where g.id is not null), '[]') as grants
    from people p left join role_grants g on g.person_id = p.id and g.ended_at is null left join people w on w.id = g.granted_by
    group by p.id order by p.name, p.id`.execute(db);
  const { rows: lastEvents } = await sql<
    AccessFacts['lastEvents'][number]
  >`select actor_id as "personId", event, max(at) as at
    from audit_entries where actor_id is not null group by actor_id, event`.execute(db);
  const { rows: first } = await sql<{ at: IsoInstant | null }>`select min(at) as at from audit_entries`.execute(db);
  return { people, lastEvents, trackedSince: first[0]?.at ?? null };
}
