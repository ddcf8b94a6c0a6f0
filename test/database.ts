/** Databases for tests: one server per run, one database per test file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';

/** A superuser's connection string of the server to test on: the runner sets it, or whoever brings a server. */
const serverVariable = 'STEWARD_TEST_DATABASE_URL';

export type TestServer = { readonly url: string; readonly stop: () => Promise<void> };
export type TestDatabase = { readonly url: string; readonly name: string; readonly drop: () => Promise<void> };

let ownServer: Promise<TestServer> | undefined;

/** The server of the run; a file that is run by itself starts one, which ends with it. */
export function testServer(): Promise<TestServer> {
  const url = process.env[serverVariable];
  if (url) return Promise.resolve({ url, stop: async () => {} });
  ownServer ??= startTestServer();
  return ownServer;
}

/** Starts the embedded server in a temporary folder; `stop` ends it and removes the folder. */
export async function startTestServer(): Promise<TestServer> {
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'database-process.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = new Promise<void>((done) => keeper.once('exit', () => done()));
  const url = await Promise.race([once(keeper.stdout, 'data').then(([line]) => String(line).trim()), ended]);
  if (!url) throw new Error('the test database did not start');
  // It must not keep alive whoever uses it: it ends when that process does.
  for (const handle of [keeper, keeper.stdin as Socket, keeper.stdout as Socket]) handle.unref();
  // Tests lose nothing by a power cut; commits that do not wait for the disk make them faster.
  await asSuperuser(url, async (client) => {
    await client.query('alter system set synchronous_commit = off');
    await client.query('select pg_reload_conf()');
  });
  return {
    url,
    stop: () => {
      keeper.ref();
      keeper.stdin.end();
      return ended;
    },
  };
}

/**
 * A new database, empty or a copy of `template` (see `templateDatabase`).
 * `drop` ends every connection to it; without it the database goes when the server of the run stops.
 */
export async function createDatabase(template = 'template1'): Promise<TestDatabase> {
  const { url } = await testServer();
  const name = `steward_test_${crypto.randomUUID().replaceAll('-', '')}`;
  await asSuperuser(url, async (client) => {
    // Copying a template needs it free of connections; two files that copy at once wait for each other.
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    await client.query(`create database ${name} template ${pg.escapeIdentifier(template)}`);
  });
  return {
    url: onDatabase(url, name),
    name,
    drop: () =>
      asSuperuser(url, (client) => client.query(`drop database if exists ${name} with (force)`).then(() => {})),
  };
}

/**
 * The name of a database that `build` has filled, made once per server whoever asks first; copy it by `createDatabase`.
 * `build` gets a superuser's connection string and must close what it opens.
 */
export async function templateDatabase(name: string, build: (url: string) => Promise<void>): Promise<string> {
  const { url } = await testServer();
  const full = `steward_template_${name}`;
  await asSuperuser(url, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [full]);
    const found = await client.query('select datistemplate from pg_database where datname = $1', [full]);
    if (found.rows[0]?.datistemplate) return;
    // Half-made by a file that crashed.
    await client.query(`drop database if exists ${full} with (force)`);
    await client.query(`create database ${full}`);
    await build(onDatabase(url, full));
    await client.query(`alter database ${full} is_template true`);
  });
  return full;
}

/** The same server and role, another database. */
export function onDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asSuperuser<T>(url: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
