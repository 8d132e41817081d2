/** The house of callbacks whose agents are reached first: Anna and Bert at their desks, and customers who press keys. */
import type { Person, Script } from '../../connectors/simulator/people';
import type { Phone } from '../../connectors/simulator/phones';
import { CallbackHouse, callbackMapping, withDesks } from './callbackHouse';
import { Floor } from './desks';

/** Presses a key once it is asked. */
export const presses =
  (key: string): Script =>
  async (person) => {
    await person.hear(/callback-greeting/);
    await person.press(key);
  };

export class AgentFirstHouse extends CallbackHouse {
  readonly floor = new Floor(this);

  static async opened(callback: object = {}, queue: object = {}): Promise<AgentFirstHouse> {
    const mapping = callbackMapping({
      callback: { mode: 'agentFirst', minDelaySeconds: 5, ...callback },
      queue: { ringSeconds: 20, wrapUpSeconds: 0, ...queue },
      rest: withDesks,
    });
    const house = await new AgentFirstHouse({ mapping }).up();
    house.feed = house.listen('acme');
    return house;
  }

  /** Waits until a phone or a caller talks with somebody. */
  talks(who: Phone | Person): Promise<unknown> {
    return this.world.waitFor(() => ('last' in who ? who.last : who)?.hearsWhom.length === 1, 120_000);
  }

  /** Nothing of a dialogue may be left. */
  override async end(): Promise<void> {
    const { programs } = this.signalbox.counts();
    await super.end();
    if (programs !== 0) throw new Error(`dialogues left: ${programs}`);
  }
}
