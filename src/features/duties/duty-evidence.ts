/** From what was typed and chosen in the form of a task to the items of a submission. Pure: the files are in the store already. */
import { parseIsoDate } from '#kit/dates.ts';
import { ok, type Refusal, type Result } from '#kit/result.ts';
import type { UploadedFile } from '#web/page.ts';
import { type Typed, typedList, typedText } from '#web/form.ts';
import type { Duty } from '#rules/obligations.ts';
import type { Role } from '#rules/permissions.ts';
import type { NewItem } from './duty-service.ts';
import { deliverableForms, type FormField, fileTypeOf, statementVersion } from './duty-terms.ts';

/** What the form of a task offers besides typing: the sentence to sign, the roles to sign as, the records to point to. */
export type EvidenceOffer = { statementText: string; roles: readonly Role[]; records: readonly { id: string }[] };

/** The name of a form's field on the page. */
export const formFieldName = (name: string) => `form.${name}`;

/** The items in the order of the page, or every fault that the person can mend. */
export function itemsFrom(
  duty: Duty,
  typed: Typed,
  files: readonly UploadedFile[],
  offer: EvidenceOffer,
): Result<NewItem[]> {
  const has = new Set(duty.proof);
  const faults: Refusal[] = [];
  const items: NewItem[] = [];
  if (has.has('signed_statement')) items.push(...statementItems(typed, offer, faults));
  if (has.has('file')) items.push(...fileItems(files, faults));
  if (has.has('link')) items.push(...linkItems(typed, faults));
  if (has.has('form')) items.push(...formItems(duty, typed, faults));
  if (has.has('record')) items.push(...recordItems(typed, offer, faults));
  return faults.length > 0 ? { ok: false, refusals: faults } : ok(items);
}

function statementItems(typed: Typed, { statementText, roles }: EvidenceOffer, faults: Refusal[]): NewItem[] {
  if (typedText(typed, 'sign') !== 'yes') return [];
  const role = typedText(typed, 'signedRole') || (roles.length === 1 ? roles[0] : '');
  if (!roles.some((one) => one === role)) {
    faults.push({ key: 'task.form.role-missing', field: 'signedRole' });
    return [];
  }
  return [
    {
      kind: 'signed_statement',
      statement_version: statementVersion,
      statement_text: statementText,
      signed_role: role as string,
    },
  ];
}

function fileItems(files: readonly UploadedFile[], faults: Refusal[]): NewItem[] {
  return files.flatMap((file): NewItem[] => {
    const mediaType = fileTypeOf(file.name);
    if (mediaType === null) faults.push({ key: 'task.form.file-kind', field: 'files', values: { name: file.name } });
    else if (file.byteLength === 0)
      faults.push({ key: 'task.form.file-empty', field: 'files', values: { name: file.name } });
    else
      return [
        {
          kind: 'file',
          file_sha256: file.sha256,
          file_name: file.name,
          byte_length: file.byteLength,
          media_type: mediaType,
        },
      ];
    return [];
  });
}

function linkItems(typed: Typed, faults: Refusal[]): NewItem[] {
  const text = typedText(typed, 'url').trim();
  if (text === '') return [];
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWeb =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '';
  if (!isWeb || text.length > 2000) {
    faults.push({ key: 'task.form.url-wrong', field: 'url' });
    return [];
  }
  return [{ kind: 'link', url: url.href }];
}

function formItems(duty: Duty, typed: Typed, faults: Refusal[]): NewItem[] {
  const fields: readonly FormField[] = deliverableForms[duty.deliverable];
  const values = Object.fromEntries(fields.map(({ name }) => [name, typedText(typed, formFieldName(name)).trim()]));
  const isOnlyProof = duty.proof.every((kind) => kind === 'form');
  if (fields.length === 0 || (!isOnlyProof && Object.values(values).every((value) => value === ''))) return [];
  const wrong = fields.flatMap((field) => fieldFault(field, values));
  faults.push(...wrong);
  const filled = Object.entries(values).filter(([, value]) => value !== '');
  return wrong.length > 0 ? [] : [{ kind: 'form', form: Object.fromEntries(filled) }];
}

const shapes = {
  text: { fits: (value: string) => value.length <= 2000, key: 'task.form.text-long' },
  count: { fits: (value: string) => /^\d{1,9}$/.test(value), key: 'task.form.count-wrong' },
  phone: { fits: (value: string) => /^[+\d][\d ().x-]{5,30}$/.test(value), key: 'task.form.phone-wrong' },
  mail: {
    fits: (value: string) => value.length <= 200 && /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/.test(value),
    key: 'task.form.mail-wrong',
  },
  date: { fits: (value: string) => parseIsoDate(value) !== null, key: 'task.form.date-wrong' },
} as const satisfies Record<FormField['kind'], { fits(value: string): boolean; key: string }>;

function fieldFault(
  { name, kind, isRequired, atMost }: FormField,
  values: Readonly<Record<string, string>>,
): Refusal[] {
  const value = values[name] ?? '';
  const field = formFieldName(name);
  if (value === '') return isRequired ? [{ key: 'task.form.field-missing', field }] : [];
  if (!shapes[kind].fits(value)) return [{ key: shapes[kind].key, field }];
  const limit = atMost ? values[atMost] : undefined;
  return limit && Number(value) > Number(limit) ? [{ key: 'task.form.count-above', field, values: { limit } }] : [];
}

function recordItems(typed: Typed, { records }: EvidenceOffer, faults: Refusal[]): NewItem[] {
  return typedList(typed, 'record').flatMap((id): NewItem[] => {
    if (records.some((record) => record.id === id)) return [{ kind: 'record', link_kind: 'task', link_id: id }];
    faults.push({ key: 'task.form.record-unknown', field: 'record' });
    return [];
  });
}
