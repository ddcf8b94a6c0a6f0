/**
 * Makes a city's schema, its three roles, its job tables and their grants, and migrates it.
 * With an owner that may make roles: `<schema>_owner` owns, `<schema>_app` runs, `<schema>_public` reads public views.
 * With one URL alone, one role does all, and the database cannot keep the audit append-only.
 */
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { type Database, inTransaction, openDatabase, openPool } from './database.ts';
import { migrate } from './migrations.ts';

/** How a process reaches a city: `schema` is set where the role carries no search_path of its own. */
export type CityConnection = { url: string; schema: string | null };
export type CityConnections = { app: CityConnection; public: CityConnection; jobsSchema: string };

export type PrepareRequest = {
  schema: string;
  /** Owner of the database, or null where `databaseUrl` does everything. */
  ownerUrl: string | null;
  /** Where the runtime roles connect; null for the owner's own address. */
  databaseUrl: string | null;
  /** The passwords of the runtime roles are derived from it, so that every process knows them. */
  secret: string;
  migrationsFolder: string;
  /** The queues that the worker serves. */
  queues: readonly string[];
  /** Run as the owner of the tables each time, after the migrations: the triggers of legal holds. */
  afterMigrations?: readonly string[];
};

export async function prepareCityDatabase(request: PrepareRequest): Promise<CityConnections> {
  const { schema, ownerUrl, databaseUrl } = request;
  const adminUrl = ownerUrl ?? databaseUrl;
  if (!adminUrl) throw new Error('a city needs a database address');
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const hasRoles = ownerUrl !== null && (await mayMakeRoles(admin));
    if (hasRoles) await makeRoles(admin, request);
    const owner = hasRoles ? `${schema}_owner` : null;
    const asOwner = owner ? ` authorization "${owner}"` : '';
    await admin.query(
      `create schema if not exists "${schema}"${asOwner}; create schema if not exists "${schema}_jobs"${asOwner}`,
    );
    await migrateAs(adminUrl, owner, request);
    await makeQueues(adminUrl, owner, request);
    const appRole = hasRoles ? `${schema}_app` : ownerUrl && databaseUrl ? new URL(databaseUrl).username : null;
    const publicRole = hasRoles ? `${schema}_public` : appRole;
    if (appRole && publicRole) await grant(admin, schema, appRole, publicRole);
    return connectionsTo(schema, databaseUrl ?? adminUrl, hasRoles, request.secret);
  } finally {
    await admin.end();
  }
}

/** How the owner of a city's tables is reached: for a restore, which fills tables that the runtime role may only add to. */
export async function ownerConnection(
  request: Pick<PrepareRequest, 'schema' | 'ownerUrl' | 'databaseUrl'>,
): Promise<{ url: string; options: string }> {
  const url = request.ownerUrl ?? request.databaseUrl;
  if (!url) throw new Error('a city needs a database address');
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    const hasRoles = request.ownerUrl !== null && (await mayMakeRoles(admin));
    return { url, options: ownerOptions(hasRoles ? `${request.schema}_owner` : null, request.schema) };
  } finally {
    await admin.end();
  }
}

/**
 * How to reach a city that was prepared before, for a process that was told nothing but the settings: the roles' passwords
 * follow from the secret, and the database says whether there are roles. Null where the city has not been prepared.
 */
export async function findCityConnections(
  schema: string,
  databaseUrl: string,
  secret: string,
): Promise<CityConnections | null> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query(
      `select n.nspname is not null as made, r.oid is not null and has_schema_privilege(r.oid, n.oid, 'usage') as has_roles
       from (select 1) one left join pg_namespace n on n.nspname = $1 left join pg_roles r on r.rolname = $2`,
      [schema, `${schema}_app`],
    );
    const { made, has_roles: hasRoles } = rows[0] as { made: boolean; has_roles: boolean };
    return made ? connectionsTo(schema, databaseUrl, hasRoles, secret) : null;
  } finally {
    await client.end();
  }
}

/** Each role under its own name, or one for everything. */
function connectionsTo(schema: string, base: string, hasRoles: boolean, secret: string): CityConnections {
  const as = (role: string) => (hasRoles ? { url: urlAs(base, role, secret), schema: null } : { url: base, schema });
  return { app: as(`${schema}_app`), public: as(`${schema}_public`), jobsSchema: `${schema}_jobs` };
}

async function mayMakeRoles(admin: pg.Client): Promise<boolean> {
  const { rows } = await admin.query(
    'select rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
  );
  return rows[0]?.may === true;
}

/** The password of a runtime role. */
function passwordOf(role: string, secret: string): string {
  return createHmac('sha256', secret).update(`database-role:${role}`).digest('base64url');
}

function urlAs(base: string, role: string, secret: string): string {
  const url = new URL(base);
  url.username = role;
  url.password = passwordOf(role, secret);
  return url.toString();
}

async function makeRoles(admin: pg.Client, { schema, secret }: PrepareRequest): Promise<void> {
  const rows = [
    { role: `${schema}_owner`, login: false },
    { role: `${schema}_app`, login: true },
    { role: `${schema}_public`, login: true },
  ];
  const database = pg.escapeIdentifier((await admin.query('select current_database() as name')).rows[0].name as string);
  for (const { role, login } of rows) {
    await ignoreWhenMade(admin, `create role "${role}" nologin`);
    const access = login ? `login password '${passwordOf(role, secret)}'` : 'nologin';
    await retryWhenBusy(() => admin.query(`alter role "${role}" ${access}`));
    await retryWhenBusy(() => admin.query(`alter role "${role}" set search_path = "${schema}"`));
    // A server may have taken this from everybody.
    if (login) await retryWhenBusy(() => admin.query(`grant connect on database ${database} to "${role}"`));
  }
  await ignoreWhenMade(admin, `grant "${schema}_owner" to current_user`);
}

/** Another process may be making the same role in the same moment. */
async function ignoreWhenMade(admin: pg.Client, statement: string): Promise<void> {
  const made = new Set(['42710', '23505', '0LP01', 'XX000']);
  await admin.query(statement).catch((error: { code?: string }) => {
    if (!made.has(error.code ?? '')) throw error;
  });
}

async function retryWhenBusy(act: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await act();
      return;
    } catch (error) {
      if (attempt >= 20 || !/concurrently updated/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25 * attempt));
    }
  }
}

function ownerOptions(owner: string | null, schema: string): string {
  return `${owner ? `-c role=${owner} ` : ''}-c search_path=${schema}`;
}

async function migrateAs(
  adminUrl: string,
  owner: string | null,
  { schema, migrationsFolder, afterMigrations = [] }: PrepareRequest,
): Promise<void> {
  const pool = openPool({
    connectionString: adminUrl,
    max: 2,
    name: 'steward migrations',
    options: ownerOptions(owner, schema),
  });
  const db = openDatabase(pool);
  try {
    await migrate(db, schema, migrationsFolder);
    if (afterMigrations.length > 0) await runInOne(db, afterMigrations);
  } finally {
    await db.destroy();
  }
}

/** Two processes that prepare at once follow one another; the lock ends with the transaction. */
function runInOne(db: Database, statements: readonly string[]): Promise<void> {
  return inTransaction(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(current_schema() || ' after migrations'))`.execute(tx);
    await sql.raw(statements.join(';\n')).execute(tx);
  });
}

/** pg-boss takes ten at least. */
const silenceSeconds = 15;

/** The job tables belong to the owner too: at run time pg-boss makes and changes none. */
async function makeQueues(adminUrl: string, owner: string | null, { schema, queues }: PrepareRequest): Promise<void> {
  const boss = new PgBoss({
    connectionString: adminUrl,
    options: ownerOptions(owner, schema),
    schema: `${schema}_jobs`,
    createSchema: false,
    supervise: false,
    schedule: false,
    max: 2,
  });
  boss.on('error', () => {});
  await boss.start();
  for (const queue of queues) {
    await boss.createQueue(queue, { policy: 'stately', retryLimit: 5, retryBackoff: true });
    // A worker that dies in the middle of a job falls silent; half a minute later another takes the job over.
    await boss.updateQueue(queue, { heartbeatSeconds: silenceSeconds });
  }
  await boss.stop({ graceful: false });
}

/** In one transaction: at no moment may the app role do more than in the end. */
async function grant(admin: pg.Client, schema: string, app: string, readers: string): Promise<void> {
  const tables = await admin.query(
    `select c.relname, c.relkind, obj_description(c.oid) as said from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v')`,
    [`"${schema}"`],
  );
  const jobs = `${schema}_jobs`;
  const statements = [
    `revoke all on schema "${schema}", "${jobs}" from public`,
    `grant usage on schema "${schema}", "${jobs}" to "${app}"`,
    `grant select, insert, update, delete on all tables in schema "${schema}", "${jobs}" to "${app}"`,
    `grant usage on all sequences in schema "${schema}", "${jobs}" to "${app}"`,
    `grant execute on all functions in schema "${jobs}" to "${app}"`,
    `revoke insert, update, delete on "${schema}".schema_migrations, "${schema}".schema_migrations_lock from "${app}"`,
    `grant usage on schema "${schema}" to "${readers}"`,
  ];
  for (const { relname, relkind, said } of tables.rows as { relname: string; relkind: string; said: string | null }[]) {
    if (said === 'append-only')
      statements.push(`revoke update, delete, truncate on "${schema}"."${relname}" from "${app}"`);
    if (relkind === 'v' && relname.startsWith('public_'))
      statements.push(`grant select on "${schema}"."${relname}" to "${readers}"`);
  }
  // Several statements in one message are one transaction.
  await retryWhenBusy(() => admin.query(statements.join(';\n')));
}
