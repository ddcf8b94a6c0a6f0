/** Cities that differ in size alone: the real directives over generated bodies, with work handed in on most tasks. */
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import pg from 'pg';
import { addPerson, grantRole } from '#features/city/city-service.ts';
import { profileOf } from '#features/city/city-store.ts';
import type { IsoDate } from '#kit/dates.ts';
import type { CityProfile } from '#platform/city.ts';
import { parseConfig } from '#platform/config.ts';
import type { Database } from '#platform/database.ts';
import { createLog } from '#platform/log.ts';
import { openSession } from '#platform/sessions.ts';
import type { Body } from '#rules/bodies.ts';
import { applyDirectivesAndDuties, type LoadedPack } from '#start/apply.ts';
import type { OpenCity } from '#start/cities.ts';
import { createSite } from '#start/site.ts';
import { emptyCity, testSecret } from '#test/city.ts';
import { TestVisitor } from '#test/visitor.ts';
import { createServer } from '#web/server.ts';

export type SyntheticCity = OpenCity & {
  readonly bodies: number;
  readonly tasks: number;
  readonly reviewer: TestVisitor;
  readonly reviewerSession: string;
  readonly server: FastifyInstance;
};

const asSystem = { actor: null, requestId: null };
const reviewerId = 'bench.reviewer';

/**
 * The directives of `pack` over `bodies` bodies, as a city sees them at nine in the morning of `day`. `extend` may add
 * routes of the bench's own to the server.
 */
export async function syntheticCity(
  pack: LoadedPack,
  bodies: number,
  day: IsoDate,
  extend: (server: FastifyInstance) => unknown = () => {},
): Promise<SyntheticCity> {
  const base = profileOf(pack.city);
  const profile: CityProfile = {
    ...base,
    bodies: bodiesLike(base.bodies, bodies),
    dutiesTrackedFrom: null,
    // Only for its clock: the same day whenever the bench runs.
    practice: { seed: 1, clock: day },
  };
  const open = await emptyCity(profile);
  const { city } = open;
  await applyDirectivesAndDuties(city, asSystem, pack.sources);
  const person = { id: reviewerId, name: 'Reviewer', email: 'reviewer@example.org', locale: 'en' };
  mustWork(await addPerson(city, asSystem, person));
  mustWork(await grantRole(city, asSystem, reviewerId, { role: 'reviewer', bodyId: null }));
  const tasks = await handInWork(city.db, city.clock.now(), profile.bodies);
  await analyze(open.ownerUrl);
  const config = parseConfig({ STEWARD_CITIES: city.slug, STEWARD_SECRET: testSecret, STEWARD_LOG: 'error' });
  const log = createLog('bench', 'error');
  const server = await createServer(createSite({ config, opened: [open], secret: testSecret, version: '0', log }));
  extend(server);
  await server.ready();
  const reviewerSession = await openSession(city.db, reviewerId, Date.now());
  const reviewer = new TestVisitor(server, city.slug, reviewerSession);
  const close = async () => {
    await server.close();
    await open.close();
  };
  return { ...open, bodies, tasks, reviewer, reviewerSession, server, close };
}

function mustWork(result: { ok: boolean }): void {
  if (!result.ok) throw new Error(`the synthetic city could not be made: ${JSON.stringify(result)}`);
}

/** The first `count` bodies that a directive can address; beyond those, copies of them in turn under other names. */
function bodiesLike(all: readonly Body[], count: number): Body[] {
  const addressed = all.filter((body) => body.kind !== 'partner');
  return Array.from({ length: count }, (_, index) => {
    const model = addressed[index % addressed.length] as Body;
    const turn = Math.floor(index / addressed.length) + 1;
    const name = { ...model.name, en: `${model.name.en} ${turn}` };
    return turn === 1 ? model : { ...model, id: `${model.id}-${turn}`, name };
  });
}

/**
 * A quarter of the tasks untouched, a quarter waiting for review, a quarter accepted, a quarter returned, spread over
 * sixty days; every other body confirmed each directive. Answers the number of tasks.
 */
async function handInWork(db: Database, now: string, bodies: readonly Body[]): Promise<number> {
  await sql`insert into submissions (id, assignment_id, number, submitted_at, submitted_by, note)
    select gen_random_uuid(), id, 1, ${now}::timestamptz - (mod(h, 60) || ' days 2 hours')::interval, ${reviewerId}, ''
    from (select id, ('x' || substr(md5(id::text), 1, 6))::bit(24)::int as h from assignments) a where mod(h, 4) > 0`.execute(
    db,
  );
  await sql`insert into duty_acts (id, assignment_id, kind, acted_at, acted_by, side, submission_id, text)
    select gen_random_uuid(), assignment_id, 'submitted', submitted_at, submitted_by, 'body', id, '' from submissions`.execute(
    db,
  );
  await sql`insert into duty_acts (id, assignment_id, kind, acted_at, acted_by, side, submission_id, text)
    select gen_random_uuid(), assignment_id, case mod(h, 4) when 1 then 'accepted' else 'returned' end,
           submitted_at + interval '1 hour', ${reviewerId}, 'office', id, ''
    from (select *, ('x' || substr(md5(assignment_id::text), 1, 6))::bit(24)::int as h from submissions) s
    where mod(h, 4) in (1, 2)`.execute(db);
  const confirming = bodies.filter((_, index) => index % 2 === 0).map((body) => body.id);
  await sql`insert into directive_receipts (id, directive_id, version, body_id, person_id, role, confirmed_at, statement_version)
    select gen_random_uuid(), v.directive_id, v.version, b, null, 'general_manager', ${now}::timestamptz - interval '1 hour', '1'
    from directive_versions v, unnest(${confirming}::text[]) b`.execute(db);
  const { rows } = await sql<{ tasks: number }>`select count(*)::int as tasks from assignments`.execute(db);
  return rows[0]?.tasks ?? 0;
}

/** A database that was filled at once knows nothing of its tables yet; a living one does. */
async function analyze(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query('analyze').finally(() => client.end());
}
