/** The words of receipts, and the words in which a page speaks of a directive's text. */
import type { Clause, Directive, Source } from '#rules/obligations.ts';
import type { Role } from '#rules/permissions.ts';

/** The roles in which a receipt can be confirmed, the head before the liaison who answers for the head. */
export const receiptRoles = ['general_manager', 'liaison'] as const satisfies readonly Role[];
export type ReceiptRole = (typeof receiptRoles)[number];

/** The newest wording of the sentence that is confirmed; the words are `directive.statement.<version>-<role>`. */
export const statementVersion = 'v1';

/** How much of a directive's text a person has compared with the official one. */
export type TextState = 'verified' | 'partly' | 'reconstructed';

export function textStateOf(clauses: readonly Pick<Clause, 'textStatus'>[]): TextState {
  const verified = clauses.filter((clause) => clause.textStatus === 'verified').length;
  if (verified === 0) return 'reconstructed';
  return verified === clauses.length ? 'verified' : 'partly';
}

/** A secondary source stays unverified, whatever the pack says of it: it only tells what another source says. */
export function isVerifiedSource(source: Pick<Source, 'kind' | 'isVerified'>): boolean {
  return source.isVerified && source.kind !== 'secondary';
}

export function clauseOf(directive: Directive, clauseId: string): Clause | null {
  return directive.clauses.find((clause) => clause.id === clauseId) ?? null;
}

/** Fields of a directive that have a name on the page of a version: `directive.field.<name>`. */
const namedFields = [
  'title',
  'text',
  'summary',
  'ask',
  'holders',
  'verb',
  'trigger',
  'deadline',
  'deliverable',
  'proof',
  'proofText',
  'reviewer',
  'publicity',
  'minutes',
  'consequence',
  'sources',
  'textStatus',
  'legalStatus',
  'legalStatusNote',
  'effects',
  'legalBasis',
  'issuer',
  'signedOn',
  'effectiveOn',
  'buildsOn',
  'supersededBy',
] as const;

export function isNamedField(name: string): name is (typeof namedFields)[number] {
  return (namedFields as readonly string[]).includes(name);
}
