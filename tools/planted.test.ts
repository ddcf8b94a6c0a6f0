import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Breach } from './direction.ts';
import { directionFaults } from './direction.ts';
import { cruisePlants, type Plant, parsePlant, plantedFaults, readPlants } from './planted.ts';

/** The directions of the house, as its table names them. */
const houseRules = [
  'no-circles',
  'features-never-import-features',
  'nothing-imports-start',
  'only-start-imports-features',
  'web-looks-down',
  'platform-looks-down',
  'records-stands-alone',
  'records-has-two-customers',
  'rules-are-pure',
  'terms-and-law-are-pure',
  'acts-know-no-doors',
  'sql-stays-in-stores',
];

let plants: Plant[];
let found: readonly Breach[];

describe('planted breaches', () => {
  before(async () => {
    plants = await readPlants();
    found = await cruisePlants(plants);
  });

  for (const rule of houseRules) {
    test(`${rule} is seen by its name`, () => {
      assert.ok(plants.some((plant) => plant.rule === rule && plant.breaches.length > 0));
      assert.deepEqual(
        plantedFaults(plants, [], found).filter((fault) => fault.startsWith(`rule ${rule} `)),
        [],
      );
    });
  }

  test('sound imports are not blamed', () => {
    assert.deepEqual(
      plantedFaults(plants, [], found).filter((fault) => fault.includes('blames')),
      [],
    );
  });

  test('a check that went blind is told from one that found nothing', () => {
    const plant = parsePlant('no-circles', 'breach: src/a.ts -> src/b.ts\n=== src/a.ts\nimport "./b.ts";\n');
    assert.deepEqual(plantedFaults([plant], ['no-circles', 'web-looks-down'], []), [
      'rule web-looks-down has no planted breach',
      'rule no-circles does not see src/a.ts -> src/b.ts',
    ]);
    assert.deepEqual(directionFaults({ breaches: [], modules: ['src/a.ts'] }, ['src/a.ts', 'src/b.ts']), [
      'src/b.ts: the dependency check did not see this file',
    ]);
  });
});
