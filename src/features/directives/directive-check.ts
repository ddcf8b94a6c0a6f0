/** What one file cannot know: whether the directives of a pack fit each other, the bodies and the calendars. */
import { untranslated } from '#platform/pack-fields.ts';
import { nearest } from '#platform/pack-faults.ts';
import type { PackFault, PackFile, PackPath } from '#platform/pack-file.ts';
import { type Body, type Reach, verbFor } from '#rules/bodies.ts';
import type { Calendar } from '#rules/calendar.ts';
import { dueFor } from '#rules/deadlines.ts';
import { holdersOf } from '#rules/holders.ts';
import type { Clause, Directive, Duty } from '#rules/obligations.ts';
import type { ReadDirective } from './directive-pack.ts';

/** What the checks need to know of the city. */
export type CheckedCity = {
  bodies: readonly Body[];
  reach: Reach;
  calendars: readonly Calendar[];
  languages: { interface: readonly string[] };
};

type Place = { file: PackFile<unknown>; directive: Directive; all: readonly ReadDirective[]; city: CheckedCity };

/** Every fault between files, in the order in which the files were read. */
export function checkDirectives(all: readonly ReadDirective[], city: CheckedCity): PackFault[] {
  const clauseIds = new Map<string, string>();
  return all.flatMap(({ directive, file }, index) => {
    const place = { file, directive, all, city };
    const twin = all.findIndex((other) => other.directive.id === directive.id) < index;
    return [
      ...(twin ? [file.fault(['id'], `the id ${directive.id} stands twice`, 'an id of its own in the pack')] : []),
      ...headFaults(place),
      ...directive.clauses.flatMap((clause, at) => {
        const path = ['clauses', at];
        const taken = clauseIds.get(clause.id);
        clauseIds.set(clause.id, directive.id);
        const wrong = `the clause ${clause.id} stands twice, before in ${taken}`;
        return [
          ...(taken ? [file.fault([...path, 'id'], wrong, 'an id of its own in the city')] : []),
          ...clauseFaults(clause, path, place),
        ];
      }),
      ...untranslated(file.value, city.languages.interface).map(({ path, tag }) => {
        const right = `the text in each interface language of the city: ${city.languages.interface.join(', ')}`;
        return file.fault(path, `this text has no "${tag}"`, right);
      }),
    ];
  });
}

function headFaults({ file, directive, all }: Place): PackFault[] {
  const faults: PackFault[] = [];
  const known = all.map((one) => one.directive.id).filter((id) => id !== directive.id);
  if (directive.effectiveOn < directive.signedOn) {
    faults.push(
      file.fault(['effective_on'], 'it is in force before it was signed', `a day from ${directive.signedOn}`),
    );
  }
  for (const [index, id] of directive.buildsOn.entries()) {
    const earlier = all.find((one) => one.directive.id === id)?.directive;
    if (!earlier || !known.includes(id))
      faults.push(file.fault(['builds_on', index], ...unknown('directive', id, known)));
    else if (earlier.signedOn > directive.signedOn) {
      faults.push(
        file.fault(['builds_on', index], `${id} was signed later than ${directive.id}`, 'an earlier directive'),
      );
    }
  }
  if (directive.supersededBy !== null && !known.includes(directive.supersededBy)) {
    faults.push(file.fault(['superseded_by'], ...unknown('directive', directive.supersededBy, known)));
  }
  const ids = directive.sources.map((source) => source.id);
  return [...faults, ...repeated(file, ids, (index) => ['sources', index, 'id'])];
}

function clauseFaults(clause: Clause, path: PackPath, place: Place): PackFault[] {
  const { file, directive, all } = place;
  const faults: PackFault[] = [];
  const sourceIds = directive.sources.map((source) => source.id);
  for (const [index, { source }] of clause.sources.entries()) {
    if (!sourceIds.includes(source))
      faults.push(file.fault([...path, 'sources', index, 'source'], ...unknown('source', source, sourceIds)));
  }
  const isCompared = clause.sources.some(({ source }) =>
    directive.sources.some((one) => one.id === source && one.isVerified),
  );
  if (clause.textStatus === 'verified' && !isCompared) {
    const right = 'reconstructed, or a source with is_verified: true that a person compared it with';
    faults.push(
      file.fault([...path, 'text_status'], `${clause.id} is called verified, but none of its sources is`, right),
    );
  }
  if (clause.legalStatus !== 'in_force' && !clause.legalStatusNote) {
    const right = 'a legal_status_note that says by what ruling or event';
    faults.push(file.fault([...path, 'legal_status'], `${clause.id} is ${clause.legalStatus} without a reason`, right));
  }
  for (const [index, effect] of clause.effects.entries()) {
    const at = [...path, 'effects', index];
    const target = all.find((one) => one.directive.id === effect.directive)?.directive;
    if (!target)
      faults.push(
        file.fault(
          [...at, 'directive'],
          ...unknown(
            'directive',
            effect.directive,
            all.map((one) => one.directive.id),
          ),
        ),
      );
    else if (!directive.buildsOn.includes(target.id)) {
      const right = `${target.id} among builds_on, or no effect on it`;
      faults.push(file.fault([...at, 'directive'], `${directive.id} does not build on ${target.id}`, right));
    } else if (!target.clauses.some((one) => one.id === effect.clause)) {
      faults.push(
        file.fault(
          [...at, 'clause'],
          ...unknown(
            'clause',
            effect.clause,
            target.clauses.map((one) => one.id),
          ),
        ),
      );
    }
  }
  const dutyIds = clause.duties.map((duty) => duty.id);
  faults.push(...repeated(file, dutyIds, (index) => [...path, 'duties', index, 'id']));
  return [...faults, ...clause.duties.flatMap((duty, index) => dutyFaults(duty, [...path, 'duties', index], place))];
}

function dutyFaults(duty: Duty, path: PackPath, { file, directive, city }: Place): PackFault[] {
  const faults: PackFault[] = [];
  const ids = city.bodies.map((body) => body.id);
  for (const list of ['named', 'excluded'] as const) {
    for (const [index, id] of (duty.holders[list] ?? []).entries()) {
      const body = city.bodies.find((one) => one.id === id);
      const at = [...path, 'holders', list, index];
      if (!body) faults.push(file.fault(at, ...unknown('body', id, ids)));
      else if (list === 'named' && verbFor(duty.verb, body.kind, city.reach) === null) {
        faults.push(
          file.fault(
            at,
            `the issuer’s reach ends before ${id} (${body.kind})`,
            'a body that the reach in city.yaml allows',
          ),
        );
      }
    }
  }
  if (faults.length === 0 && holdersOf(duty, city).length === 0) {
    faults.push(
      file.fault(
        [...path, 'holders'],
        'these holders are no body of the city',
        'holders that select at least one body',
      ),
    );
  }
  const calendars = city.calendars.map((calendar) => calendar.id);
  const { deadline, trigger } = duty;
  if (deadline.kind === 'working_days' && !calendars.includes(deadline.calendar)) {
    return [
      ...faults,
      file.fault([...path, 'deadline', 'calendar'], ...unknown('calendar', deadline.calendar, calendars)),
    ];
  }
  const notBefore = `a day from ${directive.signedOn}, when it was signed`;
  if (deadline.kind === 'date' && deadline.on < directive.signedOn) {
    faults.push(file.fault([...path, 'deadline', 'on'], 'it is due before it was signed', notBefore));
  }
  if (deadline.kind === 'recurrence' && deadline.from && deadline.from < directive.signedOn) {
    faults.push(file.fault([...path, 'deadline', 'from'], 'it repeats from before it was signed', notBefore));
  }
  if (trigger.kind === 'date' && trigger.on < directive.signedOn) {
    faults.push(file.fault([...path, 'trigger', 'on'], 'its clock starts before it was signed', notBefore));
  }
  return [...faults, ...recurrenceFaults(duty, path, { file, directive, city })];
}

/** A rule that repeats within its period would give two reports one name; a rule without any day asks for nothing. */
function recurrenceFaults(duty: Duty, path: PackPath, { file, directive, city }: Omit<Place, 'all'>): PackFault[] {
  if (
    duty.deadline.kind !== 'recurrence' ||
    duty.trigger.kind === 'event' ||
    duty.trigger.kind === 'external_condition'
  )
    return [];
  const to = `${Number(directive.signedOn.slice(0, 4)) + 6}-01-01` as const;
  const { signedOn, effectiveOn } = directive;
  const basis = { trigger: duty.trigger, deadline: duty.deadline, signedOn, effectiveOn, citation: '', from: null, to };
  // Only days and names are looked at, in which no zone has a say.
  const keys = dueFor({ ...basis, timeZone: 'UTC', calendars: city.calendars }).map((one) => one.occurrence);
  const at = [...path, 'deadline', 'rrule'];
  if (keys.length === 0) return [file.fault(at, 'the rule gives no day within five years', 'a rule that gives days')];
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (!twice) return [];
  return [
    file.fault(at, `two days of the rule report on ${twice}`, 'a rule with one day in each period, or no period'),
  ];
}

function repeated(file: PackFile<unknown>, ids: readonly string[], path: (index: number) => PackPath): PackFault[] {
  return ids.flatMap((id, index) => {
    return ids.indexOf(id) < index ? [file.fault(path(index), `the id ${id} stands twice`, 'an id of its own')] : [];
  });
}

function unknown(noun: string, id: string, known: readonly string[]): [string, string] {
  const near = nearest(id, known);
  if (known.length === 0) return [`there is no ${noun} ${id}`, `no ${noun} here`];
  const some = known.length > 6 ? `a ${noun} of this pack` : `one of ${known.join(', ')}`;
  return [`there is no ${noun} ${id}`, near ? `${near}` : some];
}
