/**
 * The directions of the house: start -> features -> web -> platform -> rules, i18n -> kit; records -> kit alone.
 * Each rule is named as a sentence. `tools/planted/` holds one breach of each, and the check fails when one is not seen.
 */

const module = (...folders) => `^src/(${folders.join('|')})/`;
const isTest = '[.]test[.]ts$';
/** Whatever is no module of src/: packages, Node itself, the test folder (which has its own rule). */
const project = '^src/';

const dateLibrary = '(^|/)node_modules/(temporal-polyfill|temporal-spec|rrule-temporal)/';

/** The files of a wing that hold its law and its words: they take facts and give findings. */
const law = '-(terms|clock|decision|decisions|progress|moves|law)[.]ts$';
const doors = '-(routes|api|jobs|commands|pages|forms)[.]ts$';

/** `from` may import nothing of src/ but `allowed`. */
function looksDown(name, comment, from, allowed) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { path: project, pathNot: allowed.length > 0 ? module(...allowed) : '^$' },
  };
}

/** `from` may use nothing from outside the project but `packages`; tests use what they need. */
function usesOnly(name, comment, from, packages) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from, pathNot: isTest },
    to: { pathNot: [project, '^test/', ...packages] },
  };
}

export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two modules that need each other are one module, or need a third. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'features-never-import-features',
      comment: 'Features meet by link, view, list, question or job (docs/architecture.md).',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    {
      name: 'nothing-imports-start',
      comment: 'start/ wires by hand; nothing may depend on the wiring.',
      severity: 'error',
      from: { path: project, pathNot: module('start') },
      to: { path: module('start') },
    },
    {
      name: 'only-start-imports-features',
      comment: 'What is under the features does not know them.',
      severity: 'error',
      from: { path: project, pathNot: module('start', 'features') },
      to: { path: module('features') },
    },
    looksDown('web-looks-down', 'web/ may import platform, rules, i18n and kit.', module('web'), [
      'web',
      'platform',
      'rules',
      'i18n',
      'kit',
    ]),
    looksDown('platform-looks-down', 'platform/ may import rules, i18n and kit.', module('platform'), [
      'platform',
      'rules',
      'i18n',
      'kit',
    ]),
    looksDown('i18n-looks-down', 'i18n/ may import kit.', module('i18n'), ['i18n', 'kit']),
    looksDown('kit-stands-on-nothing', 'kit/ imports nothing of the project.', module('kit'), ['kit']),
    usesOnly('kit-stands-on-nothing', 'kit/ may use the date library and hashes, no other package.', module('kit'), [
      dateLibrary,
      '^(node:)?crypto$',
    ]),
    looksDown('records-stands-alone', 'The records engine knows no web and no database: kit alone.', module('records'), [
      'records',
      'kit',
    ]),
    {
      name: 'records-has-two-customers',
      comment: 'Only record-releases/, custody/ and start/ use the records engine.',
      severity: 'error',
      from: { path: project, pathNot: ['^src/features/(record-releases|custody)/', module('start', 'records')] },
      to: { path: module('records') },
    },
    looksDown('rules-are-pure', 'Law that features share: rules/ may import kit.', module('rules'), ['rules', 'kit']),
    usesOnly('rules-are-pure', 'rules/ may use the date library, no other package, and nothing of Node.', module('rules'), [
      dateLibrary,
    ]),
    {
      name: 'terms-and-law-are-pure',
      comment: 'A finding follows from facts: law and terms know no web, platform, records or language.',
      severity: 'error',
      from: { path: law },
      to: { path: module('platform', 'web', 'records', 'i18n') },
    },
    {
      name: 'acts-know-no-doors',
      comment: 'Stores and services do not know by which door somebody came.',
      severity: 'error',
      from: { path: '-(store|service)[.]ts$' },
      to: { path: doors },
    },
    {
      name: 'sql-stays-in-stores',
      comment:
        'A feature reaches the database in its *-store.ts files only. The type of a transaction may be named by who ' +
        'hands it on; tools/layout.ts sees to it that nobody but a store puts a query to it.',
      severity: 'error',
      from: { path: '^src/features/', pathNot: ['-store[.]ts$', isTest] },
      to: { path: '^src/platform/database[.]ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-tests-import-tests',
      comment: 'What is shipped needs nothing of test/, tools/ or bench/, and no test file.',
      severity: 'error',
      from: { path: project, pathNot: isTest },
      to: { path: ['^(test|tools|bench)/', isTest] },
    },
    {
      name: 'imports-resolve',
      comment: 'An import that leads nowhere hides every rule above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^tools/planted/' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
