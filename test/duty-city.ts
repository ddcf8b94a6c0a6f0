/** A small city with one directive, for the tests of tasks: as many departments as a test needs, ordered or requested. */
import type { CityProfile } from '#platform/city.ts';
import type { Body } from '#rules/bodies.ts';
import type { Directive, Duty } from '#rules/obligations.ts';
import type { Actor, Role } from '#rules/permissions.ts';

const text = (en: string) => ({ en, es: en });

export function dutyBody(id: string, kind: Body['kind'] = 'mayor_led_department'): Body {
  return { id, name: text(`Department ${id}`), acronym: null, kind, validFrom: null, validTo: null };
}

export function dutyProfile(bodies: readonly Body[]): CityProfile {
  return {
    id: 'test',
    name: text('Test City'),
    timeZone: 'America/Los_Angeles',
    reach: {
      mayor_led_department: 'order',
      mayor_led_bureau: 'order',
      board_led: 'request',
      proprietary: 'request',
      elected_office: 'urge',
      partner: null,
    },
    bodies,
    calendars: [],
    languages: { interface: ['en', 'es'], material: [] },
    dutiesTrackedFrom: null,
    practice: null,
    records: null,
    familyHelp: [],
    quietHours: null,
    reminders: { before: [7, 2], generalManagerAfter: 3, chiefOfStaffAfter: 7 },
  };
}

export function aDuty(fields: Partial<Duty> = {}): Duty {
  return {
    id: 'plan',
    title: text('Plan'),
    ask: text('Hand in the plan.'),
    holders: { all: true },
    verb: 'order',
    trigger: { kind: 'signing' },
    deadline: { kind: 'date', on: '2999-07-25' },
    deliverable: 'plan',
    proof: ['file', 'link', 'signed_statement'],
    proofText: text('The plan itself.'),
    reviewer: { role: 'reviewer', text: text('Mayor’s Office') },
    publicity: 'public',
    minutes: 30,
    ...fields,
  };
}

export function aDirective(duties: readonly Duty[], fields: Partial<Directive> = {}): Directive {
  return {
    id: 'td-1',
    title: text('Test Directive 1'),
    shortTitle: 'TD 1',
    summary: text('For tests.'),
    instrument: 'directive',
    issuer: text('Mayor'),
    signedOn: '2025-07-11',
    effectiveOn: '2025-07-11',
    buildsOn: [],
    supersededBy: null,
    legalBasis: [],
    sources: [],
    clauses: [
      {
        id: 'TD1-1',
        title: text('Plan'),
        text: text('Every department hands in a plan.'),
        sources: [],
        textStatus: 'reconstructed',
        legalStatus: 'in_force',
        effects: [],
        duties,
      },
    ],
    ...fields,
  };
}

export const nobody = { actor: null, requestId: null };

/** Somebody with one role; `bodyId` null for the roles of the whole city. */
export function acting(
  role: Role,
  bodyId: string | null = null,
  personId: string = `${role}.${bodyId ?? 'city'}`,
): { actor: Actor; requestId: null } {
  return { actor: { personId, name: personId, grants: [{ role, bodyId }] }, requestId: null };
}
