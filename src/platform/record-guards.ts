/**
 * Legal holds in the database itself: for each kind of record a function that says whether a hold covers it, and on each
 * of its tables triggers that refuse to delete, truncate or overwrite what is covered, whoever asks.
 */
import type { GuardedTable, RecordSource } from './record-source.ts';

/** What the database answers when a hold covers the row. */
export const heldErrorCode = 'SH001';

export function isHeldError(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === heldErrorCode;
}

/** Statements for the owner of the tables, after the migrations; running them again changes nothing. */
export function guardStatements(sources: readonly RecordSource[]): string[] {
  return sources.flatMap((source) => [
    heldFunction(source),
    ...source.guard.tables.flatMap((table) => guards(source, table)),
  ]);
}

function heldFunction({ class: { id }, guard: { facts, key, keyType } }: RecordSource): string {
  return `create or replace function ${quoted(`held_${id.replace(/[.-]/g, '_')}`)}(wanted text) returns boolean
language sql stable set search_path from current as $guard$
  select exists (
    select 1 from (${facts} where ${key} = wanted::${keyType}) f
    join legal_holds h on h.lifted_at is null
    where hold_covers(h, ${literal(id)}, f.record_id, f.link_id, f.body_id, f.recorded_at, f.words))
$guard$`;
}

function guards(source: RecordSource, table: GuardedTable): string[] {
  const name = quoted(table.name);
  const deleting = quoted(`guard_${table.name}`);
  const writing = quoted(`guard_${table.name}_text`);
  const statements = [
    guardFunction(deleting, source, table, 'true', 'old'),
    `create or replace trigger hold_keeps_row before delete on ${name} for each row execute function ${deleting}()`,
    `create or replace trigger hold_keeps_table before truncate on ${name} for each statement execute function refuse_truncate()`,
  ];
  const columns = isColumn(table.recordId) ? [table.recordId, ...table.texts] : table.texts;
  if (columns.length === 0) return statements;
  const list = (row: string) => columns.map((column) => `${row}.${quoted(column)}`).join(', ');
  const changes = `row(${list('old')}) is distinct from row(${list('new')})`;
  const sealing = table.sealedBy
    ? ` and not (old.${quoted(table.sealedBy)} is null and new.${quoted(table.sealedBy)} is not null)`
    : '';
  return [
    ...statements,
    guardFunction(writing, source, table, `${changes}${sealing}`, 'new'),
    `create or replace trigger hold_keeps_text before update of ${columns.map(quoted).join(', ')} on ${name} for each row execute function ${writing}()`,
  ];
}

function guardFunction(name: string, source: RecordSource, table: GuardedTable, when: string, answer: string): string {
  const id = isColumn(table.recordId) ? `old.${quoted(table.recordId)}` : table.recordId;
  const { id: classId } = source.class;
  return `create or replace function ${name}() returns trigger language plpgsql set search_path from current as $guard$
begin
  if ${when} and is_held(${literal(classId)}, (${id})::text) then
    raise exception 'a legal hold covers % %', ${literal(classId)}, ${id} using errcode = '${heldErrorCode}';
  end if;
  return ${answer};
end $guard$`;
}

const isColumn = (text: string) => /^[a-z0-9_]+$/.test(text);
const quoted = (name: string) => `"${name}"`;
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
