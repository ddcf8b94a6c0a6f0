/** `steward access review`: the page of the same name, for a terminal and for files that an audit keeps. */
import type { City } from '#platform/city.ts';
import { type Command, CommandUsage } from '#platform/command.ts';
import type { Act } from '#rules/permissions.ts';
import { accessCsv } from './city-access-csv.ts';
import { eventsOfActs, filterAccess, type LastUse, reviewAccess, type ReviewedPerson } from './city-access-decision.ts';
import { accessFacts } from './city-access-store.ts';

export type AccessTools = {
  withCity<T>(slug: string | undefined, run: (city: City) => Promise<T>): Promise<T>;
  acts: readonly Act[];
  /** The routes of every wing: which events tell of which act. */
  routes(): readonly { permission: string | Act; event: string }[];
  now(): number;
};

export function accessReviewCommand(tools: AccessTools): Command {
  return {
    words: ['access', 'review'],
    summary: 'List who may do what, since when, by whom, and when they last signed in and used it.',
    positionals: [],
    options: {
      city: { type: 'string', describe: 'slug of the city (the first that is served)' },
      search: { type: 'string', describe: 'part of a name or an address' },
      json: { type: 'boolean', describe: 'print JSON' },
      csv: { type: 'boolean', describe: 'print CSV: a row for each person, role and act' },
    },
    async run({ options, print }) {
      if (options.json && options.csv) throw new CommandUsage('--json or --csv, not both');
      const slug = typeof options.city === 'string' ? options.city : undefined;
      const search = typeof options.search === 'string' ? options.search : '';
      await tools.withCity(slug, async (city) => {
        const facts = await accessFacts(city.db);
        const at = city.profile.practice ? Date.parse(city.clock.now()) : tools.now();
        const all = reviewAccess(facts, tools.acts, eventsOfActs(tools.routes()), at);
        const people = filterAccess(all, { search, role: null, flag: null, sort: 'name' });
        if (options.json) {
          print(JSON.stringify({ city: city.slug, trackedSince: facts.trackedSince, people }, null, 2));
        } else if (options.csv) {
          print(accessCsv(people, []).trimEnd());
        } else {
          for (const person of people) for (const line of linesOf(person)) print(line);
          print(`use is tracked since ${facts.trackedSince ?? '(nothing yet)'}; reading leaves no trace`);
        }
      });
    },
  };
}

function linesOf({ name, email, suspendedAt, lastSignedInAt, flags, grants }: ReviewedPerson): string[] {
  const state = [
    suspendedAt ? `suspended ${suspendedAt}` : null,
    lastSignedInAt ? `last signed in ${lastSignedInAt}` : 'never signed in',
    ...flags.map((flag) => `[${flag}]`),
  ];
  return [
    `${name} <${email}> ${state.filter((one) => one !== null).join(', ')}`,
    ...grants.map((grant) => {
      const role = grant.bodyId ? `${grant.role}@${grant.bodyId}` : grant.role;
      const by = grant.group === null ? (grant.grantedBy ?? 'the installation') : `the group ${grant.group}`;
      return `  ${role} since ${grant.grantedAt} by ${by}, ${grant.acts.length} acts, ${useOf(grant.lastUsedAt)}`;
    }),
  ];
}

function useOf(at: LastUse): string {
  if (at === 'unheard') return 'leaves no trace of its own';
  return at === null ? 'not used since tracking began' : `last used ${at}`;
}
