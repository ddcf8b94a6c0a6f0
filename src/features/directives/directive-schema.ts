/** What an author writes in directives/*.yaml; the published JSON Schema is made from this. */
import { z } from 'zod';
import { citationField, dayField, idField, localTextField, urlField } from '#platform/pack-fields.ts';
import { bodyKinds, verbStrengths } from '#rules/bodies.ts';
import {
  deliverables,
  instrumentTypes,
  legalStatuses,
  proofKinds,
  publicities,
  textStatuses,
} from '#rules/obligations.ts';
import { recurrenceFault } from '#rules/recurrence.ts';

const textStatus = z.enum(textStatuses).describe('whether a person compared it with the official text');
const clauseId = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)+$/)
  .describe('an id of a clause, such as ED12-2');

const holders = z
  .strictObject({
    all: z.literal(true).optional(),
    kinds: z.array(z.enum(bodyKinds).describe('a kind of body')).min(1).optional(),
    named: z.array(idField).min(1).optional(),
    excluded: z.array(idField).min(1).optional(),
    is_joint: z.boolean().optional().describe('true when the bodies hold it together and one answer serves for all'),
  })
  .refine((value) => value.all || value.kinds || value.named, {
    message: 'nobody holds this duty',
    params: { right: 'all: true, or kinds, or named' },
  })
  .describe('who holds the duty: all: true, or kinds, or named; minus excluded');

const trigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('signing') }),
  z.strictObject({ kind: z.literal('date'), on: dayField }),
  z.strictObject({ kind: z.literal('event'), event: idField, text: localTextField }),
  z.strictObject({
    kind: z.literal('external_condition'),
    condition: idField,
    text: localTextField,
    met_on: dayField.optional(),
  }),
]);

const rrule = z
  .string()
  .superRefine((text, context) => {
    const fault = recurrenceFault(text);
    const right = 'an RFC 5545 rule over days without DTSTART, such as FREQ=MONTHLY;BYMONTHDAY=5';
    if (fault)
      context.addIssue({ code: 'custom', message: `the rule cannot be followed (${fault})`, params: { right } });
  })
  .describe('an RFC 5545 rule over days without DTSTART, such as FREQ=MONTHLY;BYMONTHDAY=5');

const deadline = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('calendar_days'), days: z.int().min(0).max(3660) }),
  z.strictObject({ kind: z.literal('working_days'), days: z.int().min(0).max(2600), calendar: idField }),
  z.strictObject({ kind: z.literal('hours'), hours: z.int().min(1).max(8760) }),
  z.strictObject({ kind: z.literal('at_once') }),
  z.strictObject({ kind: z.literal('date'), on: dayField }),
  z.strictObject({
    kind: z.literal('recurrence'),
    rrule,
    from: dayField.optional(),
    period: z.enum(['month', 'quarter', 'year']).optional(),
  }),
  z.strictObject({ kind: z.literal('none_stated') }),
]);

const duty = z.strictObject({
  id: idField,
  title: localTextField,
  ask: localTextField.describe('what is asked, in one plain sentence, by language'),
  holders,
  verb: z.enum(verbStrengths).describe('how strongly the clause speaks'),
  trigger: trigger.describe('what sets the clock going: signing, date, event or external_condition'),
  deadline: deadline.describe('calendar_days, working_days, hours, at_once, date, recurrence or none_stated'),
  deliverable: z.enum(deliverables).describe('what is handed in'),
  proof: z
    .array(z.enum(proofKinds).describe('a kind of proof'))
    .min(1)
    .describe('a list of at least one kind of proof; any one of them is enough'),
  proof_text: localTextField,
  reviewer: z.strictObject({
    role: z.enum(['reviewer', 'city_attorney', 'none']).describe('who looks at what is handed in'),
    text: localTextField,
  }),
  publicity: z.enum(publicities).describe('who may see what is handed in'),
  minutes: z.int().min(1).max(10_000).describe('a fair guess of the minutes that it takes to hand in, from 1'),
  consequence: localTextField.optional(),
});

const clause = z.strictObject({
  id: clauseId,
  title: localTextField,
  text: localTextField,
  sources: z
    .array(
      z.strictObject({
        source: idField,
        quote: z.string().trim().min(1).optional(),
        note: z.string().trim().min(1).optional(),
      }),
    )
    .min(1)
    .describe('a list of at least one source'),
  text_status: textStatus,
  legal_status: z.enum(legalStatuses).describe('whether the clause is in force'),
  legal_status_note: localTextField.optional(),
  effects: z
    .array(
      z.strictObject({
        directive: idField,
        clause: clauseId,
        kind: z.enum(['adds', 'changes', 'supersedes', 'reaffirms']).describe('what it does to the earlier clause'),
        text: localTextField,
      }),
    )
    .optional(),
  duties: z.array(duty),
});

export const directiveFile = z
  .strictObject({
    id: idField,
    title: localTextField,
    short_title: z.string().trim().min(1),
    summary: localTextField,
    instrument: z.enum(instrumentTypes).describe('what kind of instrument it is'),
    issuer: localTextField,
    signed_on: dayField,
    effective_on: dayField,
    builds_on: z.array(idField),
    superseded_by: idField.nullable(),
    legal_basis: z.array(
      z.strictObject({ citation: citationField, note: localTextField.optional(), text_status: textStatus }),
    ),
    sources: z
      .array(
        z.strictObject({
          id: idField,
          title: z.string().trim().min(1),
          publisher: z.string().trim().min(1),
          url: urlField.nullable(),
          kind: z.enum(['official', 'press', 'secondary']).describe('the kind of source'),
          is_verified: z.boolean().describe('true when a person compared the clauses with its full text'),
        }),
      )
      .min(1),
    clauses: z.array(clause).min(1),
  })
  .describe('one directive');

export type DirectiveFile = z.infer<typeof directiveFile>;
