import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ConfigRefused, parseConfig, unknownVariables, variableNames } from './config.ts';

const production = {
  STEWARD_MODE: 'production',
  STEWARD_SECRET: 'x'.repeat(32),
  STEWARD_KEYS: `first:${'k'.repeat(43)}`,
  STEWARD_BASE_URL: 'https://steward.example.gov/',
  STEWARD_MAIL: 'smtps://u:p@mail.example.gov',
  DATABASE_URL: 'postgres://app@db/steward',
};

test('an empty environment gives an evaluation on this machine alone', () => {
  assert.deepEqual(parseConfig({}, '/srv'), {
    host: '127.0.0.1',
    port: 8080,
    dataFolder: '/srv/var',
    databaseUrl: null,
    databaseOwnerUrl: null,
    baseUrl: 'http://localhost:8080',
    mode: 'evaluation',
    isProduction: false,
    cities: [
      { slug: 'los-angeles', schema: 'los_angeles', host: null },
      { slug: 'practice', schema: 'practice', host: null },
    ],
    secret: null,
    mail: null,
    logLevel: 'warn',
    maxUploadBytes: 50_000_000,
    keys: null,
    oldSecrets: [],
    identity: null,
    trustedProxies: 0,
    scanner: null,
    objectStore: null,
    backupFolder: null,
    backupDays: 14,
    metricsToken: null,
  });
});

test('the settings are frozen, the cities in them too', () => {
  const config = parseConfig({});
  assert.ok(Object.isFrozen(config) && Object.isFrozen(config.cities) && Object.isFrozen(config.cities[0]));
});

test('a full production environment is taken as given', () => {
  const config = parseConfig({
    ...production,
    STEWARD_CITIES: 'los-angeles=la.example.gov , practice',
    STEWARD_PORT: '80',
  });
  assert.equal(config.isProduction, true);
  assert.equal(config.logLevel, 'info');
  assert.equal(config.baseUrl, 'https://steward.example.gov');
  assert.deepEqual(config.mail, { url: production.STEWARD_MAIL, from: 'steward@steward.example.gov' });
  assert.deepEqual(
    config.cities.map((city) => city.host),
    ['la.example.gov', null],
  );
});

const refusals: readonly [name: string, env: Record<string, string>, ...says: RegExp[]][] = [
  ['a port that is a word', { STEWARD_PORT: 'http' }, /STEWARD_PORT must be a whole number from 1 to 65535/],
  ['a port beyond the last', { STEWARD_PORT: '70000' }, /STEWARD_PORT/],
  ['an upload limit of nothing', { STEWARD_MAX_UPLOAD_MB: '0' }, /STEWARD_MAX_UPLOAD_MB/],
  ['a mode that is none', { STEWARD_MODE: 'prod' }, /STEWARD_MODE must be evaluation or production/],
  ['a database of another maker', { DATABASE_URL: 'mysql://x/y' }, /DATABASE_URL must be a postgres:\/\/ address/],
  ['an owner without an app role', { DATABASE_OWNER_URL: 'postgres://x/y' }, /DATABASE_OWNER_URL needs DATABASE_URL/],
  ['a key without an id', { STEWARD_KEYS: 'k'.repeat(50) }, /STEWARD_KEYS cannot be used: key 1 is not id:secret/],
  ['two keys of one id', { STEWARD_KEYS: `a:${'k'.repeat(43)},a:${'l'.repeat(43)}` }, /two keys have the same id/],
  ['half of an identity provider', { STEWARD_OIDC_ISSUER: 'https://id.example.gov' }, /go together/],
  ['a scanner of another kind', { STEWARD_SCANNER: 'http://x' }, /STEWARD_SCANNER must be a clamd/],
  ['a short secret', { STEWARD_SECRET: 'short' }, /STEWARD_SECRET must have 32 characters/],
  ['a mail server by the web', { STEWARD_MAIL: 'https://mail' }, /STEWARD_MAIL must be an smtp/],
  ['a sender with a line break', { STEWARD_MAIL_FROM: 'a\nBcc: b@c.de' }, /STEWARD_MAIL_FROM/],
  ['a level that is none', { STEWARD_LOG: 'loud' }, /STEWARD_LOG/],
  ['no city', { STEWARD_CITIES: ' , ' }, /STEWARD_CITIES must name at least one city/],
  ['a city with capitals', { STEWARD_CITIES: 'Los Angeles' }, /STEWARD_CITIES cannot name a city "Los Angeles"/],
  ['a city twice', { STEWARD_CITIES: 'a,b,a' }, /names the city a twice/],
  ['a host name twice', { STEWARD_CITIES: 'a=x.gov,b=x.gov' }, /names the host name x.gov twice/],
  ['a host name that is none', { STEWARD_CITIES: 'a=http://x' }, /gives a the host name/],
  ['a city whose schema would be the jobs of another', { STEWARD_CITIES: 'a,a-jobs' }, /"a-jobs"/],
  ['a city named like a path of the installation', { STEWARD_CITIES: 'schemas' }, /cannot name a city "schemas"/],
  ['several at once', { STEWARD_PORT: 'x', STEWARD_LOG: 'y' }, /STEWARD_PORT .*; STEWARD_LOG/],
];

for (const [name, env, ...says] of refusals) {
  test(`refuses ${name} in one sentence`, () => {
    assert.throws(
      () => parseConfig(env),
      (error) =>
        error instanceof ConfigRefused &&
        !error.message.includes('\n') &&
        says.every((line) => line.test(error.message)),
    );
  });
}

test('production names everything that is missing in one sentence', () => {
  assert.throws(() => parseConfig({ STEWARD_MODE: 'production' }), {
    message:
      'the settings cannot be used: production needs STEWARD_SECRET, STEWARD_KEYS, STEWARD_BASE_URL, STEWARD_MAIL and DATABASE_URL.',
  });
  const { STEWARD_MAIL: _mail, ...rest } = production;
  assert.throws(
    () => parseConfig({ ...rest, STEWARD_LOG: 'loud' }),
    /production needs STEWARD_MAIL; STEWARD_LOG must be/,
  );
});

test('a misspelt variable is named, not silently ignored', () => {
  assert.deepEqual(unknownVariables({ STEWARD_PORT: '1', PATH: '/', STEWARD_PROT: '8090' }), [
    'STEWARD_PROT is not a setting of Steward and is ignored (docs/configuration.md lists all).',
  ]);
});

test('docs/configuration.md has a row for every variable and for no other', async () => {
  const text = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  assert.deepEqual([...rows].sort(), [...variableNames].sort());
});

test('every variable carries a doc comment where it is declared', async () => {
  const source = await readFile(new URL('./config.ts', import.meta.url), 'utf8');
  for (const name of variableNames) assert.match(source, new RegExp(`/\\*\\* [^\\n]+ \\*/\\n  ${name}:`), name);
});
