/** The simulator keeps the contract of connectors, whatever the seed and however unreliable the line is. */
import { describePbx } from '../../contracts/pbx';
import { SimulatorHarness } from './harness';

for (const seed of [1, 2, 3]) describePbx(`the simulator with seed ${seed}`, () => new SimulatorHarness(seed));

describePbx('the simulator with late and doubled events', () => {
  const harness = new SimulatorHarness(4);
  Object.assign(harness.sim.faults, { late: 0.3, lateMs: 100, swapped: 0.5 });
  return harness;
});
