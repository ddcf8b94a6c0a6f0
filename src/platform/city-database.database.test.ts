import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { createDatabase, onDatabase, type TestDatabase, testServer } from '#test/database.ts';
import { type BareCity, migrationsFolder, openBareCity, sealRows, testSecret } from '#test/empty-city.ts';
import { auditedChange, recordAudit } from './audit.ts';
import { isAuditEnforced, verifyAudit } from './audit-seal.ts';
import { type CityConnections, prepareCityDatabase } from './city-database.ts';
import { beat, checkHealth } from './health.ts';

const asSystem = { actor: null, requestId: null };
const queues = ['session.drop-old-forms'];
const name = () => `t${randomUUID().replaceAll('-', '').slice(0, 10)}`;

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** The error code with which the database answers, or what it did. */
async function answer(client: pg.Client, statement: string): Promise<string> {
  return client.query(statement).then(
    (result) => `done: ${[result].flat().map((one) => one.rowCount)}`,
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
}

describe('two cities in one database', () => {
  let database: TestDatabase;
  const [one, other] = [name(), name()];
  const connections = new Map<string, CityConnections>();
  const clients: pg.Client[] = [];
  let [app, readers, owner] = [] as unknown as [pg.Client, pg.Client, pg.Client];
  let open: BareCity;

  const prepare = (schema: string) =>
    prepareCityDatabase({
      schema,
      secret: testSecret,
      ownerUrl: database.url,
      databaseUrl: null,
      migrationsFolder,
      queues,
    });
  before(async () => {
    database = await createDatabase();
    for (const schema of [one, other]) connections.set(schema, await prepare(schema));
    const of = connections.get(one) as CityConnections;
    for (const url of [of.app.url, of.public.url, database.url]) clients.push(await connect(url));
    [app, readers, owner] = clients as [pg.Client, pg.Client, pg.Client];
    open = await openBareCity(one, of);
    await auditedChange(open.city, asSystem, (tx) =>
      recordAudit(open.city, tx, asSystem, { event: 'overview.marked_seen', subject: { kind: 'city', id: 'x' } }).then(
        () => ({ value: null, note: [] }),
      ),
    );
    await sealRows(open.city, 1);
  });
  after(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await open.close();
    await database.drop();
  });

  const schemaObjects = async (schema: string, kinds: string[]) =>
    (
      await owner.query(
        'select relname from pg_class where relnamespace = $1::regnamespace and relkind = any($2) order by 1',
        [schema, kinds],
      )
    ).rows.map((row) => row.relname as string);

  const attacks = (table: string, role: string) => [
    `update ${table} set ${table === 'audit_seals' ? 'chain' : 'mac'} = 'x'`,
    `update ${table} set ${table === 'audit_seals' ? 'chain' : 'mac'} = 'x' where false`,
    `delete from ${table}`,
    `truncate ${table}`,
    `truncate ${table} cascade`,
    `create trigger t before insert on ${table} for each row execute function suppress_redundant_updates_trigger()`,
    `create rule r as on insert to ${table} do instead nothing`,
    `alter table ${table} disable trigger all`,
    `alter table ${table} add column more text`,
    `alter table ${table} rename to elsewhere`,
    `alter table ${table} set schema public`,
    `alter table ${table} owner to "${role}"`,
    `alter table ${table} enable row level security`,
    `create policy p on ${table} using (true)`,
    `create index on ${table} (${table === 'audit_seals' ? 'chain' : 'mac'})`,
    `drop table ${table}`,
    `drop table ${table} cascade`,
    `comment on table ${table} is 'none'`,
    `do $$ begin lock table ${table} in access exclusive mode; end $$`,
    `insert into ${table} select * from ${table} on conflict (${table === 'audit_seals' ? 'seal_no' : 'seq'}) do update set ${table === 'audit_seals' ? 'chain' : 'mac'} = 'x'`,
    `merge into ${table} as t using ${table} as s on true when matched then delete`,
    `set role "${one}_owner"`,
    `grant "${one}_owner" to "${role}"`,
    `alter role "${role}" superuser`,
    `set session_replication_role = replica`,
  ];
  for (const role of ['app', 'public'] as const) {
    for (const table of ['audit_entries', 'audit_seals']) {
      it(`keep ${table} from the ${role} role, whatever it tries`, async () => {
        const client = role === 'app' ? app : readers;
        for (const statement of attacks(table, `${one}_${role}`)) {
          const code = await answer(client, statement);
          // 42501: not allowed. 428C9: a generated column is refused even before that.
          assert.ok(['42501', '428C9'].includes(code), `${statement}: ${code}`);
        }
        // A grant that one may not give is only warned of: what counts is that nothing was given.
        await answer(client, `grant all on ${table} to "${one}_${role}" with grant option`);
        await answer(client, `grant update, delete on ${table} to public`);
        const { rows } = await owner.query(
          `select has_table_privilege($1, $2, 'UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES') or has_any_column_privilege($1, $2, 'UPDATE') as can`,
          [`${one}_${role}`, `${one}.${table}`],
        );
        assert.equal(rows[0]?.can, false);
      });
    }
  }

  it('have audits that still verify afterwards', async () => {
    const verdict = await verifyAudit(open.city);
    assert.deepEqual(verdict, { rows: 1, sealed: 1, unsealed: 0, faults: [] });
    assert.equal(await isAuditEnforced(open.city.db), true);
  });

  it('read nothing of each other: not a table, a view, a sequence or a job', async () => {
    for (const client of [app, readers]) {
      for (const schema of [other, `${other}_jobs`]) {
        const objects = await schemaObjects(schema, ['r', 'v', 'p', 'm', 'S']);
        assert.ok(objects.length > 5);
        for (const object of objects)
          assert.equal(await answer(client, `select * from "${schema}"."${object}"`), '42501', object);
        assert.equal(await answer(client, `create table "${schema}".mine (id int)`), '42501');
      }
    }
  });

  it('show the public role the public views and nothing else', async () => {
    const objects = await schemaObjects(one, ['r', 'v', 'p', 'm', 'S']);
    const views = objects.filter((object) => object.startsWith('public_'));
    assert.ok(views.length > 0);
    for (const object of objects) {
      const code = await answer(readers, `select * from "${object}"`);
      assert.equal(code.startsWith('done') ? 'read' : code, views.includes(object) ? 'read' : '42501', object);
    }
    for (const view of views) assert.notEqual((await answer(readers, `delete from "${view}"`)).slice(0, 4), 'done');
    for (const object of await schemaObjects(`${one}_jobs`, ['r', 'v']))
      assert.equal(await answer(readers, `select * from "${one}_jobs"."${object}"`), '42501');
  });

  it('let no runtime role make objects in any schema', async () => {
    for (const client of [app, readers]) {
      for (const schema of [one, `${one}_jobs`, 'public'])
        assert.equal(await answer(client, `create table "${schema}".mine (id int)`), '42501', schema);
      assert.equal(await answer(client, 'create schema mine'), '42501');
    }
    assert.equal(await answer(app, `update schema_migrations set name = 'x'`), '42501');
  });

  it('stay as they are when they are prepared again, also while they are in use', async () => {
    const before = await schemaObjects(one, ['r', 'v', 'i', 'S']);
    let isDone = false;
    const watching = (async () => {
      const seen = new Set<boolean>();
      while (!isDone) seen.add(await isAuditEnforced(open.city.db));
      return seen;
    })();
    const again = await Promise.all([prepare(one), prepare(other)]);
    isDone = true;
    assert.deepEqual([...(await watching)], [true]);
    assert.deepEqual(again, [connections.get(one), connections.get(other)]);
    assert.deepEqual(await schemaObjects(one, ['r', 'v', 'i', 'S']), before);
  });
});

describe('a city on a server of one’s own', () => {
  const opened: BareCity[] = [];
  const databases: TestDatabase[] = [];
  after(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await Promise.all(databases.map((one) => one.drop()));
  });

  /** A database that belongs to a role with these attributes; nobody else may connect, as docs/how-to says. */
  async function ownedDatabase(attributes: string): Promise<{ ownerUrl: string; appUrl: string; ownerRole: string }> {
    const [ownerRole, appRole] = [name(), name()];
    const { url } = await testServer();
    const database = await createDatabase();
    databases.push(database);
    const admin = await connect(url);
    await admin.query(`create role ${ownerRole} login ${attributes} password 'pw'; create role ${appRole} login password 'pw';
      alter database ${database.name} owner to ${ownerRole}; revoke all on database ${database.name} from public;
      grant connect on database ${database.name} to ${ownerRole} with grant option; grant connect on database ${database.name} to ${appRole}`);
    await admin.end();
    const as = (role: string) => {
      const own = new URL(onDatabase(url, database.name));
      own.username = role;
      own.password = 'pw';
      return own.href;
    };
    return { ownerUrl: as(ownerRole), appUrl: as(appRole), ownerRole };
  }

  async function openOn(schema: string, ownerUrl: string | null, databaseUrl: string): Promise<BareCity> {
    const connections = await prepareCityDatabase({
      schema,
      secret: testSecret,
      ownerUrl,
      databaseUrl,
      migrationsFolder,
      queues,
    });
    const open = await openBareCity(schema, connections);
    opened.push(open);
    await auditedChange(open.city, asSystem, async () => ({
      value: null,
      note: { event: 'overview.marked_seen', subject: { kind: 'city', id: 'x' } },
    }));
    await sealRows(open.city, 1);
    return open;
  }

  it('with one address works, and says that the database does not enforce the audit', async () => {
    const { ownerUrl } = await ownedDatabase('');
    const { city } = await openOn(name(), null, ownerUrl);
    assert.equal(await isAuditEnforced(city.db), false);
    await beat(city.db, 'w', Date.now());
    const health = await checkHealth([city], '1', Date.now());
    assert.deepEqual(health, {
      status: 'ok',
      version: '1',
      database: 'ok',
      queue: 'ok',
      audit: 'append_only_not_enforced_by_database',
    });
    assert.deepEqual((await verifyAudit(city)).faults, []);
  });

  it('with an owner that may make roles, but is no superuser, has its three roles', async () => {
    const { ownerUrl, appUrl } = await ownedDatabase('createrole');
    const schema = name();
    const { city, connections } = await openOn(schema, ownerUrl, appUrl);
    assert.equal(new URL(connections.app.url).username, `${schema}_app`);
    assert.equal(await isAuditEnforced(city.db), true);
    const readers = await connect(connections.public.url);
    assert.equal(await answer(readers, 'select * from people'), '42501');
    await readers.end();
    // The next start of the same version, and a second city.
    await openOn(schema, ownerUrl, appUrl);
    await openOn(name(), ownerUrl, appUrl);
  });

  it('with an owner that may not make roles serves by the role of DATABASE_URL, which cannot change the audit', async () => {
    const { ownerUrl, appUrl } = await ownedDatabase('');
    const { city, connections } = await openOn(name(), ownerUrl, appUrl);
    assert.equal(connections.app.url, appUrl);
    assert.equal(await isAuditEnforced(city.db), true);
    const app = await connect(appUrl);
    assert.equal(await answer(app, `delete from "${city.schema}".audit_entries`), '42501');
    await app.end();
  });
});
