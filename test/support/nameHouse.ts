/** A house whose queue asks those who ask for callbacks by keypad for their names. */
import type { Person, Script } from '../../connectors/simulator/people';
import type { Callback } from '../../src/core/callback';
import type { Refusal } from '../../src/core/errors';
import type { Recording } from '../../src/core/recording';
import type { MediaFile } from '../../src/ports/media';
import type { Principal } from '../../src/services/api';
import { arrives, CallbackHouse, CUSTOMER, callbackMapping } from './callbackHouse';

/** What the caller does at the tone, by default: it says its name and presses #. */
export const SAYS: Script = async (person) => {
  await person.say(1_200);
  await person.press('#');
};

export class NameHouse extends CallbackHouse {
  static async asking(callback: object = {}, { queue, rest = {} }: { queue?: object; rest?: object } = {}) {
    const mapping = callbackMapping({
      callback: { connect: { endpoint: 'PJSIP/a1' }, minDelaySeconds: 60, recordName: {}, ...callback },
      queue: { keys: { '1': [{ do: 'propose', queue: 'sales' }] }, ...queue },
      rest,
    });
    const house = new NameHouse({ mapping });
    await house.up();
    house.feed = house.listen('acme');
    return house;
  }

  /** Waits in the queue, asks for a callback, and then does that. */
  asks(then: Script, ani = CUSTOMER): Person {
    return this.sim.call({
      ...arrives(ani),
      script: async (person) => {
        await person.hear(/music/);
        await person.wait(1_000);
        await person.press('1');
        await then(person);
      },
    });
  }

  /** Asks for one, keeps the number, and does that at the tone. */
  says(atTheTone: Script = SAYS, ani = CUSTOMER): Person {
    return this.asks(async (person) => {
      await person.hear(/callback-number-keep/);
      await person.press('1');
      await this.atTheTone(person, atTheTone);
    }, ani);
  }

  async atTheTone(person: Person, does: Script = SAYS): Promise<void> {
    await person.hear('tone beep');
    await person.hear('silence');
    await does(person);
  }

  gone(person: Person): Promise<unknown> {
    return this.world.waitFor(() => person.state === 'gone', 120_000);
  }

  /** The callback that was given its name last. */
  named(): Promise<Callback> {
    return this.world.waitFor(() => this.feed.of('callback.changed').at(-1)?.data as Callback | undefined);
  }

  recording(state: string, count = 1): Promise<Recording> {
    return this.event<Recording>(`recording.${state}`, count);
  }

  /** Recordings that the PBX has. */
  get atPbx(): string[] {
    return [...this.sim.library.recordings.keys()].map((job) => `re_${job}`);
  }

  forgotten(): Promise<unknown> {
    return this.world.waitFor(() => this.atPbx.length === 0, 120_000);
  }

  audio(callback: string, who: Partial<Principal> = {}): Promise<MediaFile | Refusal> {
    const principal = { ...this.principal('acme'), ...who };
    return this.world.finish(this.api.recordings.name(principal, 'acme', callback));
  }

  async restart(): Promise<void> {
    this.crash();
    await this.world.advance(2_000);
    await this.up();
    this.feed = this.listen('acme', { after: 0 });
  }

  /** Nothing of a dialogue or a recording may be left. */
  override async end(): Promise<void> {
    const { world, signalbox } = this;
    await world.waitFor(
      () => signalbox.counts().recordings === 0 && signalbox.counts().programs === 0,
      60_000,
      'the end',
    );
    await super.end();
  }
}
