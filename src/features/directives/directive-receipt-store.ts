/** Who has confirmed which version of a directive. */
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import type { City } from '#platform/city.ts';
import { endOfDay } from '#platform/clock.ts';
import type { Database } from '#platform/database.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { ReceiptRole } from './directive-terms.ts';

export type Receipt = {
  directiveId: string;
  version: string;
  bodyId: BodyId;
  personId: string | null;
  role: ReceiptRole;
  confirmedAt: IsoInstant;
};

/** Every receipt confirmed by the end of the day, of every version. */
export async function receiptsAsOf(city: City, asOf: IsoDate): Promise<Receipt[]> {
  const { rows } = await sql<Receipt>`select r.directive_id as "directiveId", r.version, r.body_id as "bodyId",
      r.person_id as "personId", r.role, r.confirmed_at as "confirmedAt"
    from directive_receipts r where r.confirmed_at < ${endOfDay(city.profile.timeZone, asOf)}
    order by r.confirmed_at, r.id`.execute(city.db);
  return rows;
}

export type NewReceipt = Receipt & { statementVersion: string };

/** False when this department has confirmed this version before. */
export async function insertReceipt(tx: Database, receipt: NewReceipt): Promise<boolean> {
  const { directiveId, version, bodyId, personId, role, confirmedAt, statementVersion } = receipt;
  const result =
    await sql`insert into directive_receipts (id, directive_id, version, body_id, person_id, role, confirmed_at, statement_version)
    values (${newId()}, ${directiveId}, ${version}, ${bodyId}, ${personId}, ${role}, ${confirmedAt}, ${statementVersion})
    on conflict (directive_id, version, body_id) do nothing`.execute(tx);
  return Number(result.numAffectedRows ?? 0) > 0;
}
