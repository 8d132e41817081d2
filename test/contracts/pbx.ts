/**
 * The contract of `ports/pbx`: what every connector must pass, unchanged, on virtual or real time. A group starts one
 * connector; each test brings its own people and leaves nobody behind. What not every PBX can show (who hears whom)
 * is checked where the harness can look.
 */
import { ARRIVING } from './pbx/arriving';
import { CONVERSATIONS } from './pbx/conversations';
import { DEVICES } from './pbx/devices';
import { DIALLING } from './pbx/dialling';
import { HANDLING } from './pbx/handling';
import type { PbxHarness } from './pbx/harness';
import { HEARING } from './pbx/hearing';
import { LINK } from './pbx/link';
import { MEDIA } from './pbx/media';
import { RECORDING } from './pbx/recording';
import { type Group, type Subject, subject } from './pbx/subject';
import { SUCCESSION } from './pbx/succession';

/** Every group of tests by what it is about. */
export const CONTRACT: Readonly<Record<string, Group>> = {
  'an arriving party': ARRIVING,
  'a party': HANDLING,
  'a dialled party': DIALLING,
  media: MEDIA,
  'a recording': RECORDING,
  'a conversation': CONVERSATIONS,
  'in a conversation': HEARING,
  'a phone': DEVICES,
  'the link': LINK,
  'a connector': SUCCESSION,
};

/** What some groups cannot do without; they are skipped, and seen to be, where it is not there. */
const NEEDS: Readonly<Record<string, (on: Subject) => boolean>> = {
  'a recording': (on) => on.pbx.abilities().has('record'),
  'in a conversation': (on) => on.harness.hearsWhom !== undefined,
};

/** Runs the contract against the connector of a harness. */
export function describePbx(name: string, makeHarness: () => PbxHarness): void {
  describe(`${name} keeps the contract of a PBX`, function () {
    this.timeout(60_000);
    for (const [group, tests] of Object.entries(CONTRACT)) {
      describe(group, () => {
        const on = subject(makeHarness);
        before(function () {
          if (NEEDS[group]?.(on) === false) this.skip();
        });
        for (const [says, test] of Object.entries(tests)) {
          it(says, function () {
            return test(on, () => this.skip());
          });
        }
      });
    }
  });
}
