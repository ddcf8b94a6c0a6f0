/** The rows of this wing as PostgreSQL keeps them. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { VerbStrength } from '#rules/bodies.ts';
import type { LegalStatus, Reason } from '#rules/obligations.ts';
import type { DutyDocument } from './duty-terms.ts';
import type { ActKind, Side } from './duty-moves.ts';

export type DutyVersionRow = {
  id: string;
  directive_id: string;
  clause_id: string;
  duty_id: string;
  hash: string;
  recorded_at: IsoInstant;
  document: DutyDocument;
};
export type AssignmentRow = {
  id: string;
  directive_id: string;
  clause_id: string;
  duty_id: string;
  body_id: string;
  occurrence: string;
  made_at: IsoInstant;
};
export type TermsRow = {
  id: string;
  assignment_id: string;
  recorded_at: IsoInstant;
  duty_version_id: string;
  is_withdrawn: boolean;
  verb: VerbStrength;
  legal_status: LegalStatus;
  due_state: 'dated' | 'standing' | 'waiting';
  due_on: IsoDate | null;
  due_at: IsoInstant | null;
  period_label: string | null;
  is_joint: boolean;
  reasons: readonly Reason[];
  terms_hash: string;
};
export type SubmissionRow = {
  id: string;
  assignment_id: string;
  number: number;
  submitted_at: IsoInstant;
  submitted_by: string;
  note: string;
};
export type ItemKind = 'signed_statement' | 'file' | 'link' | 'form' | 'record';
export type SubmissionItemRow = {
  id: string;
  submission_id: string;
  position: number;
  kind: ItemKind;
  statement_version: string | null;
  statement_text: string | null;
  signed_role: string | null;
  file_sha256: string | null;
  file_name: string | null;
  byte_length: number | null;
  media_type: string | null;
  url: string | null;
  form: Record<string, string> | null;
  link_kind: string | null;
  link_id: string | null;
};
/** What the reviewer said, point by point. */
export type ReviewPoint = { about: string; text: string };
export type DutyActRow = {
  seq: number;
  id: string;
  assignment_id: string;
  kind: ActKind;
  acted_at: IsoInstant;
  acted_by: string | null;
  side: Side;
  submission_id: string | null;
  new_due_on: IsoDate | null;
  /** The day that the body asked for, with `more_time_asked`. */
  wished_on: IsoDate | null;
  /** To whom it was handed, or who was written to. */
  to_person_id: string | null;
  text: string;
  points: readonly ReviewPoint[];
  /** Counsel's advice under the act's own key; `text` is empty then. */
  sealed_text: string | null;
};

export type DutyTables = {
  duty_versions: DutyVersionRow;
  assignments: AssignmentRow;
  assignment_terms: TermsRow;
  submissions: SubmissionRow;
  submission_items: SubmissionItemRow;
};
