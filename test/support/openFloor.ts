/** A house in which agents sit at desks and one queue waits for them, for flows about what comes between. */
import { Floor, withAgents } from './desks';
import { House, type Listener } from './house';

export interface OpenFloor {
  readonly house: House;
  readonly floor: Floor;
  /** Listens to everything of Acme. */
  readonly feed: Listener;
  /** What the gateway logged as wrong. */
  readonly complaints: readonly string[];
}

/** Opens it, its link live; `sales` are settings of its queue, `adapt` changes the mapping further. */
export async function openFloor(
  sales: object = {},
  adapt: (mapping: ReturnType<typeof withAgents>) => unknown = () => {},
): Promise<OpenFloor> {
  const complaints: string[] = [];
  const mapping = withAgents({ maxWaitSeconds: 600, ...sales });
  adapt(mapping);
  const house = await new House({ mapping, complained: (what) => complaints.push(what) }).up();
  return { house, floor: new Floor(house), feed: house.listen('acme'), complaints };
}
