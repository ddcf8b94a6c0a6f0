import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { bareCity } from '#test/empty-city.ts';
import { cityKeys, parseKeys } from './city-keys.ts';
import type { City } from './city.ts';
import { inTransaction } from './database.ts';
import {
  destroyRecordKey,
  KeyMissing,
  keysInUse,
  openField,
  openFields,
  rewrapKeys,
  sealField,
} from './sealed-fields.ts';

let bare: Awaited<ReturnType<typeof bareCity>>;
let city: City;
before(async () => {
  bare = await bareCity();
  city = bare.city;
});
after(() => bare.close());

const hold = (id: string) => ({ kind: 'retention.legal_hold', id });
const seal = (id: string, text: string, field = 'reason', as: City = city) =>
  inTransaction(as.db, (tx) => sealField(as, tx, hold(id), field, text));

test('what was sealed comes back, and neither table nor seal shows it', async () => {
  const sealed = await seal('one', 'Counsel expects a suit — señal');
  assert.equal(await openField(city, city.db, hold('one'), 'reason', sealed), 'Counsel expects a suit — señal');
  assert.doesNotMatch(Buffer.from(sealed.slice(3), 'base64url').toString('latin1'), /Counsel/);
  assert.notEqual(await seal('one', 'Counsel expects a suit — señal'), sealed);
});

test('a seal fits its own record and field alone, and an altered one is refused', async () => {
  const sealed = await seal('two', 'private');
  await seal('three', 'other');
  await assert.rejects(openField(city, city.db, hold('three'), 'reason', sealed));
  await assert.rejects(openField(city, city.db, hold('two'), 'matter', sealed));
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  await assert.rejects(openField(city, city.db, hold('two'), 'reason', `v1.${bytes.toString('base64url')}`));
});

test('once the record’s key is destroyed nobody reads the text, whatever copy of the seal remains', async () => {
  const sealed = await seal('four', 'gone');
  assert.equal(await inTransaction(city.db, (tx) => destroyRecordKey(tx, hold('four'))), true);
  assert.equal(await openField(city, city.db, hold('four'), 'reason', sealed), null);
  assert.equal(await inTransaction(city.db, (tx) => destroyRecordKey(tx, hold('four'))), false);
  const kept = await seal('five', 'kept');
  const opened = await openFields(city, city.db, 'retention.legal_hold', 'reason', [
    { id: 'four', text: sealed },
    { id: 'five', text: kept },
  ]);
  assert.deepEqual(
    [...opened],
    [
      ['four', null],
      ['five', 'kept'],
    ],
  );
});

test('keys rotate: what an old key wrapped is wrapped by the new one, and then the old key can go', async () => {
  const [older, newer] = [`tests:${'k'.repeat(43)}`, `next:${'n'.repeat(43)}`];
  const sealed = await seal('six', 'through both keys');
  const both = { ...city, keys: cityKeys(city.schema, parseKeys(`${newer},${older}`)) };
  const onlyNew = { ...city, keys: cityKeys(city.schema, parseKeys(newer)) };
  await assert.rejects(openField(onlyNew, city.db, hold('six'), 'reason', sealed), KeyMissing);
  let rewrapped = 0;
  for (let count = 1; count > 0; rewrapped += count)
    count = await inTransaction(both.db, (tx) => rewrapKeys(both, tx, 2));
  assert.ok(rewrapped >= 4);
  assert.deepEqual(
    (await keysInUse(city.db)).map((one) => one.keyId),
    ['next'],
  );
  assert.equal(await openField(onlyNew, city.db, hold('six'), 'reason', sealed), 'through both keys');
});

test('the role of public pages reads no key', async () => {
  await assert.rejects(sql`select * from record_keys`.execute(city.publicDb), /permission denied/);
});
