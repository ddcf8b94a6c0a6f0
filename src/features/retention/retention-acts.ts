/** What can be done in the law of records, and who may. */
import type { Act } from '#rules/permissions.ts';

export const retentionActs = {
  /** The staff version of "What this system holds": counts, the oldest, legal holds. */
  readHoldings: {
    id: 'retention.read_holdings',
    who: { administrator: 'city', city_attorney: 'city', records_officer: 'city', auditor: 'city' },
  },
  /** That a hold stands, and what it covers. */
  readHolds: {
    id: 'retention.read_holds',
    who: { administrator: 'city', city_attorney: 'city', records_officer: 'city', auditor: 'city' },
  },
  /** For which matter, and why. */
  readHoldReasons: { id: 'retention.read_hold_reasons', who: { city_attorney: 'city', records_officer: 'city' } },
  placeHold: { id: 'retention.place_hold', who: { city_attorney: 'city' } },
  askLift: { id: 'retention.ask_lift', who: { city_attorney: 'city' } },
  /** The second person, who is not the one who asked. */
  confirmLift: { id: 'retention.confirm_lift', who: { city_attorney: 'city', records_officer: 'city' } },
  acknowledgeHold: { id: 'retention.acknowledge_hold', who: { general_manager: 'own', liaison: 'own' } },
  readDestruction: {
    id: 'retention.read_destruction',
    who: { administrator: 'city', city_attorney: 'city', records_officer: 'city', auditor: 'city' },
  },
  proposeDestruction: { id: 'retention.propose_destruction', who: { administrator: 'city', records_officer: 'city' } },
  approveDestruction: { id: 'retention.approve_destruction', who: { city_attorney: 'city' } },
} as const satisfies Record<string, Act>;
