/** What the public's own role, and anybody with a browser, can learn of what is not published: nothing, by trying. */
import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import pg from 'pg';
import { setBlackout } from '#features/publication/blackout-service.ts';
import * as service from '#features/publication/publication-service.ts';
import { withdrawalReachesWithin } from '#features/publication/publication-terms.ts';
import type { Result } from '#kit/result.ts';
import { type City, todayIn } from '#platform/city.ts';
import { createLog } from '#platform/log.ts';
import { type TestSite, testSecret, testSite } from '#test/city.ts';
import { TestVisitor } from '#test/visitor.ts';
import { createServer } from '#web/server.ts';
import type { OpenCity } from './cities.ts';
import { createSite } from './site.ts';
import { publicationAnswers } from './wings-publishables.ts';

/** In a draft, in what was withdrawn, in a reason: the public role must never see it. */
const marker = 'Marker-Xylophone';
const schemas = { own: 'practice', other: 'los_angeles' } as const;

let site: TestSite;
let city: City;
let readers: pg.Client;
let owner: pg.Client;
const notices: string[] = [];

function must<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : result.refusals[0]?.key);
  return result.value;
}
const office = async (role: 'reviewer' | 'chief_of_staff' | 'city_attorney', slug?: 'los-angeles') => ({
  actor: await site.actor(role, undefined, slug),
  requestId: null,
});
const answer = (statement: string): Promise<string> =>
  readers.query(statement).then(
    (result) => `done ${JSON.stringify([result].flat().flatMap((one) => one.rows))}`,
    (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
  );

before(async () => {
  site = await testSite();
  city = site.city();
  const [reviewer, chief, counsel] = [
    await office('reviewer'),
    await office('chief_of_staff'),
    await office('city_attorney'),
  ];
  const asked = { kind: 'duties.scoreboard', asOf: '2025-07-30', isCorrection: false } as const;
  const gone = must(
    await service.draft(
      city,
      reviewer,
      { ...asked, subjectId: 'pd-2', note: `${marker} withdrawn` },
      publicationAnswers,
    ),
  );
  must(await service.approve(city, chief, gone, publicationAnswers));
  must(await service.withdraw(city, chief, { id: gone.id, publicNote: 'Said too early.' }, publicationAnswers));
  must(
    await service.draft(city, reviewer, { ...asked, subjectId: 'pd-1', note: `${marker} draft` }, publicationAnswers),
  );
  const blocked = must(
    await service.draft(
      city,
      reviewer,
      { ...asked, kind: 'directives.text', subjectId: 'pd-2', asOf: '2025-07-31', note: `${marker} a@example.org` },
      publicationAnswers,
    ),
  );
  must(await service.override(city, counsel, { ...blocked, reason: `${marker} override` }, publicationAnswers));
  must(
    await setBlackout(city, counsel, {
      fromOn: '2025-09-01',
      toOn: '2025-09-02',
      kinds: null,
      reason: `${marker} blackout`,
      authority: marker,
    }),
  );
  readers = new pg.Client({ connectionString: site.connections().public.url });
  owner = new pg.Client({ connectionString: site.ownerUrl });
  await Promise.all([readers.connect(), owner.connect()]);
  readers.on('notice', (notice) => notices.push(String(notice.message)));
});
after(async () => {
  await Promise.all([readers?.end(), owner?.end()]);
  await site?.close();
});

describe('the public role', () => {
  it('reads the published documents and no other table, view or sequence: its own city’s, the jobs’, another city’s', async () => {
    for (const schema of [schemas.own, `${schemas.own}_jobs`, schemas.other, `${schemas.other}_jobs`]) {
      const { rows } = await owner.query<{ name: string }>(
        `select relname as name from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'v', 'm', 'p', 'S', 'f')`,
        [schema],
      );
      assert.ok(rows.length > 5, schema);
      for (const { name } of rows) {
        const isOpen = schema === schemas.own && name === 'public_publications';
        const said = await answer(`select * from "${schema}"."${name}"`);
        assert.equal(said.startsWith(isOpen ? 'done' : '42501'), true, `${schema}.${name}: ${said.slice(0, 80)}`);
        for (const act of ['insert into', 'delete from', 'truncate', 'lock table'])
          assert.match(
            await answer(`${act} "${schema}"."${name}"${act === 'insert into' ? ' default values' : ''}`),
            /^(42501|42809|55000|42601|25P01|0A000)/,
            `${act} ${name}`,
          );
      }
    }
  });

  it('finds in all that it reads nothing of drafts, of what was withdrawn, and of reasons', async () => {
    const said = await answer('select * from public_publications');
    assert.match(said, /pd-1/);
    assert.match(said, /Said too early/);
    assert.ok(!said.includes(marker) && !said.includes('213-555-0100'));
    assert.match(
      await answer(
        `select document, hash from public_publications where kind = 'duties.scoreboard' and subject_id = 'pd-2'`,
      ),
      /"document":null,"hash":null/,
    );
  });

  const tricks: readonly [string, RegExp][] = [
    ['prepare p as select * from publication_versions; execute p', /^42501/],
    ['copy publication_versions to stdout', /^42501/],
    ['copy (select * from publication_versions) to stdout', /^42501/],
    [`copy public_publications to program 'cat'`, /^42501/],
    [`copy pg_temp.t from '/etc/passwd'`, /^(42501|42P01|3F000)/],
    [`select pg_read_file('postgresql.conf')`, /^42501/],
    [`select lo_import('/etc/passwd')`, /^42501/],
    [`select * from pg_largeobject`, /^42501/],
    [`set role "${schemas.own}_app"`, /^42501/],
    [`set role "${schemas.own}_owner"`, /^42501/],
    [`set session authorization "${schemas.own}_app"`, /^42501/],
    [`select query_to_xml('select * from publication_versions', true, true, '')`, /^42501/],
    [`select table_to_xml('publication_versions', true, true, '')`, /^42501/],
    [`select schema_to_xml('${schemas.own}', true, true, '')`, /Said too early|public_publications/],
    [`create view pg_temp.v as select * from publication_versions; select * from pg_temp.v`, /^42501/],
    [`do $$ begin perform * from publication_versions; end $$`, /^42501/],
    [`create table mine (id int)`, /^42501/],
    [`create function f() returns int language sql security definer as 'select 1'`, /^42501/],
    [`alter view public_publications reset (security_barrier)`, /^42501/],
    [`create or replace view public_publications as select 1`, /^42501/],
    [`declare c cursor for select * from publication_versions`, /^(42501|25P01)/],
    [`explain analyze select * from publication_versions`, /^42501/],
    [`select count(*) from publication_versions`, /^42501/],
    [`select pg_get_viewdef('public_publications'::regclass)`, /^(done|42501)/],
    [`table publication_acts`, /^42501/],
    [`select has_table_privilege('publication_versions', 'select')`, /"has_table_privilege":false/],
    [
      `select * from information_schema.columns where table_schema = '${schemas.own}' and table_name <> 'public_publications'`,
      /^done \[\]$/,
    ],
    [`select * from pg_stats where schemaname in ('${schemas.own}', '${schemas.other}')`, /^done \[\]$/],
    [`select * from pg_stats_ext`, /^done \[\]$/],
    [
      `select query from pg_stat_activity where usename <> current_user and query is not null and query not in ('', '<insufficient privilege>')`,
      /^done \[\]$/,
    ],
    [`select * from pg_shadow`, /^42501/],
    [`select * from pg_authid`, /^42501/],
  ];
  for (const [trick, expected] of tricks)
    it(`gains nothing by: ${trick.slice(0, 70)}`, async () => {
      const said = await answer(trick);
      assert.match(said, expected);
      assert.ok(!said.includes(marker));
      await readers.query('rollback').catch(() => {});
    });

  it('cannot have its own function called with a row that is not public', async () => {
    await readers.query(`create or replace function pg_temp.peek(anything text) returns boolean language plpgsql cost 0.0000001 as
      $$ begin raise notice '%', anything; return true; end $$`);
    notices.length = 0;
    const columns = ['document::text', 'hash', 'withdrawn_note', 'kind', 'subject_id', 'number::text', 'history::text'];
    for (const column of columns)
      await readers.query(`select 1 from public_publications where pg_temp.peek(coalesce(${column}, ''))`);
    assert.ok(notices.length > columns.length, 'it is called with what is public');
    assert.ok(!notices.some((one) => one.includes(marker) || one.includes('213-555-0100')));
    const said = await answer(`select 1 from public_publications where (document ->> 'asOf')::int > 0`);
    assert.ok(!said.includes(marker) && !said.includes('2025-07-30'), 'a cast that fails tells only what is public');
  });

  it('can call no function of the city but those that triggers alone may call', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select p.oid::regprocedure::text as name from pg_proc p
       where p.pronamespace in ($1::regnamespace, $2::regnamespace, $3::regnamespace, $4::regnamespace)
         and p.prorettype <> 'trigger'::regtype and has_schema_privilege($5, p.pronamespace, 'usage') and has_function_privilege($5, p.oid, 'execute')
         and p.prosecdef`,
      [schemas.own, `${schemas.own}_jobs`, schemas.other, `${schemas.other}_jobs`, `${schemas.own}_public`],
    );
    assert.deepEqual(rows, []);
  });
});

describe('anybody with a browser', () => {
  it('reads the same where a draft waits and where there is nothing at all', async () => {
    const angeles = site.city('los-angeles');
    const reviewer = await office('reviewer', 'los-angeles');
    const asked = { kind: 'duties.scoreboard', subjectId: 'ed-12', isCorrection: false, note: '' };
    const { id } = must(
      await service.draft(angeles, reviewer, { ...asked, asOf: todayIn(angeles) }, publicationAnswers),
    );
    assert.ok(id);
    const guest = site.visitor('los-angeles');
    const seen = async (subject: string, path: (subject: string) => string) => {
      const { status, body, headers } = await guest.get(path(subject));
      const { date: _date, 'x-request-id': _id, 'set-cookie': _cookie, 'content-length': _length, ...rest } = headers;
      return {
        status,
        rest: JSON.stringify(rest).replaceAll(subject, ''),
        body: body
          .replaceAll(subject, '')
          .replaceAll(/value="[^"]{20,}"/g, '')
          .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ''),
      };
    };
    const paths = [
      (subject: string) => `/published/duties.scoreboard/${subject}`,
      (subject: string) => `/es/published/duties.scoreboard/${subject}`,
      (subject: string) => `/published/duties.scoreboard/${subject}/document.json`,
      (subject: string) => `/published/duties.scoreboard/${subject}/tables/clauses.csv`,
      (subject: string) => `/publication/documents/${subject}`,
    ];
    for (const path of paths) {
      const [draft, unknown] = [await seen('ed-12', path), await seen('ed-99', path)];
      assert.deepEqual(draft, unknown, path('…'));
    }
    assert.equal((await guest.get('/published/duties.scoreboard/ed-12')).status, 404);
    assert.doesNotMatch((await guest.get('/published')).body, /how far its tasks are/);
    assert.doesNotMatch((await guest.get('/')).body, /st-counts/);
  });

  it(`reads nothing of a withdrawn document ${withdrawalReachesWithin} seconds later, from any web process`, async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const another = createSite({
      config: site.config,
      opened: [
        {
          city,
          connections: site.connections(),
          refresh: async () => {},
          close: async () => {},
        } as unknown as OpenCity,
      ],
      secret: testSecret,
      version: '0.0.0-test',
      log: createLog('test', 'error'),
    });
    const server = await createServer(another);
    try {
      const chief = await office('chief_of_staff');
      const visitors = [site.visitor(), new TestVisitor(server, city.slug)];
      const pages = [
        '/',
        '/directives/pd-1',
        '/directives',
        '/published',
        '/published/directives.text/pd-1',
        '/published/directives.text/pd-1/document.json',
      ];
      const words = /Preparedness plan|Practice Directive 1/;
      const read = async () =>
        (await Promise.all(visitors.flatMap((one) => pages.map((page) => one.get(page))))).map((reply) =>
          words.test(reply.body),
        );
      assert.ok((await read()).every((holds) => holds));
      const { rows } = await owner.query(
        `select id from practice.publications where kind = 'directives.text' and subject_id = 'pd-1'`,
      );
      must(
        await service.withdraw(
          city,
          chief,
          { id: rows[0]?.id as string, publicNote: 'To be worded anew.' },
          publicationAnswers,
        ),
      );
      // The worst moment: a page is made anew of what the process still keeps, just before it forgets.
      mock.timers.tick(withdrawalReachesWithin * 500 - 1);
      await read();
      mock.timers.tick(withdrawalReachesWithin * 500 + 1);
      assert.ok((await read()).every((holds) => !holds));
      for (const one of visitors) {
        assert.match((await one.get('/published/directives.text/pd-1')).body, /To be worded anew/);
        assert.equal((await one.get('/directives/pd-1')).status, 404);
      }
    } finally {
      mock.timers.reset();
      await server.close();
    }
  });
});
