/** The commands of the city: sign-in links, people, the audit, who may do what. */
import type { City } from '#platform/city.ts';
import { type Command, CommandRefused, CommandUsage } from '#platform/command.ts';
import { verifyAudit } from '#platform/audit-seal.ts';
import type { IsoInstant } from '#kit/dates.ts';
import { type Act, departmentRoles, type Role, roles } from '#rules/permissions.ts';
import { accessReviewCommand } from './city-access-commands.ts';
import { cityUrl } from './city-address.ts';
import { auditEntries } from './city-audit-store.ts';
import { freshLink } from './city-evaluation.ts';
import { dayFilter } from './city-forms.ts';
import { listPeople } from './city-people-store.ts';
import { addPerson, grantRole } from './city-service.ts';

export type CityTools = {
  /** Opens the city of that slug, or the first; closes it afterwards. Refuses a slug that is not served. */
  withCity<T>(slug: string | undefined, run: (city: City) => Promise<T>): Promise<T>;
  /** The acts of every wing. */
  acts: readonly Act[];
  /** Acts and doors as the document docs/permissions.md. */
  matrix(): string;
  /** The routes of every wing: which events tell of which act. */
  routes(): readonly { permission: string | Act; event: string }[];
  baseUrl(): string;
  /** The evaluation's run, in which links work again until Steward stops; null in production. */
  runId(): string | null;
  now(): number;
};

const cityOption = { city: { type: 'string', describe: 'slug of the city (the first that is served)' } } as const;
const jsonOption = { json: { type: 'boolean', describe: 'print JSON' } } as const;
const asSystem = { actor: null, requestId: null };

export function cityCommands(tools: CityTools): Command[] {
  return [
    signIn(tools),
    peopleList(tools),
    peopleAdd(tools),
    auditVerify(tools),
    auditList(tools),
    accessTable(tools),
    accessReviewCommand(tools),
  ];
}

function signIn(tools: CityTools): Command {
  return {
    words: ['sign-in'],
    summary:
      'Print a fresh sign-in link for a role: in an evaluation good until Steward stops, else once, for 15 minutes.',
    positionals: [{ name: 'ROLE', describe: roles.join(', ') }],
    options: { ...cityOption, body: { type: 'string', describe: 'id of the department, such as rap' }, ...jsonOption },
    async run({ positionals, options, print }) {
      const role = roleOf(positionals[0]);
      const body = text(options.body);
      await tools.withCity(text(options.city), async (city) => {
        const link = await freshLink(city, role, body, tools.now(), tools.runId());
        if (!link)
          throw new CommandRefused(`nobody in ${city.slug} holds the role ${role}${body ? ` in ${body}` : ''}`);
        const url = cityUrl(tools.baseUrl(), city, link.path);
        if (options.json)
          print(JSON.stringify({ city: city.slug, role, body: link.bodyId, person: link.personName, url }, null, 2));
        else print(`${link.personName}: ${url}`);
      });
    },
  };
}

function peopleList(tools: CityTools): Command {
  return {
    words: ['people', 'list'],
    summary: 'List the people of a city with their roles.',
    positionals: [],
    options: {
      ...cityOption,
      search: { type: 'string', describe: 'part of a name, address, role or department' },
      ...jsonOption,
    },
    async run({ options, print }) {
      await tools.withCity(text(options.city), async (city) => {
        const people = await listPeople(city.db, text(options.search));
        if (options.json) return print(JSON.stringify(people, null, 2));
        for (const { name, email, grants, suspendedAt } of people) {
          const held =
            grants.map((grant) => (grant.bodyId ? `${grant.role}@${grant.bodyId}` : grant.role)).join(' ') ||
            '(no role)';
          print(`${name} <${email}> ${held}${suspendedAt ? ' suspended' : ''}`);
        }
      });
    },
  };
}

/** How the first administrator of an installation comes to be. */
function peopleAdd(tools: CityTools): Command {
  return {
    words: ['people', 'add'],
    summary: 'Add a person with a role; this is how the first administrator comes to be.',
    positionals: [{ name: 'ROLE', describe: roles.join(', ') }],
    options: {
      ...cityOption,
      name: { type: 'string', describe: 'name shown on pages', isRequired: true },
      email: { type: 'string', describe: 'address to which sign-in links are sent', isRequired: true },
      body: { type: 'string', describe: 'id of the department, for the roles of a department' },
      ...jsonOption,
    },
    async run({ positionals, options, print }) {
      const role = roleOf(positionals[0]);
      const [name, email, bodyId] = [text(options.name), text(options.email), text(options.body) ?? null];
      if (!name || !email) throw new CommandUsage('--name and --email are needed');
      if (departmentRoles.has(role) && !bodyId) throw new CommandUsage(`the role ${role} needs --body`);
      await tools.withCity(text(options.city), async (city) => {
        const person = await addPerson(city, asSystem, { name, email, locale: 'en' });
        if (!person.ok) throw new CommandRefused(`${email} belongs to somebody already`);
        const grant = await grantRole(city, asSystem, person.value.personId, { role, bodyId });
        if (!grant.ok)
          throw new CommandRefused(
            `${name} was added, but not as ${role}: ${grant.refusals.map((one) => one.key).join(', ')}`,
          );
        if (options.json)
          print(JSON.stringify({ city: city.slug, person: person.value.personId, role, body: bodyId }, null, 2));
        else print(`${name} is ${role}${bodyId ? ` in ${bodyId}` : ''} in ${city.slug}`);
      });
    },
  };
}

const faultWords = {
  altered: 'the row does not say what was written',
  missing: 'the row was taken out',
  chain_broken: 'the seal does not fit the one before it',
} as const;

function auditVerify(tools: CityTools): Command {
  return {
    words: ['audit', 'verify'],
    summary: 'Recompute every row and seal of the audit; name each that was altered.',
    positionals: [],
    options: { ...cityOption, ...jsonOption },
    async run({ options, print }) {
      await tools.withCity(text(options.city), async (city) => {
        const verdict = await verifyAudit(city);
        const count = `${verdict.rows} rows, ${verdict.sealed} sealed, ${verdict.unsealed} not yet sealed`;
        if (options.json)
          print(JSON.stringify({ city: city.slug, ok: verdict.faults.length === 0, ...verdict }, null, 2));
        else {
          for (const fault of verdict.faults)
            print(
              `seq ${fault.seq}, ${fault.sealNo === null ? 'not sealed' : `seal ${fault.sealNo}`}: ${faultWords[fault.what]}`,
            );
          if (verdict.faults.length === 0) print(`the audit of ${city.slug} is intact: ${count}`);
        }
        const faults = verdict.faults.length;
        if (faults > 0)
          throw new CommandRefused(
            `the audit of ${city.slug} has ${faults} ${faults === 1 ? 'fault' : 'faults'} (${count})`,
          );
      });
    },
  };
}

function auditList(tools: CityTools): Command {
  return {
    words: ['audit', 'list'],
    summary: 'List what was done, newest first.',
    positionals: [],
    options: {
      ...cityOption,
      event: { type: 'string', describe: 'such as duty.accepted' },
      person: { type: 'string', describe: 'id of the person' },
      body: { type: 'string', describe: 'id of the department' },
      subject: { type: 'string', describe: 'id of the record, or kind/id' },
      from: { type: 'string', describe: 'first day, YYYY-MM-DD, in the city’s time zone' },
      to: { type: 'string', describe: 'last day, YYYY-MM-DD' },
      limit: { type: 'string', describe: 'number of rows (100)' },
      ...jsonOption,
    },
    async run({ options, print }) {
      const limit = Number(options.limit ?? 100);
      if (!Number.isInteger(limit) || limit < 1 || limit > 100_000)
        throw new CommandUsage('--limit is a whole number from 1 to 100000');
      await tools.withCity(text(options.city), async (city) => {
        const days = dayFilter(city.profile.timeZone, text(options.from), text(options.to));
        if (!days) throw new CommandUsage('--from and --to are days such as 2025-07-25');
        const filter = {
          event: text(options.event),
          personId: text(options.person),
          bodyId: text(options.body),
          subject: text(options.subject),
          ...days,
        };
        const entries = await auditEntries(city.db, filter, limit);
        if (options.json) return print(JSON.stringify(entries, null, 2));
        for (const entry of entries) print(auditLine(entry));
      });
    },
  };
}

function auditLine(entry: {
  seq: number;
  at: IsoInstant;
  event: string;
  actorName: string | null;
  subjectKind: string;
  subjectId: string;
  sealNo: number | null;
}): string {
  const seal = entry.sealNo === null ? 'not sealed' : `seal ${entry.sealNo}`;
  return `${entry.seq} ${entry.at} ${entry.event} ${entry.subjectKind}/${entry.subjectId} by ${entry.actorName ?? 'system'} (${seal})`;
}

function accessTable(tools: CityTools): Command {
  return {
    words: ['access', 'table'],
    summary: 'Print who may do what: each act with the roles that hold it.',
    positionals: [],
    options: { ...jsonOption, markdown: { type: 'boolean', describe: 'print docs/permissions.md' } },
    async run({ options, print }) {
      if (options.markdown) return print(tools.matrix().trimEnd());
      if (options.json)
        return print(
          JSON.stringify(
            tools.acts.map(({ id, who }) => ({ act: id, who })),
            null,
            2,
          ),
        );
      for (const { id, who } of tools.acts)
        print(
          `${id}: ${Object.entries(who)
            .map(([role, scope]) => `${role} (${scope})`)
            .join(', ')}`,
        );
    },
  };
}

function roleOf(word: string | undefined): Role {
  const role = roles.find((one) => one === word?.replaceAll('-', '_'));
  if (!role) throw new CommandUsage(`ROLE is one of ${roles.join(', ')}`);
  return role;
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim() : undefined;
}
