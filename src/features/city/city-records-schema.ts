/** What an author writes in records.yaml: the city's law of records as data; the published JSON Schema is made from this. */
import { z } from 'zod';
import { citationField, dayField, idField, localTextField } from '#platform/pack-fields.ts';
import { legalStatuses } from '#rules/obligations.ts';
import { keepEvents, ruleStatuses } from '#rules/record-classes.ts';

const textStatus = z
  .enum(ruleStatuses)
  .describe('unverified (from memory or a secondary source, for counsel), reconstructed or verified');
const daysOrYears = z.int().min(1).max(200);

const keep = z
  .union([
    z.literal('permanent'),
    z.strictObject({ years: daysOrYears.describe('whole years') }),
    z.strictObject({ days: z.int().min(1).max(3650).describe('calendar days') }),
  ])
  .describe('permanent, { years: 2 } or { days: 30 }');

export const recordsFile = z
  .strictObject({
    statutes: z
      .array(z.strictObject({ id: idField, name: localTextField, citation: citationField, text_status: textStatus }))
      .min(1),
    schedules: z
      .array(
        z.strictObject({
          id: idField,
          title: localTextField,
          classes: z
            .array(
              z
                .string()
                .regex(/^[a-z]+(-[a-z]+)*\.[a-z][a-z_]*$/, 'this is no class of records')
                .describe('a class of records such as duties.assignment'),
            )
            .min(1),
          keep,
          after: z.enum(keepEvents).describe('the event from which the time runs'),
          outcome: z
            .enum(['destroy', 'review'])
            .describe('destroy (listed, approved, destroyed) or review (a person looks)'),
          citation: citationField,
          text_status: textStatus,
          legal_status: z.enum(legalStatuses).describe('whether the rule holds today'),
          effective_from: dayField.nullish(),
          effective_to: dayField.nullish(),
        }),
      )
      .min(1),
    grounds: z.array(
      z.strictObject({ id: idField, name: localTextField, citation: citationField, text_status: textStatus }),
    ),
    answer_clock: z
      .strictObject({
        days: z.int().min(1).max(365),
        unit: z.enum(['calendar_days', 'working_days']),
        calendar: idField.describe('a calendar of holidays.yaml'),
        last_day_off: z.enum(['stays', 'next_working_day']).describe('where the last day goes when it is a day off'),
        citation: citationField,
        text_status: textStatus,
        extension: z.strictObject({ days: z.int().min(1).max(365), citation: citationField }).nullable(),
      })
      .nullable()
      .describe('how long the city has to answer a request for records; null when no law says'),
    destruction: z.strictObject({
      approval: localTextField.describe('who approves that records are destroyed'),
      citation: citationField,
      text_status: textStatus,
    }),
  })
  .describe('the law of records of a city: how long, on which grounds withheld, how soon answered');

export type RecordsFile = z.infer<typeof recordsFile>;
