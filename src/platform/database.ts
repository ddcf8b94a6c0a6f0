/** The one door to PostgreSQL: a Kysely over a `pg` pool, with dates and instants as ISO strings. */
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';

/** Tables are declared by the store that owns them: `db.withTables<DutyTables>()`. */
export type Database = Kysely<Record<never, never>>;
export type Tx = Transaction<Record<never, never>>;

export type PoolSettings = {
  connectionString: string;
  /** Set on the connection only where the role itself carries no search_path. */
  schema?: string | null;
  /** The server's own start options; for the owner's connections only. */
  options?: string;
  max: number;
  name: string;
};

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.DATE) return (value: string) => value;
    if (oid === pg.types.builtins.TIMESTAMPTZ) return (value: string) => new Date(value).toISOString();
    if (oid === pg.types.builtins.INT8) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

export function openPool(settings: PoolSettings): pg.Pool {
  const options = settings.options ?? (settings.schema ? `-c search_path=${settings.schema}` : null);
  const pool = new pg.Pool({
    connectionString: settings.connectionString,
    max: settings.max,
    application_name: settings.name,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    types,
    ...(options ? { options } : {}),
  });
  // A connection that breaks while idle is dropped by the pool; the next query opens another.
  pool.on('error', () => {});
  // One that breaks while in use emits its error beside the refused query; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

export function openDatabase(pool: pg.Pool): Database {
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

/** Runs in a transaction; inside one already, joins it. */
export function inTransaction<T>(db: Database, act: (tx: Tx) => Promise<T>): Promise<T> {
  return db.isTransaction ? act(db as Tx) : db.transaction().execute(act);
}
