/** Commands for one person: invite, suspend, restore. What the pages refuse, they refuse. */
import type { Result } from '#kit/result.ts';
import type { City } from '#platform/city.ts';
import { type Command, CommandRefused, CommandUsage } from '#platform/command.ts';
import type { CityTools } from './city-commands.ts';
import { listPeople, type Person } from './city-people-store.ts';
import { invitePerson, type InviteTools } from './city-people-service.ts';
import { restorePerson, suspendPerson } from './city-service.ts';

export type PeopleTools = Pick<CityTools, 'withCity' | 'now'> & { invite: InviteTools };

const asSystem = { actor: null, requestId: null };

export function peopleCommands(tools: PeopleTools): Command[] {
  return [
    command(tools, {
      word: 'invite',
      summary: 'Write a mail with a link that signs the person in once, within seven days; a later one ends it.',
      act: (city, person) => invitePerson(city, asSystem, person.id, tools.invite),
      done: (person) => `${person.name} was invited: ${person.email}`,
    }),
    command(tools, {
      word: 'suspend',
      summary: 'Sign a person out everywhere and let them in no more; roles and history stay.',
      act: (city, person) => suspendPerson(city, asSystem, person.id, tools.now()),
      done: (person) => `${person.name} is suspended`,
    }),
    command(tools, {
      word: 'restore',
      summary: 'Let a suspended person sign in again, with the roles they held.',
      act: (city, person) => restorePerson(city, asSystem, person.id),
      done: (person) => `${person.name} can sign in again`,
    }),
  ];
}

type PersonCommand = {
  word: string;
  summary: string;
  act(city: City, person: Person): Promise<Result<unknown>>;
  done(person: Person): string;
};

function command(tools: PeopleTools, { word, summary, act, done }: PersonCommand): Command {
  return {
    words: ['people', word],
    summary,
    positionals: [{ name: 'EMAIL', describe: 'address of the person' }],
    options: {
      city: { type: 'string', describe: 'slug of the city (the first that is served)' },
      json: { type: 'boolean', describe: 'print JSON' },
    },
    async run({ positionals, options, print }) {
      const email = positionals[0]?.trim().toLowerCase();
      if (!email) throw new CommandUsage('EMAIL is missing');
      await tools.withCity(typeof options.city === 'string' ? options.city : undefined, async (city) => {
        const person = (await listPeople(city.db, email)).find((one) => one.email.toLowerCase() === email);
        if (!person) throw new CommandRefused(`nobody in ${city.slug} has the address ${email}`);
        const result = await act(city, person);
        if (!result.ok)
          throw new CommandRefused(`${person.name}: ${result.refusals.map((one) => refusalWords(one.key)).join('; ')}`);
        if (options.json) print(JSON.stringify({ city: city.slug, person: person.id, done: word }, null, 2));
        else print(done(person));
      });
    },
  };
}

/** What a person at a terminal reads; pages say it in the reader's language. */
const refusals: Readonly<Record<string, string>> = {
  'city.refused.last-administrator': 'is the last administrator; make somebody else administrator first',
  'city.refused.signed-in-already': 'has signed in already and needs no invitation',
  'city.refused.invited-often': 'was sent several mails just now; wait a quarter of an hour',
  'city.refused.person-unknown': 'is suspended already, or is not',
};
const refusalWords = (key: string) => refusals[key] ?? key;
