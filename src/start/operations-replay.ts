/** What retention answers when a restore asks for what was destroyed since. */
import type { ReplayTombstones } from '#features/operations/operations-questions.ts';
import { replayTombstones as replay } from '#features/retention/destruction-replay.ts';
import { recordSources } from './wings-records.ts';

export const replayTombstones: ReplayTombstones = (city, tx, ledger) => replay(recordSources, city, tx, ledger);
