import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type TestSite, testSite } from '#test/city.ts';
import { validHtml } from '#test/html.ts';
import { cityActs } from './city-acts.ts';
import { accessReviewCommand } from './city-access-commands.ts';

describe('the review of access', () => {
  let site: TestSite;
  before(async () => {
    site = await testSite();
    await site.visitor().post('/sign-in/as', { person: 'evaluation.auditor' });
  });
  after(() => site.close());

  it('shows who has signed in and who never has, as valid pages in both languages, and stands in the audit', async () => {
    const auditor = await site.signIn('auditor');
    for (const at of [
      '/access-review',
      '/es/access-review?role=auditor&sort=signed_in',
      '/access-review?flag=away&q=zzz',
    ]) {
      const page = await auditor.get(at);
      assert.equal(page.status, 200);
      assert.deepEqual(await validHtml(page.body), [], at);
    }
    const never = await auditor.get('/access-review?flag=never_signed_in');
    assert.match(never.body, /chief-of-staff@example\.org/);
    assert.doesNotMatch(never.body, />auditor@example\.org/);
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from audit_entries where event = 'access.reviewed' and actor_id = 'evaluation.auditor'`.execute(
      site.city().db,
    );
    assert.equal(rows[0]?.n, 4);
    assert.equal((await (await site.signIn('liaison')).get('/access-review')).status, 403);
  });

  it('is the same as a file, marked as practice', async () => {
    const file = await (await site.signIn('city_attorney')).get('/access-review.csv?role=reviewer');
    assert.equal(file.status, 200);
    const lines = file.body.replace('\ufeff', '').trimEnd().split('\r\n');
    assert.match(lines[0] as string, /^PRACTICE/);
    assert.match(lines[1] as string, /^person_id,name,email,/);
    assert.ok(lines.length > 10);
    assert.ok(lines.slice(2).every((line) => line.startsWith('evaluation.reviewer,')));
    assert.match(file.body, /,duties\.review_some,city,2025-07-[^,]+,yes/);
    assert.match(file.body, /,overview\.read,city,,no/);
  });

  it('is printed by the command, as text, JSON and CSV', async () => {
    const printed = async (options: Record<string, string | boolean>) => {
      const lines: string[] = [];
      const command = accessReviewCommand({
        withCity: (_slug, act) => act(site.city()),
        acts: Object.values(cityActs),
        routes: () => site.routes,
        now: () => Date.now(),
      });
      await command.run({ options, positionals: [], print: (line) => lines.push(line), warn: () => {} });
      return lines.join('\n');
    };
    assert.match(
      await printed({ search: 'auditor@' }),
      /^Auditor <auditor@example\.org> last signed in .*\n {2}auditor since .* by the installation, \d+ acts/,
    );
    const { people } = JSON.parse(await printed({ json: true })) as { people: { email: string }[] };
    assert.ok(people.some(({ email }) => email === 'reviewer@example.org'));
    assert.match(await printed({ csv: true }), /person_id,name,email/);
    await assert.rejects(printed({ csv: true, json: true }), /not both/);
  });
});
