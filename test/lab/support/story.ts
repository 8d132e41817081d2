/**
 * What every story of the gateway needs: the lab, the built gateway on it, a program attached for Acme and a feed that
 * listens for Globex, new for each test. After each test nobody is left in Asterisk, every feed was whole and in order,
 * and the gateway logged no error.
 */
import { type AsteriskOptions, asteriskIsThere } from './asterisk';
import { Gateway, type GatewayOptions } from './gateway';
import { Lab } from './lab';
import type { Program } from './program';

export class Story {
  lab!: Lab;
  gateway!: Gateway;
  /** Attached to application `hotline` of Acme. */
  acme!: Program;
  /** Listens to everything of Globex. */
  globex!: Program;
}

export interface StoryOptions {
  readonly lab?: AsteriskOptions;
  /** Is asked once the lab is there. */
  readonly gateway?: (lab: Lab) => Promise<GatewayOptions>;
}

/** Adds the hooks of a story to the `describe` it is called in. */
export function story(options: StoryOptions = {}): Story {
  const on = new Story();
  before(async function () {
    if (!asteriskIsThere()) return this.skip();
    on.lab = await Lab.start(options.lab);
    on.gateway = await Gateway.start(on.lab.asterisk, await options.gateway?.(on.lab));
  });
  beforeEach(async () => {
    on.acme = await on.gateway.attached('acme', 'hotline');
    on.globex = await on.gateway.program('globex');
  });
  afterEach(async function () {
    // What a test waited for in vain shows in what the gateway and the feed said; the message of the test has only its own side.
    if (this.currentTest?.state === 'failed') console.error(`${on.acme?.trace()}\n${on.gateway?.story()}`);
    try {
      await on.lab.reset();
    } finally {
      await on.gateway.reset();
    }
  });
  after(async () => {
    try {
      await on.gateway?.stop();
    } finally {
      await on.lab?.stop();
    }
  });
  return on;
}
