import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { verifyAudit } from '#platform/audit-seal.ts';
import { type Command, CommandRefused } from '#platform/command.ts';
import type { City } from '#platform/city.ts';
import { sealEverything } from '#test/sealing.ts';
import { type TestSite, testSite } from '#test/city.ts';
import { cityActs } from './city-acts.ts';
import { cityCommands } from './city-commands.ts';
import { addPerson } from './city-service.ts';

const schema = 'practice';

describe('the audit', () => {
  let site: TestSite;
  before(async () => {
    site = await testSite();
    await sealEverything(site.city());
  });
  after(() => site.close());

  const connect = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };

  for (const role of ['app', 'public'] as const) {
    for (const table of ['audit_entries', 'audit_seals']) {
      const attempts = {
        update: `update ${schema}.${table} set ${table === 'audit_entries' ? "actor_id = 'somebody'" : "chain = 'x'"}`,
        delete: `delete from ${schema}.${table}`,
        truncate: `truncate ${schema}.${table} cascade`,
        drop: `drop table ${schema}.${table} cascade`,
        'create trigger': `create trigger quiet before insert on ${schema}.${table} for each row execute function suppress_redundant_updates_trigger()`,
        'create rule': `create rule quiet as on insert to ${schema}.${table} do instead nothing`,
        'disable trigger': `alter table ${schema}.${table} disable trigger all`,
        alter: `alter table ${schema}.${table} add column note text`,
        'change owner': `alter table ${schema}.${table} owner to "${schema}_${role}"`,
        rename: `alter table ${schema}.${table} rename to ${table}_old`,
        grant: `grant update, delete on ${schema}.${table} to "${schema}_${role}"`,
        'become the owner': `set role "${schema}_owner"`,
        'create a table over it': `create table ${schema}.audit_copy as select * from ${schema}.${table}`,
        'skip triggers': 'set session_replication_role = replica',
      };
      it(`refuses the ${role} role on ${table}: ${Object.keys(attempts).join(', ')}`, async () => {
        const client = await connect(site.connections()[role].url);
        try {
          const { rows } = await client.query('select current_user as me');
          assert.equal(rows[0].me, `${schema}_${role}`);
          for (const [what, statement] of Object.entries(attempts)) {
            await client.query('begin');
            const error = await client.query(statement).then(
              () => null,
              (refused: pg.DatabaseError) => refused,
            );
            await client.query('rollback');
            // A grant by a role that may not grant is refused, or warned about and without effect.
            if (what === 'grant' && !error) {
              const can = await client.query(`select has_table_privilege($1, 'UPDATE') as can`, [`${schema}.${table}`]);
              assert.equal(can.rows[0].can, false, what);
            } else assert.equal(error?.code, '42501', `${what}: ${error?.message ?? 'was allowed'}`);
          }
          if (role === 'public')
            await assert.rejects(client.query(`select 1 from ${schema}.${table}`), { code: '42501' });
        } finally {
          await client.end();
        }
      });
    }
  }

  const asOwner = async (statements: string[]) => {
    const client = await connect(site.ownerUrl);
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const asSystem = { actor: null, requestId: null };
  const write = (city: City, email: string) =>
    addPerson(city, asSystem, { name: 'Somebody at work', email, locale: 'en' });
  const lastSeq = async () => {
    const client = await connect(site.ownerUrl);
    const { rows } = await client.query(`select max(seq)::int as seq from ${schema}.audit_entries`);
    await client.end();
    return rows[0].seq as number;
  };

  it('is found intact when nobody touched it', async () => {
    const verdict = await verifyAudit(site.city());
    assert.deepEqual(verdict.faults, []);
    assert.ok(verdict.rows > 10 && verdict.sealed === verdict.rows);
  });

  it('names the one row that the owner of the table altered before it was sealed, and after', async () => {
    const city = site.city();
    await write(city, 'altered@example.org');
    const seq = await lastSeq();
    await asOwner([`update ${schema}.audit_entries set actor_id = 'evaluation.auditor' where seq = ${seq}`]);
    assert.deepEqual((await verifyAudit(city)).faults, [{ seq, sealNo: null, what: 'altered' }]);
    await sealEverything(city);
    const sealed = (await verifyAudit(city)).faults;
    assert.equal(sealed.length, 1);
    assert.equal(sealed[0]?.seq, seq);
    assert.equal(sealed[0]?.what, 'altered');
    assert.ok(sealed[0]?.sealNo);
    await asOwner([`update ${schema}.audit_entries set actor_id = null where seq = ${seq}`]);
    assert.deepEqual((await verifyAudit(city)).faults, []);
  });

  it('names a sealed row that was taken out, one put in without the key, and a chain that was cut', async () => {
    const city = site.city();
    await write(city, 'first@example.org');
    await write(city, 'second@example.org');
    await sealEverything(city);
    const seq = (await lastSeq()) - 1;
    await asOwner([
      `create table kept as select * from ${schema}.audit_entries where seq = ${seq}`,
      `delete from ${schema}.audit_entries where seq = ${seq}`,
    ]);
    const missing = (await verifyAudit(city)).faults;
    assert.equal(missing.length, 1);
    assert.equal(missing[0]?.seq, seq);
    assert.equal(missing[0]?.what, 'missing');
    await asOwner([`insert into ${schema}.audit_entries overriding system value select * from kept`]);
    assert.deepEqual((await verifyAudit(city)).faults, []);

    await asOwner([
      `insert into ${schema}.audit_entries (id, at, actor_roles, event, subject_kind, subject_id, details, mac)
      values (gen_random_uuid(), now(), 'system', 'duty.accepted', 'task', 'x', '{}', repeat('0', 64))`,
    ]);
    const forged = await lastSeq();
    assert.deepEqual((await verifyAudit(city)).faults, [{ seq: forged, sealNo: null, what: 'altered' }]);
    await asOwner([`delete from ${schema}.audit_entries where seq = ${forged}`]);

    await asOwner([
      `create table kept_seal as select * from ${schema}.audit_seals where entry_seq = ${seq}`,
      `delete from ${schema}.audit_seals where entry_seq = ${seq}`,
    ]);
    assert.ok((await verifyAudit(city)).faults.some((fault) => fault.what === 'chain_broken'));
    await asOwner([`insert into ${schema}.audit_seals select * from kept_seal`]);
    assert.deepEqual((await verifyAudit(city)).faults, []);
  });

  it('cannot tell that its owner cut off the end, but for the numbers that verify prints', async () => {
    const city = site.city();
    await sealEverything(city);
    const before = await verifyAudit(city);
    const seq = await lastSeq();
    await asOwner([
      `create table cut_entry as select * from ${schema}.audit_entries where seq = ${seq}`,
      `create table cut_seal as select * from ${schema}.audit_seals where entry_seq = ${seq}`,
      `delete from ${schema}.audit_seals where entry_seq = ${seq}`,
      `delete from ${schema}.audit_entries where seq = ${seq}`,
    ]);
    const cut = await verifyAudit(city);
    assert.deepEqual(cut.faults, []);
    assert.equal(cut.sealed, before.sealed - 1);
    await asOwner([
      `insert into ${schema}.audit_entries overriding system value select * from cut_entry`,
      `insert into ${schema}.audit_seals select * from cut_seal`,
    ]);
    assert.deepEqual(await verifyAudit(city), before);
  });

  it('is verified by a command that names the row and exits with a refusal', async () => {
    const city = site.city();
    const seq = await lastSeq();
    const run = async (words: string) => {
      const commands = cityCommands({
        withCity: (_slug, act) => act(city),
        acts: Object.values(cityActs),
        matrix: () => '',
        routes: () => [],
        baseUrl: () => 'http://localhost:8080',
        runId: () => null,
        now: () => Date.now(),
      });
      const command = commands.find((one) => one.words.join(' ') === words) as Command;
      const lines: string[] = [];
      await command
        .run({ options: {}, positionals: [], print: (line) => void lines.push(line), warn() {} })
        .catch((error: unknown) => {
          assert.ok(error instanceof CommandRefused);
          lines.push(`refused: ${error.message}`);
        });
      return lines;
    };
    assert.match((await run('audit verify')).join('\n'), /^the audit of practice is intact: \d+ rows/);
    await asOwner([`update ${schema}.audit_entries set event = 'duty.excused' where seq = ${seq}`]);
    const lines = await run('audit verify');
    assert.match(
      lines[0] ?? '',
      new RegExp(`^seq ${seq}, (seal \\d+|not sealed): the row does not say what was written$`),
    );
    assert.match(lines[1] ?? '', /^refused: the audit of practice has 1 fault/);
    await asOwner([`update ${schema}.audit_entries set event = 'city.person_added' where seq = ${seq}`]);
  });

  it('shows on its page who did what, filters, and downloads the same rows with the practice mark', async () => {
    const auditor = await site.signIn('auditor');
    const page = await auditor.get('/audit?event=city.person_added');
    assert.equal(page.status, 200);
    assert.match(page.body, /Seal \d+/);
    assert.doesNotMatch(page.body, /does not itself keep rows/);
    const rows = [...page.body.matchAll(/id="seq-(\d+)"/g)].map((found) => Number(found[1]));
    assert.ok(rows.length > 3);
    assert.deepEqual(
      rows,
      rows.toSorted((a, b) => b - a),
    );
    const csv = await auditor.get('/audit.csv?event=city.person_added');
    assert.match(csv.body, /^\ufeffPRACTICE/);
    assert.equal(csv.body.trim().split('\r\n').length, rows.length + 2);
    assert.equal((await auditor.get('/audit?from=2025-02-31')).status, 422);
    assert.match((await auditor.get('/audit?subject=person/nobody')).body, /Nothing fits these filters/);
    assert.match((await auditor.get('/audit?event=audit.viewed')).body, /id="seq-\d+"/, 'reading it is in it');
    const liaison = await site.signIn('liaison', { bodyId: 'parks' });
    assert.equal((await liaison.get('/audit')).status, 403);
  });
});
