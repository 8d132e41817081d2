/** The PBXs of kind `simulator` in a mapping: one of each name for the life of the process, with people on them. */
import type { Cancel, Clock } from '../../src/ports/clock';
import type { Ids } from '../../src/ports/ids';
import type { Pbx } from '../../src/ports/pbx';
import type { Random } from './random';
import { Simulator } from './simulator';
import { agent, customer, traffic } from './traffic';

export interface SimulatedPbxs {
  /** The port of the PBX of that name, which is made when there is none yet. */
  connect(name: string, node: string): Pbx;
  /** Nobody calls any more. */
  stop(): void;
}

/** Numbers of the demo mapping: what people dial. */
const DIALLED = ['493023125100', '493023125200'];
const EVERY_MS = 12_000;
const PHONES = ['SIM/101', 'SIM/102', 'SIM/201'];

/** Simulated PBXs on which people call the numbers of `mappings/demo.yaml` now and then. */
export function simulatedPbxs(parts: { clock: Clock; ids: Ids; random: Random }): SimulatedPbxs {
  const simulators = new Map<string, Simulator>();
  const cancels: Cancel[] = [];
  const make = (name: string): Simulator => {
    const simulator = new Simulator({ ...parts, name });
    for (const endpoint of PHONES) simulator.phone(endpoint, agent(parts.random)());
    simulator.phone(/^SIM\/carrier-/, customer(parts.random)());
    const flow = { routingPoint: 'main', dnis: DIALLED, everyMs: EVERY_MS, endpoint: 'SIM/carrier' };
    cancels.push(traffic(simulator, parts.random, [flow]));
    simulators.set(name, simulator);
    return simulator;
  };
  return {
    connect: (name, node) => (simulators.get(name) ?? make(name)).pbx(node),
    stop() {
      for (const cancel of cancels.splice(0)) cancel();
    },
  };
}
