/** The days on which nothing in scope is published, as counsel set them. */
import { sql } from 'kysely';
import type { IsoInstant } from '#kit/dates.ts';
import type { Database, Tx } from '#platform/database.ts';
import type { BlackoutWindow } from './blackout-law.ts';

export type Blackout = BlackoutWindow & {
  id: string;
  recordedAt: IsoInstant;
  recordedBy: string | null;
  reason: string;
  authority: string;
  endReason: string | null;
};

/** All of them, the latest beginning first. */
export async function blackouts(db: Database): Promise<Blackout[]> {
  const { rows } = await sql<Blackout>`select b.id, b.recorded_at as "recordedAt", b.recorded_by as "recordedBy",
      b.starts_at as "startsAt", b.ends_at as "endsAt", b.kinds, b.reason, b.authority,
      e.ended_at as "endedAt", e.reason as "endReason"
    from blackouts b left join blackout_ends e on e.blackout_id = b.id order by b.starts_at desc, b.id`.execute(db);
  return rows;
}

export async function insertBlackout(
  tx: Tx,
  { id, recordedAt, recordedBy, startsAt, endsAt, kinds, reason, authority }: Omit<Blackout, 'endedAt' | 'endReason'>,
): Promise<void> {
  await sql`insert into blackouts (id, recorded_at, recorded_by, starts_at, ends_at, kinds, reason, authority)
    values (${id}, ${recordedAt}, ${recordedBy}, ${startsAt}, ${endsAt}, ${kinds === null ? null : [...kinds]}, ${reason}, ${authority})`.execute(
    tx,
  );
}

/** False when it was ended before. */
export async function insertBlackoutEnd(
  tx: Tx,
  end: { blackoutId: string; endedAt: IsoInstant; endedBy: string | null; reason: string },
): Promise<boolean> {
  const { rows } = await sql`insert into blackout_ends (blackout_id, ended_at, ended_by, reason)
    values (${end.blackoutId}, ${end.endedAt}, ${end.endedBy}, ${end.reason})
    on conflict (blackout_id) do nothing returning blackout_id`.execute(tx);
  return rows.length > 0;
}
