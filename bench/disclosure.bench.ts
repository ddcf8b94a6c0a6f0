/** The disclosure desk over many records: its search against the same SQL by hand, its growth, and the page of one record. */
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { addPerson, grantRole } from '#features/city/city-service.ts';
import { profileOf } from '#features/city/city-store.ts';
import { newId } from '#kit/ids.ts';
import { parseConfig } from '#platform/config.ts';
import { createLog } from '#platform/log.ts';
import type { RecordQuery } from '#platform/record-source.ts';
import { openSession } from '#platform/sessions.ts';
import { loadPack } from '#start/apply.ts';
import type { OpenCity } from '#start/cities.ts';
import { folders } from '#start/folders.ts';
import { createSite } from '#start/site.ts';
import { recordSources } from '#start/wings-records.ts';
import { emptyCity, testSecret } from '#test/city.ts';
import { TestVisitor } from '#test/visitor.ts';
import { createServer } from '#web/server.ts';
import { atLeast, atMost, type Bench, type Figure, forInformation, growthExponent, mediansInTurn } from './figure.ts';

const rare = 'zebraquartz';
const officerId = 'bench.officer';
const query: RecordQuery = { words: rare, bodyId: null, personId: null, from: null, to: null };
const asSystem = { actor: null, requestId: null };

export const bench: Bench = {
  name: 'disclosure',
  describe: 'the disclosure desk: its search over many records, and the page on which one is marked',
  async run({ quick, note }) {
    const sizes = quick ? [5_000, 50_000] : [100_000, 1_000_000];
    const pack = await loadPack(join(folders.packs, 'practice'));
    const open = await emptyCity({ ...profileOf(pack.city), practice: { seed: 1, clock: '2025-07-31' } });
    try {
      return await measure(open, sizes as [number, number], quick, note);
    } finally {
      await open.close();
    }
  },
};

async function measure(
  open: OpenCity & { ownerUrl: string },
  sizes: [number, number],
  quick: boolean,
  note: (sentence: string) => void,
): Promise<Figure[]> {
  const { city } = open;
  const source = recordSources.find((one) => one.class.id === 'duties.submission');
  if (!source) throw new Error('there is no source of what was handed in');
  const rounds = quick ? 5 : 15;
  const points: { size: number; cost: number }[] = [];
  const ratios: number[] = [];
  let filled = 0;
  for (const size of sizes) {
    note(`writing ${size} records`);
    await fill(open, filled, size);
    filled = size;
    const desk = async () => {
      await source.count(city, query);
      await source.find(city, query, 50, null);
    };
    const { one, other } = await mediansInTurn(rounds, desk, () => byHand(open));
    points.push({ size, cost: one });
    ratios.push(one / other);
  }
  const found = await source.count(city, query);
  if (found !== hits) throw new Error(`the search found ${found} of ${hits}`);
  const scans = await indexScans(open, () => source.count(city, query));
  const pages = await markingPages(open, quick, note);
  return [
    atMost(`find and count against the same SQL by hand, ${sizes[1]} records`, ratios[1] as number, 3),
    atMost(
      `growth of find and count, ${sizes[0]} to ${sizes[1]} records, as many hits`,
      growthExponent(points),
      0.5,
      '',
    ),
    atLeast('of ten searches, those that go by the index of words', scans, 10, ''),
    atMost('the page of one record, a demand with 10,000 records against one with 100', pages, 2),
    forInformation(`find and count, ${sizes[1]} records`, points[1]?.cost ?? 0, 'ms'),
  ];
}

/** As many in every size, so that growth shows the search and not its answer. */
const hits = 200;

/** What was handed in, by SQL: a thousand tasks, notes of thirty words out of two thousand. */
async function fill(open: OpenCity & { ownerUrl: string }, from: number, to: number): Promise<void> {
  const client = new pg.Client({ connectionString: open.ownerUrl, options: `-c search_path=${open.city.schema}` });
  await client.connect();
  try {
    await client.query(`insert into assignments (id, directive_id, clause_id, duty_id, body_id, occurrence, made_at)
      select gen_random_uuid(), 'bench', 'B-1', 'task', 'parks', 'n' || n, now() from generate_series(1, 1000) n
      on conflict do nothing`);
    await client.query(
      `with tasks as (select id, row_number() over (order by id) - 1 as nth from assignments)
      insert into submissions (id, assignment_id, number, submitted_at, submitted_by, note)
      select gen_random_uuid(), t.id, n / 1000 + 1, timestamptz '2025-07-01' - n * interval '1 minute', '${officerId}',
             (select string_agg('w' || ((n::bigint * 7919 + k * 104729) % 2000), ' ') from generate_series(1, 30) k)
             || case when n < $3 then ' ${rare}' else '' end
      from generate_series($1::int, $2::int - 1) n join tasks t on t.nth = n % 1000`,
      [from, to, hits],
    );
    await client.query('vacuum analyze submissions');
    await client.query('analyze');
  } finally {
    await client.end();
  }
}

const handWhere = sql`to_tsvector('simple', s.note) @@ to_tsquery('simple', ${`${rare}:*`})`;

async function byHand({ city }: OpenCity): Promise<void> {
  await sql`select count(*) from submissions s join assignments a on a.id = s.assignment_id where ${handWhere}`.execute(
    city.db,
  );
  await sql`select s.id, a.body_id, s.submitted_at from submissions s join assignments a on a.id = s.assignment_id
    where ${handWhere} order by s.submitted_at desc, s.id desc limit 50`.execute(city.db);
}

/** How many of ten searches of the desk went by the index, as the database counts them. */
async function indexScans({ city }: OpenCity, search: () => Promise<unknown>): Promise<number> {
  const scans = async () => {
    // A connection tells what it did a moment after it stands idle.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const { rows } = await sql<{ scans: number }>`
      select idx_scan as scans from pg_stat_user_indexes where indexrelname = 'submissions_by_word'`.execute(city.db);
    return rows[0]?.scans ?? 0;
  };
  const before = await scans();
  for (let nth = 0; nth < 10; nth += 1) await search();
  return (await scans()) - before;
}

/** Milliseconds of the page of one record in a large demand, over those in a small one. */
async function markingPages(
  open: OpenCity & { ownerUrl: string },
  quick: boolean,
  note: (sentence: string) => void,
): Promise<number> {
  const { city } = open;
  note('filling a demand of 100 records and one of 10,000');
  const person = { id: officerId, name: 'Records officer', email: 'officer@example.org', locale: 'en' };
  for (const made of [
    await addPerson(city, asSystem, person),
    await grantRole(city, asSystem, officerId, { role: 'records_officer', bodyId: null }),
  ])
    if (!made.ok) throw new Error(JSON.stringify(made));
  const [small, large] = [await demandWith(open, 100), await demandWith(open, 10_000)];
  const config = parseConfig({ STEWARD_CITIES: city.slug, STEWARD_SECRET: testSecret, STEWARD_LOG: 'error' });
  const log = createLog('bench', 'error');
  const server = await createServer(createSite({ config, opened: [open], secret: testSecret, version: '0', log }));
  await server.ready();
  try {
    const officer = new TestVisitor(server, city.slug, await openSession(city.db, officerId, Date.now()));
    const visit = (path: string) => async () => {
      const { status } = await officer.get(path);
      if (status !== 200) throw new Error(`${path}: ${status}`);
    };
    const { one, other } = await mediansInTurn(quick ? 15 : 40, visit(large), visit(small));
    return one / other;
  } finally {
    await server.close();
  }
}

/** A demand with so many records, half of them marked; answers the path of one in the middle. */
async function demandWith({ city }: OpenCity, count: number): Promise<string> {
  const id = newId();
  await sql`insert into records_demands (id, number, kind, channel, received_on, asker_sealed, contact_sealed, asked_sealed, due_on, due_reasons, registered_at, registered_by)
    values (${id}, ${`RD-2025-${count}`}, 'records_request', 'email', '2025-07-30', '', '', '', '2025-08-11', '[]', now(), ${officerId})`.execute(
    city.db,
  );
  await sql`insert into demand_records (id, demand_id, position, class_id, record_id, recorded_at, body_id, included_at, included_by, version, outcome)
    select gen_random_uuid(), ${id}, row_number() over (), 'duties.submission', s.id::text, s.submitted_at, 'parks', now(), ${officerId},
           mod(row_number() over (), 2), null
    from (select * from submissions order by id limit ${count}) s`.execute(city.db);
  const { rows } = await sql<{ id: string }>`
    select id from demand_records where demand_id = ${id} and position = ${count / 2}`.execute(city.db);
  return `/records-demands/${id}/records/${rows[0]?.id}`;
}
