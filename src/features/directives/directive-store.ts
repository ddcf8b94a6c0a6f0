/** What the database keeps of directives: versions, and the day on which each outside condition was met. */
import { sql } from 'kysely';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { newId } from '#kit/ids.ts';
import { type City, schemaOf } from '#platform/city.ts';
import { endOfDay } from '#platform/clock.ts';
import type { Database } from '#platform/database.ts';
import type { Directive } from '#rules/obligations.ts';

/** A text of a directive as it was recorded. `number` counts from 1; `version` is the hash of what it says. */
export type DirectiveVersion = { directive: Directive; version: string; number: number; recordedAt: IsoInstant };

type Row = { document: Directive; version: string; number: number; recordedAt: IsoInstant };

const columns = sql`v.document, v.version, v.number, v.recorded_at as "recordedAt"`;

function fromRow({ document, ...row }: Row): DirectiveVersion {
  return { directive: document, ...row };
}

/** The directives known at the end of a day, each in its newest version, in order of signature. */
export async function directivesAsOf(city: City, asOf: IsoDate): Promise<DirectiveVersion[]> {
  const { rows } = await sql<Row>`select * from (
      select distinct on (v.directive_id) ${columns} from directive_versions v
      where v.recorded_at < ${endOfDay(city.profile.timeZone, asOf)} order by v.directive_id, v.number desc) newest
    order by document ->> 'signedOn', document ->> 'id'`.execute(city.db);
  return rows.map(fromRow);
}

/** The newest version of each directive, whatever the day: what an import compares with. */
export async function newestDirectives(db: Database): Promise<DirectiveVersion[]> {
  const { rows } = await sql<Row>`select distinct on (v.directive_id) ${columns} from directive_versions v
    order by v.directive_id, v.number desc`.execute(db);
  return rows.map(fromRow);
}

/** The versions of one directive known at the end of a day, oldest first. */
export async function versionsOf(city: City, directiveId: string, asOf: IsoDate): Promise<DirectiveVersion[]> {
  const { rows } = await sql<Row>`select ${columns} from directive_versions v
    where v.directive_id = ${directiveId} and v.recorded_at < ${endOfDay(city.profile.timeZone, asOf)}
    order by v.number`.execute(city.db);
  return rows.map(fromRow);
}

/** Two imports at once wait for each other; the lock ends with the transaction. */
export async function lockDirectives(tx: Database, city: City): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${schemaOf(city.slug)} directives`}, 0))`.execute(tx);
}

export type NewVersion = {
  directive: Directive;
  version: string;
  number: number;
  recordedAt: IsoInstant;
  sourceYaml: string;
};

export async function insertVersion(
  tx: Database,
  { directive, version, number, recordedAt, sourceYaml }: NewVersion,
): Promise<void> {
  await sql`insert into directive_versions (id, directive_id, version, number, recorded_at, document, source_yaml)
    values (${newId()}, ${directive.id}, ${version}, ${number}, ${recordedAt}, ${JSON.stringify(directive)}::jsonb, ${sourceYaml})`.execute(
    tx,
  );
}

/** An outside condition as it was recorded last. */
export type MetCondition = { conditionId: string; metOn: IsoDate; source: string; recordedAt: IsoInstant };

/** The outside conditions known at the end of a day to be met. A later record of the same condition corrects the earlier one. */
export async function conditionsOf(city: City, asOf: IsoDate): Promise<MetCondition[]> {
  const { rows } = await sql<MetCondition>`select distinct on (c.condition_id)
      c.condition_id as "conditionId", c.met_on as "metOn", c.source, c.recorded_at as "recordedAt"
    from directive_conditions c where c.recorded_at < ${endOfDay(city.profile.timeZone, asOf)}
    order by c.condition_id, c.recorded_at desc, c.id desc`.execute(city.db);
  return rows;
}

export type NewCondition = {
  conditionId: string;
  metOn: IsoDate;
  source: string;
  recordedAt: IsoInstant;
  recordedBy: string | null;
};

export async function insertCondition(
  tx: Database,
  { conditionId, metOn, source, recordedAt, recordedBy }: NewCondition,
): Promise<void> {
  await sql`insert into directive_conditions (id, condition_id, met_on, source, recorded_at, recorded_by)
    values (${newId()}, ${conditionId}, ${metOn}, ${source}, ${recordedAt}, ${recordedBy})`.execute(tx);
}
