/**
 * The data of release 0.1.0 as it left them: both cities' schemas and rows as SQL, Practice City's files, and the secret.
 * Made by starting that release in an empty folder and writing down what it had made, sessions left out.
 */
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';

const here = import.meta.dirname;

export const previousRelease = '0.1.0';

export async function previousSecret(): Promise<string> {
  return (await readFile(join(here, `${previousRelease}.secret`), 'utf8')).trim();
}

/** Fills an empty database, as its superuser. */
export async function loadPreviousDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const text = gunzipSync(await readFile(join(here, `${previousRelease}.sql.gz`))).toString('utf8');
  await client.query(text).finally(() => client.end());
}

/** Puts Practice City's files where the release kept them. */
export async function loadPreviousFiles(dataFolder: string): Promise<number> {
  const from = join(here, `${previousRelease}-files`);
  const names = await readdir(from);
  for (const name of names) {
    const folder = join(dataFolder, 'files', 'practice', name.slice(0, 2), name.slice(2, 4));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await cp(join(from, name), join(folder, name));
  }
  return names.length;
}
