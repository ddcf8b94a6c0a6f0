/** The overview's statements written by hand for one connection of the driver: what the page cannot do without. */
import pg from 'pg';
import { addDays, mondayBefore } from '#features/overview/overview-days.ts';
import type { IsoDate } from '#kit/dates.ts';
import { sha256 } from '#kit/ids.ts';
import { endOfDay } from '#platform/clock.ts';
import type { SyntheticCity } from './synthetic-city.ts';

/** `read` fetches every row that the page needs and answers how many they were. */
export async function overviewByHand(
  { city, connections, reviewerSession }: SyntheticCity,
  day: IsoDate,
): Promise<{ read(): Promise<number>; end(): Promise<void> }> {
  const client = new pg.Client({ connectionString: connections.app.url });
  await client.connect();
  const until = endOfDay(city.profile.timeZone, day);
  // Who never looked is told what happened since Monday.
  const since = endOfDay(city.profile.timeZone, addDays(mondayBefore(day), -1));
  const statements: readonly [string, readonly unknown[]][] = [
    [
      `select s.id_hash, s.signed_in_at, s.last_seen_at, p.id, p.name, g.role, g.body_id
       from sessions s join people p on p.id = s.person_id left join role_grants g on g.person_id = p.id and g.ended_at is null
       where s.id_hash = $1 and s.revoked_at is null and p.suspended_at is null`,
      [sha256(reviewerSession)],
    ],
    [
      `select distinct on (directive_id) document, version, number, recorded_at from directive_versions
       where recorded_at < $1 order by directive_id, number desc`,
      [until],
    ],
    [
      `select a.id, a.directive_id, a.clause_id, a.duty_id, a.body_id, a.occurrence,
              t.duty_version_id, t.verb, t.legal_status, t.due_state, t.due_on, t.due_at, t.period_label, t.is_joint
       from assignments a join (
         select distinct on (assignment_id) * from assignment_terms where recorded_at < $1
         order by assignment_id, recorded_at desc, id desc) t on t.assignment_id = a.id
       where not t.is_withdrawn`,
      [until],
    ],
    ['select assignment_id, kind, acted_at, side, new_due_on from duty_acts where acted_at < $1 order by seq', [until]],
    ['select id, document from duty_versions', []],
    ['select looked_at from overview_looks where person_id = $1', ['bench.reviewer']],
    [
      `select d.acted_at, d.kind, d.assignment_id, a.body_id from duty_acts d join assignments a on a.id = d.assignment_id
       where d.acted_at >= $1 and d.acted_at < $2 and d.kind not in ('nudged', 'advised') order by d.seq desc`,
      [since, until],
    ],
    [
      'select directive_id, version, body_id, role, confirmed_at from directive_receipts where confirmed_at < $1',
      [until],
    ],
  ];
  return {
    async read() {
      let rows = 0;
      for (const [text, values] of statements) rows += (await client.query(text, [...values])).rows.length;
      return rows;
    },
    end: () => client.end(),
  };
}
