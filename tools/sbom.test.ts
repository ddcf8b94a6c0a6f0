import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from './project-files.ts';
import { billOf } from './sbom.ts';

const lockText = await readFile(join(projectRoot, 'package-lock.json'), 'utf8');
type Locked = {
  version?: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
};
const packages = (JSON.parse(lockText) as { packages: Record<string, Locked> }).packages;

describe('the bill of materials', () => {
  it('lists every package that an installation runs with its version, licence and hash, and none of the tests’', () => {
    const { bill, faults } = billOf(lockText);
    assert.deepEqual(faults, []);
    const listed = new Set(bill.components.map((one) => `${one.name}@${one.version}`));
    for (const [path, one] of Object.entries(packages)) {
      if (path === '') continue;
      const name = path.slice(path.lastIndexOf('node_modules/') + 13);
      const isRun = !one.dev && !one.optional && !one.devOptional;
      if (isRun) assert.ok(listed.has(`${name}@${one.version}`), name);
    }
    assert.ok(listed.has('pg@8.23.1') && !listed.has('typescript@6.0.3') && bill.components.length > 100);
    for (const one of bill.components) {
      assert.match(one.hashes[0]?.content ?? '', /^[0-9a-f]{128}$/, one.name);
      assert.match(one.purl, /^pkg:npm\/(%40[^/]+\/)?[^/@]+@\d/, one.name);
      assert.ok(JSON.stringify(one.licenses).length > 20, one.name);
    }
  });

  it('agrees with the packages that lie here', async () => {
    for (const { name, version } of billOf(lockText).bill.components) {
      const path = join(projectRoot, 'node_modules', name, 'package.json');
      assert.ok(existsSync(path), name);
      const found = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      const isNested = Object.keys(packages).some(
        (one) => one.endsWith(`/node_modules/${name}`) && packages[one]?.version === version,
      );
      assert.ok(found.version === version || isNested, `${name} ${version}, here ${found.version}`);
    }
  });

  it('says the same for the same lock file, and something else for another', () => {
    assert.deepEqual(billOf(lockText), billOf(lockText));
    assert.match(
      billOf(lockText).bill.serialNumber,
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.notEqual(billOf(lockText).bill.serialNumber, billOf(`${lockText} `).bill.serialNumber);
  });

  const base = { version: '1.0.0', integrity: `sha512-${Buffer.alloc(64).toString('base64')}` };
  const cases: [string, Locked, RegExp | null][] = [
    ['a licence of the list', { ...base, license: 'MIT' }, null],
    ['one of two that is on the list', { ...base, license: '(GPL-3.0 OR MIT)' }, null],
    ['a licence that nobody has read', { ...base, license: 'GPL-3.0' }, /x 1\.0\.0 has the licence GPL-3\.0/],
    ['two licences at once of which one is not', { ...base, license: 'MIT AND GPL-3.0' }, /which nobody has read/],
    ['no licence', base, /the licence \(none\)/],
    ['no hash', { version: '1.0.0', license: 'MIT' }, /has no SHA-512/],
    ['no version', { integrity: base.integrity, license: 'MIT' }, /has no version/],
    ['what only tests need, whatever its licence', { ...base, license: 'GPL-3.0', dev: true }, null],
  ];
  for (const [what, locked, fault] of cases) {
    it(`${fault ? 'fails on' : 'takes'} ${what}`, () => {
      const { faults } = billOf(
        JSON.stringify({ name: 'n', version: '0.0.1', packages: { '': { license: 'MIT' }, 'node_modules/x': locked } }),
      );
      if (fault) assert.match(faults.join('; '), fault);
      else assert.deepEqual(faults, []);
    });
  }
});
