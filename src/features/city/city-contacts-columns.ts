/** Which column of a table is which field, by its heading in English or Spanish. Pure; the words are a data table. */
import type { CsvTable } from './city-contacts-csv.ts';

export const listKinds = ['people', 'departments'] as const;
export type ListKind = (typeof listKinds)[number];

const headings = {
  people: {
    name: ['name', 'full name', 'person', 'nombre', 'nombre completo', 'persona'],
    email: [
      'e-mail',
      'email',
      'email address',
      'e-mail address',
      'mail',
      'correo',
      'correo electrónico',
      'dirección de correo',
    ],
    role: ['role', 'rol', 'función'],
    department: ['department', 'department id', 'body', 'departamento', 'id del departamento', 'dependencia'],
    locale: ['language', 'language of mail', 'idioma', 'idioma del correo', 'lengua'],
  },
  departments: {
    department: ['department', 'department id', 'body', 'departamento', 'id del departamento', 'dependencia'],
    headTitle: [
      'head’s title',
      'head title',
      'title of the head',
      'cargo de la dirección',
      'cargo del titular',
      'cargo',
    ],
    roleMailbox: [
      'role mailbox',
      'mailbox',
      'e-mail',
      'email',
      'buzón del cargo',
      'buzón',
      'correo',
      'correo electrónico',
    ],
    phone: ['phone', 'telephone', 'phone number', 'teléfono', 'número de teléfono'],
    address: ['address', 'postal address', 'dirección', 'dirección postal', 'domicilio'],
  },
} as const satisfies Record<ListKind, Record<string, readonly string[]>>;

export type ListField<K extends ListKind = ListKind> = keyof (typeof headings)[K] & string;
export type ListRow = { line: number; cells: Readonly<Record<string, string>> };
export type ReadList = {
  kind: ListKind;
  /** Fields that the table has; a field without a column stays as it is. */
  fields: readonly string[];
  /** Headings that mean nothing here. */
  ignored: readonly string[];
  rows: readonly ListRow[];
};

/** Letters and digits alone, without accents and case: `Correo electrónico` is `correoelectronico`. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
}

function fieldOf(kind: ListKind, heading: string): string | null {
  const word = plain(heading);
  const found = Object.entries<readonly string[]>(headings[kind]).find(
    ([field, words]) => plain(field) === word || words.some((one) => plain(one) === word),
  );
  return found?.[0] ?? null;
}

/** What a list must say, or nothing can be found by it. */
const keys = { people: 'email', departments: 'department' } as const satisfies Record<ListKind, string>;

export type HeadingFault = { why: 'no-headings' | 'column-twice'; line: number; column: string };

/** The headings stand in one of the first five lines: our own files may begin with a line that says what they are. */
export function readList(kind: ListKind, { records }: Pick<CsvTable, 'records'>): ReadList | HeadingFault {
  const head = records.slice(0, 5).findIndex(({ cells }) => cells.some((cell) => fieldOf(kind, cell) === keys[kind]));
  const headings = records[head];
  if (!headings) return { why: 'no-headings', line: records[0]?.line ?? 1, column: keys[kind] };
  const fields = headings.cells.map((cell) => fieldOf(kind, cell));
  const known = fields.filter((field) => field !== null);
  const twice = known.find((field, index) => known.indexOf(field) < index);
  if (twice) return { why: 'column-twice', line: headings.line, column: twice };
  if (known.length < 2) return { why: 'no-headings', line: headings.line, column: keys[kind] };
  const rows = records.slice(head + 1).map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(fields.flatMap((field, index) => (field ? [[field, (cells[index] ?? '').trim()]] : []))),
  }));
  const ignored = headings.cells.filter((cell, index) => fields[index] === null && cell.trim() !== '');
  return { kind, fields: known, ignored, rows };
}
