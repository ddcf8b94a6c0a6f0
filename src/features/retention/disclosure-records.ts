/** The desk's own records: demands with the work on them, and what was produced. They can be asked for as any other. */
import type { City } from '#platform/city.ts';
import type { RecordSource, WholeRecord } from '#platform/record-source.ts';
import { recordTables } from '#platform/record-tables.ts';
import { openField } from '#platform/sealed-fields.ts';
import type { RecordClass } from '#rules/record-classes.ts';
import { demandClass } from './disclosure-act-service.ts';
import { disclosureActs } from './disclosure-acts.ts';
import { demandTables, productionTables, sealedTextsOf } from './disclosure-records-store.ts';

const onRequest = { kind: 'public_on_request' } as const;
const privacy = { kind: 'withheld', ground: 'personal-privacy' } as const;
const workProduct = { kind: 'privileged', privilege: 'attorney_work_product' } as const;

const demand: RecordClass = {
  id: demandClass,
  tables: ['records_demands', 'demand_acts', 'demand_searches', 'demand_records', 'demand_rulings'],
  seenBy: [disclosureActs.readRegister, disclosureActs.read],
  fields: [
    { name: 'asker', disclosure: privacy, isRestricted: true },
    { name: 'contact', disclosure: privacy, isRestricted: true },
    { name: 'asked', disclosure: onRequest, isRestricted: true },
    { name: 'searched', disclosure: onRequest, isRestricted: true },
    { name: 'words', disclosure: workProduct, isRestricted: true },
    { name: 'note', disclosure: workProduct, isRestricted: true },
    { name: 'file', disclosure: privacy, isRestricted: false },
  ],
};

const production: RecordClass = {
  id: 'retention.production',
  tables: ['demand_productions', 'demand_production_parts', 'demand_production_records'],
  seenBy: [disclosureActs.read],
  fields: [{ name: 'part', disclosure: onRequest, isRestricted: false }],
  keptWith: demandClass,
};

/** The words that each have a seal of their own come after what the tables give. */
function withWords(source: RecordSource): RecordSource {
  return {
    ...source,
    async read(city, ids) {
      const records = await source.read(city, ids);
      const sealed = await sealedTextsOf(
        city.db,
        records.map((one) => one.id),
      );
      return Promise.all(records.map((record) => withOwn(city, record, sealed)));
    },
  };
}

async function withOwn(
  city: City,
  record: WholeRecord,
  sealed: Awaited<ReturnType<typeof sealedTextsOf>>,
): Promise<WholeRecord> {
  const texts = [...record.texts];
  for (const { demandId, field, name, sealed: text } of sealed) {
    if (demandId !== record.id) continue;
    const opened = await openField(city, city.db, { kind: demandClass, id: demandId }, name, text);
    if (opened) texts.push({ field, text: opened });
  }
  return { ...record, texts };
}

export const disclosureRecords: readonly RecordSource[] = [
  withWords(recordTables(demandTables(demand))),
  recordTables(productionTables(production)),
];
