import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { documentFaults } from './documents.ts';

const paths = ['README.md', 'docs/guide.md', 'docs/how-to/duty.md', 'packs/practice/city.yaml'];
const guide = '# Guide\n\n## Who owes what?\n\n## A `file` of *one*\n';
// Put together here, so that the check does not find them in this file.
const join = (...parts: string[]) => parts.join('/');

const cases: [what: string, text: string, fault: RegExp | null][] = [
  ['links to files, folders and headings', '[a](how-to/duty.md) [b](how-to/) [c](../README.md) [d](#guide)', null],
  ['a link to nowhere', '\n[a](how-to/none.md)', /^docs\/page\.md:2: the link to how-to\/none\.md leads nowhere/],
  ['an image that is not there', '![shot](shot.png)', /shot\.png leads nowhere/],
  ['a heading that is there', '[a](guide.md#who-owes-what)', null],
  ['a heading that is not there', '[a](guide.md#who-pays)', /no heading for #who-pays/],
  ['a link by name', '[a][b]\n\n[b]: gone.md', /:3: the link to gone\.md/],
  ['a link in code', '`[a](none.md)`\n\n```\n[a](none.md)\n```', null],
  ['a link elsewhere', '[a](https://example.org/none.md)', null],
  ['a script that exists', '`npm run check`, `npm run -s steward -- --help`, `npm test`', null],
  ['a script that does not exist', 'Then `npm run build`.', /no script "build"/],
  ['a path of one machine', `See ${join('', 'root', 'notes')}.`, /path of one machine/],
  ['a path in somebody’s home', `See ${join('', 'home', 'ana', 'x')}.`, /path of one machine/],
  ['a web address that looks like one', `https://example.org${join('', 'tmp', 'x')}`, null],
  ['a registry', `https://registry.${'npmjs'}.org/x`, /package registry/],
];

describe('documents', () => {
  for (const [what, text, fault] of cases) {
    test(`${fault ? 'refuses' : 'allows'} ${what}`, () => {
      const page = { path: 'docs/page.md', text: `${text}${text.includes('(#guide)') ? '\n# Guide' : ''}` };
      const files = [page, { path: 'docs/guide.md', text: guide }, { path: 'README.md', text: '' }];
      const found = documentFaults(files, [...paths, 'docs/page.md'], ['check', 'steward', 'test']);
      if (fault) assert.match(found.join('\n'), fault);
      else assert.deepEqual(found, []);
    });
  }
});
