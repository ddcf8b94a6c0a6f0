/** What the publication gate asks of other wings; `start/` hands in the answers. */
import type { City } from '#platform/city.ts';
import type { Publishable } from '#platform/publishable.ts';

/** The names of all people whom the city knows: what a public text must not hold. */
export type PeopleNames = (city: City) => Promise<readonly string[]>;
/** What people are called; unknown ids are left out. */
export type NamesOf = (city: City, personIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;

export type PublicationQuestions = { publishables: readonly Publishable[]; peopleNames: PeopleNames; namesOf: NamesOf };
