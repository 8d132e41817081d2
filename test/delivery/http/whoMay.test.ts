/**
 * Every operation of the description of the API, on a whole gateway, by everybody: a key and a session of each role, nobody,
 * those of another tenant, and a key that is limited to a venue.
 */
import { expect } from 'chai';
import { documentOf, type Operation, operationsOf } from '../../support/docs/examples';
import { examine } from '../../support/roles/examine';
import { Stage } from '../../support/stage';

describe('who may do what', function () {
  this.timeout(600_000);

  it('is what the table of roles says of every operation, and tells nobody what is not theirs', async () => {
    const operations = await all();
    expect(operations).to.have.length.above(150);
    const wrong: string[] = [];
    for (const operation of operations) wrong.push(...(await examine(operation, operations)));
    expect(wrong.join('\n')).to.equal('');
  });
});

async function all(): Promise<Operation[]> {
  const stage = await Stage.open();
  const operations = operationsOf(await documentOf(stage));
  await stage.close();
  return operations;
}
