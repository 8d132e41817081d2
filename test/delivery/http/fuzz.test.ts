/**
 * Requests made up from the document itself, to every operation of a whole gateway: whoever asks for whatever, the answer is
 * one that the document has, and never a defect. `make soak` makes up many more (FUZZ_CASES, FUZZ_SEED).
 */
import { expect } from 'chai';
import fc from 'fast-check';
import { documentOf, type Operation, operationsOf, sceneFor } from '../../support/docs/examples';
import { Schemas } from '../../support/docs/schemas';
import { requests } from '../../support/fuzz/requests';
import { wrongWith } from '../../support/fuzz/verdict';
import { Stage } from '../../support/stage';

const CASES = Number(process.env.FUZZ_CASES ?? 25);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

describe('requests made up from the description of the API', function () {
  // Per operation; time inside is virtual.
  this.timeout(10_000 + CASES * 200);

  it(`get an answer that it has, ${CASES} to each operation (FUZZ_SEED=${SEED})`, async function () {
    const stage = await Stage.open();
    const document = await documentOf(stage);
    await stage.close();
    const operations = operationsOf(document);
    this.timeout(operations.length * (2_000 + CASES * 200));
    const schemas = new Schemas(document);
    for (const operation of operations) await fuzz(operation, operations, document, schemas);
  });
});

async function fuzz(
  operation: Operation,
  operations: Operation[],
  document: Parameters<typeof requests>[1]['document'],
  schemas: Schemas,
): Promise<void> {
  const stage = await Stage.open();
  const { keys } = stage;
  const params = await sceneFor(stage, operation, operations);
  const statuses = new Set<number>();
  const property = fc.asyncProperty(requests(operation, { document, params, keys }), async (sent) => {
    const reply = await stage.send(sent);
    statuses.add(reply.status);
    const wrong = wrongWith(operation, schemas, reply);
    expect(wrong, `${operation.id}, asked ${JSON.stringify(sent).slice(0, 2_000)}`).to.equal(undefined);
    expect(stage.complaints, operation.id).to.deep.equal([]);
    expect({}, 'nothing was polluted').not.to.have.property('polluted');
  });
  await fc.assert(property, { seed: SEED, numRuns: CASES, endOnFailure: true });
  expect([...statuses], `${operation.id}: some come past the door`).to.satisfy((all: number[]) =>
    all.some((status) => ![400, 401, 403, 415].includes(status)),
  );
  await stage.close();
}
