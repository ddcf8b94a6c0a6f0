/** The words of duties: what each deliverable asks in its form, and which text is signed. */
import type { Deliverable, Duty } from '#rules/obligations.ts';

export type FormField = {
  name: string;
  kind: 'text' | 'count' | 'phone' | 'mail' | 'date';
  isRequired: boolean;
};

const text = (name: string): FormField => ({ name, kind: 'text', isRequired: true });
const count = (name: string): FormField => ({ name, kind: 'count', isRequired: true });

/** The few fields that make an answer comparable; none where a file, link or statement says it all. Labels: `duty.form.<name>`. */
export const deliverableForms = {
  /** A sentence that the head of the body signs. */
  statement: [],
  /** A plan document. */
  plan: [count('sites'), { name: 'reviewed_on', kind: 'date', isRequired: false }],
  /** Who holds a role: by role mailbox and phone, never by a private address. */
  designation: [text('role_title'), { name: 'role_mailbox', kind: 'mail', isRequired: true }, { name: 'role_phone', kind: 'phone', isRequired: true }, text('alternate_title')],
  /** A list of city property. */
  inventory: [count('sites'), count('sites_that_could_be_used')],
  /** Contractors and tenants who were told, and who answered. */
  notice: [count('sent'), count('acknowledged')],
  /** Staff who completed a training, of all who should. */
  training: [count('completed'), count('of_all')],
  /** A report for a period; "none" is an answer. */
  report: [count('events'), text('summary')],
  policy: [],
  /** One record of an event. */
  record: [],
  /** A service for families. */
  service: [text('service_title'), text('service_languages')],
} as const satisfies Record<Deliverable, readonly FormField[]>;

/** The newest version of the sentence that is signed; the words are `duty.statement.<version>` in each language. */
export const statementVersion = 'v1';

/** A duty with what its clause says, as one version of the directive words it: what the wing keeps of the pack. */
export type DutyDocument = {
  duty: Duty;
  clauseTitle: { readonly en: string } & { readonly [tag: string]: string };
  clauseText: { readonly en: string } & { readonly [tag: string]: string };
  directiveShortTitle: string;
};
