import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Body } from '#rules/bodies.ts';
import { type Grant, roles } from '#rules/permissions.ts';
import { csvCell, csvText } from '#web/components/csv.ts';
import { type ListKind, plain, type ReadList, readList } from './city-contacts-columns.ts';
import { decodeTable, parseTable } from './city-contacts-csv.ts';
import { type KnownPerson, type ListWords, planContacts, planPeople } from './city-contacts-plan.ts';

describe('a table from a spreadsheet', () => {
  const cell = fc
    .array(fc.constantFrom('a', 'ñ', '"', ',', ';', '\t', '\n', '\r\n', ' ', '=', '+', '-', '@', "'", '1'), {
      maxLength: 8,
    })
    .map((letters) => letters.join(''));
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });

  it('reads back what our own files say, formulas and all', () => {
    fc.assert(
      fc.property(rows, (table) => {
        const width = Math.max(...table.map((row) => row.length));
        const filled = table.map((row) => [...row, ...Array<string>(width - row.length).fill('x')]);
        // The heading has more commas than a cell has other separators.
        const head = Array.from({ length: width + 40 }, (_, index) => `c${index}`);
        const read = parseTable(csvText([], head, filled));
        assert.equal(read.fault, null);
        const kept = filled.filter((row) => row.some((one) => one.trim() !== ''));
        assert.deepEqual(
          read.records.slice(1).map((record) => record.cells),
          // A text that began with our own guard before a formula is the one thing that cannot be told apart.
          kept.map((row) => row.map((one) => (/^'[=+\-@\t\r]/.test(one) ? one.slice(1) : one))),
        );
      }),
    );
  });

  it('never throws, and answers with a fault and its line, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', 'a', ' ') }), (text) => {
        const read = parseTable(text);
        const lines = text.split(/\r\n|\n|\r/).length;
        for (const { line } of [...read.records, ...(read.fault ? [read.fault] : [])])
          assert.ok(line >= 1 && line <= lines);
      }),
    );
  });

  const cases: readonly [name: string, text: string, cells: readonly (readonly string[])[]][] = [
    [
      'commas',
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'semicolons',
      'a;b\n1;2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a mark before the first heading',
      '\ufeffa,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'the separator that the first line names',
      'sep=;\na,x;b\n1;2',
      [
        ['a,x', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'line ends and doubled quotes inside quotes',
      '"a\nb","c""d"\n1,2',
      [
        ['a\nb', 'c"d'],
        ['1', '2'],
      ],
    ],
    [
      'empty lines, and an empty last cell',
      'a,b\n\n1,\n,,\n',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    [
      'old line ends',
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
  ];
  for (const [name, text, cells] of cases)
    it(`may have ${name}`, () =>
      assert.deepEqual(
        parseTable(text).records.map((record) => record.cells),
        cells,
      ));

  it('says in which line a quotation mark is wrong', () => {
    const faults = ['a,b\n1,2"3', 'a,b\n"1"x,2', 'a,b\n1,"2\n3'].map((text) => parseTable(text).fault);
    assert.deepEqual(faults, [
      { line: 2, why: 'quote-inside' },
      { line: 2, why: 'after-quote' },
      { line: 2, why: 'quote-open' },
    ]);
  });

  it('is read in the letters in which it was written', () => {
    const text = 'Nombre;Correo\nPeña;p@example.org\n';
    const windows = Buffer.from(text, 'latin1');
    assert.deepEqual(decodeTable(windows), { text, encoding: 'windows-1252' });
    assert.deepEqual(decodeTable(Buffer.from(text, 'utf8')), { text, encoding: 'utf-8' });
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
    assert.equal(decodeTable(utf16).text, text);
    assert.equal(decodeTable(Buffer.from([0x93, 0x41, 0x94])).text, '“A”');
  });
});

const read = (kind: ListKind, text: string) => {
  const list = readList(kind, parseTable(text));
  assert.ok(!('why' in list), JSON.stringify(list));
  return list as ReadList;
};

describe('the headings of a list', () => {
  it('are known in English and Spanish, with or without accents, in any order', () => {
    const fields = ['email', 'name', 'role', 'department', 'locale'];
    for (const head of ['E-mail,Name,Role,Department,Language', 'CORREO ELECTRONICO,Nombre,Rol,Departamento,Idioma'])
      assert.deepEqual(read('people', `${head}\na@example.org,A,liaison,rap,en`).fields, fields, head);
    assert.deepEqual(
      read('departments', 'Departamento;Buzón del cargo;Teléfono;Notas\nrap;a@example.org;1;x').ignored,
      ['Notas'],
    );
  });

  it('may stand below a line that says what the file is', () => {
    const list = read('people', 'PRACTICE: this city is invented.\r\nName,E-mail\r\nA,a@example.org\r\n');
    assert.deepEqual([list.rows.length, list.rows[0]?.line], [1, 3]);
  });

  it('are refused when the key is missing or a column stands twice', () => {
    const why = (kind: ListKind, text: string) => readList(kind, parseTable(text));
    assert.deepEqual(why('people', 'Name,Role\nA,liaison'), { why: 'no-headings', line: 1, column: 'email' });
    assert.deepEqual(why('people', 'E-mail,Correo\na@example.org,b'), {
      why: 'column-twice',
      line: 1,
      column: 'email',
    });
  });
});

const body = (id: string, en: string, acronym: string | null = null): Body => ({
  id,
  name: { en, es: `${en} (es)` },
  acronym,
  kind: 'mayor_led_department',
  validFrom: null,
  validTo: null,
});
const bodies = [body('rap', 'Recreation and Parks', 'RAP'), body('library', 'Library')];
const words: ListWords = {
  roleOf: (text) => roles.find((role) => plain(role) === plain(text)) ?? null,
  localeOf: (text) => (['en', 'es'].includes(text) ? text : null),
  grantWords: ({ role, bodyId }) => `${role}@${bodyId}`,
  defaultLocale: 'en',
};
const known = (fields: Partial<KnownPerson> & { email: string }): KnownPerson => ({
  name: 'Ana',
  locale: 'en',
  isSuspended: false,
  grants: [],
  ...fields,
});

describe('a list of people', () => {
  const head = 'Name,E-mail,Role,Department,Language\n';
  const plan = (lines: string, people: readonly KnownPerson[] = []) =>
    planPeople(read('people', head + lines), people, bodies, words);
  const kinds = (lines: string, people: readonly KnownPerson[] = []) =>
    plan(lines, people).rows.map((row) => row.fault?.key.replace('admin.fault.', '') ?? row.kind);
  const liaison: Grant = { role: 'liaison', bodyId: 'rap' };

  const cases: readonly [name: string, lines: string, people: readonly KnownPerson[], kinds: readonly string[]][] = [
    ['somebody new with a role', 'Ana,a@example.org,Liaison,RAP,es', [], ['new']],
    [
      'somebody with two roles in two lines',
      'Ana,a@example.org,liaison,rap,\n,A@EXAMPLE.ORG,liaison,Library,',
      [],
      ['new', 'changed'],
    ],
    [
      'what is so already',
      'Ana,a@example.org,liaison,rap,en',
      [known({ email: 'a@example.org', grants: [liaison] })],
      ['unchanged'],
    ],
    ['another name', 'Anna,a@example.org,,,', [known({ email: 'a@example.org' })], ['changed']],
    [
      'an empty name and language, which stay',
      ',a@example.org,liaison,rap,',
      [known({ email: 'a@example.org', grants: [liaison] })],
      ['unchanged'],
    ],
    ['no address', 'Ana,,liaison,rap,', [], ['email']],
    ['a wrong address', 'Ana,a@b,liaison,rap,', [], ['email']],
    ['no name for somebody new', ',a@example.org,liaison,rap,', [], ['name']],
    ['an unknown role', 'Ana,a@example.org,mayor,rap,', [], ['role']],
    ['an unknown department', 'Ana,a@example.org,liaison,Harbor,', [], ['department']],
    ['a department that is missing', 'Ana,a@example.org,liaison,,', [], ['department-missing']],
    ['a department too many', 'Ana,a@example.org,reviewer,rap,', [], ['department-unused']],
    ['a department without a role', 'Ana,a@example.org,,rap,', [], ['role-missing']],
    ['an unknown language', 'Ana,a@example.org,,,xx', [], ['language']],
    ['the same line twice', 'Ana,a@example.org,,,\nAna,a@example.org,,,', [], ['new', 'twice']],
    ['two names for one person', 'Ana,a@example.org,,,\nBea,a@example.org,liaison,rap,', [], ['new', 'other-words']],
    [
      'a new administrator',
      'Ana,a@example.org,administrator,,',
      [known({ email: 'a@example.org' })],
      ['administrator'],
    ],
    [
      'an administrator who is one',
      'Ana,a@example.org,administrator,,',
      [known({ email: 'a@example.org', grants: [{ role: 'administrator', bodyId: null }] })],
      ['unchanged'],
    ],
    [
      'a role for somebody suspended',
      'Ana,a@example.org,liaison,rap,',
      [known({ email: 'a@example.org', isSuspended: true })],
      ['suspended'],
    ],
  ];
  for (const [name, lines, people, expected] of cases)
    it(`with ${name}`, () => assert.deepEqual(kinds(lines, people), expected));

  it('does exactly what its lines show, and nothing for those that are refused', () => {
    const { rows, steps } = plan('Ana,a@example.org,liaison,rap,es\nBea,bad,liaison,rap,\nCarla,c@example.org,,,', [
      known({ email: 'c@example.org', name: 'Carl' }),
    ]);
    assert.deepEqual(steps, [
      { email: 'a@example.org', add: { name: 'Ana', locale: 'es' }, set: null, grant: liaison },
      { email: 'c@example.org', add: null, set: { name: 'Carla', locale: 'en' }, grant: null },
    ]);
    assert.deepEqual(rows[2]?.changes, [{ field: 'name', before: 'Carl', after: 'Carla' }]);
    assert.deepEqual([rows[1]?.line, rows[1]?.changes], [3, []]);
  });
});

describe('a list of contacts', () => {
  const contact = { headTitle: 'Head', roleMailbox: 'rap@example.org', phone: '+1 213', address: 'A street' };
  const plan = (text: string) => planContacts(read('departments', text), new Map([['rap', contact]]), bodies);

  it('finds a department by id, name or abbreviation; a column that is not there stays', () => {
    for (const name of ['rap', 'RAP', 'recreation and parks', 'Recreation and Parks (es)']) {
      const { rows, steps } = plan(`Department,Phone\n${name},2`);
      assert.deepEqual(rows[0]?.changes, [{ field: 'phone', before: '+1 213', after: '2' }], name);
      assert.deepEqual(steps, [{ bodyId: 'rap', contact: { ...contact, phone: '2' } }]);
    }
  });

  it('says nothing new when it says what our own file says', () => {
    const line = ['rap', ...Object.values(contact)].map(csvCell).join(',');
    const { rows, steps } = plan(`Department,Head’s title,Role mailbox,Phone,Address\r\n${line}\r\n`);
    assert.deepEqual([rows[0]?.kind, steps], ['unchanged', []]);
  });

  it('refuses what is no department, no mailbox, too long or said twice', () => {
    const text = `Department,Role mailbox,Phone\nharbor,,1\nlibrary,nobody,1\nlibrary,,${'1'.repeat(61)}\nrap,x@example.org,1`;
    const { rows } = plan(`${text}\nRAP,,2`);
    assert.deepEqual(
      rows.map((row) => row.fault?.key ?? row.kind),
      ['admin.fault.department', 'admin.fault.mailbox', 'admin.fault.twice', 'changed', 'admin.fault.twice'],
    );
  });
});
