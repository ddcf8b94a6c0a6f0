/** A Page without a server or a database, for tests that render. Links carry the prefix `/test`. */
import { localText } from '#kit/text.ts';
import { localeOf } from '#i18n/locales.ts';
import { createFormats, readCatalog, translator } from '#i18n/translate.ts';
import type { City, CityProfile } from '#platform/city.ts';
import type { Body } from '#rules/bodies.ts';
import { type Actor, may, type Role } from '#rules/permissions.ts';
import { html } from '#web/html.ts';
import type { Page } from '#web/page.ts';

const catalog = readCatalog('locales');

export function aBody(fields: Partial<Body> & { id: string }): Body {
  const name = { en: fields.id, es: fields.id };
  return { name, acronym: null, kind: 'mayor_led_department', validFrom: null, validTo: null, ...fields };
}

export function anActor(role: Role, bodyId: string | null = null): Actor {
  return { personId: 'person-1', name: 'A person', grants: [{ role, bodyId }] };
}

const plainProfile: CityProfile = {
  id: 'test',
  name: { en: 'Test City', es: 'Ciudad de Prueba' },
  timeZone: 'America/Los_Angeles',
  reach: {
    mayor_led_department: 'order',
    mayor_led_bureau: 'order',
    board_led: 'request',
    proprietary: 'request',
    elected_office: 'urge',
    partner: null,
  },
  bodies: [],
  dutiesTrackedFrom: null,
  practice: null,
  records: null,
  familyHelp: [],
  quietHours: null,
  reminders: { before: [7, 2], generalManagerAfter: 3, chiefOfStaffAfter: 7 },
  calendars: [],
  languages: { interface: ['en', 'es'], material: [] },
};

/** Whatever reaches for the database fails: pages are made from data that is handed to them. */
export function fakePage(fields: Partial<Page> & { profile?: Partial<CityProfile>; tag?: string } = {}): Page {
  const { profile, tag = 'en', ...rest } = fields;
  const today = rest.today ?? '2026-03-10';
  const actor = rest.actor === undefined ? anActor('chief_of_staff') : rest.actor;
  const city = {
    slug: 'test',
    schema: 'test',
    host: null,
    profile: { ...plainProfile, ...profile },
    clock: { now: () => `${today}T18:00:00.000Z` as const },
  } as unknown as City;
  const locale = localeOf(tag);
  if (!locale) throw new Error(`no language ${tag}`);
  return {
    city,
    actor,
    acting: { actor, requestId: null },
    sessionHash: null,
    sessionMark: null,
    cookie: () => null,
    locale,
    t: translator(catalog, tag),
    formats: createFormats(locale, city.profile.timeZone),
    say: (text) => localText(text, tag),
    today,
    asOf: today,
    isPast: false,
    params: {},
    query: {},
    fields: {},
    files: [],
    link: (path) => `/test${path}`,
    linkTo: ({ kind, id }) => `/test/${kind}/${id}`,
    formToken: () => html`<input type="hidden" name="_csrf" value="token">`,
    must(act, bodyId) {
      if (!actor || !may(actor, act, bodyId)) throw new Error(`not allowed: ${act.id}`);
      return actor;
    },
    isProved: true,
    mustProve() {},
    secondsToWait: async () => 0,
    async mustBeWithin() {},
    recordClass: () => null,
    here: '/',
    isEvaluation: true,
    startPath: '/overview',
    ...rest,
  };
}
