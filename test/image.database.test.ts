import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { isSent, readDockerfile } from '../tools/image.ts';
import { projectPaths, projectRoot } from '../tools/project-files.ts';
import { pause } from './installation.ts';
import { serverProcesses, type Servers } from './server-processes.ts';

/**
 * The files of the image in a folder of its own: what the Dockerfile copies, and of the packages those that
 * `npm ci --omit=dev --omit=optional` installs by the lock file. The image itself needs a daemon, which is not asked for.
 */
async function imageFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'steward-image-'));
  const [dockerfile, ignore, lock] = await Promise.all(
    ['Dockerfile', '.dockerignore', 'package-lock.json'].map((path) => readFile(join(projectRoot, path), 'utf8')),
  );
  const { copies } = readDockerfile(dockerfile as string);
  const isCopied = (path: string) => copies.some(({ from }) => path === from || path.startsWith(`${from}/`));
  for (const path of (await projectPaths()).filter((one) => isCopied(one) && isSent(ignore as string, one))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(projectRoot, path), join(folder, path));
  }
  const { packages } = JSON.parse(lock as string) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>;
  };
  const installed = Object.entries(packages).filter(
    ([path, one]) => path !== '' && !one.dev && !one.optional && !one.devOptional,
  );
  for (const [path] of installed) {
    const isOwn = (source: string) => !source.slice(join(projectRoot, path).length).includes('/node_modules/');
    await cp(join(projectRoot, path), join(folder, path), { recursive: true, filter: isOwn });
  }
  return folder;
}

const isFull = process.env['STEWARD_TEST_FULL'] === '1';

const skip = isFull ? false : 'copies a hundred packages: test:full';

describe('the files of the image, in production', () => {
  let folder: string;
  let servers: Servers;
  before(async () => {
    if (!isFull) return;
    folder = await imageFolder();
    servers = await serverProcesses({
      codeFolder: folder,
      cities: 'los-angeles',
      env: {
        STEWARD_MODE: 'production',
        STEWARD_BASE_URL: 'https://steward.example.gov',
        STEWARD_MAIL: 'smtp://127.0.0.1:1',
        STEWARD_TRUSTED_PROXIES: '1',
      },
    });
  });
  after(async () => {
    await servers?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  test('prepare once, then serve, work and stop, without a tool that only tests have', { skip }, async () => {
    const prepared = await servers.steward(['prepare']);
    assert.equal(prepared.code, 0, prepared.said);
    assert.match(prepared.said, /Prepared: los-angeles\./);
    const again = await servers.steward(['prepare']);
    assert.equal(again.code, 0, again.said);
    const [web, worker] = await Promise.all([servers.start('web'), servers.start('worker')]);
    let health: Response | undefined;
    for (let tries = 0; tries < 200 && health?.status !== 200; tries += 1) {
      await pause(100);
      health = await fetch(`${web.url}/health`);
    }
    assert.equal(health?.status, 200, await health?.text());
    const page = await fetch(`${web.url}/los-angeles/`);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('strict-transport-security') ?? '', /max-age/);
    const sheet = /href="(\/assets\/css\/[^"]*uswds\.css)"/.exec(await page.text())?.[1] ?? '';
    assert.equal((await fetch(`${web.url}${sheet}`)).status, 200);
    assert.deepEqual(await Promise.all([web.kill('SIGTERM'), worker.kill('SIGTERM')]), [0, 0]);
    assert.match(web.said(), /"event":"request.answered"/);
  });

  test('refuse to prepare with a file store that cannot be used, in one sentence', { skip }, async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, 'x');
    const away = await servers.steward(['prepare'], { STEWARD_FILES: 's3+http://a:b@127.0.0.1:1/bucket' });
    assert.equal(away.code, 1);
    assert.match(away.said, /^steward: the object store does not answer/m);
    const large = await servers.steward(['prepare'], {
      STEWARD_FILES: 's3+http://a:b@127.0.0.1:1/bucket',
      STEWARD_MAX_UPLOAD_MB: '6000',
    });
    assert.match(large.said, /5000 at most with STEWARD_FILES/);
    const unset = await servers.steward(['prepare'], {
      STEWARD_MODE: 'evaluation',
      DATABASE_URL: '',
      DATABASE_OWNER_URL: '',
    });
    assert.match(unset.said, /DATABASE_URL is missing: npm start prepares/);
  });
});
