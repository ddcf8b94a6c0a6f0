/** What an author writes in city.yaml, bodies.yaml and holidays.yaml; the published JSON Schemas are made from this. */
import { z } from 'zod';
import { citationField, dayField, idField, localTextField, urlField } from '#platform/pack-fields.ts';
import { bodyKinds, verbStrengths } from '#rules/bodies.ts';
import { textStatuses } from '#rules/obligations.ts';
import { recordsFile } from './city-records-schema.ts';

const textStatus = z.enum(textStatuses).describe('whether a person compared it with the official text');
const reachVerb = z
  .enum(verbStrengths)
  .nullable()
  .describe(`null, or one of ${verbStrengths.join(', ')}`);
const languageTag = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .describe('a BCP 47 tag such as es or zh-Hant');

/** A zone that this runtime knows; an abbreviation such as PST does not say when the clocks change. */
const timeZone = z
  .string()
  .refine((zone) => zone.includes('/') && isKnownZone(zone), 'the time zone is not known')
  .describe('an IANA name such as America/Los_Angeles');

const localTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'the time is not one of a day, such as 19:00');

export const cityFile = z
  .strictObject({
    id: idField,
    name: localTextField,
    state: localTextField.describe('the state or province, by language'),
    issuer: localTextField.describe('the office that issues the directives, by language'),
    time_zone: timeZone,
    languages: z.strictObject({
      interface: z
        .array(languageTag)
        .min(1)
        .describe('languages of the screens and of every text of this pack; en among them'),
      material: z.array(languageTag).describe('languages in which the city gives out material today'),
    }),
    reach: z
      .strictObject(
        Object.fromEntries(bodyKinds.map((kind) => [kind, reachVerb])) as Record<
          (typeof bodyKinds)[number],
          typeof reachVerb
        >,
      )
      .describe('for each kind of body the strongest verb that the issuer may use, or null'),
    duties_tracked_from: z
      .union([dayField, z.literal('not_yet')])
      .nullable()
      .describe(
        'tasks due before this day are "no record in this copy"; not_yet until the city sets a day; null when all are tracked',
      ),
    practice: z
      .strictObject({
        seed: z.int().min(0).describe('a whole number from which the practice records are made'),
        clock: dayField.describe('the day at which the practice city stands still, as YYYY-MM-DD'),
      })
      .nullable()
      .describe('null for a real city'),
    quiet_hours: z
      .strictObject({
        from: localTime.describe('when the quiet begins in the evening, such as 19:00'),
        to: localTime.describe('when it ends in the morning, such as 07:00'),
        on_days_off: z.boolean().describe('true: weekends and holidays of the first calendar are quiet as a whole'),
      })
      .refine((quiet) => quiet.from !== quiet.to, 'the quiet hours have no length')
      .nullable()
      .optional()
      .describe('mail that can wait is held meanwhile; null: never; left out: 19:00 to 07:00 and days off'),
    reminders: z
      .strictObject({
        before: z
          .array(z.int().min(1).max(60))
          .max(6)
          .describe('working days before the date on which the department is reminded, such as [7, 2]'),
        escalate: z.strictObject({
          general_manager: z
            .int()
            .min(1)
            .max(60)
            .describe('working days late after which the general manager hears of it'),
          chief_of_staff: z
            .int()
            .min(1)
            .max(60)
            .describe('working days late after which the chief of staff hears of it'),
        }),
      })
      .optional()
      .describe('when people are reminded; left out: 7 and 2 days before, 3 and 7 days late'),
    districts: z.array(z.strictObject({ id: idField, name: localTextField })),
    family_help: z.array(
      z.strictObject({
        id: idField,
        title: localTextField,
        text: localTextField,
        url: urlField.nullable(),
        source: citationField,
        verified_on: dayField.nullable().describe('the day on which a person checked it, or null'),
      }),
    ),
  })
  .describe('one city');

export const bodiesFile = z
  .strictObject({
    citation: citationField,
    text_status: textStatus,
    bodies: z
      .array(
        z.strictObject({
          id: idField,
          name: localTextField,
          acronym: z.string().trim().min(1).nullable(),
          kind: z.enum(bodyKinds).describe('the kind of body'),
          valid_from: dayField.nullish(),
          valid_to: dayField.nullish(),
        }),
      )
      .min(1),
  })
  .describe('the bodies of a city');

const validity = z
  .union([dayField, z.int().min(1700).max(2999)])
  .nullish()
  .describe('a day as YYYY-MM-DD, or a year');
const month = z.int().min(1).max(12);
const weekday = z.literal([1, 2, 3, 4, 5, 6, 7]).describe('1 for Monday to 7 for Sunday');

const holidayDay = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), month, day: z.int().min(1).max(31) }),
  z.strictObject({
    kind: z.literal('nth_weekday'),
    month,
    weekday,
    nth: z
      .int()
      .min(-5)
      .max(5)
      .refine((nth) => nth !== 0, 'nth is 0')
      .describe('1 to 5 from the beginning of the month, -1 to -5 from its end'),
    plus_days: z.int().min(-30).max(30).optional(),
  }),
  z.strictObject({ kind: z.literal('proclaimed'), on: dayField }),
]);

export const holidaysFile = z
  .strictObject({
    calendars: z
      .array(
        z.strictObject({
          id: idField,
          name: localTextField,
          citation: citationField,
          text_status: textStatus,
          weekend: z.array(weekday).max(6).describe('weekdays on which nobody works, such as [6, 7]'),
          holidays: z.array(
            z.strictObject({
              id: idField,
              name: localTextField,
              day: holidayDay,
              observed: z
                .enum(['saturday_to_friday_sunday_to_monday', 'as_it_falls'])
                .describe('where the free day goes'),
              valid_from: validity,
              valid_to: validity,
              citation: citationField.nullish(),
            }),
          ),
        }),
      )
      .min(1),
  })
  .describe('calendars of working days; the first is the city’s own');

export type CityFile = z.infer<typeof cityFile>;
export type BodiesFile = z.infer<typeof bodiesFile>;
export type HolidaysFile = z.infer<typeof holidaysFile>;

/** The files of a pack that describe the city, by the name of their published schema. */
export const citySchemas = {
  city: cityFile,
  bodies: bodiesFile,
  holidays: holidaysFile,
  records: recordsFile,
} as const;

function isKnownZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}
