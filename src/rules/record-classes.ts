/** What the law of records needs to know of each kind of record: why it is held, who sees it, what its text becomes. */
import type { Act } from './permissions.ts';

/** What becomes of a text when the public asks for it. The pack says which statute a ground stands on. */
export type Disclosure =
  | { kind: 'public_on_request' }
  /** `ground` is the id of a ground in the pack's `records.yaml`. */
  | { kind: 'withheld'; ground: string }
  | { kind: 'privileged'; privilege: 'attorney_client' | 'attorney_work_product' };

/** One field of a record that holds text or identifies somebody. */
export type RecordField = {
  /** The name under which the record's source hands the text out. */
  name: string;
  disclosure: Disclosure;
  /** Kept encrypted under the record's own key. */
  isRestricted: boolean;
};

/**
 * A kind of record. Its sentences stand in the locale files: `records.class.<id>.name`, `.why` and `.subpoena`
 * (what a subpoena would reach), with `_` for the point in the id.
 */
export type RecordClass = {
  /** `<wing>.<what>`, such as `duties.submission`. */
  id: string;
  /** The tables whose rows are such records or parts of them; the first has one row a record. No table has two classes. */
  tables: readonly string[];
  /** The acts whose holders see the records. */
  seenBy: readonly Act[];
  fields: readonly RecordField[];
};

/** Why a table needs no class: it holds no record that anybody could ask for. */
export type NoRecord = { table: string; why: 'derived' | 'machinery' | 'audit_chain' };
